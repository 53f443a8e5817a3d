"""ops/doctor.py: how a desk is, asked of the things themselves: servers, mailboxes, disk, clock, locks, store.

Promises   one line for each thing looked at, good or not, and for what is not good a remedy. Nothing is changed; a
           dead server takes its time-out and is a finding. No name is resolved but those of the servers.
Does not   trust status.json or the daemon's memory.
Reads next ops/probe.py, cli/doctor.py
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mailtriage import durable, oauth, oauth_tokens, paths
from mailtriage.config import Config, ConfigErrors, Mailbox
from mailtriage.deliver.account import Account
from mailtriage.deliver.smtp import probe as ask_smtp
from mailtriage.intake import uidset
from mailtriage.intake.imap import About, ImapTrouble, Session
from mailtriage.intake.spool import Spool, ledger_key
from mailtriage.model.ledger import Folder, LedgerRow
from mailtriage.store.check import check
from mailtriage.store.open import open_store
from mailtriage.store.port import StoreError, View
from mailtriage.store.raw import RawStore
from mailtriage.store.tinydb import TinyStore
from mailtriage.work import epoch
from mailtriage.work.folders import folder_key
from mailtriage.work.room import MIB, free_bytes, short_of_room

LATE = timedelta(minutes=15)            # a mail that waits longer, or a pass that is older, is a finding
SKEW = timedelta(minutes=2)             # between a mail server's clock and ours


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at. `remedy` is "" when it is good."""

    what: str
    where: str
    found: str
    remedy: str = ""


def examine(config: Config, now: datetime) -> Iterator[Look]:
    """Everything, one after the other."""
    yield from _programs(config)
    store = None
    try:
        store = open_store(config.store.url, config.folder)
        yield from _store(store, config)
    except (StoreError, OSError) as trouble:
        yield Look("store", config.store.url, str(trouble), "restore a backup, or mend what it names")
    yield from _disk(config)
    yield from _locks(config)
    spool = Spool(config.data / "spool")
    try:
        for box in config.mailbox:
            yield from _imap(config, box, store, spool, now)
            yield from _smtp(config, box, now)
    finally:
        if store is not None:
            store.close()


def _programs(config: Config) -> Iterator[Look]:
    from mailtriage.program.load import load_programs
    from mailtriage.program.problems import ProgramErrors

    try:
        for name, program in load_programs(config.rules, config.templates, config.programs).items():
            yield Look("program", name, f"{program.hash[:16]}, {len(program.texts)} texts")
    except ProgramErrors as trouble:
        yield Look("program", ", ".join(config.programs), str(trouble).splitlines()[0], "`mailtriage check` names each")


def _store(store: TinyStore, config: Config) -> Iterator[Look]:
    report = check(store, RawStore(config.data))
    counts = ", ".join(f"{name} {n}" for name, n in report.counts.items() if n)
    good = f"whole, schema {store.version}; {counts or 'empty'}"
    yield Look("store", str(store.folder), report.findings[0] if report.findings else good,
               "`mailtriage store check` names all; restore a backup" if report.findings else "")
    with store.view() as view:
        if (waits := epoch.waiting(view)) is not None:
            yield Look("restore", str(config.data), waits.sentence, "`mailtriage restore --confirm`")
        if view.setting("erasing"):
            yield Look("erasure", str(config.data), "one was interrupted", "start the daemon, it ends it")


def _disk(config: Config) -> Iterator[Look]:
    why = short_of_room(config.data, config.limits.free_bytes)
    found = os.statvfs(config.data)
    good = f"{free_bytes(config.data) // MIB} MiB free, floor {config.limits.free_bytes // MIB} MiB"
    good += f"; {found.f_favail} inodes free" if found.f_files else ""
    yield Look("disk", str(config.data), why or good, "make room" if why else "")


def _locks(config: Config) -> Iterator[Look]:
    for name, idle, remedy in (
        (paths.DAEMON_LOCK, "no daemon runs", "`mailtriage run` starts it, or cron does in its time"),
        ("db/.lock", "free", ""),
    ):
        path = config.data / name
        who = holder(path)
        yield Look("lock", str(path), f"held by {who}" if who else idle, "" if who else remedy)


def holder(path: Path) -> str:
    """Which process holds a lock file: `pid 4711 (mailtriage)`; "" when nobody does."""
    try:
        durable.Lock(path, 0).release()
        return ""
    except durable.Busy:
        pass
    except OSError as e:
        return f"nobody knows: {e.strerror}"
    inode = os.stat(path).st_ino
    try:
        with open("/proc/locks", encoding="ascii") as file:
            rows = [line.split() for line in file]
        pid = next(r[4] for r in rows if r[1] == "FLOCK" and r[5].endswith(f":{inode}"))
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            return f"pid {pid} ({file.read().strip()})"
    except (OSError, StopIteration, IndexError):
        return "another process"


