"""program/together.py: which of many expressions hit a text, told by RE2 at once.

RE2 looks in one pass for the pieces of all expressions, and tries only those of which the text has all the pieces.

Promises   never leaves out one that hits: where RE2 gives up (memory), nobody knows, and that is said.
Does not   say where one hits, nor on which words (patterns.find).
Reads next program/index.py, program/fields.py, program/acts.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import re2

from mailtriage.program.patterns import Expression, options_of

# When its memory runs out RE2 finds nothing, without a word: an answer without this is none. Nearly every text has it;
# one that has not is searched once more with an end that does (which is no end to a `$`).
_PROOF, _END = rb"e|\x00\x00\x00", b"\0\0\0"


class Together:
    """Many expressions by their names."""

    def __init__(self, expressions: Mapping[str, Expression]) -> None:
        self._filters = list(_filters(list(expressions.items())))

    def likely(self, text: bytes) -> set[str] | None:
        """Those of which the text has all the pieces; None when nobody can say."""
        return self._within(text, potential=True)

    def hits(self, text: bytes) -> set[str] | None:
        """Those that hit, and of a text without an "e" those that are likely; None when nobody can say."""
        return self._within(text, potential=False)

    def _within(self, text: bytes, *, potential: bool) -> set[str] | None:
        found: set[str] = set()
        for names, together in self._filters:
            numbers = together.Match(text, potential) or ()
            if 0 not in numbers:
                numbers = together.Match(text + _END, True) or ()
            if 0 not in numbers:
                return None
            found.update([names[n] for n in numbers if n])
        return found


def _filters(made: list[tuple[str, Expression]]) -> Iterator[tuple[list[str], re2.Filter]]:
    """One filter for all of them, or for each half where they are too many for the memory of one."""
    together = re2.Filter()
    together.Add(_PROOF, options_of(latin=True))
    for _, expression in made:
        together.Add(*expression)
    try:
        together.Compile()
    except re2.error:
        if len(made) < 2:
            raise
        yield from _filters(made[: len(made) // 2])
        yield from _filters(made[len(made) // 2 :])
    else:
        yield ["", *(name for name, _ in made)], together
