"""program/program.py: a support program in memory: frozen, whole, and known by its hash.

Promises   a Program that exists is valid: references resolve, texts render, examples pass (`program/load.py`
           saw to it).
Does not   read files; knows no clock, disk or network.
Reads next program/match.py, program/entitlement.py, triage/chain.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailtriage.model.autonomy import Terms
from mailtriage.model.calendar import Calendar
from mailtriage.program.index import Index
from mailtriage.program.readings import Readings
from mailtriage.program.rule import Checklist, Conditions, Field, KnownProblem, Patterns, Source
from mailtriage.program.second_reader import SecondReader, Sorted
from mailtriage.program.standing_values import Duty, Identity, Partner, Raise, Region, Retype, Route


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    owner: str
    handles: str
    address: str = ""          # where a hand-over to this level goes; "" = stays in the desk
    checklist: str = ""        # what a hand-over to it must bring, "" for nothing
    source: Source = Source("", 0)
    marks: str = ""            # the field that says what took a case to it
    dossier: str = ""  # the checklist of a hand-over by a person


@dataclass(frozen=True, slots=True)
class Team:
    """Who works on a category. `address` is where a customer is referred to, "" when the team has none to
    give out."""

    id: str
    title: str
    address: str = ""
    source: Source = Source("", 0)


@dataclass(frozen=True, slots=True)
class Example:
    """A mail in one sentence, and what must come of it. `fits`: its category must win; else it must not. `priority`,
    `fields` and `also` must come out too, where they are given."""

    text: str
    fits: bool
    subject: str = ""
    source: Source = Source("", 0)
    sender: str = ""
    mailbox: str = ""
    language: str = ""
    attachments: tuple[str, ...] = ()
    priority: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    role: str = ""


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
    checklist: str = ""        # what must be known for it, "" for nothing
    unresolved: str = ""       # its category once first or second line could not help, "" for the same


@dataclass(frozen=True, slots=True)
class Priority:
    """A rung of the program's scale, most urgent first; `when` are the words that raise a case to it, `stated` what
    reporters write where they state a priority themselves."""

    id: str
    title: str
    when: Patterns = Patterns()
    source: Source = Source("", 0)
    stated: tuple[str, ...] = ()
    checklist: str = ""
    of: tuple[str, ...] = ()  # types of mail that may be raised to it, none for all


@dataclass(frozen=True, slots=True)
class Text:
    """A prescribed text. `send` is auto, approve or earned (triage/autonomy.py). `purpose` is one of
    `variables.PURPOSES`. `words` maps a language to (subject template, Markdown body template). `when` chooses it,
    among several the highest `rank`, then the first in the file. `attach` are names of `templates/files/`. `asks`: its
    words show `questions`; `hollow`: without any they ask nothing. `repeats`: it may go to a person again when its
    words have changed."""

    id: str
    purpose: str
    send: str
    words: Mapping[str, tuple[str, str]]
    next_state: str = ""
    unknown: str = "hold"      # hold or resend: the outbox policy of this text
    source: Source = Source("", 0)
    when: Conditions = Conditions()
    rank: int = 0
    references: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    asks: bool = False
    repeats: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """What an entitlement verdict leads to: which text (or ""), which types of mail do not get it, and whether the
    categorised answer is proposed, or for which types it is although other work does not go on."""

    verdict: str
    reply: str
    work_goes_on: bool
    source: Source = Source("", 0)
    reply_not_for: frozenset[str] = frozenset()
    goes_on_for: frozenset[str] = frozenset()


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
    """`within` is open time of `calendar`; `priorities` are those it runs for, none for all."""

    kind: str
    calendar: str
    within: timedelta
    source: Source = Source("", 0)
    priorities: tuple[str, ...] = ()


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
    nothing. `service_levels`, `products` and `partners` are the names a register may use. `stated_by` is the
    field in which reporters state a priority. `any_news` are phrases that ask how a case stands, `second_matter`
    those that begin another matter, by language. `language_line` is what a mail in a language of none of our texts
    is told, by that language, "" for all others. What `mailboxes` to `duties` hold is in program/standing.py."""

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
    default_by_act: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()  # languages its words are for: in another a category must be said plainly
    reply_from: int = 0  # the score of a category from which on its texts are proposed
    default_team: str = ""
    default_priority: str = ""
    teams: Mapping[str, Team] = field(default_factory=dict)
    priorities: tuple[Priority, ...] = ()
    tiers: Mapping[str, str] = field(default_factory=lambda: dict(TIERS))
    authorised_roles: frozenset[str] = frozenset()
    one_word_products: bool = False
    open_to_domain: bool = False
    service_levels: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    signature: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    stated_by: str = ""
    products_are: str = ""  # what categories read for a product's name, "" for the name itself
    products_but: tuple[str, ...] = ()
    any_news: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    second_matter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language_line: Mapping[str, str] = field(default_factory=dict)
    autonomy: Terms = Terms()
    mailboxes: Mapping[str, Identity] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    partner_list: tuple[Partner, ...] = ()
    raises: tuple[Raise, ...] = ()
    retypes: tuple[Retype, ...] = ()
    routes: tuple[Route, ...] = ()
    duties: tuple[Duty, ...] = ()
    known_problems: tuple[KnownProblem, ...] = ()
    mails: tuple[Sorted, ...] = ()  # that people have sorted; none: the rules decide alone
    # For speed, made of the above: which patterns can hit, and which categories have them (or only conditions); how
    # fields are read; texts that have conditions, by their numbers; what begins a second matter; the second reader.
    index: Index = field(init=False, compare=False, repr=False)
    by_pattern: Mapping[str, tuple[int, ...]] = field(init=False, compare=False, repr=False)
    by_condition: tuple[int, ...] = field(init=False, compare=False, repr=False)
    by_id: Mapping[str, Category] = field(init=False, compare=False, repr=False)
    readings: Readings = field(init=False, compare=False, repr=False)
    chosen_when: tuple[tuple[int, Text], ...] = field(init=False, compare=False, repr=False)
    begins: tuple[str, ...] = field(init=False, compare=False, repr=False)
    second: SecondReader = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_pattern: dict[str, tuple[int, ...]] = {}
        for i, category in enumerate(self.categories):
            for pattern in category.when.triggers:
                by_pattern[pattern] = (*by_pattern.get(pattern, ()), i)
        no_words = (i for i, c in enumerate(self.categories) if c.when.conditions and not c.when.looked_for)
        object.__setattr__(self, "index", Index(_patterns_of(self)))
        object.__setattr__(self, "by_pattern", by_pattern)
        object.__setattr__(self, "by_condition", tuple(no_words))
        object.__setattr__(self, "by_id", {c.id: c for c in reversed(self.categories)})
        object.__setattr__(self, "readings", Readings(self.fields))
        object.__setattr__(self, "chosen_when", tuple((n, t) for n, t in enumerate(self.texts.values()) if t.when))
        object.__setattr__(self, "second", SecondReader((*self.mails, *self.examples)))
        object.__setattr__(self, "begins", tuple(p for some in self.second_matter.values() for p in some))

    @property
    def examples(self) -> Iterator[Sorted]:
        """The examples of the rules that fit, as mails that people have sorted."""
        for category in self.categories:
            yield from (Sorted(e.text, (category.id,), e.subject, e.source) for e in category.examples if e.fits)

    def language(self, wanted: str) -> str:
        """The language to write in: the wanted one when the program declares it, else the program's first."""
        return wanted if wanted in self.languages else self.languages[0]

    def today(self, now: datetime) -> date:
        """The date at the desk: a contract ends at midnight there, not in UTC."""
        return now.astimezone(ZoneInfo(self.calendars[self.calendar].zone)).date()

    def clocks_for(self, priority: str) -> tuple[ClockRule, ...]:
        """The clocks of a case: of each kind the rule for its priority, else the one for all."""
        kinds = {c.kind: c for c in self.clocks if not c.priorities}
        kinds |= {c.kind: c for c in self.clocks if priority in c.priorities}
        return tuple(kinds.values())

    def category(self, id: str) -> Category | None:
        """The category with that id, or None."""
        return self.by_id.get(id)


def _patterns_of(program: Program) -> Iterator[str]:
    """Every pattern of words that is ever looked for in a mail."""
    rules = [r.when for r in program.categories] + [r.when for r in program.priorities]
    rules += [r.when for r in program.raises] + [r.when for r in program.retypes]
    rules += [k.symptoms for k in program.known_problems]
    for when in rules:
        yield from (*when.looked_for, *when.more, *when.none)
        yield from _said(when.conditions)
    for conditions in (*(t.when for t in program.texts.values()), *(r.when for r in program.routes)):
        yield from _said(conditions)
    for checklist in program.checklists.values():
        for item in checklist.items:
            yield from _said(item.when)
    for phrases in (*program.any_news.values(), *program.second_matter.values()):
        yield from phrases
    for way in (way for f in program.fields.values() for way in f.found_by):
        yield from way.words if way.kind in ("quoted", "sentence", "time") else ()
        yield from (p for patterns in way.values.values() for p in patterns)


def _said(conditions: Conditions | None) -> Iterator[str]:
    while conditions is not None:
        yield from conditions.wants.get("said", ())
        conditions = conditions.unless
