"""store/tables.py: TinyDB's own tables over immutable states: its whole API, at the cost of the documents touched.

Stock TinyDB reads and writes the whole database for each operation. Here a table reads documents when they are asked
for, and a write goes into the open unit as the few documents it changed.

Promises   every document handed out is a copy; ids are never reused, even after a delete or a restart; outside a unit
           each write is a unit of its own. There is no query cache: another process may have written.
Reads next store/storage.py, store/tinydb.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, NoReturn, Protocol

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from mailtriage.store.index import TableState
from mailtriage.store.persistent import Map
from mailtriage.store.port import StoreError
from mailtriage.store.state import State, dumps
from mailtriage.store.working import Working


class Docs(Mapping[str, dict[str, Any]]):
    """The documents of a table as TinyDB reads them: by id as text, unpacked when asked for."""

    def __init__(self, table: TableState) -> None:
        self._table = table

    def __getitem__(self, id: str) -> dict[str, Any]:
        data = self._table.docs.get(int(id))
        if data is None:
            raise KeyError(id)
        doc: dict[str, Any] = orjson.loads(data)
        return doc

    def __iter__(self) -> Iterator[str]:
        return map(str, sorted(self._table.docs))

    def __len__(self) -> int:
        return len(self._table.docs)


class Overlay(MutableMapping[int, dict[str, Any]]):
    """What a TinyDB updater works on: reads unpack from the table, everything it touches stays here."""

    def __init__(self, docs: Map[int, bytes]) -> None:
        self._docs = docs
        self._touched: dict[int, dict[str, Any] | None] = {}

    def __getitem__(self, id: int) -> dict[str, Any]:
        if id not in self._touched:
            data = self._docs.get(id)
            self._touched[id] = None if data is None else orjson.loads(data)
        doc = self._touched[id]
        if doc is None:
            raise KeyError(id)
        return doc

    def __setitem__(self, id: int, doc: Mapping[str, Any]) -> None:
        self._touched[id] = dict(doc)

    def __delitem__(self, id: int) -> None:
        if id not in self:
            raise KeyError(id)
        self._touched[id] = None

    def __contains__(self, id: object) -> bool:
        if isinstance(id, int) and id in self._touched:
            return self._touched[id] is not None
        return isinstance(id, int) and id in self._docs

    def __iter__(self) -> Iterator[int]:
        ids = {*self._docs, *self._touched}
        return iter(sorted(i for i in ids if i in self))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._touched = dict.fromkeys(self._docs)

    def changes(self) -> dict[int, bytes | None]:
        """Only what differs: an updater looks at many documents and changes few."""
        new = {id: None if doc is None else dumps(doc) for id, doc in self._touched.items()}
        return {id: data for id, data in new.items() if data != self._docs.get(id)}


class Writable(Protocol):
    """What JournalTable needs of its storage beside read()."""

    def writing(self) -> AbstractContextManager[Working]: ...


class JournalTable(Table):
    default_query_cache_capacity = 0
    _storage: Storage

    def __init__(self, storage: Storage, name: str, **_: Any) -> None:
        super().__init__(storage, name, cache_size=0)

    def put(self, doc: Mapping[str, Any], doc_id: int) -> None:
        """Replace the document whole. (TinyDB's update merges, and would keep a field that is gone.)"""

        def updater(table: dict[int, Mapping[str, Any]]) -> None:
            table[doc_id] = doc

        self._update_table(updater)

    # These three ask for an id first: id and document belong into the same unit.

    def insert(self, document: Mapping[str, Any]) -> int:
        with self._writing():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        with self._writing():
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: Any = None) -> list[int]:
        with self._writing():
            return super().upsert(document, cond)

    def _writing(self) -> AbstractContextManager[Working]:
        storage: Writable = self._storage  # type: ignore[assignment]  # TinyDB only knows read and write
        return storage.writing()

    def _get_next_id(self) -> int:
        with self._writing() as working:
            return working.next_id(self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._writing() as working:
            overlay = Overlay(working.state.table(self.name).docs)
            updater(overlay)
            if changes := overlay.changes():
                working.change(self.name, changes)


class Tables(TinyDB):
    """TinyDB with these tables."""

    table_class = JournalTable  # type: ignore[assignment]  # TinyDB meant it to be overridden


class Frozen(Storage):
    """One state for reading: what a view shows."""

    def __init__(self, state: State) -> None:
        self._tables: dict[str, Any] = {name: Docs(table) for name, table in state.tables.items()}

    def read(self) -> dict[str, Any]:
        return self._tables

    def write(self, data: Any) -> NoReturn:
        self.writing()

    def writing(self) -> NoReturn:
        raise StoreError("a view does not write: use `with store.unit()`")
