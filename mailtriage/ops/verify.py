"""ops/verify.py: is every mail accounted for? The servers' own UIDs against baseline, ledger and spool.

Promises   nothing changes, on the servers or here. Each mail of each watched folder is explained by the baseline, a
           ledger row or the spool; each mail of the folder they are filed to, that was not there before us, by a row:
           by the place the row names, else by Message-ID or bytes, one row for one mail. The rest is `unexplained`.
           A mail younger than the last pass is `waiting`. A server that does not answer is an error, not a zero.
Does not   trust a flag, a count or the daemon's memory. Works while the daemon runs: servers are asked first.
Reads next cli/verify.py
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mailtriage import oauth, oauth_tokens
from mailtriage.config import Config, ConfigErrors, Mailbox
from mailtriage.intake import uidset
from mailtriage.intake.imap import About, ImapTrouble, Session
from mailtriage.intake.spool import Spool, ledger_key
from mailtriage.model.ledger import Folder, LedgerRow, Outcome
from mailtriage.store.port import Store, View
from mailtriage.work.folders import folder_key, target_key

_FIELDS = ("MESSAGE-ID", "FROM", "SUBJECT", "DATE")


@dataclass(frozen=True, slots=True)
class Stray:
    """A mail nobody can account for, with what a person needs to find it."""

    uid: int
    about: str


@dataclass(frozen=True, slots=True)
class FolderReport:
    """One folder of one mailbox: uids == explained + waiting + len(unexplained). `baseline` is part of `explained`.
    `filed` tells the folder mails are filed to from the watched ones. `error` is why it could not be looked at."""

    name: str
    folder: str
    uidvalidity: int = 0
    uids: int = 0
    explained: int = 0
    baseline: int = 0
    waiting: int = 0
    unexplained: tuple[int, ...] = ()
    strays: tuple[Stray, ...] = ()
    filed: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    folders: tuple[FolderReport, ...]
    outcomes: dict[str, int]            # ledger rows by outcome, those that did not come by IMAP too
    spool: int                          # mails on the disk that wait for their decision

    @property
    def unexplained(self) -> int:
        return sum(len(f.unexplained) for f in self.folders)

    @property
    def good(self) -> bool:
        return not self.unexplained and not any(f.error for f in self.folders)

    def sentence(self) -> str:
        """`received 12 = 7 new-case + 3 follow-up + 2 machine · unexplained 0`, and what stands beside it."""
        parts = " + ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items()) or "0"
        text = f"received {sum(self.outcomes.values())} = {parts} · unexplained {self.unexplained}"
        baseline = sum(f.baseline for f in self.folders if not f.filed)
        waiting = sum(f.waiting for f in self.folders)
        for count, what in ((baseline, "baseline"), (waiting, "waiting on the server"), (self.spool, "in the spool")):
            text += f" · {count} {what}" if count else ""
        return text


def verify(config: Config, store: Store, spool: Spool) -> Report:
    """Look at every folder of every mailbox with IMAP. StoreError when the store cannot serve."""
    reports: list[FolderReport] = []
    for box in config.mailbox:
        if box.imap is not None:
            reports += _mailbox(box, config.data, store, spool)
    with store.view() as view:
        outcomes = {o.value: n for o in Outcome if (n := view.count(LedgerRow, "outcome", o))}
    return Report(tuple(reports), outcomes, len(spool.waiting()))


def _mailbox(box: Mailbox, data: Path, store: Store, spool: Spool) -> Iterator[FolderReport]:
    """Its folders, each judged while the connection is there to look closer."""
    target = box.file_to if box.file_by == "move" and box.file_to not in box.folders else ""
    wanted = [(folder, False) for folder in box.watched] + ([(target, True)] if target else [])
    assert box.imap is not None
    try:
        session = Session(box.imap, oauth_tokens.secret(box, "imap", data, datetime.now(UTC)))
    except (ImapTrouble, ConfigErrors, oauth.OAuthTrouble) as trouble:
        for folder, filed in wanted:
            yield FolderReport(box.name, folder, filed=filed, error=str(trouble))
        return
    with session:
        for folder, filed in wanted:
            try:
                yield _folder(box, folder, filed, session, store, spool)
            except ImapTrouble as trouble:
                yield FolderReport(box.name, folder, filed=filed, error=trouble.text)


def _folder(box: Mailbox, folder: str, filed: bool, session: Session, store: Store, spool: Spool) -> FolderReport:
    with store.view() as view:
        record = view.one(Folder, "key", (target_key if filed else folder_key)(box.name, folder))
    if filed and record is None and folder not in session.folders():
        return FolderReport(box.name, folder, filed=True)      # made when the first mail is filed
    session.select(folder)
    uids = session.uids()
    if filed:
        return _target(box, record, session, uids, store)
    return _watched(box, record, session, uids, store, spool)


def _watched(box: Mailbox, record: Folder | None, session: Session, uids: set[int], store: Store,
             spool: Spool) -> FolderReport:
    same = record is not None and record.uidvalidity == session.uidvalidity
    baseline = uids & uidset.parse(record.baseline) if record and same else set()
    keys = {uid: ledger_key(box.name, session.folder, session.uidvalidity, uid) for uid in uids - baseline}
    spooled = {m.key for m in spool.waiting()}      # before the ledger: a mail leaves the spool after its commit
    with store.view() as view:
        known = {u for u, key in keys.items() if key in spooled or view.one(LedgerRow, "key", key) is not None}
        record = view.one(Folder, "key", folder_key(box.name, session.folder))      # a pass may have ended meanwhile
    same = record is not None and record.uidvalidity == session.uidvalidity
    # Met never, or rebuilt by the server since: the next pass will tell these mails apart.
    waiting = {u for u in uids - baseline - known if not (record and same) or u > record.last_uid}
    strays = _describe(session, uids - baseline - known - waiting)
    explained = len(baseline | known)
    return FolderReport(box.name, session.folder, session.uidvalidity, explained + len(waiting) + len(strays),
                        explained, len(baseline), len(waiting), tuple(s.uid for s in strays), strays)


def _target(box: Mailbox, record: Folder | None, session: Session, uids: set[int], store: Store) -> FolderReport:
    same = record is not None and record.uidvalidity == session.uidvalidity
    baseline = uids & uidset.parse(record.baseline) if record and same else set()
    if record is None:
        baseline = set(uids)                # nothing was filed there yet
    prefix = ledger_key(box.name, session.folder, session.uidvalidity, 0)[:-1]
    with store.view() as view:
        by_place = {row.filed: row.id for row in view.all(LedgerRow) if row.mailbox == box.name and row.filed}
    placed = {uid for uid in uids if f"{prefix}{uid}" in by_place}
    used = {by_place[f"{prefix}{uid}"] for uid in placed}
    rest = uids - baseline - placed
    about = session.describe(rest, _FIELDS)
    if record is not None and not same:     # rebuilt by the server: what is older than our note is not ours
        older = {u for u, a in about.items() if a.received is not None and a.received < record.first_seen}
        baseline |= older
        rest -= older
    with store.view() as view:
        for uid in sorted(rest & about.keys()):
            row = _row_of(view, box, about[uid], used, partial(_sha256, session, uid, about[uid].size))
            if row is not None:
                used.add(row.id)
                placed.add(uid)
    strays = tuple(_stray(uid, about[uid]) for uid in sorted(rest - placed) if uid in about)
    explained = len(baseline | placed)
    return FolderReport(box.name, session.folder, session.uidvalidity, explained + len(strays), explained,
                        len(baseline), 0, tuple(s.uid for s in strays), strays, filed=True)


def _row_of(view: View, box: Mailbox, about: About, used: set[int], sha256: Callable[[], str]) -> LedgerRow | None:
    """A row for a mail whose place no row names: filed by a server that does not say where, or moved by a person."""
    def free(rows: list[LedgerRow]) -> LedgerRow | None:
        return next((r for r in rows if r.mailbox == box.name and r.id not in used), None)

    message_id = _header(about.header, "message-id")
    found = free(view.find(LedgerRow, "message_id", message_id)) if message_id else None
    return found or free(view.find(LedgerRow, "sha256", sha256()))


def _sha256(session: Session, uid: int, size: int) -> str:
    return hashlib.sha256(session.bodies([uid], size).get(uid, b"")).hexdigest()


def _describe(session: Session, uids: set[int]) -> tuple[Stray, ...]:
    """The mails that are still there; one that was removed while we looked is nobody's worry."""
    about = session.describe(uids, _FIELDS)
    return tuple(_stray(uid, about[uid]) for uid in sorted(about))


def _stray(uid: int, about: About) -> Stray:
    when = f"{about.received:%Y-%m-%d %H:%M}Z" if about.received else "unknown time"
    said = ", ".join(v for name in ("from", "subject", "message-id") if (v := _header(about.header, name)))
    return Stray(uid, f"{when}, {about.size} bytes, {said or 'no From, Subject or Message-ID'}")


def _header(header: bytes, name: str) -> str:
    """One field of a small header block, unfolded; "" when absent."""
    for line in header.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.encode():
            return value.decode("utf-8", "replace").strip()[:200]
    return ""
