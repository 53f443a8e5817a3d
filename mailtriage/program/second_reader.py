"""program/second_reader.py: which category a mail is most like, by mails that people have sorted (mails.toml): a second
reader beside the rules, which weighs all words of a mail where rules take those they find. Pure.

Promises   the same mail, the same answer; each answer names the words that weighed most and the sorted mail next to it.
           It learns from mails.toml and from the examples of the rules, and from nothing that comes in by itself.
Does not   decide: program/weighed.py weighs it with what the rules found.
Reads next program/weighed.py, rules/cadents/mails.toml

A mail is its stems (six letters of a word), each weighed by how rare it is among the sorted mails (tf-idf without
frequency: Salton & Buckley 1988); a category is the middle of its mails (Rocchio); likeness is the cosine of the two,
less for a mail of few words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailtriage.program.rule import NOWHERE, Source

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 6
_MOST_WORDS = 2_000     # of a mail: what is longer says no more about what it is
_SHARPER = 1.5          # power of the weight of a rare word; chosen on blind mails, docs/blind-scores.md
_TELLING = 4            # words named with an answer
_USUAL = 40             # known stems of a usual mail: one of few words is like this or that by chance
_LONG = 1.5             # and a long one is so much surer, at most


@dataclass(frozen=True, slots=True)
class Sorted:
    """A mail, and the categories a person gave it: several where it honestly could be each."""

    text: str
    categories: tuple[str, ...]
    subject: str = ""
    source: Source = NOWHERE

    @property
    def words(self) -> str:
        """All that is read of it."""
        return f"{self.subject}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a mail is like: `scores` by category, of all that share a word with it; 0.1 is much. `rarity` are those of
    its stems that are known, with their weights; `words` the words they are of."""

    scores: Mapping[str, float]
    rarity: Mapping[str, float]
    words: Mapping[str, str]


class SecondReader:
    """What it has learned is made on the first mail: a command that sorts none waits for nothing."""

    def __init__(self, mails: Iterable[Sorted]) -> None:
        self._mails = tuple(mails)
        self._rare: dict[str, float] = {}
        self._where: dict[str, tuple[tuple[str, float], ...]] = {}  # stem -> categories it stands in, its weight there

    def of(self, text: str) -> Opinion:
        """What these words are like."""
        if self._mails and not self._where:
            self._learn()
        rare, where = self._rare, self._where
        words = _stems(text)
        said = {stem: weight for stem in words if (weight := rare.get(stem))}
        length = math.sqrt(sum([weight * weight for weight in said.values()]))
        sure = min(_LONG, len(said) / _USUAL)
        scores: dict[str, float] = {}
        for stem, weight in said.items():
            share = weight / length * sure
            for category, there in where[stem]:
                scores[category] = scores.get(category, 0.0) + share * there
        return Opinion(scores, said, words)

    def telling(self, opinion: Opinion, category: str) -> tuple[str, ...]:
        """The words that the likeness to a category rests on most, the heaviest first."""
        shares = {stem: weight * there for stem, weight in opinion.rarity.items()
                  for other, there in self._where.get(stem, ()) if other == category}
        return tuple(opinion.words[stem] for stem in sorted(shares, key=lambda stem: (-shares[stem], stem))[:_TELLING])

    def nearest(self, opinion: Opinion, category: str) -> Source:
        """Where the mail of a category stands that is most like this one; NOWHERE for a category without any."""
        best, found = 0.0, NOWHERE
        for mail in self._mails:
            if category not in mail.categories:
                continue
            stems = _stems(mail.words)
            length = math.sqrt(sum(self._rare[stem] ** 2 for stem in stems)) or 1.0
            score = sum(weight * weight for stem, weight in opinion.rarity.items() if stem in stems) / length
            if score > best:
                best, found = score, mail.source
        return found

    def _learn(self) -> None:
        known = [(_stems(mail.words), mail.categories) for mail in self._mails]
        seen = Counter(stem for stems, _ in known for stem in stems)
        rare = {stem: math.log(len(known) / n) ** _SHARPER for stem, n in seen.items()}
        middles: dict[str, Counter[str]] = {}
        for stems, categories in known:
            length = math.sqrt(sum(rare[stem] ** 2 for stem in stems)) or 1.0
            for category in categories:
                middle = middles.setdefault(category, Counter())
                for stem in stems:
                    middle[stem] += rare[stem] / length / len(categories)
        where: dict[str, list[tuple[str, float]]] = {}
        for category, middle in middles.items():
            length = math.sqrt(sum(weight * weight for weight in middle.values())) or 1.0
            for stem, weight in middle.items():
                where.setdefault(stem, []).append((category, weight / length))
        self._rare, self._where = rare, {stem: tuple(there) for stem, there in where.items()}


def _stems(text: str) -> dict[str, str]:
    """The stems of a text in their order, a sum must not depend on that of a set; each with a word it is of."""
    return {word[:_STEM]: word for word in _WORD.findall(text.casefold())[:_MOST_WORDS]}
