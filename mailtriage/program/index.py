"""program/index.py: which of a program's patterns can hit a text at all, found in one pass over it.

200 categories are some 2,000 patterns; to try each costs 3 microseconds, six times the budget of a mail. A pattern can
hit only where one of its needles stands (program/pattern_tree.py), and one automaton looks for all needles at once.

Promises   never leaves out a pattern that hits: where the automaton gives up (memory), all are tried.
Does not   say that one hits: that is RE2's word (program/match.py).
Reads next program/match.py, bench/chain.py
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from mailtriage.program.acts import ACT, act_of
from mailtriage.program.pattern_tree import needles
from mailtriage.program.patterns import Needles, encode, find


class Index:
    """The patterns of one program. Built once when it loads; reading it changes nothing."""

    def __init__(self, patterns: Iterable[str]) -> None:
        found = {p: () if p.startswith(ACT) else needles(p) for p in dict.fromkeys(patterns)}
        self.patterns = frozenset(found)
        self._always = frozenset(p for p, texts in found.items() if not texts)  # nothing is certain about what they hit
        by_needle: dict[str, list[str]] = {}
        for pattern, texts in found.items():
            for text in texts:
                by_needle.setdefault(text, []).append(pattern)
        self._needles = Needles(tuple(by_needle))
        self._by_number = tuple(map(tuple, by_needle.values()))

    def possible(self, folded: bytes) -> frozenset[str]:
        """The patterns that may hit this text (UTF-8 of `patterns.fold`)."""
        numbers = self._needles.within(folded)
        if numbers is None:
            return self.patterns
        return self._always.union(*(self._by_number[n] for n in numbers))


_BETWEEN = b"\n\0\n"  # no pattern of words, `.` or `\s+` reaches over it from the subject into the text


class Said:
    """The words of one mail, folded once, with the patterns that can hit them. Parts are "subject" and "new text"."""

    __slots__ = ("_act", "_all", "_hits", "_indexed", "_written", "parts", "possible")

    def __init__(self, index: Index, parts: Mapping[str, str]) -> None:
        self.parts = {name: encode(text) for name, text in parts.items()}
        self._all = _BETWEEN.join(self.parts.values())
        self.possible = index.possible(self._all)
        self._indexed = index.patterns
        self._hits: dict[tuple[str, str], str] = {}
        self._written = parts
        self._act: tuple[str, str] | None = None

    @property
    def act(self) -> tuple[str, str]:
        """What the mail does, and the words it says it with (program/acts.py). Read when it is first asked for."""
        if self._act is None:
            self._act = act_of(self._written.get("subject", ""), self._written.get("new text", ""))
        return self._act

    def word(self, pattern: str, part: str = "") -> str:
        """The words of `part` ("": of all) that a pattern hits, or "". One the index does not have is tried, too."""
        if pattern not in self.possible and pattern in self._indexed:
            return ""
        if pattern.startswith(ACT):
            act, words = self.act
            return words if act == pattern[len(ACT) :] else ""
        key = (pattern, part)
        if key not in self._hits:
            self._hits[key] = find(pattern, self.parts[part] if part else self._all)
        return self._hits[key]

    def hits(self, patterns: Collection[str], where: Collection[str]) -> dict[str, str]:
        """Each of these patterns that hits in one of those parts -> the words, in their order."""
        if not patterns:
            return {}
        some = self.possible.intersection(patterns)
        if not self._indexed.issuperset(patterns):
            some = some.union(p for p in patterns if p not in self._indexed)
        if not some:
            return {}
        places = where if len(where) < len(self.parts) else ("",)
        found = {}
        for pattern in (p for p in patterns if p in some) if len(some) > 1 else some:
            for part in places:
                if words := self.word(pattern, part):
                    found[pattern] = words
                    break
        return found
