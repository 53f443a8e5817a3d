"""One desk in a folder, on fake edges, played in steps that may be interrupted anywhere and taken up again.

What a step finished is on the list `truth/done`, as a person or a mail server remembers it: a person who did not see
a command end gives it again. The pass is that of daemon.py, its parts in a fixed order, so that the n-th point is the
same place in every run (`test_threads.py` kills the real one, threads and all)."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mailtriage import daemon, durable
from mailtriage.intake.spool import Spool
from mailtriage.model.case import Case, State
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.staff.tell import tell as tell_staff
from mailtriage.store.keys import load_or_create
from mailtriage.store.open import db_folder
from mailtriage.store.raw import RawStore
from mailtriage.store.schema import UPGRADES, VERSION
from mailtriage.store.tinydb import TinyStore
from mailtriage.store.upgrade import Schema
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from tests.crash import fake_imap
from tests.crash.fake_lines import Lines
from tests.crash.setting import Setting, config_of, programs_of
from tests.crash.summary import UPGRADED

BEGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PATIENCE = timedelta(hours=1)       # virtual time within which all must be quiet again


def _newer(tables: dict[str, dict[str, dict[str, Any]]]) -> None:
    """An upgrade that a second run would show."""
    for row in tables.get("ledger", {}).values():
        row["reason"] += UPGRADED


NEWER = Schema(VERSION + 1, {**UPGRADES, VERSION: _newer})


class Stage:
    """The desk while a process lives; `folder/data` is its disk, `folder/truth` the world around it."""

    def __init__(self, folder: Path, setting: Setting, schema: Schema | None = None) -> None:
        self.folder, self.setting, self.truth = folder, setting, folder / "truth"
        self.truth.mkdir(parents=True, exist_ok=True)
        fake_imap.install(self.truth, setting.capabilities)
        self._schema = schema
        found = self.truth / "now"
        self.now = datetime.fromisoformat(found.read_text()) if found.exists() else BEGIN
        # Chance is the same in each run and another in each process: the n-th point is the same place every time
        # (a sha256 decides which folder is made), and no process draws what one before it drew.
        starts = self.truth / "starts"
        self._rng = random.Random(f"start {starts.stat().st_size if starts.exists() else 0}")
        with starts.open("ab") as file:
            file.write(b".")
        self.open()

    def open(self) -> None:
        """Open the desk, as every process does at its start."""
        setting, data = self.setting, self.folder / "data"
        # What a dead process left half written is old by the desk's clock, whatever day it is where the test runs.
        old = (self.now - timedelta(hours=2)).timestamp()
        for path in data.rglob(f"{durable.TEMP}*"):
            os.utime(path, (old, old))
        store = TinyStore(db_folder(data), wait=5, compact_bytes=setting.compact_bytes, schema=self._schema)
        keys, key_id = load_or_create(data / "keys")
        config = config_of(setting).model_copy(update={"folder": self.folder})
        self.desk = Desk(store, RawStore(data), Spool(data / "spool"), config, programs_of(setting), keys, key_id, data)
        self.desk.clock = lambda: self.now
        self.desk.rng = self._rng

    def server(self, mailbox: str = "support") -> fake_imap.Server:
        return fake_imap.Server(self.truth / mailbox)

    def advance(self, by: timedelta) -> None:
        """Time goes on, in this process and for those after it."""
        self.now += by
        temp = self.truth / "now.new"
        temp.write_text(self.now.isoformat())
        os.rename(temp, self.truth / "now")

    def one_pass(self) -> None:
        """One pass of the daemon. AssertionError when it found trouble: the edges here never make any."""
        with daemon.daemon_lock(self.desk):
            run = daemon._Daemon(self.desk, threading.Event(), Lines(self.truth))
            run._begin()
            for watcher in run.watchers:
                watcher.fetch_once()
            run._attempt("work", run._work)
            run._attempt("clocks", run._clocks)
            run._attempt("mail to staff", lambda: tell_staff(self.desk))
            run._attempt("delivery", run._deliver_all)
            for watcher in run.watchers:
                watcher.file_once()
            run._alert()
            run._status()
            assert not run._told, run._told
            for watcher in run.watchers:
                assert not watcher.status.error, watcher.status

    def to_quiet(self) -> None:
        """Passes until nothing is left to do, within PATIENCE of virtual time."""
        end = self.now + PATIENCE
        while True:
            self.one_pass()
            with self.desk.store.view() as view:
                due = view.first(Outgoing, "due")
                filing = any(row.filing_queue for row in view.all(LedgerRow))
                filing = filing or any(row.copy_queue for row in view.all(Outgoing))
            if due is None and not filing and not self.desk.spool.waiting():
                return
            assert self.now < end, f"not quiet after {PATIENCE}: {due}, filing {filing}"
            self.advance(max(timedelta(seconds=1), due.not_before - self.now) if due else timedelta(seconds=1))

    # What people look up

    def numbers(self) -> list[str]:
        with self.desk.store.view() as view:
            return [case.number for case in view.all(Case)]

    def last_sent(self) -> Outgoing:
        with self.desk.store.view() as view:
            return [row for row in view.all(Outgoing) if row.state is OutState.SENT][-1]

    def last_offer(self) -> Outgoing:
        with self.desk.store.view() as view:
            return [row for row in view.all(Outgoing) if row.purpose == "approval"][-1]

    def rows(self) -> list[Outgoing]:
        with self.desk.store.view() as view:
            return list(view.all(Outgoing))

    def ledger(self) -> list[LedgerRow]:
        with self.desk.store.view() as view:
            return list(view.all(LedgerRow))

    def first_draft(self) -> int:
        with self.desk.store.view() as view:
            return min(draft.id for draft in view.all(Draft))

    def states(self) -> list[State]:
        with self.desk.store.view() as view:
            return [case.state for case in view.all(Case)]


Step = Callable[[Stage], object]


@dataclass(frozen=True)
class Plot:
    """`before` happens undisturbed; every point of `act` is a place to die. `act` ends in quiet by itself."""

    name: str
    act: tuple[Step, ...]
    before: tuple[Step, ...] = ()
    setting: Setting = field(default_factory=Setting)


class Played:
    """The list of steps that came to their end."""

    def __init__(self, truth: Path) -> None:
        self.path = truth / "done"

    def finished(self) -> int:
        return len(self.path.read_text().split()) if self.path.exists() else 0

    def add(self, n: int) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(fd, b"%d\n" % n)
        os.close(fd)


@contextmanager
def _even_time() -> Iterator[None]:
    """The monotonic clock goes on by a millisecond a look. By the real one a run on a busy machine, or one that stands
    still while somebody looks at it, would write its status once more, and pass other points."""
    real, looks = time.monotonic, itertools.count(1)
    time.monotonic = lambda: next(looks) / 1000
    try:
        yield
    finally:
        time.monotonic = real


@_even_time()
def play(folder: Path, plot: Plot, upto: int | None = None) -> None:
    """Play the steps that are not finished yet, then go on to quiet (not when only `upto` steps are wanted)."""
    steps = (*plot.before, *plot.act)
    schema = NEWER if plot.setting.upgrade and upto is None else None
    stage, played = Stage(folder, plot.setting, schema), Played(folder / "truth")
    first = played.finished()
    for n in range(first, len(steps) if upto is None else upto):
        try:
            steps[n](stage)
        except Refused:
            if n > first or not (folder / "truth" / "again").exists():
                raise           # else somebody repeats a command that did its work before the death
        played.add(n)
    if upto is None:
        stage.to_quiet()
    stage.desk.close()
