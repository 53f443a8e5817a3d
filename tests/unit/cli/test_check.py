"""cli/check.py and ops/preflight.py: findings and nothing else; with --online, against real servers."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from mailtriage.ops import preflight
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink

SHIPPED = Path(__file__).parents[3]
PROGRAMS = [
    (SHIPPED / "rules" / "cadents", "rules/cadents"), (SHIPPED / "templates" / "cadents", "templates/cadents"),
]

QUIET = """\
[[mailbox]]
name = "support"
address = "support@cadents.example"
program = "cadents"
trusted_authserv_id = "mx.cadents.example"
{more}
[mailbox.imap]
host = "127.0.0.1"
port = {imap_port}
security = "{imap_security}"
username = "{user}"
password_env = "CHECK_PASSWORD"
ca_file = "{ca_file}"
connect_timeout = "3 seconds"
read_timeout = "5 seconds"
[mailbox.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "plain"
"""


def desk(folder: Path, **keys: object) -> Path:
    """A desk nobody can complain about, but for what `keys` change."""
    given = {"more": "", "imap_port": 9, "imap_security": "tls", "user": "u", "ca_file": "", "smtp_port": 9, **keys}
    (folder / "config.toml").write_text(QUIET.format(**given), "utf-8")
    (folder / "config.toml").chmod(0o640)
    (folder / "data").mkdir(mode=0o700, exist_ok=True)
    for source, target in PROGRAMS:
        shutil.copytree(source, folder / target, dirs_exist_ok=True)
    for path in (folder / "rules", folder / "templates"):
        path.chmod(0o755)
    return folder


def check(folder: Path, *args: str, password: str | None = "some password") -> Result:
    env = {"CHECK_PASSWORD": password}
    return CliRunner().invoke(main, ["-c", str(folder / "config.toml"), "check", *args], env=env)


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the machine that runs the tests is not what these tests are about."""
    monkeypatch.setattr(preflight, "FREE_WISHED", 0)


@pytest.mark.usefixtures("roomy")
class TestOffline:
    def test_a_good_desk_prints_nothing_and_exits_0(self, tmp_path: Path) -> None:
        found = check(desk(tmp_path))
        assert (found.exit_code, found.stdout) == (0, "")
        assert found.stderr == f"{tmp_path}/config.toml: nothing to mend\n"
        assert json.loads(check(tmp_path, "--json").stdout) == {"findings": [], "connections": []}

    def test_it_changes_nothing(self, tmp_path: Path) -> None:
        desk(tmp_path)
        before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
        check(tmp_path)
        assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before

    def test_a_missing_password_is_a_problem_named_by_its_variable(self, tmp_path: Path) -> None:
        found = check(desk(tmp_path), password=None)
        assert found.exit_code == 1
        assert found.stdout == (
            "problem: mailbox support, imap: environment variable CHECK_PASSWORD is not set; "
            "set it where mailtriage starts\n"
        )

    def test_no_trusted_hop_is_a_named_risk_and_no_failure(self, tmp_path: Path) -> None:
        config = desk(tmp_path) / "config.toml"
        config.write_text(config.read_text().replace('trusted_authserv_id = "mx.cadents.example"', ""))
        found = check(tmp_path)
        assert found.exit_code == 0
        assert found.stdout.startswith("risk: mailbox support: no trusted_authserv_id: every sender stays unverified")

    @pytest.mark.parametrize(("switch", "what"), [("hold", "waits in the outbox"), ("off", "no answer is written")])
    def test_outgoing_that_is_not_on_is_a_named_risk(self, tmp_path: Path, switch: str, what: str) -> None:
        desk(tmp_path)
        config = tmp_path / "config.toml"
        config.write_text(f'outgoing = "{switch}"\n' + config.read_text())
        found = check(tmp_path)
        assert found.exit_code == 0
        assert found.stdout.startswith(f'risk: outgoing = "{switch}": ')
        assert what in found.stdout

    def test_outgoing_on_without_smtp_is_a_problem(self, tmp_path: Path) -> None:
        desk(tmp_path)
        config = tmp_path / "config.toml"
        config.write_text(config.read_text().split("[mailbox.smtp]")[0])
        found = check(tmp_path)
        assert found.exit_code == 1
        assert "there is no [mailbox.smtp]: answers stay in the outbox" in found.stdout

    def test_a_broken_program_exits_78_with_its_file_and_line(self, tmp_path: Path) -> None:
        desk(tmp_path)
        rules = tmp_path / "rules/cadents/program.toml"
        rules.write_text("nonsense_key = 1\n" + rules.read_text())
        found = check(tmp_path)
        assert found.exit_code == 78
        assert "rules/cadents/program.toml:1 nonsense_key: unknown key" in found.stdout

    def test_a_program_that_is_not_there_exits_78(self, tmp_path: Path) -> None:
        desk(tmp_path)
        config = tmp_path / "config.toml"
        config.write_text(config.read_text().replace('"cadents"', '"nowhere"'))
        found = check(tmp_path)
        assert found.exit_code == 78
        assert "nowhere" in found.stdout
        assert "Traceback" not in found.output

    def test_open_modes_are_risks_with_the_command_that_mends_them(self, tmp_path: Path) -> None:
        desk(tmp_path)
        secret = tmp_path / "secret"
        secret.write_text("hunter2-canary\n")
        secret.chmod(0o644)
        config = tmp_path / "config.toml"
        config.write_text(config.read_text().replace('password_env = "CHECK_PASSWORD"', 'password_file = "secret"'))
        (tmp_path / "data").chmod(0o755)
        (tmp_path / "rules").chmod(0o777)
        found = check(tmp_path)
        assert found.exit_code == 0
        assert f"chmod 600 {secret}" in found.stdout
        assert f"chmod 700 {tmp_path}/data" in found.stdout
        assert f"chmod -R go-w {tmp_path}/rules" in found.stdout
        assert "hunter2" not in found.output

    def test_a_data_directory_that_is_a_file_is_a_problem(self, tmp_path: Path) -> None:
        desk(tmp_path)
        (tmp_path / "data").rmdir()
        (tmp_path / "data").write_text("")
        found = check(tmp_path)
        assert found.exit_code == 1
        assert "data: is not a folder" in found.stdout

    def test_a_certificate_that_is_not_there_is_a_problem(self, tmp_path: Path) -> None:
        found = check(desk(tmp_path, ca_file="none.pem"))
        assert found.exit_code == 1
        assert f"ca_file {tmp_path}/none.pem cannot be read" in found.stdout


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "FREE_LEAST", 1 << 60)
    monkeypatch.setattr(preflight, "FREE_WISHED", 1 << 60)
    found = check(desk(tmp_path))
    assert found.exit_code == 1
    assert "MiB are free on its disk" in found.stdout


