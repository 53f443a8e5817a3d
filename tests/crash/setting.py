"""What differs between the desks of the plots, as their config.toml says it."""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from mailtriage import config as configuration
from mailtriage.config import Config
from mailtriage.program.load import load_programs
from mailtriage.program.program import Program

ROOT = Path(__file__).parents[2]
PLAIN = (b"IMAP4REV1", b"UIDPLUS", b"MOVE")
WITHOUT_MOVE = (b"IMAP4REV1", b"UIDPLUS")
_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@cadents.example"
display_name = "Cadents {name}"
program = "cadents"
file_by = "{file_by}"
{more}
[mailbox.imap]
host = "127.0.0.1"
security = "plain"
username = "{name}"
password_env = "MAILTRIAGE_TEST_PASSWORD"
[mailbox.smtp]
host = "127.0.0.1"
security = "plain"
"""


@dataclass(frozen=True)
class Setting:
    """How the server can move mail, how early the journal is compacted, and further lines of config.toml: for the
    mailbox, and for sections of their own."""

    capabilities: tuple[bytes, ...] = PLAIN
    file_by: str = "move"
    compact_bytes: int = 8 << 20
    mailboxes: tuple[str, ...] = ("support",)
    upgrade: bool = False       # `act` begins with a newer mailtriage
    mailbox: str = ""
    sections: str = ""
    earns: bool = False         # one approval earns a text to leave by itself, and no sample of it is shown


@functools.cache
def config_of(setting: Setting) -> Config:
    os.environ["MAILTRIAGE_TEST_PASSWORD"] = "a password"
    text = f'rules_dir = "{ROOT / "rules"}"\ntemplates_dir = "{ROOT / "templates"}"\n{setting.sections}\n'
    text += "".join(
        _MAILBOX.format(name=name, file_by=setting.file_by, more=setting.mailbox) for name in setting.mailboxes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(text)
        return configuration.load(path)


@functools.cache
def programs_of(setting: Setting) -> dict[str, Program]:
    """Read once a process and what forks from it: a restart reads the same files."""
    config = config_of(setting)
    found = _programs(config.rules, config.templates, config.programs)
    if not setting.earns:
        return found
    return {id: replace(p, autonomy=replace(p.autonomy, after=1, sample=0.0)) for id, p in found.items()}


@functools.cache
def _programs(rules: Path, templates: Path, names: tuple[str, ...]) -> dict[str, Program]:
    return load_programs(rules, templates, names)
