"""program/index.py: which of a program's patterns can hit a text at all, found by three-byte pieces.

200 categories are some 2,000 patterns; to try each costs 3 microseconds, six times the budget of a mail. A pattern can
hit only where one of its needles stands (program/patterns.py), and a needle only where its rarest three bytes do.

Promises   never leaves out a pattern that hits.
Does not   say that one hits: that is RE2's word (program/match.py).
Reads next program/match.py, bench/chain.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from mailtriage.program.patterns import encode, find, needles

_GRAM = 3


class Index:
    """The patterns of one program. Built once when it loads; reading it changes nothing."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._always: set[str] = set()  # nothing is certain about what they hit
        self._by_gram: dict[bytes, list[tuple[bytes, str]]] = {}
        texts = {p: [n.encode("utf-8", "replace") for n in needles(p)] for p in dict.fromkeys(patterns)}
        common = Counter(gram for needle in texts.values() for n in needle for gram in _grams(n))
        self.patterns = frozenset(texts)
        for pattern, found in texts.items():
            if not found or any(len(n) < _GRAM for n in found):
                self._always.add(pattern)
                continue
            for needle in found:
                rarest = min(_grams(needle), key=lambda g: (common[g], g))
                self._by_gram.setdefault(rarest, []).append((needle, pattern))

    def possible(self, folded: bytes) -> set[str]:
        """The patterns that may hit this text (UTF-8 of `patterns.fold`)."""
        found = set(self._always)
        if len(folded) < _GRAM:
            return found
        for gram in self._by_gram.keys() & _grams(folded):
            found.update(pattern for needle, pattern in self._by_gram[gram] if needle in folded)
        return found


def _grams(text: bytes) -> set[bytes]:
    return {text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)}


class Said:
    """The words of one mail, folded once, with the patterns that can hit them. Parts are "subject" and "new text"."""

    __slots__ = ("_hits", "_indexed", "parts", "possible")

    def __init__(self, index: Index, parts: Mapping[str, str]) -> None:
        self.parts = {name: encode(text) for name, text in parts.items()}
        self.possible = {name: index.possible(text) for name, text in self.parts.items()}
        self._indexed = index.patterns
        self._hits: dict[tuple[str, str], str] = {}

    def word(self, pattern: str, part: str) -> str:
        """The words of `part` that a pattern hits, or "". One the index does not have is tried all the same."""
        if pattern not in self.possible[part] and pattern in self._indexed:
            return ""
        key = (pattern, part)
        if key not in self._hits:
            self._hits[key] = find(pattern, self.parts[part])
        return self._hits[key]

    def hits(self, patterns: Iterable[str], where: Iterable[str]) -> dict[str, str]:
        """Each pattern that hits in one of those parts -> the words."""
        found = {}
        for pattern in patterns:
            for part in where:
                if words := self.word(pattern, part):
                    found[pattern] = words
                    break
        return found
