"""store/index.py: one table as an immutable value: its documents, and what finds them.

Indexes are made of what the stored bytes say, never of the object that was handed in, so that a restart finds exactly
the same.

Promises   `with_docs` keeps every index of schema.py in step, or raises Duplicate and changes nothing.
Reads next store/state.py, store/persistent.py
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any

import orjson

from mailtriage.store import schema
from mailtriage.store.persistent import Map, Sorted
from mailtriage.store.port import Corrupt, Duplicate, Key

Entry = tuple[str, Key, int]            # index, value, id
Values = dict[str, tuple[Key, ...]]     # index -> what one document has there
Ids = int | tuple[int, ...] | Sorted[int]   # one id is by far the most frequent, then a few
_FEW = 64


class Spec:
    """A table and how its documents are indexed. `record` is built only where an index is a property."""

    def __init__(self, name: str, table: schema.Table | None) -> None:
        self.name = name
        self.record = table.record if table else None
        self.unique = table.unique if table else ()
        self.many = table.many if table else ()
        self.ordered = table.ordered if table else ()
        names = (*self.unique, *self.many, *self.ordered)
        plain = {f.name: f.default for f in fields(self.record)} if self.record else {}
        self._plain = tuple((n, () if plain[n] is MISSING else plain[n]) for n in names if n in plain)
        self._computed = tuple(n for n in names if n not in plain)

    def values(self, data: bytes, id: int) -> Values:
        """What the document has in each index; "" and None are not indexed."""
        if not self.record:
            return {}
        doc = orjson.loads(data)
        found: Values = {}
        for name, default in self._plain:
            value = doc.get(name, default)
            found[name] = (value,) if type(value) is str and value else _keys(value)
        if self._computed:
            try:
                record = schema.from_doc(self.record, doc, id)
            except ValueError as e:
                raise Corrupt(f"table {self.name}, document {id} does not load: {e}") from e
            found.update((name, _keys(getattr(record, name))) for name in self._computed)
        return found


@cache
def spec_of(table: str) -> Spec:
    """How schema.py has this table indexed; a table it does not know has no index."""
    return Spec(table, schema.BY_NAME.get(table))


def _keys(value: Any) -> tuple[Key, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(v for v in value if v != ""))
    return (value,)


@dataclass(frozen=True, slots=True)
class Indexes:
    """`unique`: value -> id; `many`: value -> ids; `ordered`: (value, id) in order."""

    unique: dict[str, Map[Any, int]] = field(default_factory=dict)
    many: dict[str, Map[Any, Ids]] = field(default_factory=dict)
    ordered: dict[str, Sorted[tuple[str, int]]] = field(default_factory=dict)

    @classmethod
    def build(cls, spec: Spec, docs: Map[int, bytes]) -> Indexes:
        """Made anew from the documents. Corrupt when two hold one unique value."""
        unique: dict[str, dict[Key, int]] = {n: {} for n in spec.unique}
        many: dict[str, dict[Key, Any]] = {n: {} for n in spec.many}
        ordered: dict[str, list[Any]] = {n: [] for n in spec.ordered}
        for id, data in docs.items():
            for name, keys in spec.values(data, id).items():
                if name in many:
                    index = many[name]
                    for key in keys:
                        held = index.get(key)
                        if held is None:
                            index[key] = id
                        elif type(held) is int:
                            index[key] = [held, id]
                        else:
                            held.append(id)
                elif name in unique:
                    for key in keys:
                        if (holder := unique[name].setdefault(key, id)) != id:
                            raise Corrupt(f"table {spec.name}: {name} {key!r} has two holders: {holder} and {id}")
                else:
                    ordered[name].extend((key, id) for key in keys)
        return cls(
            {n: Map.of(m.items()) for n, m in unique.items()},
            {n: Map.of((k, _packed(i)) for k, i in m.items()) for n, m in many.items()},
            {n: Sorted.of(entries) for n, entries in ordered.items()},
        )

    def change(self, spec: Spec, gone: Iterable[Entry], come: Iterable[Entry]) -> Indexes:
        """Without the entries that are gone, with those that come. Duplicate when a unique value is taken."""
        unique, many, ordered = dict(self.unique), dict(self.many), dict(self.ordered)
        for name, key, id in gone:      # before anything comes: two records may have exchanged a value
            if name in unique:
                unique[name] = unique[name].without(key)
            elif name in many:
                many[name] = _less(many[name], key, id)
            else:
                ordered[name] = ordered[name].without((str(key), id))
        for name, key, id in come:
            if name in unique:
                if (holder := unique[name].get(key)) is not None:
                    raise Duplicate(f"table {spec.name}: {name} {key!r} is already held by record {holder}")
                unique[name] = unique[name].set(key, id)
            elif name in many:
                many[name] = _more(many[name], key, id)
            else:
                ordered[name] = ordered[name].add((str(key), id))
        return Indexes(unique, many, ordered)


class TableState:
    """One table. What was loaded from disk is indexed when it is first asked for: a command that only looks at
    cases does not pay for a hundred thousand ledger rows. (Two threads may both do it; they do the same.)"""

    __slots__ = ("_docs", "_indexes", "_loaded", "spec")

    def __init__(self, spec: Spec, loaded: Mapping[int, bytes] | None = None) -> None:
        self.spec = spec
        self._loaded = loaded
        self._docs: Map[int, bytes] | None = None
        self._indexes: Indexes | None = None

    @property
    def docs(self) -> Map[int, bytes]:
        """The documents by id."""
        loaded = self._loaded           # read before _docs: whoever clears it has set _docs
        if self._docs is None:
            with uncollected():
                self._docs = Map.of((loaded or {}).items())
            self._loaded = None
        return self._docs

    @property
    def indexes(self) -> Indexes:
        """Corrupt when the documents contradict each other."""
        if self._indexes is None:
            with uncollected():
                self._indexes = Indexes.build(self.spec, self.docs)
        return self._indexes

    def with_docs(self, changes: Mapping[int, bytes | None]) -> TableState:
        """This table with documents replaced, added or (None) removed. Duplicate when a unique value is taken."""
        docs, gone, come = self.docs, list[Entry](), list[Entry]()
        for id, data in changes.items():
            old = docs.get(id)
            before = self.spec.values(old, id) if old is not None else {}
            after = self.spec.values(data, id) if data is not None else {}
            for name in {*before, *after}:
                was, will = before.get(name, ()), after.get(name, ())
                gone += [(name, key, id) for key in was if key not in will]
                come += [(name, key, id) for key in will if key not in was]
            docs = docs.set(id, data) if data is not None else docs.without(id)
        new = TableState(self.spec)
        new._docs, new._indexes = docs, self.indexes.change(self.spec, gone, come)
        return new


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Loading makes millions of objects and no garbage; the collector would look at each again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def ids_of(ids: Ids | None) -> Iterable[int]:
    """The ids of an index entry, in order."""
    if ids is None:
        return ()
    return (ids,) if isinstance(ids, int) else ids


def count_of(ids: Ids | None) -> int:
    if ids is None:
        return 0
    return 1 if isinstance(ids, int) else len(ids)


def _packed(ids: int | list[int]) -> Ids:
    if isinstance(ids, int):
        return ids
    return tuple(sorted(ids)) if len(ids) <= _FEW else Sorted.of(ids)


def _more(index: Map[Any, Ids], key: Key, id: int) -> Map[Any, Ids]:
    ids = index.get(key)
    if isinstance(ids, Sorted):
        return index.set(key, ids.add(id))
    return index.set(key, id if ids is None else _packed([*ids_of(ids), id]))


def _less(index: Map[Any, Ids], key: Key, id: int) -> Map[Any, Ids]:
    ids = index.get(key)
    if isinstance(ids, Sorted):
        ids = ids.without(id)
        return index.set(key, ids if len(ids) > _FEW else tuple(ids))
    left = [i for i in ids_of(ids) if i != id]
    return index.set(key, left[0] if len(left) == 1 else tuple(left)) if left else index.without(key)
