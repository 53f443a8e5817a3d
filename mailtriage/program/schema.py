"""program/schema.py: the shape of a program's files, one model a file. Field comments are what the keys mean.

Promises   unknown keys and wrong types are refused here; references between files in `program/lint.py`.
Does not   read files, nor build a Program.
Reads next program/shapes.py, program/vocabulary.py, program/load.py, rules/cadents/*.toml (the same with examples)
"""

from __future__ import annotations

from datetime import timedelta
from types import UnionType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from mailtriage.program.schema_known import KnownProblemsFile
from mailtriage.program.schema_mails import MailsFile
from mailtriage.program.schema_standing import (
    LevelsFile,
    MailboxSection,
    PartnerSection,
    RegionSection,
    RoutesFile,
    TypeSection,
)
from mailtriage.program.shapes import (
    Address,
    Day,
    Elapsed,
    FieldId,
    FileName,
    Flag,
    Hours,
    Id,
    Line,
    Many,
    ManyPatterns,
    Pattern,
    Section,
    Spoken,
    Working,
    Zone,
    alone,
    purpose,
)
from mailtriage.program.vocabulary import VERDICTS, ChecklistsFile, Circumstance, FieldsFile, When

CategoryType = Literal[
    "fault",
    "admin-request",
    "question",
    "change-request",
    "suggestion",
    "complaint",
    "pre-sales",
    "non-technical",
    "misdirected",
]


# --- program.toml ---


class CalendarSection(Section):
    zone: Zone  # tz database name; hours below are local to it
    hours: Hours  # day or range of days -> "HH:MM-HH:MM", comma for a break
    closed_also: tuple[Day, ...] = ()  # public holidays and other closed days
    open_also: tuple[Day, ...] = ()  # dates that are open although listed as closed


class LevelSection(Section):
    id: Annotated[str, Field(pattern=r"^L[1-9]$")]
    owner: Line  # who does the work of this level
    handles: tuple[Line, ...] = ()  # what belongs there, one duty a line; or the cells of levels.toml
    address: Address | Literal["partner"] = ""  # where a hand-over to it goes; "" stays in the desk
    checklist: str = ""  # what a hand-over to it must bring
    dossier: str = ""  # the same for a hand-over by a person, where that is another list
    marks: str = ""  # the field that keeps what took a case to it; with it, such a case has the checklist at once
    when: tuple[When, ...] = ()  # each takes a mail to it, whatever its category says; of several levels the last


class TeamSection(Section):
    id: Id
    title: Line
    address: Address = ""  # given to customers who are referred to the team


class ContactSection(Section):
    role: Id  # what rules call the person
    address: Address


class ProgramSection(Section):
    title: Line
    languages: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...], Field(min_length=1)]
    number: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,9}$")]  # prefix of case numbers
    calendar: str
    on_closed_reply: Literal["new-case-request", "reject"] = "new-case-request"
    reactivate_within: Elapsed = timedelta(
        0
    )  # after `solved`; later replies count as replies to a closed case
    sends_by_itself: tuple[Annotated[str, AfterValidator(alone)], ...] = ("acknowledgement", "closed-number")
    default_category: str  # for a mail no rule fits
    default_by_act: dict[str, str] = {}  # and by what such a mail does, before that
    reads: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ()  # languages its words are for; none: any
    reply_from: Annotated[int, Field(ge=0, le=9)] = 0  # score of a category from which on its texts are proposed
    default_team: str
    signature: str = ""  # under every text to a customer, Markdown
    language_line: Spoken | None = None  # told to a mail in a language of none of the texts; by language, else "other"


