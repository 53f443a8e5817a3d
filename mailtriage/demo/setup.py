"""demo/setup.py: the set-up the demo runs on: the files `mailtriage init` writes, filled in for servers on loopback.

Promises   nothing that exists is touched. Passwords stand in files of mode 0600 that config.toml names.
Reads next demo/play.py
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from mailtriage import paths
from mailtriage.demo.imap_server import ImapServer
from mailtriage.demo.smtp_receiver import SmtpReceiver

PROGRAM = "cadents"
MAILBOXES = {"support": "Cadents Support", "easupport": "Cadents East Africa"}
AUTHSERV_ID = "mx.cadents.example"

_HEAD = """\
# config.toml of the demo. What each key means: config.example.toml, or the file `mailtriage init` writes.
# The servers lived as long as the demo; the rest is as it would be anywhere.
outgoing = "on"
"""
_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@cadents.example"
display_name = "{title}"
program = "{program}"
trusted_authserv_id = "{authserv_id}"
[mailbox.imap]
host = "127.0.0.1"
port = {imap_port}
security = "plain"
username = "{name}"
password_file = "secrets/{name}-imap"
[mailbox.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "plain"
rate_per_minute = 10000
"""


class NotEmpty(Exception):
    """The folder for the set-up holds something already. The message says which and what to do."""


def prepare(folder: Path) -> None:
    """Make `folder`, which must be new or empty. NotEmpty or OSError before anything is started."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not an empty folder; name one that is empty or does not exist yet")
    folder.mkdir(parents=True, exist_ok=True)


def write(folder: Path, imap: Sequence[ImapServer], smtp: SmtpReceiver) -> Path:
    """Write config.toml, rules/, templates/ and the passwords for these servers; the path of config.toml."""
    for kind in ("rules", "templates"):
        shutil.copytree(paths.shipped() / kind / PROGRAM, folder / kind / PROGRAM,
                        ignore=shutil.ignore_patterns(".*"))
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    text = _HEAD
    for server in imap:
        _write_private(secrets / f"{server.user}-imap", server.password)
        text += _MAILBOX.format(
            name=server.user, title=MAILBOXES[server.user], program=PROGRAM, authserv_id=AUTHSERV_ID,
            imap_port=server.port, smtp_port=smtp.port)
    config = folder / "config.toml"
    config.write_text(text, "utf-8")
    return config


def _write_private(path: Path, password: str) -> None:
    """Never readable by others, not even for a moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
