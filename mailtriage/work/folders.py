"""work/folders.py: where a folder's history begins: first contact, and the day the server rebuilt it.

Promises   first contact records what lies there as `baseline`: no case, no answer. After a UIDVALIDITY change what the
           ledger knows by content stays known, what is unknown and newer than the last pass is new mail, and what is
           unknown and older is held: never answered in bulk, never forgotten.
Crash      everything that is kept before the unit (spool files, raw mails) is found again by the next attempt; the
           folder is of the new UIDVALIDITY only when all its mails are accounted for.
Reads next work/collect.py
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from mailtriage.config import Mailbox
from mailtriage.intake import uidset
from mailtriage.intake.imap import About, Session
from mailtriage.intake.spool import Spooled, ledger_key
from mailtriage.model.ledger import Filing, Folder, LedgerRow
from mailtriage.store.port import Duplicate
from mailtriage.work.desk import Desk
from mailtriage.work.hold import held_row, oversized
from mailtriage.work.room import within_room

BATCH_BYTES = 16 * 1024 * 1024          # of bodies in memory at once
_SKEW = timedelta(minutes=10)           # between the server's clock and ours
_LONG_BEFORE = timedelta(days=1)
_DATE_SKEW = timedelta(days=1)          # a sender's clock, and a mail that was long on its way


def folder_key(mailbox: str, folder: str) -> str:
    """The key of a watched folder's record."""
    return f"{mailbox}/{quote(folder, safe='')}"


def target_key(mailbox: str, folder: str) -> str:
    """The key of the record of the folder that mail is filed to: what lay there before us is not ours. Another key,
    so that a folder which is watched later has its own first contact."""
    return f"filed:{folder_key(mailbox, folder)}"


