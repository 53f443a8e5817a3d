"""work/collect.py: one pass over one watched folder: what is there and not known is spooled and announced.

Promises   every UID the server shows ends in the baseline, the ledger or the spool, or is tried again; nothing changes
           on the server. Known is what ledger, spool or baseline say, never a flag and never "the last UID".
Does not   parse, decide, answer (work/receive.py) or file away (work/filing.py).
Crash      before the spool file: the mail is still on the server and unknown. After it: start-up finds it in the spool.
Reads next work/folders.py, work/receive.py
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailtriage import log
from mailtriage.config import Mailbox
from mailtriage.intake import uidset
from mailtriage.intake.imap import About, ImapTrouble, Session
from mailtriage.intake.spool import Spooled, ledger_key
from mailtriage.model.ledger import Folder, LedgerRow
from mailtriage.store.port import Duplicate
from mailtriage.work import reused
from mailtriage.work.desk import Desk
from mailtriage.work.folders import batches, first_day, met, rebuilt
from mailtriage.work.hold import held_row, hold_oversized, oversized
from mailtriage.work.room import within_room

LOOK_AT_ALL = timedelta(hours=1)        # between two comparisons of every UID; in between only new UIDs are asked for
MOVED_HERE = timedelta(hours=1)         # how much older than first contact a mail must be to be held for it
OLDER = "it is older than our first contact with this folder and was moved here since; release it if it is a request"
REMEMBER = timedelta(minutes=1)         # how often the time of an eventless pass is written down

Announce = Callable[[Spooled], None]


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did. `left` are mails that are there and could not be taken: `trouble` says why."""

    new: int = 0
    held: int = 0
    gone: int = 0
    left: int = 0
    trouble: str = ""


