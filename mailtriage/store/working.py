"""store/working.py: a unit in progress: a State of its own, and what it did so far.

Promises   an operation that raises leaves the unit as it was. After its end a unit takes no more writes.
Reads next store/storage.py
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from mailtriage.store.port import StoreError
from mailtriage.store.state import Change, State


class Working:
    def __init__(self, start: State) -> None:
        self._start = start
        self._touched: dict[str, set[int]] = {}
        self._thread = threading.get_ident()
        self.state = start

    def change(self, table: str, docs: Mapping[int, bytes | None]) -> None:
        """Replace, add or (None) remove documents. Duplicate when a unique value is taken."""
        self.check_open()
        self.state = self.state.with_docs(table, docs)
        self._touched.setdefault(table, set()).update(docs)

    def next_id(self, table: str) -> int:
        """A document id that was never given out before."""
        self.check_open()
        id = self.state.ids.get(table, 0) + 1
        self.state = replace(self.state, ids={**self.state.ids, table: id})
        return id

    def next(self, sequence: str) -> int:
        self.check_open()
        number = self.state.sequences.get(sequence, 0) + 1
        self.state = replace(self.state, sequences={**self.state.sequences, sequence: number})
        return number

    def skip(self, by: int, sequences: tuple[str, ...]) -> None:
        """Pass over `by` ids of every table, known or not, and `by` numbers of these sequences: nothing that was given
        out by a store this one does not know of is given out again."""
        self.check_open()
        was = self.state
        ids = {name: was.ids.get(name, 0) + by for name in {*was.ids, *was.tables}}
        numbers = {name: was.sequences.get(name, 0) + by for name in {*was.sequences, *sequences}}
        self.state = replace(was, ids=ids, sequences=numbers)

    def set_setting(self, name: str, value: bytes | None) -> None:
        self.check_open()
        self.state = self.state.with_settings({name: value})

    def net(self) -> Change:
        """What the unit comes to: a document that is as it was before is not in it."""
        was, now = self._start, self.state
        docs: dict[str, dict[int, bytes | None]] = {}
        for name, touched in self._touched.items():
            before, after = was.table(name).docs, now.table(name).docs
            if changed := {i: after.get(i) for i in sorted(touched) if after.get(i) != before.get(i)}:
                docs[name] = changed
        settings = {n: now.settings.get(n) for n in {*was.settings, *now.settings}}
        return Change(
            docs,
            {n: v for n, v in now.ids.items() if was.ids.get(n) != v},
            {n: v for n, v in now.sequences.items() if was.sequences.get(n) != v},
            {n: v for n, v in settings.items() if was.settings.get(n) != v},
        )

    def mine(self) -> bool:
        """Whether it is open and belongs to this thread."""
        return self._thread == threading.get_ident()

    def end(self) -> None:
        """No more writing."""
        self._thread = 0

    def check_open(self) -> None:
        if not self.mine():
            raise StoreError("this unit has ended, or belongs to another thread: it takes no more writes")
