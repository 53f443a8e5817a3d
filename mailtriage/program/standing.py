"""program/standing.py: who else stands around a case: mailboxes with a face, regions, partners, roles, routes. Pure.

Promises   frozen values, built by program/load.py from checked files, and the look-ups over them; nothing is guessed:
           a name the program does not have is nobody.
Reads next program/schema_standing.py (how they are written), triage/routing.py (what follows)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtriage.program.rule import NOWHERE, Conditions, Patterns, Source

if TYPE_CHECKING:
    from mailtriage.model.register import Contact, Customer
    from mailtriage.program.program import Program

PARTNER = "partner"  # the role of who writes for a channel partner; also the place a hand-over or route goes to


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
    """Words that make a mail of a type in `of` one of type `id`, with `priority` in place of the category's, if any."""

    id: str
    of: tuple[str, ...]
    when: Patterns
    priority: str = ""
    source: Source = NOWHERE


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


def region_of(program: Program, customer: Customer | None) -> Region | None:
    """The region of a customer, by name in any letter case; None when the register or the program has none."""
    name = customer.region.casefold() if customer else ""
    return next((r for r in program.regions if name and name in [n.casefold() for n in r.names]), None)


def mailbox_of(program: Program, customer: Customer | None, reached: Sequence[str]) -> str:
    """Of several mailboxes a mail was sent to, the one of the customer's region; "" when that is none of them."""
    region = region_of(program, customer)
    return region.mailbox if region and region.mailbox in reached else ""


def reader_zone(program: Program, mailbox: str, region: str = "") -> str:
    """What the reader's clock shows: that of their region, else of the mailbox, else ""."""
    for known in program.regions:
        if region and region.casefold() in [n.casefold() for n in known.names]:
            return known.zone
    identity = program.mailboxes.get(mailbox)
    return identity.zone if identity else ""


def partner_named(program: Program, name: str) -> Partner | None:
    """The partner the register names by id or title."""
    wanted = name.casefold()
    return next((p for p in program.partner_list if wanted and wanted in (p.id, p.title.casefold())), None)


def partner_writing(program: Program, address: str) -> Partner | None:
    """The partner that this is the address, or a domain, of."""
    domain = address.rpartition("@")[2]
    return next(
        (p for p in program.partner_list if address and (address == p.address or domain in p.domains)), None
    )


def roles_of(program: Program, contact: Contact | None, address: str) -> tuple[str, ...]:
    """What a sender is by the register, and `partner` when they write for one."""
    own = contact.roles if contact else ()
    partner = PARTNER in own or (contact is not None and contact.acts_for) or partner_writing(program, address)
    return tuple(dict.fromkeys((*own, *((PARTNER,) if partner else ()))))


def duties_of(program: Program) -> Mapping[str, tuple[Duty, ...]]:
    """The cells of the policy's tables by level."""
    return {v.id: tuple(d for d in program.duties if d.level == v.id) for v in program.levels}
