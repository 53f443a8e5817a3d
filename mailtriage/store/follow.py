"""store/follow.py: from the files to the newest state: at the start all of it, afterwards only what is new.

Promises   `here` is a state after some unit, never within one. Following another process costs two stats, one
           read and the journal's tail; a new generation that began where we stand is adopted by line one.
Does not   lock: the caller keeps two threads from catching up at once (store/storage.py).
Reads next store/snapshot.py, store/journal.py, store/generations.py
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage import durable
from mailtriage.store import snapshot
from mailtriage.store.generations import Generations
from mailtriage.store.index import uncollected
from mailtriage.store.journal import Journal, Place, records
from mailtriage.store.port import Corrupt
from mailtriage.store.state import Change, Loading, State
from mailtriage.store.upgrade import SETTING, Schema


@dataclass(frozen=True, slots=True)
class Here:
    """What this process knows: the state after the record before `place` of `journal`. Replaced whole."""

    state: State
    journal: Journal
    place: Place


class Follower:
    def __init__(self, files: Generations, schema: Schema, wait: float) -> None:
        """Open, create or upgrade. Corrupt, NewerSchema and StoreError say why not."""
        self._files = files
        self._schema = schema
        self._wait = wait
        self.here = self._open()
        self.unsynced = True        # whether the newest generation's names may not be on the disk yet

    def catch_up(self) -> None:
        """Replay what was appended since; go over to a newer generation."""
        here = self.here
        moved = here.journal.unlinked or self._files.snapshot(here.journal.generation + 1).exists()
        # Not by length alone: a unit we read may have been undone, and another of the same length stand in its place.
        intact = here.journal.intact(here.place)
        if not intact:
            self.go_to(self.load())
        elif moved or here.journal.grown(here.place):
            self.here = here = _replayed(here)
            if moved:
                self.go_to(self._adopted(here) or self.load())
        self._schema.check(self.here.state.settings)    # each time: a newer mailtriage may have upgraded the store

    def load(self) -> Here:
        """Everything anew from the files, every byte checked."""
        with uncollected():
            loading, journal, place = self._read()
            return Here(loading.state(), journal, place)

    def go_to(self, here: Here) -> None:
        """Make this what we know, and close a journal that is left behind."""
        old, self.here = self.here, here
        if old.journal is not here.journal:
            old.journal.close()
            self.unsynced = True    # whoever began this generation may have died before its fsync

    def _adopted(self, here: Here) -> Here | None:
        """The next generation, when line one of its snapshot says it began exactly where we stand."""
        path = self._files.snapshot(here.journal.generation + 1)
        try:
            with path.open("rb") as file:
                head = snapshot.read_head(file, path)
            if (head.from_generation, head.from_position) != (here.journal.generation, here.place.position):
                return None
            journal = Journal(self._files.journal(head.generation), head.generation, self._wait)
        except FileNotFoundError:
            return None             # more than one generation behind
        return _replayed(Here(here.state, journal, Place(0, head.sequence)))

    def _open(self) -> Here:
        with uncollected():
            if self._files.newest():
                loading, journal, place = self._read()
                if self._schema.check(loading.settings) == self._schema.version:
                    return Here(loading.state(), journal, place)
                journal.close()
            with durable.Lock(self._files.lock, self._wait):
                if not self._files.newest():
                    self._files.begin(State(settings={SETTING: b"%d" % self._schema.version}), snapshot.Head(1))
                loading, journal, place = self._read()
                if change := self._schema.upgrade(loading):
                    durable.sync_dir(self._files.folder, "journal.folder")
                    place = journal.append(change.pack(), place)
                    loading.apply(change)
                return Here(loading.state(), journal, place)

    def _read(self) -> tuple[Loading, Journal, Place]:
        """The newest generation, without indexes. Tried again when it is compacted away under our hands."""
        for attempt in range(10):
            generation = self._files.newest()
            path = self._files.snapshot(generation)
            try:
                with path.open("rb") as file:
                    journal = Journal(self._files.journal(generation), generation, self._wait)
                    head, loading = snapshot.read(file, path)
                break
            except FileNotFoundError as e:
                if attempt == 9:
                    raise Corrupt(f"{e.filename} is missing; restore the store from a backup") from e
        place = Place(0, head.sequence)
        for payload, after in records(journal.tail(place), generation, place, journal.path):
            loading.apply(Change.unpack(payload))
            place = after
        return loading, journal, place


def _replayed(here: Here) -> Here:
    state, place, journal = here.state, here.place, here.journal
    for payload, after in records(journal.tail(place), journal.generation, place, journal.path):
        state, place = state.after(Change.unpack(payload)), after
    return Here(state, journal, place)