def _imap(config: Config, box: Mailbox, store: TinyStore | None, spool: Spool, now: datetime) -> Iterator[Look]:
    if box.imap is None:
        yield Look("imap", box.name, "no [mailbox.imap]: mail comes by `ingest` only")
        return
    where = f"{box.name}, {box.imap.host}:{box.imap.port}"
    try:
        with Session(box.imap, oauth_tokens.secret(box, "imap", config.data, now)) as session:
            has = sorted({"IDLE", "MOVE", "UIDPLUS"} & session.capabilities)
            yield Look("imap", where, f"logged in; {' '.join(has) or 'no IDLE, MOVE or UIDPLUS'}")
            for folder in box.watched:
                session.select(folder)
                yield from _folder(box, session, store, spool, now)
    except (ImapTrouble, ConfigErrors, oauth.OAuthTrouble) as trouble:
        yield Look("imap", where, str(trouble), "mend the server, the password or [mailbox.imap]")


def _folder(box: Mailbox, session: Session, store: TinyStore | None, spool: Spool, now: datetime) -> Iterator[Look]:
    where = f"{box.name}/{session.folder}"
    if store is None:
        yield Look("folder", where, f"{session.exists} mails; which are handled, the store would say", "mend the store")
        return
    uids = session.uids()
    spooled = {m.key for m in spool.waiting()}
    with store.view() as view:
        record = view.one(Folder, "key", folder_key(box.name, session.folder))
        unhandled = {u for u in uids - _baseline(record, session) if not _known(view, box, session, u, spooled)}
    if record is None:
        yield Look("folder", where, f"{len(uids)} mails, never looked at", "`mailtriage run`")
        return
    about = session.describe(unhandled)
    yield _oldest(where, len(uids), about, now)
    last = record.last_pass
    age = now - last if last else None
    yield Look("pass", where, f"last one {_span(age)} ago" if age is not None else "none yet",
               "" if age is not None and age < LATE else "is the daemon running? see `mailtriage status`")
    newest = max((a.received for a in session.describe(sorted(uids)[-5:]).values() if a.received), default=None)
    if newest is not None:
        ahead = newest - now
        wrong = f"the server stamped a mail {_span(ahead)} in the future" if ahead > SKEW else ""
        yield Look("clock", where, wrong or "no mail of the server is from the future",
                   "set the clock of one of the two" if wrong else "")


def _baseline(record: Folder | None, session: Session) -> set[int]:
    same = record is not None and record.uidvalidity == session.uidvalidity
    return uidset.parse(record.baseline) if record is not None and same else set()


def _known(view: View, box: Mailbox, session: Session, uid: int, spooled: set[str]) -> bool:
    key = ledger_key(box.name, session.folder, session.uidvalidity, uid)
    return key in spooled or view.one(LedgerRow, "key", key) is not None


def _oldest(where: str, mails: int, about: dict[int, About], now: datetime) -> Look:
    if not about:
        return Look("folder", where, f"{mails} mails, none unhandled")
    uid, oldest = min(((u, a.received or now) for u, a in about.items()), key=lambda x: x[1])
    found = f"{mails} mails, {len(about)} unhandled, the oldest (UID {uid}) for {_span(now - oldest)}"
    return Look("folder", where, found, "see `mailtriage status` for what stops it" if now - oldest > LATE else "")


def _smtp(config: Config, box: Mailbox, now: datetime) -> Iterator[Look]:
    if box.smtp is None:
        yield Look("smtp", box.name, "no [mailbox.smtp]: answers stay in the outbox")
        return
    where = f"{box.name}, {box.smtp.host}:{box.smtp.port}"
    try:
        password = oauth_tokens.secret(box, "smtp", config.data, now)
    except (ConfigErrors, oauth.OAuthTrouble) as trouble:
        yield Look("smtp", where, str(trouble), "mend [mailbox.smtp]")
        return
    found = asyncio.run(ask_smtp(Account.of(box.smtp, password, box.address.rpartition("@")[2])))
    stopped = found.outcome
    yield Look("smtp", where, stopped.line if stopped else f"ready for mail from {box.address}",
               "mend the server, the password or [mailbox.smtp]" if stopped else "")


def _span(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172800 else f"{seconds // 86400} days"
