"""program/maybe.py: expressions of Python's `re` that are tried only where RE2 says that they may hit.

What RE2 cannot read (what must not stand before or behind) Python looks for letter by letter, at a hundred times the
cost; most mails have nothing of the kind.

Promises   the same hits. A text that is not ASCII is searched as it is: there letters and their cases differ.
Reads next program/people.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import re2

from mailtriage.program.patterns import Expression, options_of
from mailtriage.program.spans import first, says


class Maybe:
    """An expression, and what a text must have where it hits (RE2)."""

    def __init__(self, expression: str, needs: str) -> None:
        self._expression = re.compile(expression)
        self._needs = needs

    @cached_property
    def _may_hit(self) -> Any:
        return says(_ascii(self._needs))

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        if text.isascii() and not self._may_hit(text.encode()):
            return ()
        return self._expression.finditer(text)


class Begins:
    """An expression, and how (RE2) whatever it hits begins."""

    def __init__(self, expression: str, begins: str) -> None:
        self._expression = re.compile(expression)
        self._begins = begins

    @cached_property
    def _beginning(self) -> Any:
        return re2.compile(*_ascii(self._begins))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        if not text.isascii():
            yield from self._expression.finditer(text)
            return
        data, at = text.encode(), 0
        while (spans := first(self._beginning, data, at)) is not None:
            hit = self._expression.match(text, spans[0][0])
            if hit is not None:
                yield hit
            at = hit.end() if hit is not None else spans[0][0] + 1

    def search(self, text: str, begin: int, end: int) -> re.Match[str] | None:
        """The first hit between two places."""
        return self._expression.search(text, begin, end)


def _ascii(expression: str) -> Expression:
    return expression.encode(), options_of(latin=True)
