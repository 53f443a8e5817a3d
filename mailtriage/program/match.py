"""program/match.py: which category a mail fits, how urgent it is, and whether it only says thanks. Pure.

The category with the most distinct patterns that hit wins (a strong one counts three, a condition one); among
equals the one that stands first in the file, and the tie is recorded. `none` of a category takes it out of the
running, and that is recorded too.
Reads next program/patterns.py, program/parts.py, triage/new_case.py
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mailtriage.program.patterns import encode, find
from mailtriage.program.program import Category, Priority, Program
from mailtriage.program.rule import Patterns, Source
from mailtriage.program.thanks import is_thanks
from mailtriage.program.when import Circumstances, holds, words_only

__all__ = ["CONDITION", "Categorised", "Hit", "Prioritised", "categorise", "heard", "is_thanks", "look", "prioritise"]

CONDITION = "condition "  # stands in place of a pattern, where a condition hit


class Hit(NamedTuple):  # made for each category in the running: three times as quick as a frozen dataclass
    """A category that was in the running: which patterns hit (as written) and on which words (folded).
    `stopped_by` are words of its `none`: with them it cannot win."""

    category: Category
    patterns: tuple[str, ...]
    words: tuple[str, ...]
    stopped_by: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """One for each pattern, three for a strong one."""
        strong = self.category.when.strong
        return len(self.patterns) + (2 * len(set(self.patterns).intersection(strong)) if strong else 0)


@dataclass(frozen=True, slots=True)
class Categorised:
    """`winner` is None when no rule fits. `hits` are ranked, the winner first, those stopped last; `losers`
    are all but the winner. `words` are what decided for the winner; `why` is one sentence for people; `tied`
    the ids that had as many hits as the winner."""

    winner: Category | None
    hits: tuple[Hit, ...]
    why: str
    words: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()

    @property
    def losers(self) -> tuple[Hit, ...]:
        return self.hits[1:] if self.winner else self.hits


@dataclass(frozen=True, slots=True)
class Prioritised:
    """`id` is "" when the program has no scale; `words` are empty when no rule raised it above the category's
    own."""

    id: str
    why: str
    words: tuple[str, ...] = ()
    source: Source = Source("", 0)


def categorise(program: Program, subject: str, new_text: str, mail: Circumstances | None = None) -> Categorised:
    """The category of a mail by its subject and by what is new in it (never quoted text, never a signature), and by
    the conditions of the rules where `mail` says what else is known."""
    mail = mail or words_only(program.index, subject, new_text)
    hits = [hit for c in _candidates(program, mail) if (hit := _try(c, mail)) is not None]
    # Stable sort: the order of the file decides among equals.
    running = sorted((h for h in hits if not h.stopped_by), key=lambda h: -h.score)
    stopped = tuple(h for h in hits if h.stopped_by)
    if not running:
        why = "no rule fits" + "".join(
            f"; {h.category.id} but it says {_quote(h.stopped_by)}" for h in stopped
        )
        return Categorised(None, stopped, why)
    best = running[0]
    tied = tuple(h.category.id for h in running[1:] if h.score == best.score)
    why = f"{best.category.id} on {_quote(best.words)}"
    if tied:
        why += f"; as many hits for {', '.join(tied)}, {best.category.id} stands first in the file"
    elif len(running) > 1:
        why += f"; next {running[1].category.id} on {_quote(running[1].words)}"
    return Categorised(best.category, (*running, *stopped), why, best.words, tied)


def prioritise(
    program: Program, category: Category | None, subject: str, new_text: str, mail: Circumstances | None = None,
    kind: str = "",
) -> Prioritised:
    """The priority of a mail: the most urgent of what the reporter states and what the words of the scale say, else the
    category's own. Words alone never lower it; what a reporter states may. A rung that is for some types of mail is not
    for others, whatever they state. `kind` is the type of the mail where it is not the category's."""
    mail = mail or words_only(program.index, subject, new_text)
    own = category.priority if category else program.default_priority
    scale = [p.id for p in program.priorities]
    said = mail.fields.get(program.stated_by, "") if program.stated_by else ""
    kind = kind or (category.type if category else "")
    stated = next((p for p in program.priorities if p.stated and _states(p, said)), None) if said else None
    if stated is not None and stated.of and kind not in stated.of:
        stated = None
    floor = stated.id if stated else own
    for priority in program.priorities:
        if floor in scale and scale.index(priority.id) >= scale.index(floor):
            break
        if priority.of and kind not in priority.of:
            continue
        _, words, stopped = look(priority.when, mail)
        if words and not stopped:
            why = f"{priority.id} ({priority.title}) on {_quote(words)}"
            if stated:
                why += f"; the reporter states {_quote((said,))}, which is {stated.id}"
            return Prioritised(priority.id, why, words, priority.source)
    of = f"{category.id} is {own}" if category else f"uncategorised mail is {own}"
    if stated:
        why = f"{stated.id} ({stated.title}), as the reporter states: {_quote((said,))}"
        return Prioritised(stated.id, f"{why}; {of}" if own != stated.id else why, (said,), stated.source)
    return Prioritised(
        own,
        of if own else "the program has no priorities",
        (),
        category.source if category else Source("", 0),
    )


def _states(priority: Priority, value: str) -> bool:
    folded = encode(value)
    return any(find(pattern, folded) for pattern in priority.stated)


def _candidates(program: Program, mail: Circumstances) -> list[Category]:
    """The categories that have a chance, in the order of the file."""
    said, numbers = mail.said, set(program.by_condition)
    for pattern in said.possible & program.by_pattern.keys():
        if said.word(pattern):
            numbers.update(program.by_pattern[pattern])
    return [program.categories[i] for i in sorted(numbers)]


def _try(category: Category, mail: Circumstances) -> Hit | None:
    patterns, words, stopped = look(category.when, mail)
    return Hit(category, patterns, words, stopped) if patterns else None


def look(when: Patterns, mail: Circumstances) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Patterns and conditions that hit, their words, and words of `none`; all empty unless a strong one, or `any` and
    every group of `all`, and every condition hit."""
    strong = mail.said.hits(when.strong, when.where) if when.strong else {}
    hits = mail.said.hits(when.any, when.where) if when.any else {}
    if not strong and (when.any or when.strong and not when.all) and not hits:
        return (), (), ()
    for group in when.all:
        one = mail.said.hits(group, when.where)
        if not one and not strong:
            return (), (), ()
        hits.update(one)
    hits = {**strong, **hits}
    if when.conditions:
        conditions = holds(when.conditions, mail)
        if conditions is None:
            return (), (), ()
        hits.update({f"{CONDITION}{n}": words for n, words in enumerate(conditions)})
    if not hits:
        return (), (), ()
    if when.more:
        hits.update(mail.said.hits(when.more, when.where))
    stopped = mail.said.hits(when.none, when.where) if when.none else {}
    return tuple(hits), tuple(dict.fromkeys(hits.values())), tuple(stopped.values())


def heard(when: Patterns, mail: Circumstances) -> tuple[str, ...]:
    """The words on which `when` holds, () where it does not, or where one of its `none` stops it."""
    _, words, stopped = look(when, mail)
    return () if stopped else words


def _quote(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{w[:60]}"' for w in words)
