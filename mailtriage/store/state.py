"""store/state.py: everything the embedded store knows, as one immutable value; a change makes the next one.

Documents are kept as their JSON bytes: small, of no interest to the garbage collector, and nobody can hold a reference
into them.

Promises   a State never changes. What `after` makes of a record is what the unit that wrote it had.
Does not   touch the disk (store/storage.py) or know records beyond their indexes (store/tinydb.py).
Reads next store/index.py, store/working.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from mailtriage.store import schema
from mailtriage.store.index import TableState, spec_of


def dumps(value: Any) -> bytes:
    """JSON bytes to keep. A lone surrogate becomes U+FFFD: no mail may stop the desk by a character that is none."""
    try:
        found = orjson.dumps(value)
    except TypeError:
        found = orjson.dumps(_whole_characters(value))
    return bytes(memoryview(found))     # a copy: orjson gives the whole buffer it wrote into, 4 to 10 times as large


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {_whole_characters(k): _whole_characters(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_characters(v) for v in value]
    return value


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
                t: {int(i): None if d is None else dumps(d) for i, d in docs.items()}
                for t, docs in whole.get("docs", {}).items()
            },
            whole.get("ids", {}),
            whole.get("sequences", {}),
            {n: None if v is None else dumps(v) for n, v in whole.get("settings", {}).items()},
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
        return self.tables.get(name) or TableState(spec_of(name))

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
        """The state; its indexes are built when they are asked for."""
        names = dict.fromkeys((*schema.BY_NAME, *self.docs))
        tables = {name: TableState(spec_of(name), self.docs.get(name)) for name in names}
        return State(tables, dict(self.ids), dict(self.sequences), dict(self.settings))
