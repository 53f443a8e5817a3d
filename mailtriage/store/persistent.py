"""store/persistent.py: a map and a sorted set that never change: a change makes a new one that shares the rest.

This is why a view needs no lock, a rollback is exact and a failed commit leaves memory as it was: the old value is
still there, untouched, and publishing the new one is one assignment.

Promises   lookups cost what a dict costs; a change copies two rows of 64 and one small dict (map), or one chunk (set).
Does not   lock, or hash anything itself: keys are str or int.
Reads next store/state.py
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", str, int)
V = TypeVar("V")
_Leaf = dict[Any, Any]
_Row = tuple[_Leaf, ...]

_NO_LEAF: _Leaf = {}
_NO_ROW: _Row = (_NO_LEAF,) * 64
_NO_ROWS: tuple[_Row, ...] = (_NO_ROW,) * 64


class Map(Generic[K, V]):
    """64 rows of 64 small dicts, chosen by twelve bits of the hash: a leaf has a hundred entries at 400,000."""

    __slots__ = ("_rows", "_size")

    def __init__(self, rows: tuple[_Row, ...] = _NO_ROWS, size: int = 0) -> None:
        self._rows = rows
        self._size = size

    @classmethod
    def of(cls, items: Iterable[tuple[K, V]]) -> Map[K, V]:
        """A map of many items at once; a later item replaces an earlier one."""
        leaves: dict[int, _Leaf] = {}
        for key, value in items:
            place = hash(key) & 4095
            if place in leaves:
                leaves[place][key] = value
            else:
                leaves[place] = {key: value}
        grid: dict[int, list[_Leaf]] = {}
        for place, leaf in leaves.items():
            grid.setdefault(place & 63, [_NO_LEAF] * 64)[place >> 6] = leaf
        rows = tuple(tuple(grid[i]) if i in grid else _NO_ROW for i in range(64))
        return cls(rows, sum(map(len, leaves.values())))

    def get(self, key: K) -> V | None:
        h = hash(key)
        return self._rows[h & 63][h >> 6 & 63].get(key)

    def set(self, key: K, value: V) -> Map[K, V]:
        """This map with key -> value."""
        leaf = self._leaf(key)
        return self._with(key, {**leaf, key: value}, self._size + (key not in leaf))

    def without(self, key: K) -> Map[K, V]:
        """This map without the key; itself when there is none."""
        leaf = self._leaf(key)
        if key not in leaf:
            return self
        leaf = leaf.copy()
        del leaf[key]
        return self._with(key, leaf, self._size - 1)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, key: K) -> bool:
        return key in self._leaf(key)

    def __iter__(self) -> Iterator[K]:
        for leaf in self._leaves():
            yield from leaf

    def items(self) -> Iterator[tuple[K, V]]:
        for leaf in self._leaves():
            yield from leaf.items()

    def _leaves(self) -> Iterator[_Leaf]:
        return (leaf for row in self._rows if row is not _NO_ROW for leaf in row if leaf)

    def _leaf(self, key: K) -> _Leaf:
        h = hash(key)
        return self._rows[h & 63][h >> 6 & 63]

    def _with(self, key: K, leaf: _Leaf, size: int) -> Map[K, V]:
        h = hash(key)
        i: int = h & 63
        j: int = h >> 6 & 63
        rows: tuple[_Row, ...] = self._rows
        row: _Row = rows[i]
        return Map((*rows[:i], (*row[:j], leaf, *row[j + 1:]), *rows[i + 1:]), size)


class Sorted(Generic[V]):
    """A set in order, as chunks of at most MOST: adding costs O(log n) comparisons and copies one chunk."""

    __slots__ = ("_chunks", "_size")
    MOST = 512

    def __init__(self, chunks: tuple[tuple[Any, ...], ...] = (), size: int = 0) -> None:
        self._chunks = chunks
        self._size = size

    @classmethod
    def of(cls, items: Iterable[V]) -> Sorted[V]:
        """The set of these, in any order, each once or more."""
        all_: list[Any] = sorted(set(items))
        half = cls.MOST // 2
        if len(all_) <= half:
            return cls((tuple(all_),) if all_ else (), len(all_))
        return cls(tuple(tuple(all_[i:i + half]) for i in range(0, len(all_), half)), len(all_))

    def add(self, item: V) -> Sorted[V]:
        """This set with the item."""
        if not self._chunks:
            return Sorted(((item,),), 1)
        i = min(self._place(item), len(self._chunks) - 1)
        chunk = self._chunks[i]
        j = bisect_left(chunk, item)
        if j < len(chunk) and chunk[j] == item:
            return self
        chunk = (*chunk[:j], item, *chunk[j:])
        half = len(chunk) // 2
        new = (chunk,) if len(chunk) <= self.MOST else (chunk[:half], chunk[half:])
        return Sorted((*self._chunks[:i], *new, *self._chunks[i + 1:]), self._size + 1)

    def without(self, item: V) -> Sorted[V]:
        """This set without the item; itself when it has none."""
        i = self._place(item)
        if i == len(self._chunks):
            return self
        chunk = self._chunks[i]
        j = bisect_left(chunk, item)
        if chunk[j] != item:
            return self
        chunk = (*chunk[:j], *chunk[j + 1:])
        return Sorted((*self._chunks[:i], *((chunk,) if chunk else ()), *self._chunks[i + 1:]), self._size - 1)

    def upto(self, limit: V) -> Iterator[V]:
        """The items <= limit, smallest first."""
        for chunk in self._chunks:
            if chunk[-1] <= limit:
                yield from chunk
            else:
                yield from chunk[:bisect_right(chunk, limit)]
                return

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[V]:
        for chunk in self._chunks:
            yield from chunk

    def _place(self, item: Any) -> int:
        """The chunk that has the item, or the first whose last item is larger."""
        return bisect_left(self._chunks, item, key=lambda chunk: chunk[-1])
