"""store/storage.py: the TinyDB storage that cannot be half written: a snapshot, a journal, and one lock for units.

    snapshot-<gen>.json   everything up to a moment          .lock   held by whoever has a unit open
    journal-<gen>.log     one record for each unit since     (the highest snapshot's generation counts)

A unit works on an immutable State of its own; one append makes it durable, one assignment makes it visible.

Promises   committed means on the disk; a unit that raised changed nothing, here or for any other process.
           read() shows the state after some unit, never within one. Compaction never fails a unit.
Crash      at any point the highest snapshot and its journal are the truth.
Does not   know records (store/tinydb.py) or how generations change on disk (store/generations.py).
Reads next store/journal.py, store/tables.py
"""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from mailtriage import durable
from mailtriage.store import snapshot
from mailtriage.store.generations import Generations
from mailtriage.store.journal import Journal, Place, records
from mailtriage.store.port import StoreError
from mailtriage.store.state import Change, Loading, State
from mailtriage.store.tables import Docs
from mailtriage.store.upgrade import SETTING, Schema
from mailtriage.store.working import Working


@dataclass(frozen=True, slots=True)
class Here:
    """What this process knows: the state after the record before `place` of `journal`. Replaced whole."""

    state: State
    journal: Journal
    place: Place


class JournalStorage(Storage):
    def __init__(
        self, folder: Path, schema: Schema | None = None, wait: float = 30.0, compact_bytes: int = 8 << 20
    ) -> None:
        """Open, create or upgrade. `wait`: most seconds to wait for another process. A journal of `compact_bytes`
        (and half the snapshot) is compacted. StoreError, Corrupt or NewerSchema say why it cannot be opened."""
        self.files = Generations(folder)
        self.trouble = ""               # why the last compaction failed; "" when it did not
        self._schema = schema or Schema()
        self._wait = wait
        self._compact_bytes = compact_bytes
        self._closed = False
        self._compact_at = compact_bytes
        self._folder_unsynced = True
        self._unit: Working | None = None
        self._renew_locks()
        with self._clear_errors():
            durable.make_dir(folder, "store.folder")
            self._here = self._open()
            self._arrived()

    # ---- reading -------------------------------------------------------------------------------------------------

    def state(self) -> State:
        """The newest committed state: two stats, and the journal's tail when another process wrote."""
        self._check_usable()
        if not self._current:
            with self._mutex, self._clear_errors():
                if not self._current:
                    self._catch_up()
        return self._here.state

    def read(self) -> dict[str, Any] | None:
        """For TinyDB: table name -> documents; a unit of this thread sees its own writes."""
        working = self._own_unit()
        state = working.state if working else self.state()
        return {name: Docs(table.docs) for name, table in state.tables.items()} or None

    def changed(self) -> object:
        """A token that differs after a commit of any process. Stats, no lock."""
        self._check_usable()
        generation = self._here.journal.generation
        if self.files.snapshot(generation + 1).exists() or not self.files.snapshot(generation).exists():
            generation = self.files.newest()
        try:
            found = os.stat(self.files.journal(generation))
        except FileNotFoundError:       # compacted in this moment
            return generation, -1, 0
        return generation, found.st_size, found.st_mtime_ns

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
                lock = durable.Lock(self.files.lock, self._wait)
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

    def close(self) -> None:
        """Release files; later use raises StoreError. A view that is open stays readable."""
        if not self._closed:
            self._closed = True
            self._here.journal.close()

    def _begin(self) -> Working:
        with self._mutex, self._clear_errors():
            if self._here.journal.suspect:
                self._here.journal.mend(self._here.place)
            self._catch_up()
            self._current = True
        self._unit = working = Working(self._here.state)
        return working

    def _commit(self, working: Working) -> None:
        change = working.net()
        if not change:
            return
        here = self._here
        with self._clear_errors():
            if self._folder_unsynced:   # what a journal holds is worth nothing while its name may be lost
                durable.sync_dir(self.files.folder, "journal.folder")
                self._folder_unsynced = False
            place = here.journal.append(change.pack(), here.place)
            self._here = replace(here, state=working.state, place=place)
        if place.position >= self._compact_at:
            self.compact()

    def compact(self) -> None:
        """Begin a new generation; the caller has a unit open. When the disk refuses, the old generation goes on and
        `trouble` says why."""
        here = self._here
        generation = here.journal.generation + 1
        self._folder_unsynced = True
        head = snapshot.Head(generation, here.journal.generation, here.place.position, here.place.sequence)
        try:
            synced = self.files.begin(here.state, head)
            journal = Journal(self.files.journal(generation), generation, self._wait)
        except Exception as e:  # noqa: BLE001  the unit is committed: whatever this is, it must not look like its failure
            # If the switch did happen, the next unit finds the new generation like any other process would.
            self.trouble = f"{self.files.folder}: the journal could not be compacted: {e}"
            self._compact_at = here.place.position + self._compact_bytes
            return
        self._go_to(Here(here.state, journal, Place(0, here.place.sequence)))
        self.trouble = ""
        if synced:
            self._folder_unsynced = False
            self.files.remove_older(generation)

    # ---- keeping up with other processes --------------------------------------------------------------------------

    def _moved(self, journal: Journal) -> bool:
        return journal.unlinked or self.files.snapshot(journal.generation + 1).exists()

    def _catch_up(self) -> None:
        """Replay what was appended since; go over to a newer generation."""
        here = self._here
        moved = self._moved(here.journal)
        if not moved and not here.journal.grown(here.place):
            return
        if not here.journal.intact(here.place):     # a unit we read was undone by a writer that could not cut it
            self._go_to(self._load())
        else:
            self._here = here = self._replayed(here)
            if moved:
                self._go_to(self._adopted(here) or self._load())
        self._schema.check(self._here.state.settings)

    def _replayed(self, here: Here) -> Here:
        state, place, journal = here.state, here.place, here.journal
        for payload, after in records(journal.tail(place), journal.generation, place, journal.path):
            state, place = state.after(Change.unpack(payload)), after
        return Here(state, here.journal, place)

    def _adopted(self, here: Here) -> Here | None:
        """The next generation without reading its snapshot, when line one says it began exactly where we stand."""
        path = self.files.snapshot(here.journal.generation + 1)
        try:
            with path.open("rb") as file:
                head = snapshot.read_head(file, path)
            if (head.from_generation, head.from_position) != (here.journal.generation, here.place.position):
                return None
            journal = Journal(self.files.journal(head.generation), head.generation, self._wait)
        except FileNotFoundError:
            return None                 # more than one generation behind
        return self._replayed(Here(here.state, journal, Place(0, head.sequence)))

    def _go_to(self, here: Here) -> None:
        """Make `here` what we know, and close a journal that is left behind."""
        old, self._here = self._here, here
        if old.journal is not here.journal:
            old.journal.close()
            self._arrived()

    def _arrived(self) -> None:
        """In a generation that is new to us."""
        self._folder_unsynced = True        # whoever made it may have died before its fsync
        self._compact_at = self._compact_bytes
        with contextlib.suppress(FileNotFoundError):
            size = self.files.snapshot(self._here.journal.generation).stat().st_size
            self._compact_at = max(self._compact_bytes, size // 2)

    # ---- opening --------------------------------------------------------------------------------------------------

    def _open(self) -> Here:
        if self.files.newest():
            with _no_collection():
                loading, journal, place = self._read_files()
                if self._schema.check(loading.settings) == self._schema.version:
                    return Here(loading.state(), journal, place)
                journal.close()
        with durable.Lock(self.files.lock, self._wait):
            if not self.files.newest():
                settings = {SETTING: b"%d" % self._schema.version}
                self.files.begin(State(settings=settings), snapshot.Head(1))
            loading, journal, place = self._read_files()
            if change := self._schema.upgrade(loading):
                durable.sync_dir(self.files.folder, "journal.folder")
                place = journal.append(change.pack(), place)
                loading.apply(change)
            return Here(loading.state(), journal, place)

    def _load(self) -> Here:
        with _no_collection():
            loading, journal, place = self._read_files()
            return Here(loading.state(), journal, place)

    def _read_files(self) -> tuple[Loading, Journal, Place]:
        """The newest generation, without indexes. Tried again when it is compacted away under our hands."""
        for attempt in range(10):
            generation = self.files.newest()
            try:
                with self.files.snapshot(generation).open("rb") as file:
                    journal = Journal(self.files.journal(generation), generation, self._wait)
                    head, loading = snapshot.read(file, self.files.snapshot(generation))
                break
            except FileNotFoundError:
                if attempt == 9:
                    raise
        place = Place(0, head.sequence)
        for payload, after in records(journal.tail(place), generation, place, journal.path):
            loading.apply(Change.unpack(payload))
            place = after
        return loading, journal, place

    # ---- guards ---------------------------------------------------------------------------------------------------

    def _own_unit(self) -> Working | None:
        unit = self._unit
        return unit if unit and unit.mine() else None

    def _renew_locks(self) -> None:
        self._pid = os.getpid()
        self._turn = threading.Lock()       # one unit at a time in this process
        self._mutex = threading.Lock()      # one catching-up at a time
        self._unit = None
        self._current = False       # whether a unit of this process has the lock: nobody else can have written

    def _check_usable(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")
        if self._pid != os.getpid():        # forked: locks and the open file are the parent's
            self._renew_locks()
            self._go_to(self._load())

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


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes millions of objects and no garbage; the collector would look at each again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
