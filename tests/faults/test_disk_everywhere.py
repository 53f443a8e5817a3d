"""Every call of the disk fails once, or from then on, between a mail's arrival and its answer; then the disk is well.

Nothing is lost, nobody is answered twice, everything goes on without a hand: the same process, no restart.
MAILTRIAGE_FULL=1 tries every call with every error; else a seeded sample.
"""

from __future__ import annotations

import errno
import itertools
import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

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
from tests.faults.disk import CALLS, FailingDisk, installed
from tests.unit.work.test_send import FakeLines

ROOT = Path(__file__).parents[2]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE)
MAILS = 3
SAMPLE = 60
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


def trial(folder: Path, programs: dict[str, Program], disk: FailingDisk) -> None:
    life = Life(folder, programs)
    with installed(disk):
        for _ in range(3):
            life.round()
            life.now += timedelta(minutes=1)
    for _ in range(4):
        well = life.round()
        life.now += timedelta(hours=1)
    assert well, "it did not go on by itself"
    with life.desk.store.view() as view:
        rows, sent = list(view.all(LedgerRow)), list(view.all(Outgoing))
    assert sorted(r.uid for r in rows) == sorted(life.server), "a mail is lost or there twice"
    to = Counter(a for _, envelope, _ in life.lines.flights for a in envelope.recipients)
    assert to == Counter(f"p{n}@thaba.example" for n in life.server), f"answers: {to}"
    assert {r.state for r in sent} == {OutState.SENT} and len(sent) == MAILS
    assert not life.desk.spool.waiting()
    assert [life.desk.raw.get(r.sha256) for r in rows] == [life.server[r.uid] for r in rows]
    assert isinstance(life.desk.store, TinyStore)
    assert check(life.desk.store, life.desk.raw, deep=True).findings == []
    life.desk.close()


@pytest.fixture(scope="module")
def programs() -> dict[str, Program]:
    return load_programs(ROOT / "rules", ROOT / "templates", ("cadents",))


@pytest.mark.timeout(1500)
def test_whatever_call_of_the_disk_fails_nothing_is_lost_and_nobody_is_answered_twice(
    tmp_path: Path, programs: dict[str, Program], capsys: pytest.CaptureFixture[str]
) -> None:
    counting = FailingDisk()
    trial(tmp_path / "count", programs, counting)
    calls = sum(counting.counts.values())
    cells = list(itertools.product(range(1, calls + 1), ERRORS, (False, True)))
    seed = int(os.environ.get("MAILTRIAGE_SEED", "1"))
    chosen = cells if os.environ.get("MAILTRIAGE_FULL") else random.Random(seed).sample(cells, SAMPLE)
    hit = 0
    for i, (nth, error, sticky) in enumerate(chosen):
        disk = FailingDisk(CALLS, nth, error, sticky)
        try:
            trial(tmp_path / f"t{i}", programs, disk)
        except AssertionError as e:
            mode = "from then on" if sticky else "once"
            raise AssertionError(f"call {nth} of {calls} fails with {errno.errorcode[error]} {mode}: {e}") from e
        hit += bool(disk.failed)
    with capsys.disabled():
        print(f"\ndisk faults: {len(chosen)} of {len(cells)} cells ({calls} calls x {len(ERRORS)} errors x 2 modes), "
              f"{hit} failed a call; lost 0, doubled 0 (seed {seed})")
    assert hit >= len(chosen) * 0.95, "faults were planned where no call was"
