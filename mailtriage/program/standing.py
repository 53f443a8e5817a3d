"""program/standing.py: who else stands around a case: mailboxes with a face, regions, partners, roles, routes. Pure.

Promises   look-ups over the values of program/standing_values.py; nothing is guessed: a name the program does not
           have is nobody.
Reads next program/schema_standing.py (how they are written), triage/routing.py (what follows)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mailtriage.program.standing_values import Duty, Partner, Region

if TYPE_CHECKING:
    from mailtriage.model.register import Contact, Customer
    from mailtriage.program.program import Program
    from mailtriage.program.rule import Conditions

STRANGER = "stranger"  # the role of who is not in the register, nor writes from a domain of it
UNLISTED = "unlisted"  # the role of who writes from a customer's domain, and is no contact of theirs
PARTNER = "partner"  # the role of who writes for a channel partner; also the place a hand-over or route goes to


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


def roles_named(program: Program) -> frozenset[str]:
    """The roles of senders that rules ask for; a register may have others."""
    words = [r.when for r in program.categories] + [r.when for r in program.priorities]
    words += [r.when for r in program.raises] + [r.when for r in program.retypes]
    asked: list[Conditions | None] = [when.conditions for when in words]
    asked += [text.when for text in program.texts.values()] + [route.when for route in program.routes]
    found = {*program.authorised_roles, PARTNER}
    for conditions in asked:
        while conditions is not None:
            found.update(conditions.wants.get("role", ()))
            conditions = conditions.unless
    return frozenset(found - {STRANGER, UNLISTED})


def duties_of(program: Program) -> Mapping[str, tuple[Duty, ...]]:
    """The cells of the policy's tables by level."""
    return {v.id: tuple(d for d in program.duties if d.level == v.id) for v in program.levels}
