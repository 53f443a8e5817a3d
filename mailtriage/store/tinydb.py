"""store/tinydb.py: the embedded engine: records of model/ in TinyDB tables, found by index.

Promises   store/port.py. A lookup costs what a dict lookup and one small JSON document cost, at any size.
Does not   work on NFS, or on two machines.
Reads next store/tables.py, store/storage.py
"""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import orjson

from mailtriage.store import schema
from mailtriage.store.index import TableState, count_of, ids_of
from mailtriage.store.port import Corrupt, Key, StoreError
from mailtriage.store.state import State, dumps
from mailtriage.store.storage import JournalStorage
from mailtriage.store.tables import Frozen, JournalTable, Tables
from mailtriage.store.upgrade import SETTING, Schema
from mailtriage.store.working import Working

R = TypeVar("R")


class _Reader:
    """What a unit and a view have in common: documents come from the TinyDB tables, ids from the indexes."""

    def __init__(self, db: Tables) -> None:
        self._db = db

    def _state(self) -> State:
        raise NotImplementedError

    def get(self, kind: type[R], id: int) -> R | None:
        return self._load(kind, id)

    def one(self, kind: type[R], index: str, value: Key) -> R | None:
        id = self._part(kind, "unique", index).get(value)
        return None if id is None else self._load(kind, id)

    def find(self, kind: type[R], index: str, value: Key) -> list[R]:
        if index in _table(kind).unique:
            id = self._part(kind, "unique", index).get(value)
            return [] if id is None else self._records(kind, (id,))
        return self._records(kind, ids_of(self._part(kind, "many", index).get(value)))

    def newest(self, kind: type[R], index: str, value: Key, most: int) -> list[R]:
        return self._records(kind, deque(ids_of(self._part(kind, "many", index).get(value)), most))

    def upto(self, kind: type[R], index: str, limit: str, most: int = 1000) -> list[R]:
        entries = self._part(kind, "ordered", index).upto((limit, sys.maxsize))
        return self._records(kind, (id for _, id in islice(entries, most)))

    def first(self, kind: type[R], index: str) -> R | None:
        for _, id in self._part(kind, "ordered", index):
            return self._load(kind, id)
        return None

    def all(self, kind: type[R]) -> Iterator[R]:
        # A generator over the state of this moment: what the unit adds while the caller iterates is not met.
        name, state = _table(kind).name, self._state()
        table = Tables(storage=lambda: Frozen(state)).table(name)
        for id in sorted(state.table(name).docs):
            yield _record(kind, name, id, table.get(doc_id=id))

    def ids(self, kind: type[Any], index: str = "", value: Key = "") -> list[int]:
        if not index:
            return sorted(self._of(kind).docs)
        if index in _table(kind).unique:
            id = self._part(kind, "unique", index).get(value)
            return [] if id is None else [id]
        return list(ids_of(self._part(kind, "many", index).get(value)))

    def count(self, kind: type[R], index: str = "", value: Key = "") -> int:
        if not index:
            return len(self._of(kind).docs)
        if index in _table(kind).unique:
            return int(self._part(kind, "unique", index).get(value) is not None)
        return count_of(self._part(kind, "many", index).get(value))

    def setting(self, name: str) -> Any:
        value = self._state().settings.get(name)
        return None if value is None else orjson.loads(value)

    def sequence(self, name: str) -> int:
        return self._state().sequences.get(name, 0)

    def _load(self, kind: type[R], id: int) -> R | None:
        name = _table(kind).name
        doc = self._db.table(name).get(doc_id=id)
        return None if doc is None else _record(kind, name, id, doc)

    def _records(self, kind: type[R], ids: Iterable[int]) -> list[R]:
        return [record for id in ids if (record := self._load(kind, id)) is not None]

    def _of(self, kind: type[Any]) -> TableState:
        return self._state().table(_table(kind).name)

    def _part(self, kind: type[Any], part: str, index: str) -> Any:
        indexes: dict[str, Any] = getattr(self._of(kind).indexes, part)
        if index not in indexes:
            raise LookupError(f"schema.py gives {kind.__name__} no {part} index {index!r}")
        return indexes[index]


