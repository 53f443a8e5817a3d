"""store/state.py: everything the embedded store knows, as one immutable value; a change makes the next one.

Documents are kept as their JSON bytes: small, untouched by the garbage collector, and nobody can hold a reference
into them. Indexes are made of what the bytes say, never of the object that was handed in, so that a restart finds
exactly the same.

Promises   a State never changes. `with_docs` keeps every index of schema.py in step or raises Duplicate and changes
           nothing.
Does not   touch the disk (store/storage.py) or know records beyond their indexes (store/tinydb.py).
Reads next store/storage.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any

import orjson

from mailtriage.store import schema
from mailtriage.store.persistent import Map, Sorted
from mailtriage.store.port import Corrupt, Duplicate, Key

Values = dict[str, tuple[Key, ...]]     # index -> what one document has there
Ids = int | Sorted[int]                 # one id is by far the most frequent case


def dumps(value: Any) -> bytes:
    """JSON bytes. A lone surrogate becomes U+FFFD: no mail may stop the desk by a character that is none."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(_whole_characters(value))


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {_whole_characters(k): _whole_characters(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_characters(v) for v in value]
    return value


class Spec:
    """A table and how its documents are indexed. `record` is built only where an index is a property."""

    def __init__(self, table: schema.Table | None, name: str = "") -> None:
        self.name = table.name if table else name
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
        found = {name: _keys(doc.get(name, default)) for name, default in self._plain}
        if self._computed:
            try:
                record = schema.from_doc(self.record, doc, id)
            except ValueError as e:
                raise Corrupt(f"table {self.name}, document {id} does not load: {e}") from e
            found.update((name, _keys(getattr(record, name))) for name in self._computed)
        return found


def _keys(value: Any) -> tuple[Key, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(v for v in value if v != ""))
    return (value,)


@dataclass(frozen=True, slots=True)
class TableState:
    """One table. `unique`: value -> id; `many`: value -> ids; `ordered`: (value, id) in order."""

    spec: Spec
    docs: Map[int, bytes] = field(default_factory=Map)
    unique: dict[str, Map[Any, int]] = field(default_factory=dict)
    many: dict[str, Map[Any, Ids]] = field(default_factory=dict)
    ordered: dict[str, Sorted[tuple[str, int]]] = field(default_factory=dict)

    @classmethod
    def build(cls, spec: Spec, docs: Mapping[int, bytes]) -> TableState:
        """The table with these documents, its indexes made anew. Corrupt when two hold one unique value."""
        unique: dict[str, dict[Key, int]] = {n: {} for n in spec.unique}
        many: dict[str, dict[Key, list[int]]] = {n: {} for n in spec.many}
        ordered: dict[str, list[tuple[Any, int]]] = {n: [] for n in spec.ordered}
        for id, data in docs.items():
            for name, keys in spec.values(data, id).items():
                if name in unique:
                    for key in keys:
                        if unique[name].setdefault(key, id) != id:
                            other = unique[name][key]
                            raise Corrupt(f"table {spec.name}: {name} {key!r} has two holders: {other} and {id}")
                elif name in many:
                    for key in keys:
                        many[name].setdefault(key, []).append(id)
                else:
                    ordered[name].extend((key, id) for key in keys)
        return cls(
            spec, Map.of(docs.items()),
            {n: Map.of(m.items()) for n, m in unique.items()},
            {n: Map.of((k, i[0] if len(i) == 1 else Sorted.of(i)) for k, i in m.items()) for n, m in many.items()},
            {n: Sorted.of(entries) for n, entries in ordered.items()},
        )

    def with_docs(self, changes: Mapping[int, bytes | None]) -> TableState:
        """This table with documents replaced, added or (None) removed. Duplicate when a unique value is taken."""
        docs, gone, come = self.docs, [], []
        for id, data in changes.items():
            old = docs.get(id)
            before = self.spec.values(old, id) if old is not None else {}
            after = self.spec.values(data, id) if data is not None else {}
            for name in {*before, *after}:
                was, will = before.get(name, ()), after.get(name, ())
                gone += [(name, key, id) for key in was if key not in will]
                come += [(name, key, id) for key in will if key not in was]
            docs = docs.set(id, data) if data is not None else docs.without(id)
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
                    raise Duplicate(f"table {self.spec.name}: {name} {key!r} is already held by record {holder}")
                unique[name] = unique[name].set(key, id)
            elif name in many:
                many[name] = _more(many[name], key, id)
            else:
                ordered[name] = ordered[name].add((str(key), id))
        return TableState(self.spec, docs, unique, many, ordered)


def ids_of(ids: Ids | None) -> Iterable[int]:
    """The ids of an index entry, in order."""
    if ids is None:
        return ()
    return (ids,) if isinstance(ids, int) else ids


def count_of(ids: Ids | None) -> int:
    if ids is None:
        return 0
    return 1 if isinstance(ids, int) else len(ids)


def _more(index: Map[Any, Ids], key: Key, id: int) -> Map[Any, Ids]:
    ids = index.get(key)
    if ids is None:
        return index.set(key, id)
    return index.set(key, Sorted.of((ids, id)) if isinstance(ids, int) else ids.add(id))


def _less(index: Map[Any, Ids], key: Key, id: int) -> Map[Any, Ids]:
    ids = index.get(key)
    if ids is None or isinstance(ids, int):
        return index.without(key)
    left = ids.without(id)
    return index.set(key, left if len(left) > 1 else next(iter(left)))


@dataclass(slots=True)
class Change:
    """What one unit did; as JSON it is one record of the journal."""

    docs: dict[str, dict[int, bytes | None]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    settings: dict[str, bytes | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.docs or self.ids or self.sequences or self.settings)

    def pack(self) -> bytes:
        part = orjson.Fragment
        whole: dict[str, Any] = {
            "docs": {
                t: {str(i): None if d is None else part(d) for i, d in docs.items()} for t, docs in self.docs.items()
            },
            "ids": self.ids,
            "sequences": self.sequences,
            "settings": {n: part(v) if v is not None else None for n, v in self.settings.items()},
        }
        return orjson.dumps({name: value for name, value in whole.items() if value})

    @classmethod
    def unpack(cls, payload: bytes) -> Change:
        whole = orjson.loads(payload)
        return cls(
            {
                t: {int(i): None if d is None else orjson.dumps(d) for i, d in docs.items()}
                for t, docs in whole.get("docs", {}).items()
            },
            whole.get("ids", {}),
            whole.get("sequences", {}),
            {n: None if v is None else orjson.dumps(v) for n, v in whole.get("settings", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class State:
    """`ids` is the last document id given out by table, `sequences` the last number by name."""

    tables: dict[str, TableState] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)

    def table(self, name: str) -> TableState:
        """The table; an empty one when nothing was ever stored there."""
        return self.tables.get(name) or TableState(Spec(None, name))

    def with_docs(self, name: str, changes: Mapping[int, bytes | None]) -> State:
        last = max((i for i, d in changes.items() if d is not None), default=0)
        ids = {**self.ids, name: last} if last > self.ids.get(name, 0) else self.ids
        return replace(self, tables={**self.tables, name: self.table(name).with_docs(changes)}, ids=ids)

    def with_settings(self, settings: Mapping[str, bytes | None]) -> State:
        new = {**self.settings, **settings}
        return replace(self, settings={n: v for n, v in new.items() if v is not None})

    def after(self, change: Change) -> State:
        """The state after that unit."""
        state = self
        for name, docs in change.docs.items():
            state = state.with_docs(name, docs)
        return replace(
            state.with_settings(change.settings),
            ids={**state.ids, **change.ids}, sequences={**state.sequences, **change.sequences},
        )


@dataclass(slots=True)
class Loading:
    """The same as State while it is read from disk: plain dicts, no indexes yet."""

    docs: dict[str, dict[int, bytes]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        for name, docs in change.docs.items():
            table = self.docs.setdefault(name, {})
            for id, data in docs.items():
                if data is None:
                    table.pop(id, None)
                else:
                    table[id] = data
        self.ids.update(change.ids)
        self.sequences.update(change.sequences)
        for key, value in change.settings.items():
            if value is None:
                self.settings.pop(key, None)
            else:
                self.settings[key] = value

    def state(self) -> State:
        """Build every index."""
        specs = {t.name: Spec(t) for t in schema.TABLES}
        specs |= {name: Spec(None, name) for name in self.docs if name not in specs}
        tables = {name: TableState.build(spec, self.docs.get(name, {})) for name, spec in specs.items()}
        return State(tables, dict(self.ids), dict(self.sequences), dict(self.settings))
