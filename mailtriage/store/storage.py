"""store/storage.py: the TinyDB storage that cannot be half written: a snapshot, a journal, and one lock for units.

    snapshot-<gen>.json   everything up to a moment          .lock   held by whoever has a unit open
    journal-<gen>.log     one record for each unit since     (the highest snapshot's generation counts)

A unit works on an immutable State of its own; one append makes it durable, one assignment makes it visible.

Promises   committed means on the disk; a unit that raised changed nothing, here or for any other process.
           read() shows the state after some unit, never within one. Compaction never fails a unit.
Crash      at any point the highest snapshot and its journal are the truth.
Does not   know records (store/tinydb.py) or how generations change on disk (store/generations.py).
Reads next store/follow.py, store/journal.py, store/tables.py
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from tinydb.storages import Storage

from mailtriage import durable
from mailtriage.store import snapshot
from mailtriage.store.follow import Follower, Here
from mailtriage.store.generations import Generations
from mailtriage.store.journal import Journal, Place
from mailtriage.store.port import StoreError
from mailtriage.store.state import State
from mailtriage.store.tables import Docs
from mailtriage.store.upgrade import Schema
from mailtriage.store.working import Working


class JournalStorage(Storage):
    def __init__(
        self, folder: Path, schema: Schema | None = None, wait: float = 30.0, compact_bytes: int = 8 << 20
    ) -> None:
        """Open, create or upgrade. `wait`: most seconds to wait for another process. A journal of `compact_bytes`
        (and half its snapshot) is compacted. StoreError, Corrupt or NewerSchema say why it cannot be opened."""
        self.files = Generations(folder)
        self.trouble = ""               # why the last compaction failed; "" when it did not
        self._wait = wait
        self._compact_bytes = compact_bytes
        self._postponed = 0             # journal position before which a failed compaction is not tried again
        self._closed = False
        self._unit: Working | None = None
        self._renew_locks()
        with self._clear_errors():
            durable.make_dir(folder, "store.folder")
            self._follow = Follower(self.files, schema or Schema(), wait)

    # ---- reading -------------------------------------------------------------------------------------------------

    def state(self) -> State:
        """The newest committed state: two stats, and the journal's tail when another process wrote."""
        self._check_usable()
        if not self._current:
            with self._mutex, self._clear_errors():
                if not self._current and not self._follow.here.journal.suspect:
                    self._follow.catch_up()
        return self._follow.here.state

    def read(self) -> dict[str, Any] | None:
        """For TinyDB: table name -> documents; a unit of this thread sees its own writes."""
        working = self._own_unit()
        state = working.state if working else self.state()
        return {name: Docs(table) for name, table in state.tables.items()} or None

    def changed(self) -> object:
        """A token that differs after a commit of any process. Stats, no lock."""
        self._check_usable()
        generation = self._follow.here.journal.generation
        if self.files.snapshot(generation + 1).exists() or not self.files.snapshot(generation).exists():
            generation = self.files.newest()
        try:
            found = os.stat(self.files.journal(generation))
        except FileNotFoundError:       # compacted in this moment
            return generation, -1, 0
        return generation, found.st_size, found.st_mtime_ns

    def reread(self) -> State:
        """What the files say, every byte of them; Corrupt when they are damaged. The state in memory stays."""
        with self._clear_errors():
            here = self._follow.load()
        here.journal.close()
        return here.state

    @contextlib.contextmanager
    def pinned(self) -> Iterator[list[tuple[str, IO[bytes], int]]]:
        """The files of one moment, open: (name, file, length). Whatever happens to the store meanwhile, their first
        `length` bytes stay what they are."""
        with contextlib.ExitStack() as stack:
            files: list[tuple[str, IO[bytes], int]] = []
            with self.transaction(), self._clear_errors():
                here = self._follow.here
                for path in (self.files.snapshot(here.journal.generation), here.journal.path):
                    file = stack.enter_context(path.open("rb"))
                    length = here.place.position if path == here.journal.path else os.fstat(file.fileno()).st_size
                    files.append((path.name, file, length))
            yield files

    # ---- writing -------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Working]:
        """One unit: what the block did is durable when it ends, or undone when it raises."""
        self._check_usable()
        if self._own_unit():
            raise StoreError("a unit is already open in this thread: units do not nest")
        if not self._turn.acquire(timeout=self._wait):
            raise StoreError(f"another thread has kept a unit open for {self._wait:.0f} s; try again")
        try:
            with self._clear_errors():
                lock = durable.fair_lock(self.files.lock, self._wait)
            with lock:
                try:
                    working = self._begin()
                    yield working
                    self._commit(working)
                finally:
                    if self._unit:
                        self._unit.end()
                    self._unit, self._current = None, False
        finally:
            self._turn.release()

    def writing(self) -> contextlib.AbstractContextManager[Working]:
        """This thread's open unit, else a unit for one operation: for TinyDB's own write methods."""
        working = self._own_unit()
        return contextlib.nullcontext(working) if working else self.transaction()

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """For TinyDB's drop_table and drop_tables, which hand back what is to stay."""
        with self.writing() as working:
            for name, table in working.state.tables.items():
                kept = data.get(name, {})
                working.change(name, {id: None for id in table.docs if str(id) not in kept})

    def compact(self) -> None:
        """Begin a new generation; a unit of this thread must be open. When the disk refuses, the old generation goes on
        and `trouble` says why."""
        here, follow = self._follow.here, self._follow
        generation = here.journal.generation + 1
        head = snapshot.Head(generation, here.journal.generation, here.place.position, here.place.sequence)
        follow.unsynced = True
        try:
            synced = self.files.begin(here.state, head)
            journal = Journal(self.files.journal(generation), generation, self._wait)
        except Exception as e:  # noqa: BLE001  the unit is committed: whatever this is, it must not look like its failure
            # If the switch did happen, the next unit finds the new generation like any other process would.
            self.trouble = f"{self.files.folder}: the journal could not be compacted: {e}"
            self._postponed = here.place.position + self._compact_bytes
            return
        follow.go_to(Here(here.state, journal, Place(0, here.place.sequence)))
        self.trouble, self._postponed = "", 0
        if synced:
            follow.unsynced = False
            self.files.remove_older(generation)

    def close(self) -> None:
        """Release files; later use raises StoreError. A view that is open stays readable."""
        if not self._closed:
            self._closed = True
            self._follow.here.journal.close()

    def _begin(self) -> Working:
        with self._mutex, self._clear_errors():
            here = self._follow.here
            if here.journal.suspect:
                here.journal.mend(here.place)
            self._follow.catch_up()
            self._current = True
        self._unit = working = Working(self._follow.here.state)
        return working

    def _commit(self, working: Working) -> None:
        change = working.net()
        if not change:
            return
        here = self._follow.here
        with self._clear_errors():
            if self._follow.unsynced:   # what a journal holds is worth nothing while its name may be lost
                durable.sync_dir(self.files.folder, "journal.folder")
                self._follow.unsynced = False
            place = here.journal.append(change.pack(), here.place)
            self._follow.here = replace(here, state=working.state, place=place)
        if place.position >= max(self._compact_bytes, self._postponed, self._snapshot_bytes() // 2):
            self.compact()

    def _snapshot_bytes(self) -> int:
        """Compaction waits for half of this, so that what it writes stays a fixed share of all that is written."""
        with contextlib.suppress(OSError):      # the unit is committed: nothing after that may fail it
            return self.files.snapshot(self._follow.here.journal.generation).stat().st_size
        return 0

    # ---- guards ---------------------------------------------------------------------------------------------------

    def _own_unit(self) -> Working | None:
        unit = self._unit
        return unit if unit and unit.mine() else None

    def _renew_locks(self) -> None:
        self._pid = os.getpid()
        self._turn = threading.Lock()   # one unit at a time in this process
        self._mutex = threading.Lock()  # one catching-up at a time
        self._unit = None
        self._current = False           # whether a unit of this process has the lock: nobody else can have written

    def _check_usable(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")
        if self._pid != os.getpid():    # forked: locks and the open file are the parent's
            self._renew_locks()
            with self._clear_errors():
                self._follow.go_to(self._follow.load())

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        """What the operating system says, as a StoreError that says where and what to do."""
        try:
            yield
        except durable.Busy as e:
            raise StoreError(f"{e}: waited {self._wait:.0f} s; try again, or end that process") from e
        except OSError as e:
            raise StoreError(
                f"{self.files.folder}: {e.strerror or e}; nothing of this unit was kept, mend that and try again"
            ) from e
