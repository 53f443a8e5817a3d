"""program/index.py: which of a program's patterns can hit a text at all, found in one pass over it.

200 categories are some 2,000 patterns; to try each costs 3 microseconds, six times the budget of a mail. A pattern can
hit only where certain pieces of it stand, and RE2 looks for the pieces of all patterns at once.

Promises   never leaves out a pattern that hits: where RE2 gives up (memory), all are tried.
Does not   say that one hits: that is program/match.py's word.
Reads next program/match.py, bench/chain.py
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from mailtriage.program.acts import act_of
from mailtriage.program.patterns import MOST_CHARACTERS, RAW, encode, expression_of, find, spaced, spaced_expression
from mailtriage.program.rule import ACT
from mailtriage.program.together import Together


class Index:
    """The patterns of one program. Built once when it loads; reading it changes nothing."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = frozenset(patterns)
        self._acts = frozenset(p for p in self.patterns if p.startswith(ACT))
        written = sorted(p for p in self.patterns if p.startswith(RAW))
        self._words = Together({p: spaced_expression(p) for p in sorted(self.patterns - self._acts - {*written})})
        self._written = Together({p: expression_of(p) for p in written})

    def possible(self, folded: bytes) -> frozenset[str]:
        """The patterns that may hit this text (UTF-8 of `patterns.fold`)."""
        words, written = self._words.likely(spaced(folded)), self._written.hits(folded)
        return self.patterns if words is None or written is None else self._acts.union(words, written)


_BETWEEN = b"\n\0\n"  # no pattern of words, `.` or `\s+` reaches over it from the subject into the text


class Said:
    """The words of one mail, folded once, with the patterns that can hit them. Parts are "subject" and "new text"."""

    __slots__ = ("_act", "_all", "_hits", "_index", "_written", "parts", "possible")

    def __init__(self, index: Index, parts: Mapping[str, str]) -> None:
        self.parts = {name: encode(text) for name, text in parts.items()}
        self._index = index
        self._all = _BETWEEN.join(self.parts.values())
        self.possible = index.possible(self._all)
        self._hits: dict[str, dict[str, str]] = {"": {}, **{part: {} for part in parts}}
        self._written = parts
        self._act: tuple[str, str] | None = None

    @property
    def act(self) -> tuple[str, str]:
        """What the mail does, and the words it says it with (program/acts.py). Read when it is first asked for."""
        if self._act is None:
            self._act = act_of(self._written.get("subject", ""), self._written.get("new text", ""))
        return self._act

    @property
    def whole(self) -> bytes:
        """Subject and new text as `encode` reads them one after the other."""
        both = f"{self.written('subject')}\n\n{self.written('new text')}"
        if len(both) > MOST_CHARACTERS or not both.isascii():  # where it is cut, and what of it, is for `fold` to say
            return encode(both)
        return b" ".join(filter(None, self.parts.values()))

    def written(self, part: str) -> str:
        """A part as it was given."""
        return self._written.get(part, "")

    def worded(self, parts: Mapping[str, str]) -> Said:
        """The same mail in other words, which is patterns' business: what it does was read from what was written."""
        if {name: encode(text) for name, text in parts.items()} == self.parts:
            return self
        other = Said(self._index, parts)
        other._act = self.act
        return other

    def word(self, pattern: str, part: str = "") -> str:
        """The words of `part` ("": of all) that a pattern hits, or "". One the index does not have is tried, too."""
        if (known := self._hits[part].get(pattern)) is not None:
            return known
        if pattern not in self.possible and pattern in self._index.patterns:
            return ""
        return self._look(pattern, part)

    def _look(self, pattern: str, part: str) -> str:
        if pattern.startswith(ACT):
            act, words = self.act
            known = words if act == pattern[len(ACT) :] else ""
        else:
            known = find(pattern, self.parts[part] if part else self._all)
        self._hits[part][pattern] = known
        return known

    def hits(self, patterns: Collection[str], where: Collection[str]) -> dict[str, str]:
        """Each of these patterns that hits in one of those parts -> the words, in their order."""
        some = self.possible.intersection(patterns)
        if not self._index.patterns.issuperset(patterns):
            some = some.union(p for p in patterns if p not in self._index.patterns)
        if not some:
            return {}
        in_order = [p for p in patterns if p in some] if len(some) > 1 else some
        if len(where) >= len(self.parts):
            found, known = {}, self._hits[""]
            for pattern in in_order:
                words = known.get(pattern)
                if words is None:
                    words = self._look(pattern, "")
                if words:
                    found[pattern] = words
            return found
        words_of = ((pattern, [w for part in where if (w := self.word(pattern, part))]) for pattern in in_order)
        return {pattern: words[0] for pattern, words in words_of if words}
