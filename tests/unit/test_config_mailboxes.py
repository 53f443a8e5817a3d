"""config.py: contradictions of a mailbox that logs in by OAuth, watches suspected spam, or watches what people sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailtriage import config
from mailtriage.config_problems import unsafe_url
from mailtriage.ops.preflight import switches, tokens

TEXT = """\
[[mailbox]]
name = "support"
address = "support@cadents.example"
program = "cadents"
{box}
[mailbox.imap]
host = "imap.cadents.example"
username = "support"
{imap}
[mailbox.smtp]
host = "smtp.cadents.example"
username = "support"
{smtp}
{oauth}
"""
PASSWORD = 'password_env = "P"'
MICROSOFT = '[mailbox.oauth]\nprovider = "microsoft"\ntenant = "t"\nclient_id = "c"\n'
SECRET = 'client_secret_env = "S"\n'


def load(folder: Path, *, box: str = "", imap: str = "", smtp: str = "", oauth: str = "") -> config.Config:
    (folder / "config.toml").write_text(TEXT.format(box=box, imap=imap, smtp=smtp, oauth=oauth), "utf-8")
    return config.load(folder / "config.toml")


def told(folder: Path, **parts: str) -> str:
    with pytest.raises(config.ConfigErrors) as caught:
        load(folder, **parts)
    (problem,) = caught.value.problems
    return problem.partition(" ")[2]


def test_one_section_serves_both_and_files_stand_beside_the_config(tmp_path: Path) -> None:
    found = load(tmp_path, oauth=MICROSOFT + 'client_secret_file = "secrets/app"').mailbox[0].oauth
    assert found is not None
    assert found.used_by == ("imap", "smtp")
    assert found.client_secret_file == str(tmp_path / "secrets/app")


@pytest.mark.parametrize("oauth, problem", [
    (MICROSOFT, "mailbox[0].oauth.client_secret_env: is missing, and so is client_secret_file; add one of the two"),
    (MICROSOFT.replace('tenant = "t"\n', "") + SECRET, "mailbox[0].oauth.tenant: is missing; write the id or domain"),
    (MICROSOFT.replace("microsoft", "google") + SECRET, "mailbox[0].oauth.flow: Google gives mail to no client-cred"),
    (MICROSOFT.replace("microsoft", "custom") + SECRET, "mailbox[0].oauth.token_endpoint: is missing; a custom"),
    (MICROSOFT + SECRET + 'client_secret_file = "f"', "mailbox[0].oauth.client_secret_file: client_secret_env is given"),
    (MICROSOFT + SECRET + 'refresh_token_env = "R"', "mailbox[0].oauth.refresh_token_env: is not used by client-cred"),
    (MICROSOFT + SECRET + 'token_endpoint = "http://login.example/t"',
     "mailbox[0].oauth.token_endpoint: would send a secret readable to login.example; write https://"),
    (MICROSOFT + SECRET + 'token_endpoint = "login"', "mailbox[0].oauth.token_endpoint: is not an address"),
    (MICROSOFT.replace("microsoft", "yahoo") + SECRET, 'mailbox[0].oauth.provider: "yahoo" is not known; use one of'),
    (MICROSOFT + 'client_secret = "hunter2"\n' + SECRET, "mailbox[0].oauth.client_secret: unknown key"),
])
def test_a_contradiction_in_oauth_is_told_with_its_remedy(tmp_path: Path, oauth: str, problem: str) -> None:
    said = told(tmp_path, oauth=oauth)
    assert said.startswith(problem)
    assert "hunter2" not in said


@pytest.mark.parametrize("side", ["imap", "smtp"])
def test_exactly_one_of_password_and_oauth(tmp_path: Path, side: str) -> None:
    other = "smtp" if side == "imap" else "imap"
    assert told(tmp_path, oauth=MICROSOFT + SECRET, **{side: PASSWORD}) == (
        f"mailbox[0].{side}.password_env: is given beside [mailbox.oauth]; keep one of the two, or say in used_by who "
        "uses OAuth")
    only = MICROSOFT + SECRET + f'used_by = ["{other}"]'
    assert load(tmp_path, oauth=only, **{side: PASSWORD}).mailbox[0].oauth is not None
    assert told(tmp_path, oauth=only).startswith(f"mailbox[0].{side}.password_env: is missing")


@pytest.mark.parametrize("box, problem", [
    ('junk_folders = ["INBOX"]', '"INBOX" is in folders too'),
    ('sent_folder = "INBOX"', "\"INBOX\" is watched for customers' mail too"),
    ('sent_folder = "Sent"\njunk_folders = ["Sent"]', "\"Sent\" is watched for customers' mail too"),
    ('junk_folders = ["Processed"]', '"Processed" is watched too; file to another folder'),
    ('sent_folder = "Processed"', '"Processed" is watched too; file to another folder'),
    ("save_sent = true", "needs to know where; name the folder in sent_folder"),
])
def test_a_folder_has_one_purpose(tmp_path: Path, box: str, problem: str) -> None:
    with pytest.raises(config.ConfigErrors, match="config.toml") as caught:
        load(tmp_path, box=box, imap=PASSWORD, smtp=PASSWORD)
    assert any(problem in line for line in caught.value.problems), caught.value.problems


def test_every_watched_folder_is_one_list(tmp_path: Path) -> None:
    found = load(tmp_path, box='junk_folders = ["Junk"]\nsent_folder = "Sent"', imap=PASSWORD, smtp=PASSWORD)
    assert found.mailbox[0].watched == ("INBOX", "Junk", "Sent")
    assert load(tmp_path, imap=PASSWORD, smtp=PASSWORD).mailbox[0].watched == ("INBOX",)


@pytest.mark.parametrize("url", ["https://login.example/a?b=c", "http://127.0.0.1:8/t", "http://localhost/t",
                                 "https://[::1]:44/t", "http://[::1]/t"])
def test_addresses_a_secret_may_go_to(url: str) -> None:
    assert unsafe_url(url) == ""


@pytest.mark.parametrize("url", ["http://login.example", "ftp://x", "https://", "https://a b/", "http://127.0.0.1@evil/",
                                 "https://x/\n", "http://localhost.evil.example/", "file:///etc/passwd"])
def test_addresses_it_may_not(url: str) -> None:
    assert unsafe_url(url)


def test_preflight_names_what_a_token_needs_and_a_copy_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("S", raising=False)
    found = load(tmp_path, oauth=MICROSOFT + SECRET, box='sent_folder = "Sent"\nsave_sent = true')
    box = found.mailbox[0]
    assert [f.what for f in tokens(found, box)] == ["environment variable S is not set; set it where mailtriage starts"]
    assert any("keeps what it sends by itself" in f.what for f in switches(found, box))
    secret = tmp_path / "secret"
    secret.write_text("value\n")
    secret.chmod(0o644)
    found = load(tmp_path, oauth=MICROSOFT + f'client_secret_file = "{secret}"')
    (finding,) = tokens(found, found.mailbox[0])
    assert (finding.level, "holds a client secret and others can read it" in finding.what) == ("risk", True)
