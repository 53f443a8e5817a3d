"""work/summaries.py: a few values of many records, kept in memory, so that a report reads each record once.

Promises   what a report needs of ten thousand records is read once a process; after that only what is new, and what
           stands under another value of the index now (a draft that was decided, a mail that left quarantine), or was
           `fresh` when it was read: what was decided a moment ago may be taken back and decided anew. A look
           takes about as long as it is given, and says how many are left.
Does not   store anything: a process that begins anew reads anew. What changes under the same value of the index is not
           seen: keep only what does not.
Reads next work/hits.py, work/volume.py
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mailtriage.store.port import View

R = TypeVar("R")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Look(Generic[V]):
    """What is known; `behind` records are not read yet. `version` is another whenever the values are."""

    values: tuple[V, ...]
    behind: int
    version: int


class Summaries(Generic[R, V]):
    """`make` gives what is kept of a record that stands under one of `under` in that index."""

    def __init__(self, kind: type[R], index: str, under: Iterable[str], make: Callable[[R], V]) -> None:
        self.kind, self.index, self.under, self.make = kind, index, tuple(under), make
        self._values: dict[int, V] = {}
        self._stands: dict[int, str] = {}
        self._fresh: set[int] = set()
        self._version = 0
        self._lock = threading.Lock()       # two people may look at once

    def look(self, view: View, seconds: float, fresh: Callable[[V], bool] = lambda _: False) -> Look[V]:
        """What is known after about `seconds` of reading, newest first. `fresh` values are read anew at the next."""
        end = time.monotonic() + seconds
        with self._lock:
            there = {id: value for value in self.under for id in view.ids(self.kind, self.index, value)}
            moved = [id for id, value in self._stands.items() if there.get(id) != value or id in self._fresh]
            for id in moved:
                del self._stands[id], self._values[id]
            wanted = sorted((id for id in there if id not in self._stands), reverse=True)
            read, self._fresh = 0, set()
            for id in wanted:
                if time.monotonic() >= end:
                    break
                record = view.get(self.kind, id)
                if record is not None:
                    self._values[id], self._stands[id] = self.make(record), there[id]
                    self._fresh |= {id} if fresh(self._values[id]) else set()
                read += 1
            self._version += bool(moved or read)
            return Look(tuple(self._values.values()), len(wanted) - read, self._version)