def batches(uids: Sequence[int], about: dict[int, About], most: int) -> Iterator[list[int]]:
    """The UIDs in order, in lists of at most `most` mails and BATCH_BYTES (one mail may be bigger)."""
    batch: list[int] = []
    size = 0
    for uid in uids:
        if batch and (len(batch) >= most or size + about[uid].size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(uid)
        size += about[uid].size
    if batch:
        yield batch


def met(desk: Desk, box: Mailbox, session: Session) -> Folder:
    """The record of the open folder; at first sight it is made."""
    key = folder_key(box.name, session.folder)
    with desk.store.view() as view:
        record = view.one(Folder, "key", key)
    if record is not None:
        return record
    uids = session.uids()
    start = first_day(desk)
    if start is not None:
        arrived = {uid: about.received for uid, about in session.describe(uids).items()}
        uids = {uid for uid in uids if (at := arrived.get(uid)) is not None and at < start}
    now = desk.clock()
    record = Folder(key, box.name, session.folder, session.uidvalidity, uidset.write(uids), now)
    try:
        with desk.store.unit() as unit:
            return unit.add(record)
    except Duplicate:           # another process saw it first: its baseline counts, and it is the smaller one
        with desk.store.view() as view:
            return view.one(Folder, "key", key) or record


def first_day(desk: Desk) -> datetime | None:
    """The day `start_from` names, None for "now"."""
    day = desk.config.start_date
    return None if day is None else datetime.combine(day, time(), UTC)


def rebuilt(desk: Desk, box: Mailbox, record: Folder, session: Session,
            announce: Callable[[Spooled], None]) -> tuple[Folder, int, int]:
    """The server gave the open folder a new UIDVALIDITY: every UID is new, the mails perhaps not. Tell them apart by
    their bytes; spool and announce the new ones; then the folder's record, its ledger rows under their new UIDs and the
    held mails in one unit. Returned with the numbers of new and of held mails. ImapTrouble, OSError or StoreError:
    nothing is half done, try again."""
    at = desk.clock()
    about = session.describe(session.uids(), ["DATE"])
    cut = first_day(desk) or record.first_seen.replace(microsecond=0)      # INTERNALDATE has whole seconds
    # Long before first contact: baseline again, without reading ten thousand bodies to learn that.
    before = {uid for uid, a in about.items() if a.received is not None and a.received < cut - _LONG_BEFORE}
    limit = desk.config.limits.mail_bytes
    rest = sorted(about.keys() - before)
    small = [uid for uid in rest if about[uid].size <= limit]
    spooled = {m.sha256: m.key for m in desk.spool.waiting() if m.mailbox == box.name}
    work = _Rebuild(desk, box, record, session.uidvalidity, announce, spooled, cut, known=before)
    assert box.imap is not None
    for batch in within_room(desk, batches(small, about, box.imap.batch), lambda uid: about[uid].size):
        for uid, raw in session.bodies(batch, sum(about[u].size for u in batch)).items():
            work.place(uid, about[uid], raw)
    for uid in sorted(set(rest) - set(small)):
        if raw := session.header(uid):
            work.place(uid, about[uid], raw, oversized(about[uid].size, limit))
    return work.commit(at), work.new, len(work.held)


@dataclass(slots=True)
class _Rebuild:
    """The mails of a rebuilt folder, one after the other put where they belong."""

    desk: Desk
    box: Mailbox
    record: Folder
    uidvalidity: int
    announce: Callable[[Spooled], None]
    spooled: dict[str, str]                                     # sha256 -> key of mails that have no row yet
    cut: datetime                                               # what came before is baseline, if it has no row
    known: set[int]                                             # UIDs for the new baseline
    moved: dict[int, int] = field(default_factory=dict)         # ledger row id -> its new UID
    held: list[LedgerRow] = field(default_factory=list)
    new: int = 0

    def place(self, uid: int, about: About, raw: bytes, too_big: str = "") -> None:
        key = ledger_key(self.box.name, self.record.folder, self.uidvalidity, uid)
        sha256 = hashlib.sha256(raw).hexdigest()
        with self.desk.store.view() as view:
            if view.one(LedgerRow, "key", key) is not None:
                return                      # an attempt before this one came so far
            same = view.find(LedgerRow, "sha256", sha256)
            rows = same or view.find(LedgerRow, "identity", self.desk.parse(raw).identity)
        rows = [r for r in rows if r.mailbox == self.box.name and r.id not in self.moved]
        ours = [r for r in rows if r.folder == self.record.folder and r.uidvalidity != self.uidvalidity]
        if ours:
            self.moved[ours[0].id] = uid
        elif any(r.folder != self.record.folder for r in rows) or self.spooled.get(sha256, key) != key:
            self.known.add(uid)             # it has a row by another way, or will have one in a moment
        elif about.received is not None and about.received < self.cut - _SKEW:
            self.known.add(uid)
        elif not _newer(about, self.record) or about.received is None or about.received < self.cut:
            self._hold(uid, about, raw, (
                f"the server rebuilt the folder (UIDVALIDITY {self.record.uidvalidity} became {self.uidvalidity}); "
                "this mail is older than the last pass and was not on record"))
        elif too_big:
            self._hold(uid, about, raw, too_big)
        else:
            received = about.received or self.desk.clock()
            self.new += 1
            self.announce(self.desk.spool.put(
                self.box.name, self.record.folder, self.uidvalidity, uid, received, raw))

    def _hold(self, uid: int, about: About, raw: bytes, reason: str) -> None:
        self.held.append(held_row(self.desk, self.box, self.record.folder, self.uidvalidity, uid, raw, about, reason))

    def commit(self, at: datetime) -> Folder:
        record = self.record
        with self.desk.store.unit() as unit:
            for row_id, uid in self.moved.items():
                if (row := unit.get(LedgerRow, row_id)) is not None:
                    key = ledger_key(row.mailbox, row.folder, self.uidvalidity, uid)
                    unit.put(replace(row, key=key, uidvalidity=self.uidvalidity, uid=uid))
            for row in unit.find(LedgerRow, "filing_queue", f"{record.mailbox}/{record.folder}"):
                if row.uidvalidity != self.uidvalidity:
                    unit.put(replace(row, filing=Filing.GONE))      # it is not in the rebuilt folder
            for held in self.held:
                unit.add(held)
            now = unit.one(Folder, "key", record.key) or record
            return unit.put(replace(now, uidvalidity=self.uidvalidity, baseline=uidset.write(self.known), last_uid=0,
                                    last_pass=at))


def _newer(about: About, record: Folder) -> bool:
    """Whether a mail came after the last pass. By INTERNALDATE and by the sender's Date: a server that was restored
    may stamp every mail with the day of the restore, and old mail must not be answered for that."""
    last = record.last_pass or record.first_seen
    if about.received is None or about.received < last - _SKEW:
        return False
    written = _date(about.header)
    return written is None or written >= last - _DATE_SKEW


def _date(header: bytes) -> datetime | None:
    name, _, value = header.decode("ascii", "replace").partition(":")
    try:
        found = parsedate_to_datetime(value.strip()[:200]) if name.strip().lower() == "date" else None
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC) if found else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

