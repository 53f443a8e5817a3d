"""Every call of the disk fails once, or from then on, between a mail's arrival and its answer; then the disk is well.

Nothing is lost, nobody is answered twice, everything goes on without a hand: the same process, no restart.
RELIABILITY.md, harness 3: each call x ENOSPC, EDQUOT, EIO, EROFS, EMFILE, and each write that takes half.
"""

from __future__ import annotations

import errno
import functools
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage import durable
from mailtriage.config import Config, Limits, Mailbox
from mailtriage.intake.spool import Spool, SpoolError, ledger_key
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.load import load_programs
from mailtriage.program.program import Program
from mailtriage.store.check import check
from mailtriage.store.keys import load_or_create
from mailtriage.store.open import db_folder
from mailtriage.store.port import StoreError
from mailtriage.store.raw import RawStore
from mailtriage.store.tinydb import TinyStore
from mailtriage.work.desk import Desk
from mailtriage.work.receive import receive
from mailtriage.work.send import Sender
from tests.faults.disk import CALLS, FailingDisk, HalfWrites, installed
from tests.unit.work.test_send import FakeLines

ROOT = Path(__file__).parents[2]
ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE)
MAILS = 4
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Life:
    """A desk, the mails its server holds, and the daemon's loop with its catches."""

    def __init__(self, folder: Path, programs: dict[str, Program]) -> None:
        data = folder / "data"
        store = TinyStore(db_folder(data), compact_bytes=6000)      # so that compaction happens on the way, too
        keys, current = load_or_create(data / "keys")
        box = Mailbox(name="support", address="support@cadents.example", program="cadents")
        config = Config(mailbox=(box,), folder=folder, limits=Limits(free_bytes=0))
        self.now = NOW
        self.desk = Desk(store, RawStore(data), Spool(data / "spool"), config, programs, keys, current, data,
                         clock=lambda: self.now, rng=random.Random(1))
        self.server = {n: _mail(n) for n in range(1, MAILS + 1)}
        self.lines = FakeLines()
        self.sender = Sender(self.desk, self.lines)

    def round(self) -> bool:
        """One pass; True when every step of it went well."""
        steps = (self._collect, self._work, lambda: self.sender.deliver_due(self.now, 1.0))
        well = [self._attempt(step) for step in steps]      # each is tried, whatever became of the one before
        return all(well)

    def _attempt(self, step: Callable[[], object]) -> bool:
        try:
            step()
            return True
        except (StoreError, SpoolError, OSError):       # what work/watch.py and daemon.py catch
            return False

    def _collect(self) -> None:
        for uid, raw in self.server.items():
            key = ledger_key("support", "INBOX", 7, uid)
            with self.desk.store.view() as view:
                known = view.one(LedgerRow, "key", key) is not None
            if not known and key not in {m.key for m in self.desk.spool.waiting()}:
                self.desk.spool.put("support", "INBOX", 7, uid, self.now, raw)

    def _work(self) -> None:
        for arrival in self.desk.spool.waiting():
            receive(self.desk, arrival)


def _mail(n: int) -> bytes:
    return (f"From: P <p{n}@thaba.example>\r\nTo: support@cadents.example\r\nSubject: Gateway {n}\r\n"
            f"Message-ID: <{n}@thaba.example>\r\n\r\nThe gateway crashes, {n}.\r\n").encode()


def trial(folder: Path, programs: dict[str, Program], disk: durable.Disk) -> None:
    """The fault, then a well disk. AssertionError names what is wrong, by the letter of its invariant."""
    life = Life(folder, programs)
    with installed(disk):
        for _ in range(3):
            life.round()
            life.now += timedelta(minutes=1)
    for _ in range(4):
        well = life.round()
        life.now += timedelta(hours=1)
    assert well, "P it did not go on by itself"
    with life.desk.store.view() as view:
        rows, sent = list(view.all(LedgerRow)), list(view.all(Outgoing))
    assert sorted(r.uid for r in rows) == sorted(life.server), "L a mail is lost or there twice"
    to = Counter(a for _, envelope, _ in life.lines.flights for a in envelope.recipients)
    assert to == Counter(f"p{n}@thaba.example" for n in life.server), f"O answers: {to}"
    assert {r.state for r in sent} == {OutState.SENT} and len(sent) == MAILS, "P an answer waits"
    assert not life.desk.spool.waiting(), "P the spool is not empty"
    assert [life.desk.raw.get(r.sha256) for r in rows] == [life.server[r.uid] for r in rows], "L other bytes"
    assert isinstance(life.desk.store, TinyStore)
    findings = check(life.desk.store, life.desk.raw, deep=True).findings
    assert findings == [], f"S {findings}"
    life.desk.close()


# The cells

@dataclass(frozen=True)
class Cell:
    """The `nth` call fails with `error`; 0: the nth write takes half, and the next one finds the disk full."""

    nth: int
    error: int
    sticky: bool

    @property
    def name(self) -> str:
        what = errno.errorcode[self.error] if self.error else "half a write"
        return f"call {self.nth} fails with {what} {'from then on' if self.sticky else 'once'}"

    def disk(self) -> FailingDisk:
        if self.error:
            return FailingDisk(CALLS, self.nth, self.error, self.sticky)
        return HalfWrites(self.nth, self.sticky)


@dataclass(frozen=True)
class Ran:
    hit: bool
    wrong: str = ""


@functools.cache
def programs() -> dict[str, Program]:
    return load_programs(ROOT / "rules", ROOT / "templates", ("cadents",))


def cells(folder: Path) -> list[Cell]:
    """All there are: the calls are counted on a well disk."""
    counting = FailingDisk()
    trial(folder, programs(), counting)
    calls, writes = sum(counting.counts.values()), counting.counts["write"] + counting.counts["pwrite"]
    found = [Cell(*cell) for cell in itertools.product(range(1, calls + 1), ERRORS, (False, True))]
    return found + [Cell(*cell) for cell in itertools.product(range(1, writes + 1), (0,), (False, True))]


def try_cell(cell: Cell, folder: Path) -> Ran:
    disk = cell.disk()
    try:
        trial(folder, programs(), disk)
    except AssertionError as e:
        return Ran(bool(disk.failed), str(e))
    return Ran(bool(disk.failed))
