"""program/spans.py: where an expression of RE2 hits a text, told in places.

The `search` and `finditer` of re2 make an object of each hit, and ask RE2 again for each group of it. That is four
times as dear as the search itself, and a mail is searched fifty times; hence the reach behind its public names.

Promises   the places that `finditer` gives, in its order.
Reads next program/patterns.py, program/acts.py, program/fields.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import re2

Spans = list[tuple[int, int]]  # (start, end) of the whole and of each group, (-1, -1) of one that is not in the hit

_ANYWHERE = re2._Anchor.UNANCHORED


def first(expression: Any, data: bytes, begin: int = 0) -> Spans | None:
    """Where it hits first; None where it does not."""
    spans: Spans = expression._regexp.Match(_ANYWHERE, data, begin, len(data))
    return spans if spans[0][0] >= 0 else None


def every(expression: Any, data: bytes) -> Iterator[Spans]:
    """All the places where it hits."""
    at = 0
    while at <= len(data) and (spans := first(expression, data, at)) is not None:
        yield spans
        at = max(spans[0][1], at + 1)


def says(expression: tuple[bytes, Any]) -> Callable[[bytes], bool]:
    """Whether an expression (patterns.Expression) hits a text: the quickest way to ask RE2. True, too, where it gives
    up for want of memory: what every text has is asked with it."""
    pattern, options = expression
    machine = re2.Set.SearchSet(options)
    for one in (b"", pattern):
        machine.Add(one)
    machine.Compile()
    match = machine.Match
    return lambda text: match(text) != [0]
