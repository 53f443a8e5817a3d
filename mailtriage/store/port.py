"""store/port.py: what a store promises, whatever the engine.

    with store.unit() as unit:      the only transaction shape: all of it or nothing, durable when the block ends
    with store.view() as view:      the only read: one consistent state, never a half-done unit

Records are the frozen dataclasses of `model/`; `schema.py` says which table and indexes each has. Values handed out
are the caller's own. Nested units raise; an exception inside a unit rolls it back and propagates.
`tests/store/` runs one contract suite against every engine.
Reads next store/schema.py, store/tinydb.py
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

R = TypeVar("R")
Key = str | int


class StoreError(Exception):
    """The store cannot serve: the message names file, offset or key, and the remedy. CLI exit 75."""


class Corrupt(StoreError):
    """A bad record that is followed by a good one, or a snapshot that does not parse: refuse to open."""


class NewerSchema(StoreError):
    """The store was written by a newer mailtriage; downgrading is refused."""


class Duplicate(StoreError):
    """A unique index already has that value: somebody else did the same work first."""


class View(Protocol):
    def get(self, kind: type[R], id: int) -> R | None:
        """The record with that id, or None."""

    def one(self, kind: type[R], index: str, value: Key) -> R | None:
        """The record whose unique index has that value, or None. O(1)."""

    def find(self, kind: type[R], index: str, value: Key) -> list[R]:
        """Records whose index has (or, for tuple fields, contains) that value, in order of id. O(hits)."""

    def newest(self, kind: type[R], index: str, value: Key, most: int) -> list[R]:
        """The last `most` of what `find` gives, in order of id. O(most) records, however many there are."""

    def upto(self, kind: type[R], index: str, limit: str, most: int = 1000) -> list[R]:
        """Records whose ordered index value is not "" and <= limit, smallest first. O(hits)."""

    def first(self, kind: type[R], index: str) -> R | None:
        """The record with the smallest ordered index value that is not "", or None."""

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every record in order of id: for reports and checks, never on the path of a mail."""

    def ids(self, kind: type[Any], index: str = "", value: Key = "") -> list[int]:
        """The ids of every record, or of what `find` gives, rising: for what keeps an index of its own. Nothing is
        loaded."""

    def count(self, kind: type[R], index: str = "", value: Key = "") -> int:
        """How many records, or how many with that index value. O(1)."""

    def setting(self, name: str) -> Any:
        """A JSON value by name (active program hash, epoch, schema version …), or None."""

    def sequence(self, name: str) -> int:
        """The last number given out, 0 when none was."""


class Unit(View, Protocol):
    def add(self, record: R) -> R:
        """Store a new record; returned with its id. Duplicate when a unique index is taken."""

    def put(self, record: R) -> R:
        """Replace the record with that id."""

    def remove(self, kind: type[Any], id: int) -> None:
        """Delete the record; nothing when there is none."""

    def next(self, name: str) -> int:
        """The next number of a sequence, starting at 1: rising, never reused, given back only if the unit fails."""

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value by name; None deletes it."""


class Store(Protocol):
    def unit(self) -> AbstractContextManager[Unit]:
        """One transaction. Blocks (bounded) while another process commits; StoreError when it cannot be had."""

    def view(self) -> AbstractContextManager[View]:
        """One consistent read. Cheap: no lock is held while the block runs."""

    def changed(self) -> object:
        """A cheap token (a stat, no lock) that differs after any process committed: wakes the daemon."""

    def close(self) -> None:
        """Release files. The store is not usable afterwards."""
