"""program/rule.py: what rules are made of in memory: where they stand, words, conditions, fields, checklists.

Promises   frozen values, built by program/load.py from checked files.
Does not   match anything: program/match.py, program/when.py, program/fields.py.
Reads next program/program.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands, for `explain`: file relative to the program's folder, line of its table header."""

    file: str
    line: int


NOWHERE = Source("", 0)
ACT = "act:"  # begins a pattern that asks what the mail does: "act:fault" (program/acts.py)


@dataclass(frozen=True, slots=True)
class Conditions:
    """`wants`: key of program/vocabulary.py -> values, of which one is enough (`field_present`, `field_missing`: all);
    `values`: field -> patterns its value says one of. All must hold, and `unless` must not hold as a whole."""

    wants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Conditions | None = None

    def __bool__(self) -> bool:
        return bool(self.wants or self.values or self.unless)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Words a rule looks for, as written; `program/match.py` compiles them to RE2 (case-folded, whole words).
    `strong`: each counts three, and one is enough; `more`: only add to the score;
    `any`: one of them; `all`: one of each group; `none`: not one.
    `where`: subject, new text."""

    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    where: tuple[str, ...] = ("subject", "new text")
    conditions: Conditions = Conditions()
    strong: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def looked_for(self) -> tuple[str, ...]:
        """The words one of which a mail must say."""
        return (*self.strong, *self.any, *(p for group in self.all for p in group))


    @property
    def triggers(self) -> tuple[str, ...]:
        """The fewest of these that it cannot hold without: the strong ones, and of the groups that must all hit
        otherwise the smallest one that does not ask what the mail does, which has to be read first."""
        groups = (self.any, *self.all) if self.any else self.all
        return (*self.strong, *min(groups, key=lambda g: (any(p.startswith(ACT) for p in g), len(g)), default=()))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to find a field's value. `kind` is one of vocabulary.WAYS; `words` are its labels, patterns, entries or
    names; `values` (kind words): value -> patterns that mean it."""

    kind: str
    words: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: tuple[str, ...] = ("subject", "new text")
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class FieldExample:
    mail: str
    subject: str = ""
    finds: str = ""
    source: Source = NOWHERE
    attachments: tuple[str, ...] = ()  # their names


@dataclass(frozen=True, slots=True)
class Field:
    """A fact a case may hold. `title` and `ask` are by language, "" for all."""

    id: str
    title: Mapping[str, str]
    ask: Mapping[str, str] = field(default_factory=dict)
    found_by: tuple[Way, ...] = ()
    multiline: bool = False
    many: bool = False
    secret: bool = False
    examples: tuple[FieldExample, ...] = ()
    source: Source = NOWHERE
    internal: bool = False
    aside: bool = False  # what it says is no symptom: categories are found without its words
    perhaps: tuple[str, ...] = ()  # words by which a mail may have said it, or "common:" lists (program/perhaps.py)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a checklist wants to know. `ask` is the question, by language."""

    field: str
    ask: Mapping[str, str]
    optional: bool = False
    when: Conditions = Conditions()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Checklist:
    """`text` is the one that asks; `most` questions go in one mail; `remind_after` is (count, unit) of working time.
    `holds`: a hand-over to the level that has it waits until nothing is missing, `held_for` of working time at most
    (None: no end), never for the priorities `never_held`; the text `gaps` asks `asked_of`, "reporter" or "level"."""

    id: str
    text: str
    items: tuple[Item, ...]
    asks_once: bool = True
    most: int = 5
    remind_after: tuple[int, str] | None = None
    source: Source = NOWHERE
    holds: bool = False
    held_for: timedelta | None = None
    never_held: tuple[str, ...] = ()
    gaps: str = ""
    asked_of: str = "reporter"


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A problem that has an answer. `products` are those it is of, none for any; `text` answers it, "" for none;
    `obvious`: that text is proposed in place of the category's reply. `examples` are program.Example."""

    id: str
    title: str
    symptoms: Patterns
    products: tuple[str, ...] = ()
    article: str = ""
    text: str = ""
    obvious: bool = False
    examples: tuple[Any, ...] = ()
    source: Source = NOWHERE


def spoken(words: Mapping[str, str], language: str) -> str:
    """The words in that language, else those for all, else the first there are."""
    return words.get(language) or words.get("") or next(iter(words.values()), "")