class Collector:
    """The passes over one folder; between them it remembers what it need not ask again. One thread at a time."""

    def __init__(self, desk: Desk, box: Mailbox, folder: str, announce: Announce) -> None:
        self.desk, self.box, self.folder, self.announce = desk, box, folder, announce
        self.backlog = 0                                # mails of this pass that are not yet spooled
        self._epoch = 0
        self._known: set[int] = set()
        self._low = 0                                   # every UID up to here is known
        self._all_at: datetime | None = None
        self._began: datetime | None = None             # what arrived before is not ours to answer
        self._shy: list[int] = []                       # fetching these broke the line: last, and one by one

    def fetch(self, session: Session) -> Pass:
        """One pass. `session` has the folder open. ImapTrouble, OSError and StoreError end it; what was spooled
        by then stays."""
        started = self.desk.clock()
        record, new, held = met(self.desk, self.box, session), 0, 0
        if record.uidvalidity == session.uidvalidity and (why := reused.counted_back(record, session)):
            record = reused.let_go(self.desk, self.box, record, why)
        if record.uidvalidity != session.uidvalidity:
            log.get("collect").warning("folder rebuilt", mailbox=self.box.name, folder=self.folder,
                                       uidvalidity=session.uidvalidity, before=record.uidvalidity)
            record, new, held = rebuilt(self.desk, self.box, record, session, self.announce)
        self._remember(record)
        all_at = self._all_at
        there = self._look(session, started)
        if self._all_at != all_at and (why := reused.another(self.desk, self.box, session, there & self._known)):
            reused.let_go(self.desk, self.box, record, why)
            return self.fetch(session)
        unknown = sorted(there - self._known)
        self.backlog = len(unknown)
        about = session.describe(unknown)
        result = self._take(session, unknown, about)
        left = sorted(set(unknown) - self._known)
        self._low = min(left) - 1 if left else max(self._low, *there) if there else self._low
        self.backlog = len(left)
        self._note(record, started)
        return replace(result, new=result.new + new, held=result.held + held, left=len(left))

    # What is known

    def _remember(self, record: Folder) -> None:
        self._began = first_day(self.desk) or record.first_seen
        if record.uidvalidity != self._epoch:
            self._epoch, self._all_at, self._low, self._shy = record.uidvalidity, None, 0, []
            self._known = uidset.parse(record.baseline)

    def _look(self, session: Session, now: datetime) -> set[int]:
        """UIDs on the server: all of them at first and now and then, else those above what is settled."""
        if self._all_at is None or now - self._all_at >= LOOK_AT_ALL or now < self._all_at:
            there = session.uids()
            self._all_at, self._known = now, self._known & there
        else:
            there = session.uids(above=self._low)
        self._known |= self._on_record(there - self._known)
        return there

    def _on_record(self, uids: Iterable[int]) -> set[int]:
        """Those that are in the spool or have a ledger row. The spool is listed first: a mail leaves it after its
        commit, so whoever is no longer in it has a row by now."""
        keys = {uid: ledger_key(self.box.name, self.folder, self._epoch, uid) for uid in uids}
        if not keys:
            return set()
        spooled = {m.key for m in self.desk.spool.waiting()}
        with self.desk.store.view() as view:
            return {uid for uid, key in keys.items() if key in spooled or view.one(LedgerRow, "key", key) is not None}

    def _note(self, record: Folder, started: datetime) -> None:
        if record.last_uid == self._low and record.last_pass and started - record.last_pass < REMEMBER:
            return
        with self.desk.store.unit() as unit:
            now = unit.one(Folder, "key", record.key) or record
            unit.put(replace(now, last_uid=self._low, last_pass=started))

    def _older_than_us(self, about: About) -> bool:
        """A mail that lay somewhere else when we first saw the folder and was moved here since: to answer it would be
        to answer the baseline. Never by a small difference: the server's clock is not ours."""
        return about.received is not None and self._began is not None and about.received < self._began - MOVED_HERE

    # Taking

    def _take(self, session: Session, unknown: Sequence[int], about: dict[int, About]) -> Pass:
        limit = self.desk.config.limits.mail_bytes
        here = [uid for uid in unknown if uid in about]
        big = [uid for uid in here if about[uid].size > limit]
        shy = [uid for uid in self._shy if uid in about and uid not in big]
        plain = [uid for uid in here if uid not in big and uid not in shy]
        new = held = 0
        short: dict[int, str] = {}
        refused: list[str] = []
        assert self.box.imap is not None
        wanted = (*batches(plain, about, self.box.imap.batch), *([uid] for uid in shy))
        for batch in within_room(self.desk, wanted, lambda uid: about[uid].size):
            for uid, raw in self._bodies(session, batch, about, refused).items():
                if len(raw) < about[uid].size:
                    short[uid] = hashlib.sha256(raw).hexdigest()
                else:
                    new += self._keep(session, uid, about[uid], raw)
        for uid, before in short.items():
            # Some servers guess RFC822.SIZE. The same bytes twice are the mail; anything else is asked for again.
            again = self._bodies(session, [uid], about, refused).get(uid)
            if again is not None and hashlib.sha256(again).hexdigest() == before:
                new += self._keep(session, uid, about[uid], again)
            else:
                refused.append(f"mail {uid} comes shorter than announced")
        for uid in big:
            held += self._hold(session, uid, about[uid])
        missing = set(unknown) - self._known
        gone = missing - session.present(missing) if missing else set()
        self._known |= gone
        return Pass(new, held, len(gone), trouble="; ".join(refused[:3]))

    def _bodies(self, session: Session, uids: Sequence[int], about: dict[int, About],
                refused: list[str]) -> dict[int, bytes]:
        """Bodies of a batch. Refused as a whole, each is asked for alone: one bad mail must not hide its neighbours."""
        try:
            return session.bodies(uids, sum(about[uid].size for uid in uids))
        except ImapTrouble as trouble:
            if trouble.kind != "refused":
                self._shy = [u for u in self._shy if u not in uids] + list(uids)
                raise
            if len(uids) == 1:
                refused.append(f"mail {uids[0]}: {trouble.text}")
                return {}
        found: dict[int, bytes] = {}
        for uid in uids:
            found |= self._bodies(session, [uid], about, refused)
        return found

    def _keep(self, session: Session, uid: int, about: About, raw: bytes) -> int:
        if len(raw) > self.desk.config.limits.mail_bytes:       # it was announced smaller
            self._hold(session, uid, replace(about, size=len(raw)))
            return 0
        if self._older_than_us(about):
            self._record(session, uid, about, raw, OLDER)
            return 0
        received = about.received or self.desk.clock()
        arrival = self.desk.spool.put(self.box.name, self.folder, session.uidvalidity, uid, received, raw)
        self._known.add(uid)
        self.backlog -= 1
        self.announce(arrival)
        return 1

    def _hold(self, session: Session, uid: int, about: About) -> int:
        """Put a mail that is too big on record by its header, and tell its sender."""
        raw = session.header(uid)
        if not raw:
            return 0
        why, old = oversized(about.size, self.desk.config.limits.mail_bytes), self._older_than_us(about)
        return self._record(session, uid, about, raw, why, tell=not old)

    def _record(
        self, session: Session, uid: int, about: About, raw: bytes, reason: str, tell: bool = False
    ) -> int:
        row = held_row(self.desk, self.box, self.folder, session.uidvalidity, uid, raw, about, reason)
        try:
            if tell:
                hold_oversized(self.desk, self.box, row, raw)
            else:
                with self.desk.store.unit() as unit:
                    unit.add(row)
        except Duplicate:
            pass                # an attempt before this one came so far
        self._known.add(uid)
        self.backlog -= 1
        return 1
