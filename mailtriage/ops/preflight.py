"""ops/preflight.py: what is wrong or risky before a mail has moved: programs, passwords, files, disk, switches.

Promises   looks and changes nothing; connects nowhere. Every finding says where, what, and how to mend it.
Does not   repeat what `config.load` refuses: it starts from a config that holds.
Reads next cli/check.py
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailtriage.config import Config, ConfigErrors, Mailbox, read_secret
from mailtriage.intake import dkim_check

if TYPE_CHECKING:
    from mailtriage.program.program import Program

# "config": the daemon will not start (exit 78). "problem": something will not work. "risk": it works, know this.
Level = Literal["config", "problem", "risk"]

FREE_LEAST = 100 * 1024 * 1024         # bytes; below this a day of mail with attachments may not fit
FREE_WISHED = 1024 * 1024 * 1024
_SHIPPED = "@cadents.example"          # the domain of the addresses in the programs we ship
_NETWORK_DISKS = ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ceph")


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    where: str
    what: str


def preflight(config: Config) -> Iterator[Finding]:
    """Every finding, in the order a mail meets the things found."""
    yield from programs(config)
    for mailbox in config.mailbox:
        yield from secrets(mailbox)
        yield from tokens(config, mailbox)
        yield from switches(config, mailbox)
    yield from outgoing(config)
    yield from data(config.data)
    yield from writable_by_others(config)


def programs(config: Config) -> Iterator[Finding]:
    """Rules, texts and examples of the programs in use."""
    from mailtriage.program.load import load_programs
    from mailtriage.program.problems import ProgramErrors

    try:
        loaded = load_programs(config.rules, config.templates, config.programs)
    except ProgramErrors as trouble:
        for problem in trouble.problems:
            where, _, what = str(problem).partition(": ")
            yield Finding("config", where, what)
        return
    for name, program in loaded.items():
        yield from _placeholders(config, program, str(config.rules / name / "program.toml"))


def _placeholders(config: Config, program: Program, where: str) -> Iterator[Finding]:
    """Addresses as shipped: a hand-over or an escalation to them reaches nobody."""
    homes = {m.address.rpartition("@")[2].lower() for m in config.mailbox if m.program == program.id}
    addresses = {*program.contacts.values(), *(v.address for v in program.levels),
                 *(t.address for t in program.teams.values())}
    shipped = sorted(a for a in addresses if a.endswith(_SHIPPED))
    if shipped and _SHIPPED[1:] not in homes:
        yield Finding("risk", where, f"hand-overs and escalations go to addresses of the example ({shipped[0]}"
                      f"{f' and {len(shipped) - 1} more' if len(shipped) > 1 else ''}); write those of your people")


def secrets(mailbox: Mailbox) -> Iterator[Finding]:
    """Passwords that are missing or that others can read, and certificates that are not there."""
    for side, section in (("imap", mailbox.imap), ("smtp", mailbox.smtp)):
        if section is None:
            continue
        where = f"mailbox {mailbox.name}, {side}"
        if section.password_env or section.password_file:
            yield from _readable(section.password_env, section.password_file, "password", where)
        if section.ca_file and not os.access(section.ca_file, os.R_OK):
            yield Finding("problem", where, f"ca_file {section.ca_file} cannot be read; put the PEM file there")


def _readable(variable: str, path: str, what: str, where: str) -> Iterator[Finding]:
    try:
        read_secret(variable, path, what)
    except ConfigErrors as trouble:
        yield Finding("problem", where, str(trouble))
        return
    if path and _mode(Path(path)) & 0o077:
        yield Finding("risk", where, f"{path} holds a {what} and others can read it: chmod 600 {path}")


def tokens(config: Config, mailbox: Mailbox) -> Iterator[Finding]:
    """What a log-in by OAuth needs and does not find, without asking anybody."""
    oauth = mailbox.oauth
    if oauth is None:
        return
    where = f"mailbox {mailbox.name}, oauth"
    if oauth.client_secret_env or oauth.client_secret_file:
        yield from _readable(oauth.client_secret_env, oauth.client_secret_file, "client secret", where)
    if oauth.refresh_token_env or oauth.refresh_token_file:
        yield from _readable(oauth.refresh_token_env, oauth.refresh_token_file, "refresh token", where)
    elif oauth.flow == "refresh-token":
        from mailtriage.oauth_tokens import signed_in

        if not signed_in(mailbox.name, oauth, config.data):
            yield Finding("problem", where, f'nobody has signed in yet: "mailtriage login {mailbox.name}"')


def switches(config: Config, mailbox: Mailbox) -> Iterator[Finding]:
    """What a mailbox leaves undone as it is configured."""
    where = f"mailbox {mailbox.name}"
    if config.dkim.verify and not dkim_check.available():
        yield Finding("problem", where, "[dkim] verify needs the extra: pip install 'mailtriage[dkim]'")
    if not mailbox.trusted_authserv_id and config.outgoing == "on":
        yield Finding(
            "risk", where,
            "no trusted_authserv_id: every sender stays unverified, a forged From opens a case and is answered; "
            "name the authserv-id your mail server writes into Authentication-Results",
        )
    if mailbox.smtp is None and config.outgoing == "on":
        yield Finding("problem", where, "outgoing is on but there is no [mailbox.smtp]: answers stay in the outbox")
    if mailbox.save_sent and mailbox.oauth is not None and mailbox.oauth.provider != "custom":
        yield Finding("risk", where, f"save_sent: {mailbox.oauth.provider} keeps what it sends by itself; each answer "
                                     "may stand in the Sent folder twice")
    if mailbox.imap is None:
        yield Finding("risk", where, 'no [mailbox.imap]: mail comes by "mailtriage ingest" only, and verify sees none')
    elif not mailbox.file_to and mailbox.file_by == "move":
        yield Finding("risk", where, 'file_to is "": handled mail stays in the folder among the new')


def outgoing(config: Config) -> Iterator[Finding]:
    if config.outgoing != "on":
        what = {"hold": "every answer waits in the outbox for a person", "off": "no answer is written or sent"}
        yield Finding("risk", f'outgoing = "{config.outgoing}"', what[config.outgoing])


def data(folder: Path) -> Iterator[Finding]:
    """The data directory: ours alone, writable, on a local disk with room."""
    where = str(folder)
    if not folder.exists():
        yield Finding("config", where, "there is no such folder: mend store.url, or mount its disk; for a new desk "
                      f"make it empty: mkdir -m 700 {folder}")
    home = folder
    while not home.exists() and home != home.parent:
        home = home.parent
    if folder.exists() and not folder.is_dir():
        yield Finding("problem", where, "is not a folder; name another in store.url")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        yield Finding("problem", where, "cannot be written by this user; chown it, or run this as the daemon's user")
    if folder.exists() and _mode(folder) & 0o077:
        yield Finding("risk", where, f"holds customers' mail and others can look in: chmod 700 {folder}")
    disk = os.statvfs(home)
    free = disk.f_bavail * disk.f_frsize
    if free < FREE_WISHED:
        level: Level = "problem" if free < FREE_LEAST else "risk"
        yield Finding(level, where, f"{free // 1024**2} MiB are free on its disk; make room, 1 GiB is a start")
    if disk.f_files and disk.f_favail < 10_000:
        yield Finding("risk", where, f"{disk.f_favail} inodes are free on its disk; each mail takes two files")
    if (kind := _disk_kind(home)) in _NETWORK_DISKS:
        yield Finding("problem", where, f"is on {kind}, where locks and fsync do not hold; use a local disk")


def writable_by_others(config: Config) -> Iterator[Finding]:
    """Who may write the rules decides what leaves."""
    for path in (config.folder / "config.toml", config.rules, config.templates):
        if path.exists() and _mode(path) & 0o022:
            yield Finding("risk", str(path), f"others can change what is answered: chmod -R go-w {path}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _disk_kind(path: Path) -> str:
    """The file system type under `path`; "" where the system does not tell (no /proc)."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return ""
    here = str(path.resolve())
    under = [m for m in mounts if len(m) > 2 and (here + "/").startswith(m[1].rstrip("/") + "/")]
    return max(under, key=lambda m: len(m[1]))[2] if under else ""