class TinyView(_Reader):
    """One state; it stays what it is, however long the view is used, and whatever others commit."""

    def __init__(self, state: State) -> None:
        super().__init__(Tables(storage=lambda: Frozen(state)))
        self._frozen = state

    def _state(self) -> State:
        return self._frozen


class TinyUnit(_Reader):
    """A unit in progress; sees its own writes."""

    def __init__(self, db: Tables, working: Working) -> None:
        super().__init__(db)
        self._working = working

    def _state(self) -> State:
        self._working.check_open()
        return self._working.state

    def add(self, record: R) -> R:
        id = self._table(type(record)).insert(_document(record))
        return cast(R, replace(cast(Any, record), id=id))

    def put(self, record: R) -> R:
        table, id = self._table(type(record)), cast(Any, record).id
        if not table.contains(doc_id=id):
            raise StoreError(f"table {table.name} has no record {id} to replace: it was removed, or never added")
        table.put(_document(record), id)
        return record

    def remove(self, kind: type[Any], id: int) -> None:
        self._table(kind).remove(doc_ids=[id])

    def next(self, name: str) -> int:
        return self._working.next(name)

    def skip(self, by: int, sequences: tuple[str, ...]) -> None:
        """Pass over `by` ids of every table and `by` numbers of all sequences, these included (after a restore)."""
        self._working.skip(by, sequences)

    def set_setting(self, name: str, value: Any) -> None:
        self._working.set_setting(name, None if value is None else dumps(value))

    def _load(self, kind: type[R], id: int) -> R | None:
        self._working.check_open()
        return super()._load(kind, id)

    def _table(self, kind: type[Any]) -> JournalTable:
        self._working.check_open()      # else the write would quietly become a unit of its own
        return cast(JournalTable, self._db.table(_table(kind).name))


class TinyStore:
    """The embedded store. `db` is TinyDB: `store.db.table("cases").search(...)`; its writes are units, or join one."""

    def __init__(
        self, folder: Path, wait: float = 30.0, compact_bytes: int = 8 << 20, schema: Schema | None = None
    ) -> None:
        """Open or create the store in `folder`. `wait`: most seconds to wait for another process."""
        self.folder = folder
        self.storage = JournalStorage(folder, schema, wait, compact_bytes)
        self.db = Tables(storage=lambda: self.storage)

    @contextlib.contextmanager
    def unit(self) -> Iterator[TinyUnit]:
        with self.storage.transaction() as working:
            yield TinyUnit(self.db, working)

    @contextlib.contextmanager
    def view(self) -> Iterator[TinyView]:
        yield TinyView(self.storage.state())

    def changed(self) -> object:
        return self.storage.changed()

    def compact(self) -> None:
        """Begin a new generation and see that the old ones are gone: what was deleted is in no file any more. Units go
        on; StoreError when the disk refuses."""
        with self.storage.transaction():
            self.storage.compact()
            generation = self.storage.files.newest()
            self.storage.files.remove_older(generation)
            left = self.storage.files.older_than(generation)
        if self.storage.trouble or left:
            why = self.storage.trouble or f"{left[0]} could not be deleted"
            raise StoreError(f"{why}; mend that and try again")

    @property
    def version(self) -> int:
        """The schema version of what is stored."""
        version: int = orjson.loads(self.storage.state().settings[SETTING])
        return version

    def close(self) -> None:
        self.storage.close()


def _table(kind: type[Any]) -> schema.Table:
    table = schema.BY_RECORD.get(kind)
    if table is None:
        raise LookupError(f"schema.py gives {kind.__name__} no table")
    return table


def _record(kind: type[R], table: str, id: int, doc: Any) -> R:
    try:
        record: R = schema.from_doc(kind, dict(doc), id)
    except ValueError as e:
        raise Corrupt(f"table {table}, document {id} does not load: {e}") from e
    return record


def _document(record: Any) -> dict[str, Any]:
    """The record's JSON document, proven to load again: what could not be read back must fail now, not at a restart."""
    doc = schema.to_doc(record)
    try:
        schema.from_doc(record.__class__, orjson.loads(dumps(doc)), record.id)
    except (TypeError, ValueError) as e:
        raise ValueError(f"this {record.__class__.__name__} cannot be stored, it would not load again: {e}") from e
    return doc
