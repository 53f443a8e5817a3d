"""`mailtriage verify` on a real server: 0 while all is well, and exactly the mails that are not accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from mailtriage.intake.imap import Session
from mailtriage.model.ledger import LedgerRow
from mailtriage.ops.verify import Report
from mailtriage.ops.verify import verify as run_verify
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.intake_desk import IntakeDesk, desk_for, mail


@pytest.fixture
def desk(dovecot: Dovecot, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IntakeDesk]:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    with desk_for(tmp_path, dovecot.imap(user)) as made:
        dovecot.deliver(user, mail(100), mail(101))
        made.fetch()
        yield made


def verify(desk: IntakeDesk) -> Report:
    return run_verify(desk.desk.config, desk.desk.store, desk.desk.spool)


def deliver(desk: IntakeDesk, dovecot: Dovecot, user: str, *mails: bytes) -> list[LedgerRow]:
    dovecot.deliver(user, *mails)
    desk.fetch()
    return desk.receive()


def forget(desk: IntakeDesk, row: LedgerRow) -> None:
    with desk.desk.store.unit() as unit:
        unit.remove(LedgerRow, row.id)


def test_baseline_rows_and_spool_explain_everything(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    deliver(desk, dovecot, user, mail(1), mail(2))
    dovecot.deliver(user, mail(3))
    desk.fetch()
    report = verify(desk)
    inbox = report.folders[0]
    assert (inbox.uids, inbox.explained, inbox.baseline, inbox.unexplained) == (5, 5, 2, ())
    assert report.good
    assert report.sentence() == "received 2 = 2 new-case · unexplained 0 · 2 baseline · 1 in the spool"


def test_a_mail_that_came_after_the_last_pass_is_waiting(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    report = verify(desk)
    assert (report.folders[0].waiting, report.unexplained) == (1, 0)
    assert report.good


def test_one_deleted_row_of_a_mail_in_the_inbox_is_one_unexplained(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    rows = deliver(desk, dovecot, user, mail(1), mail(2))
    forget(desk, rows[1])
    report = verify(desk)
    assert report.unexplained == 1
    assert report.folders[0].unexplained == (4,)
    assert "naledi@thaba.example" in report.folders[0].strays[0].about
    assert not report.good


@pytest.mark.parametrize("placed", [True, False])
def test_one_deleted_row_of_a_filed_mail_is_one_unexplained(
    desk: IntakeDesk, dovecot: Dovecot, user: str, placed: bool
) -> None:
    rows = deliver(desk, dovecot, user, mail(1), mail(2), mail(2), mail(3, message_id=""))
    assert desk.file() == 4
    if not placed:                          # a server that does not say where it put them
        with desk.desk.store.unit() as unit:
            for row in desk.rows():
                unit.put(replace(row, filed=""))
    assert verify(desk).unexplained == 0
    for n, row in enumerate((rows[1], rows[3]), 1):
        forget(desk, row)
        report = verify(desk)
        assert report.unexplained == n
        assert len(report.folders[1].unexplained) == n


def test_a_stranger_in_the_folder_we_file_to_is_unexplained(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(50), folder="Processed")      # there before us
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    dovecot.deliver(user, mail(51), folder="Processed")      # a mail nobody triaged was put there
    report = verify(desk)
    assert report.folders[1].unexplained == (3,)
    assert report.folders[1].baseline == 1


def test_a_mail_with_a_known_message_id_and_other_content_is_not_explained_by_it(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    dovecot.deliver(user, mail(2, message_id="<m1@thaba.example>"), folder="Processed")
    assert verify(desk).unexplained == 1


def test_a_move_that_is_done_but_not_yet_written_down_is_explained(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    deliver(desk, dovecot, user, mail(2))
    with dovecot.client(user) as client:
        client.move(client.search()[-1:], "Processed")
    assert verify(desk).unexplained == 0


def test_a_rebuilt_folder_waits_for_the_next_pass(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    deliver(desk, dovecot, user, mail(1))
    dovecot.new_uidvalidity(user)
    report = verify(desk)
    assert (report.folders[0].waiting, report.unexplained) == (3, 0)
    desk.again()
    desk.fetch()
    report = verify(desk)
    assert (report.folders[0].waiting, report.folders[0].explained, report.unexplained) == (0, 3, 0)


def test_looking_changes_nothing(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    dovecot.deliver(user, mail(51), folder="Processed")
    with dovecot.client(user, "Processed") as client:
        before = client.get_flags(client.search())
    verify(desk)
    with dovecot.client(user, "Processed") as client:
        assert client.get_flags(client.search()) == before


# The command

CONFIG = """
[store]
url = "tinydb:data"
[[mailbox]]
name = "support"
address = "support@mezzanine.example"
program = "mezzanine"
[mailbox.imap]
host = "127.0.0.1"
port = {port}
security = "plain"
username = "{user}"
password_env = "MAILTRIAGE_TEST_PASSWORD"
connect_timeout = "2 seconds"
"""


def run(desk: IntakeDesk, port: int, *options: str) -> Result:
    folder = desk.desk.config.folder
    (folder / "config.toml").write_text(CONFIG.format(port=port, user=desk.imap.username))
    return CliRunner().invoke(main, ["--config", str(folder / "config.toml"), "verify", *options])


def test_the_command_prints_a_table_a_sentence_and_exits_by_the_result(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    rows = deliver(desk, dovecot, user, mail(1), mail(2))
    desk.file()
    good = run(desk, dovecot.port)
    assert good.exit_code == 0, good.output
    assert good.output.splitlines()[-1] == "received 2 = 2 new-case · unexplained 0 · 2 baseline"
    forget(desk, rows[0])
    bad = run(desk, dovecot.port)
    assert bad.exit_code == 1
    assert "unexplained: support/Processed UID 1: " in bad.output
    assert "· unexplained 1 ·" in bad.output
    found = json.loads(run(desk, dovecot.port, "--json").output)
    assert found["unexplained"] == 1
    assert found["mailboxes"][1] | {"uidvalidity": 0} == {
        "name": "support", "folder": "Processed", "uidvalidity": 0, "uids": 2, "explained": 1, "unexplained": [1],
        "baseline": 0, "waiting": 0, "filed": True, "error": ""}


def test_a_server_that_cannot_be_asked_is_one_line_and_exit_1(desk: IntakeDesk) -> None:
    found = run(desk, 1)
    assert found.exit_code == 1
    lines = [line for line in found.stderr.splitlines() if line]
    assert len(lines) == 1
    assert lines[0].startswith("mailtriage: support: 127.0.0.1:1")
    assert "not asked" in found.stdout
    assert "a finding all the same: support could not be asked" in found.stdout
    assert json.loads(run(desk, 1, "--json").stdout)["mailboxes"][0]["error"]


def test_one_dead_folder_does_not_hide_the_others(dovecot: Dovecot, user: str, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    with desk_for(tmp_path, dovecot.imap(user), mailbox_folders=["Nowhere", "INBOX"]) as desk:
        desk.fetch()
        report = verify(desk)
        assert [bool(f.error) for f in report.folders] == [True, False, False]
        assert not report.good


def test_nothing_is_said_about_a_mail_that_left_while_we_looked(
    desk: IntakeDesk, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(desk, dovecot, user, mail(1))
    seen = Session.uids
    monkeypatch.setattr(Session, "uids", lambda self, above=0: seen(self, above) | {999} if not above else set())
    with desk.desk.store.unit() as unit:
        from mailtriage.model.ledger import Folder
        record = unit.one(Folder, "key", "support/INBOX")
        assert record is not None
        unit.put(replace(record, last_uid=1000))
    assert verify(desk).unexplained == 0
