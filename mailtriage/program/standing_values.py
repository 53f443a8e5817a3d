"""program/standing_values.py: who else stands around a case, as frozen values: faces of mailboxes, regions, partners,
raises, routes, duties. Pure.

Reads next program/standing.py (the look-ups over them), program/schema_standing.py (how they are written)
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.program.rule import NOWHERE, Conditions, Patterns, Source


@dataclass(frozen=True, slots=True)
class Identity:
    """What texts of a mailbox show of it. `zone` is the reader's, where the customer's region has none."""

    name: str = ""
    telephone: str = ""
    whatsapp: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a customer lives, by the register's column `region`: whose mailbox that is, and what the clock shows."""

    names: tuple[str, ...]
    mailbox: str
    zone: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A channel partner of the program's list."""

    id: str
    title: str
    address: str
    domains: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raise:
    """One way in which a mail comes to a level whatever its category says."""

    level: str
    when: Patterns
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Retype:
    """Words, or what it does, that make a mail of a type in `of` one of type `id`, with `priority` in place of the
    category's, if any. `categories` are those it is for, none for all."""

    id: str
    of: tuple[str, ...]
    when: Patterns
    priority: str = ""
    source: Source = NOWHERE
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who else gets a case by a mail of `text` (of purpose hand-over). `to` is `customer:ROLE`, `partner`, or
    `role:ROLE` of [[contact]]. `told` is what the sender reads in place of the category's reply, `alone` the same where
    there is nobody to pass it to; "" leaves the reply."""

    id: str
    when: Conditions
    to: str
    text: str
    told: str = ""
    alone: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Duty:
    """One cell of the policy's tables of levels, and what became of it."""

    level: str
    side: str
    words: str
    categories: tuple[str, ...] = ()
    reason: str = ""
    but: str = ""
