"""program/program.py: a support program in memory: frozen, whole, and known by its hash.

Promises   a Program that exists is valid: references resolve, texts render, examples pass (`program/load.py`
           saw to it).
Does not   read files; knows no clock, disk or network.
Reads next program/match.py, program/entitlement.py, triage/chain.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailtriage.model.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands, for `explain`: file relative to the program's folder, line of its table header."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    owner: str
    handles: str
    address: str = ""          # where a hand-over to this level goes; "" = stays in the desk
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Team:
    """Who works on a category. `address` is where a customer is referred to, "" when the team has none to
    give out."""

    id: str
    title: str
    address: str = ""
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Words a rule looks for, as written; `program/match.py` compiles them to RE2 (case-folded, whole words).
    `any`: one of them; `all`: one of each group; `none`: not one. `where`: subject, new text."""

    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    where: tuple[str, ...] = ("subject", "new text")


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    fits: bool
    subject: str = ""
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Category:
    """`reply` is the id of the text proposed for it, "" for none; the first matching with the most hits wins
    and the losers are recorded."""

    id: str
    title: str
    type: str
    level: str
    team: str
    priority: str
    reply: str
    when: Patterns
    examples: tuple[Example, ...] = ()
    cites: str = ""            # where in the policy this comes from
    acknowledge: bool = True   # False: such mail gets no automatic answer; a person sees the case
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Priority:
    """A rung of the program's scale, most urgent first; `when` are the words that raise a case to it."""

    id: str
    title: str
    when: Patterns = Patterns()
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Text:
    """A prescribed text. `send` is auto or approve; `purpose` is one of `variables.PURPOSES`. `words` maps a
    language to (subject template, Markdown body template)."""

    id: str
    purpose: str
    send: str
    words: Mapping[str, tuple[str, str]]
    next_state: str = ""
    unknown: str = "hold"      # hold or resend: the outbox policy of this text
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Path:
    """What an entitlement verdict leads to: which text (or ""), and whether the categorised answer is
    proposed."""

    verdict: str
    reply: str
    work_goes_on: bool
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the escalation ladder: who (a role of `contacts`), by which text, after which clock."""

    id: str
    clock: str
    role: str
    text: str
    goes_by_itself: bool
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """`within` is open time of `calendar`."""

    kind: str
    calendar: str
    within: timedelta
    source: Source = Source("", 0)


# What a sender of each tier is granted of a contract, unless entitlement.toml says otherwise. "full": the
# verdict counts and a text may speak of it; "quiet": clocks and routing follow the contract, no text speaks
# of it; "nothing".
TIERS: Mapping[str, str] = {"aligned": "full", "unverified": "quiet", "failed": "nothing"}


@dataclass(frozen=True, slots=True)
class Program:
    """`hash` is sha256 over every file the program was read from (`files`: name -> bytes). `sends_by_itself`
    are purposes that may leave without a person, whatever a text says. `reactivate_within` and `grace` are
    elapsed time. `thanks` are phrases that ask for nothing, by language. `signature` goes under texts.
    `tiers` says what a sender of each tier is granted (TIERS). `authorised_roles` are who may report, empty:
    every listed contact. `open_to_domain` is what a contract says about unlisted senders when its row says
    nothing. `service_levels`, `products` and `partners` are the names a register may use."""

    id: str
    title: str
    hash: str
    prefix: str
    languages: tuple[str, ...]
    calendars: Mapping[str, Calendar]
    calendar: str
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    texts: Mapping[str, Text]
    paths: Mapping[str, Path]
    clocks: tuple[ClockRule, ...]
    steps: tuple[Step, ...]
    contacts: Mapping[str, str]
    sends_by_itself: frozenset[str] = frozenset({"acknowledgement", "closed-number"})
    on_closed_reply: str = "new-case-request"
    reactivate_within: timedelta = timedelta(0)
    grace: timedelta = timedelta(0)
    thanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default_category: str = ""
    default_team: str = ""
    default_priority: str = ""
    teams: Mapping[str, Team] = field(default_factory=dict)
    priorities: tuple[Priority, ...] = ()
    tiers: Mapping[str, str] = field(default_factory=lambda: dict(TIERS))
    authorised_roles: frozenset[str] = frozenset()
    open_to_domain: bool = False
    service_levels: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    signature: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    def language(self, wanted: str) -> str:
        """The language to write in: the wanted one when the program declares it, else the program's first."""
        return wanted if wanted in self.languages else self.languages[0]

    def today(self, now: datetime) -> date:
        """The date at the desk: a contract ends at midnight there, not in UTC."""
        return now.astimezone(ZoneInfo(self.calendars[self.calendar].zone)).date()

    def category(self, id: str) -> Category | None:
        """The category with that id, or None."""
        return next((c for c in self.categories if c.id == id), None)
