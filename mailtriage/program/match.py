"""program/match.py: which category a mail fits, how urgent it is, and whether it only says thanks. Pure.

The category with the most distinct patterns that hit wins; among equals the one that stands first in the
file, and the tie is recorded. `none` of a category takes it out of the running, and that is recorded too.
Reads next program/patterns.py, triage/new_case.py
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.program.patterns import encode, find
from mailtriage.program.program import Category, Patterns, Program, Source
from mailtriage.program.thanks import is_thanks

__all__ = ["Categorised", "Hit", "Prioritised", "categorise", "is_thanks", "prioritise"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A category that was in the running: which patterns hit (as written) and on which words (folded).
    `stopped_by` are words of its `none`: with them it cannot win."""

    category: Category
    patterns: tuple[str, ...]
    words: tuple[str, ...]
    stopped_by: tuple[str, ...] = ()


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


def categorise(program: Program, subject: str, new_text: str) -> Categorised:
    """The category of a mail by its subject and by what is new in it (never quoted text, never a
    signature)."""
    fields = _fields(subject, new_text)
    hits = [hit for c in program.categories if (hit := _try(c, fields)) is not None]
    # Stable sort: the order of the file decides among equals.
    running = sorted((h for h in hits if not h.stopped_by), key=lambda h: -len(h.patterns))
    stopped = tuple(h for h in hits if h.stopped_by)
    if not running:
        why = "no rule fits" + "".join(
            f"; {h.category.id} but it says {_quote(h.stopped_by)}" for h in stopped
        )
        return Categorised(None, stopped, why)
    best = running[0]
    tied = tuple(h.category.id for h in running[1:] if len(h.patterns) == len(best.patterns))
    why = f"{best.category.id} on {_quote(best.words)}"
    if tied:
        why += f"; as many hits for {', '.join(tied)}, {best.category.id} stands first in the file"
    elif len(running) > 1:
        why += f"; next {running[1].category.id} on {_quote(running[1].words)}"
    return Categorised(best.category, (*running, *stopped), why, best.words, tied)


def prioritise(program: Program, category: Category | None, subject: str, new_text: str) -> Prioritised:
    """The first priority of the scale (most urgent first) whose words the mail says, else the category's own.
    What the category says is never lowered: words can only make a case more urgent."""
    own = category.priority if category else program.default_priority
    scale = [p.id for p in program.priorities]
    fields = _fields(subject, new_text)
    for priority in program.priorities:
        if own in scale and scale.index(priority.id) >= scale.index(own):
            break
        _, words, stopped = _look(priority.when, fields)
        if words and not stopped:
            return Prioritised(
                priority.id, f"{priority.id} ({priority.title}) on {_quote(words)}", words, priority.source
            )
    of = f"{category.id} is {own}" if category else f"uncategorised mail is {own}"
    return Prioritised(
        own,
        of if own else "the program has no priorities",
        (),
        category.source if category else Source("", 0),
    )


def said(when: Patterns, subject: str, new_text: str) -> tuple[str, ...]:
    """The words on which `when` holds for a mail, or () when it does not hold."""
    _, words, stopped = _look(when, _fields(subject, new_text))
    return () if stopped else words


def _fields(subject: str, new_text: str) -> dict[str, bytes]:
    return {"subject": encode(subject), "new text": encode(new_text)}


def _try(category: Category, fields: dict[str, bytes]) -> Hit | None:
    patterns, words, stopped = _look(category.when, fields)
    return Hit(category, patterns, words, stopped) if patterns else None


def _look(
    when: Patterns, fields: dict[str, bytes]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Patterns that hit, their words, and words of `none`; all empty unless `any` and every group of `all`
    hit."""
    texts = [fields[name] for name in when.where]
    hits = _hits(when.any, texts)
    if when.any and not hits:
        return (), (), ()
    for group in when.all:
        one = _hits(group, texts)
        if not one:
            return (), (), ()
        hits.update(one)
    if not hits:
        return (), (), ()
    return tuple(hits), tuple(dict.fromkeys(hits.values())), tuple(_hits(when.none, texts).values())


def _hits(patterns: tuple[str, ...], texts: list[bytes]) -> dict[str, str]:
    found = {}
    for pattern in patterns:
        for text in texts:
            if words := find(pattern, text):
                found[pattern] = words
                break
    return found


def _quote(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{w[:60]}"' for w in words)