class AutonomySection(Section):
    """When a text with send = "earned" may leave by itself, and when not any more."""

    after: Annotated[int, Field(ge=5, le=1000)] = 20  # approvals without an edit
    share: Annotated[float, Field(ge=0.5, le=1)] = 0.95  # of all that was said of it, at least
    sample: Annotated[float, Field(ge=0.01, le=1)] = 0.1  # of what has earned it a person still sees
    most_a_day: Annotated[int, Field(ge=1, le=10_000)] = 50  # of all texts of the program together
    watch: Elapsed = timedelta(days=7)  # a case that is reopened so long after it speaks against it
    never: tuple[str, ...] = ()  # categories whose answers a person always sees: money, security, refusal


class ProgramFile(Section):
    program: ProgramSection
    autonomy: AutonomySection = AutonomySection()
    calendar: Annotated[dict[str, CalendarSection], Field(min_length=1)]
    level: Annotated[tuple[LevelSection, ...], Field(min_length=1)]
    team: Annotated[tuple[TeamSection, ...], Field(min_length=1)]
    contact: tuple[ContactSection, ...] = ()
    mailbox: dict[str, MailboxSection] = {}
    region: tuple[RegionSection, ...] = ()
    partner: tuple[PartnerSection, ...] = ()
    thanks: dict[str, tuple[Pattern, ...]] = {}  # language -> phrases that ask for nothing
    any_news: dict[str, tuple[Pattern, ...]] = {}  # language -> phrases that ask how a case stands
    second_matter: dict[str, tuple[Pattern, ...]] = {}  # language -> phrases that begin another matter


# --- categories.toml ---


class ExampleSection(Section):
    fits: str = ""
    not_: Annotated[str, Field(alias="not")] = ""
    subject: str = ""
    from_: Annotated[Address, Field(alias="from")] = ""
    mailbox: str = ""
    language: str = ""
    role: str = ""  # of who sends it, by the register; "stranger": not in it, nor their domain
    attachments: tuple[FileName, ...] = ()
    # What else must come of it, where it is written.
    priority: str = ""
    fields: dict[FieldId, str] = {}
    also: tuple[str, ...] = ()  # categories seen as a second matter


class CategorySection(Section):
    id: Id
    title: Line
    type: CategoryType
    level: str
    team: str
    priority: str
    reply: str = ""  # the text proposed for it, unless one of prescribed.toml is chosen by its `when`
    checklist: str = ""  # what must be known for it
    unresolved: str = ""  # the category of such a fault once words or the sender took it to a higher level
    cites: Line  # where in the policy it comes from
    acknowledge: Flag = True  # false: such mail gets no automatic answer
    when: When | None = None  # none: only the default category
    example: tuple[ExampleSection, ...] = ()


class PrioritySection(Section):
    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,3}$")]
    title: Line
    when: When | None = None  # words that raise a case to it
    stated: ManyPatterns | None = None  # what a reporter writes into the field `stated_by`
    of: tuple[CategoryType, ...] = ()  # types of mail that words or a reporter may raise to it; none: all
    checklist: str = ""  # what must be known for it, besides the category's


class CategoriesFile(Section):
    stated_by: str = ""  # the field in which reporters state a priority
    products_are: str = ""  # the word categories read for the name of a product ("School Register" is no register)
    products_but: tuple[Line, ...] = ()  # products that stay as they are: names that hold one of these words
    category: Annotated[tuple[CategorySection, ...], Field(min_length=1)]
    priority: Annotated[tuple[PrioritySection, ...], Field(min_length=1)]  # most urgent first
    default_priority: str
    type: tuple[TypeSection, ...] = ()  # words that make a mail of another type than its category is by itself


# --- the others ---


class TextSection(Section):
    id: Id
    purpose: Annotated[str, AfterValidator(purpose)]
    send: Literal["auto", "approve", "earned"] = "approve"  # earned: by itself, once people approved it often enough
    next_state: Literal["", "waiting", "on-hold", "solved"] = ""  # of the case, once it has left
    unknown: Literal["hold", "resend"] = "hold"  # when the server's answer to it was lost
    when: Circumstance | None = None  # chosen where all of this holds, before the reply of the category
    rank: int = 0  # of several that may be chosen the highest, then the first in the file
    references: tuple[Line, ...] = ()  # where more stands; a text shows them with {% for r in references %}
    attach: tuple[FileName, ...] = ()  # files of templates/<program>/files/
    repeats: Flag = False  # true: may go again to the same person when its words have changed