@pytest.mark.usefixtures("roomy")
class TestOnline:
    def test_servers_that_answer_are_a_table_of_ok(
        self, tmp_path: Path, dovecot: Dovecot, user: str, plain_sink: SmtpSink
    ) -> None:
        dovecot.deliver(user, b"Subject: x\r\n\r\ny\r\n")
        folder = desk(tmp_path, imap_port=dovecot.tls_port, user=user, ca_file=dovecot.certificates.ca_file,
                      smtp_port=plain_sink.port)
        before = dovecot.uids(user)
        found = check(folder, "--online", password=PASSWORD)
        assert found.exit_code == 0, found.output
        lines = [line.split() for line in found.stdout.splitlines()]
        assert lines[0] == ["mailbox", "protocol", "server", "result", "what"]
        assert [line[:2] for line in lines[1:]] == [["support", "imap"], ["support", "smtp"]]
        assert "INBOX 1 mails, Processed will be made; IDLE MOVE UIDPLUS" in found.stdout
        assert dovecot.uids(user) == before
        assert plain_sink.mails == []

    def test_a_wrong_password_is_a_failed_row_without_the_password(
        self, tmp_path: Path, dovecot: Dovecot, user: str, plain_sink: SmtpSink
    ) -> None:
        folder = desk(tmp_path, imap_port=dovecot.port, imap_security="plain", user=user, smtp_port=plain_sink.port)
        found = check(folder, "--online", "--json", password="wrong-canary")
        assert found.exit_code == 1
        imap, smtp = json.loads(found.stdout)["connections"]
        assert (imap["ok"], smtp["ok"]) == (False, True)
        assert "wrong-canary" not in found.output

    def test_servers_that_are_not_there_and_folders_that_are_missing_are_failed_rows(
        self, tmp_path: Path, dovecot: Dovecot, user: str
    ) -> None:
        folder = desk(tmp_path, imap_port=dovecot.port, imap_security="plain", user=user, smtp_port=9,
                      more='folders = ["INBOX", "Nowhere"]')
        found = check(folder, "--online", password=PASSWORD)
        assert found.exit_code == 1
        rows = found.stdout.splitlines()[1:]
        assert ["FAILED" in row for row in rows] == [True, True]
        assert "Nowhere" in rows[0]
        assert "Traceback" not in found.output

    def test_a_certificate_of_another_authority_is_a_failed_row(
        self, tmp_path: Path, dovecot: Dovecot, user: str, plain_sink: SmtpSink
    ) -> None:
        folder = desk(tmp_path, imap_port=dovecot.tls_port, user=user, smtp_port=plain_sink.port)
        found = check(folder, "--online", password=PASSWORD)
        assert found.exit_code == 1
        assert "certificate" in found.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_directory_of_another_user_is_a_problem(tmp_path: Path) -> None:
    desk(tmp_path)
    (tmp_path / "data").chmod(0o500)
    found = check(tmp_path)
    assert found.exit_code == 1
    assert "cannot be written by this user" in found.stdout
