"""program/schema_standing.py: the shape of what stands around a case: mailboxes, regions, partners, routes, duties.

Reads next program/schema.py, program/standing.py, rules/mezzanine/program.toml (the same with examples)
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mailtriage.program.shapes import Address, Id, Line, Pattern, Section, Zone
from mailtriage.program.vocabulary import WHERE, Act, Circumstance


class MailboxSection(Section):
    """`[mailbox.NAME]`, NAME of config.toml."""

    name: Line
    telephone: str = ""
    whatsapp: str = ""
    zone: Zone | Literal[""] = ""  # the reader's, where the register names no region


class RegionSection(Section):
    names: Annotated[tuple[Line, ...], Field(min_length=1)]  # as the register's column `region` writes it
    mailbox: Line  # that a mail to several of our mailboxes belongs to
    zone: Zone


class PartnerSection(Section):
    id: Id
    title: Line
    address: Address
    domains: tuple[Line, ...] = ()  # whoever writes from there writes as the partner
    countries: tuple[Line, ...] = ()


class TypeSection(Section):
    id: str
    of: Annotated[tuple[str, ...], Field(min_length=1)]  # types it may turn into `id`
    priority: str = ""  # in place of the category's
    any: tuple[Pattern, ...] = ()
    act: Annotated[tuple[Act, ...], Field(min_length=1)] | None = None  # the mail does this, too
    role: tuple[str, ...] | None = None  # of who writes, by the register
    category: tuple[str, ...] = ()  # only of these; none: of all
    none: tuple[Pattern, ...] = ()
    where: WHERE = ("subject", "new text")


class RouteSection(Section):
    id: Id
    when: Circumstance
    to: Annotated[str, Field(pattern=r"^(partner|(customer|role):[a-z0-9][a-z0-9-]{0,47})$")]
    text: str  # that they get, of purpose hand-over
    told: str = ""  # what the sender reads in place of the category's reply
    alone: str = ""  # the same where there is nobody to pass it to


class RoutesFile(Section):
    route: tuple[RouteSection, ...] = ()


class DutySection(Section):
    level: str
    side: Line  # the column of the policy's table
    words: Line  # the policy's own
    category: tuple[str, ...] = ()
    reason: str = ""  # why no mail is of such a category
    but: str = ""  # why its category stands at another level


class LevelsFile(Section):
    duty: tuple[DutySection, ...] = ()