class PrescribedFile(Section):
    text: Annotated[tuple[TextSection, ...], Field(min_length=1)]


class EntitlementSection(Section):
    grace: Elapsed = timedelta(days=14)  # after a contract's last day
    open_to_domain: Flag = False  # unlisted senders at a customer's domain, when its row is silent
    authorised_roles: tuple[str, ...] = ()  # who may report; none named: every listed contact
    service_levels: tuple[Line, ...] = ()  # names the register may use; an import reports others
    products: tuple[Line, ...] = ()
    one_word_products: Flag = False  # a product of one word, written with a capital, may be none of the customer's
    partners: tuple[Line, ...] = ()


class TierSection(Section):
    aligned: Literal["full", "quiet", "nothing"] = "full"
    unverified: Literal["full", "quiet", "nothing"] = "quiet"
    failed: Literal["quiet", "nothing"] = "nothing"


class PathSection(Section):
    verdict: VERDICTS
    reply: str = ""  # the text proposed, "" for none
    work_goes_on: Flag  # whether the categorised answer is proposed too
    reply_not_for: tuple[CategoryType, ...] = ()  # types of mail that do not get that text
    goes_on_for: tuple[CategoryType, ...] = ()  # types that get the categorised answer where other work does not go on


class EntitlementFile(Section):
    entitlement: EntitlementSection = EntitlementSection()
    tier: TierSection = TierSection()
    path: tuple[PathSection, ...] = ()


class ClockSection(Section):
    kind: Literal["first-response", "restore", "assigned-answered", "status-report", "waiting-reminder"]
    calendar: str
    within: Working
    priority: Many = ()  # runs for these alone; none: for all


class ClocksFile(Section):
    clock: tuple[ClockSection, ...] = ()


class StepSection(Section):
    id: Id
    clock: str  # the step is due when this clock has run out
    role: str  # a role of [[contact]]
    text: str
    goes_by_itself: Flag = False


class EscalationFile(Section):
    step: tuple[StepSection, ...] = ()


FILES: dict[str, type[Section]] = {
    "program.toml": ProgramFile,
    "categories.toml": CategoriesFile,
    "prescribed.toml": PrescribedFile,
    "entitlement.toml": EntitlementFile,
    "clocks.toml": ClocksFile,
    "escalation.toml": EscalationFile,
    "fields.toml": FieldsFile,
    "checklists.toml": ChecklistsFile,
    "routes.toml": RoutesFile,
    "levels.toml": LevelsFile,
    "known-problems.toml": KnownProblemsFile,
    "mails.toml": MailsFile,
}


def keys_at(model: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys a table at `path` may have, as written in TOML; () when the path leads to no table of ours."""
    for part in path:
        model = _inside(_bare(model), part)
    model = _bare(model)
    return tuple(f.alias or n for n, f in model.model_fields.items()) if _is_section(model) else ()


def _bare(model: Any) -> Any:
    """A type without what Annotated and `| None` put around it."""
    while hasattr(model, "__metadata__"):
        model = model.__origin__
    parts = [a for a in getattr(model, "__args__", ()) if a is not type(None)]
    return _bare(parts[0]) if isinstance(model, UnionType) and len(parts) == 1 else model


def _inside(model: Any, part: str | int) -> Any:
    """The type of what stands at key or index `part` of a value of type `model`."""
    if _is_section(model):
        fields = {f.alias or n: f for n, f in model.model_fields.items()}
        return fields[part].annotation if part in fields else None
    args = [a for a in getattr(model, "__args__", ()) if a is not Ellipsis]
    return args[-1] if args else None


def _is_section(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, Section)
