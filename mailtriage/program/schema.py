"""program/schema.py: the shape of a program's files, one model a file. Field comments are what the keys mean.

Promises   unknown keys and wrong types are refused here; references between files in `program/lint.py`.
Does not   read files, nor build a Program.
Reads next program/load.py, rules/cadents/*.toml (the same with examples)
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from mailtriage.program.patterns import BadPattern, compiled
from mailtriage.program.variables import MAY_LEAVE_ALONE, PURPOSES

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ID = r"^[a-z0-9][a-z0-9-]{0,47}$"
_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def _elapsed(value: object) -> timedelta:
    match = (
        re.fullmatch(r"(\d{1,5}) (minute|hour|day|week)s?", value.strip()) if isinstance(value, str) else None
    )
    if match is None:
        raise ValueError('write a whole number and a unit in quotes, such as "14 days" or "12 hours"')
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _working(value: object) -> timedelta:
    match = (
        re.fullmatch(r"(\d{1,5}) working (minute|hour)s?", value.strip()) if isinstance(value, str) else None
    )
    if match is None:
        raise ValueError(
            'write "4 working hours" or "30 working minutes": it is open time of the clock\'s calendar'
        )
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _pattern(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("write words in quotes")
    try:
        compiled(value)
    except BadPattern as e:
        raise ValueError(f'the pattern "{value[:60]}" {e}') from None
    return value


def _purpose(value: str) -> str:
    if value not in PURPOSES:
        raise ValueError(f"write one of {', '.join(PURPOSES)}")
    return value


def _alone(value: str) -> str:
    if value not in MAY_LEAVE_ALONE:
        raise ValueError(
            f'"{value}" may never leave without a person; only these may: {", ".join(sorted(MAY_LEAVE_ALONE))}'
        )
    return value


def _address(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(?:[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+)?", value):
        raise ValueError('write one mail address, such as "sales@cadents.example"')
    return value.lower()


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (
        KeyError,
        ValueError,
        OSError,
    ):  # not found is a KeyError, "../x" a ValueError, a folder an OSError
        raise ValueError(
            f'there is no zone "{value}" in the tz database; write one such as "Europe/London"'
        ) from None


def _hours(value: object) -> dict[int, tuple[tuple[time, time], ...]]:
    """`{ monday-friday = "08:00-17:00", saturday = "09:00-12:00, 13:00-15:00" }` -> weekday to windows."""
    if not isinstance(value, dict) or not value:
        raise ValueError('write days and hours, such as { monday-friday = "08:00-17:00" }')
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, text in value.items():
        first, _, last = str(days).partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f'"{days}" is no day or range of days; write "monday" or "monday-friday"')
        a, b = DAYS.index(first), DAYS.index(last or first)
        for day in range(a, b + 1) if a <= b else (*range(a, 7), *range(b + 1)):
            if day in hours:
                raise ValueError(f"{DAYS[day]} has hours twice")
            hours[day] = tuple(_window(w) for w in str(text).split(","))
    return hours


def _window(text: str) -> tuple[time, time]:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", text.strip())
    if match is None or (match[3] == "24" and match[4] != "00"):
        raise ValueError(f'"{text.strip()}" is no window of hours; write it as "08:00-17:00"')
    start, end = time(int(match[1]), int(match[2])), time(int(match[3]) % 24, int(match[4]))
    if end != time(0) and end <= start:
        raise ValueError(
            f'"{text.strip()}" ends before it begins; give the part after midnight to the next day'
        )
    return start, end


Elapsed = Annotated[timedelta, BeforeValidator(_elapsed)]
Working = Annotated[timedelta, BeforeValidator(_working)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Address = Annotated[str, BeforeValidator(_address)]
Zone = Annotated[str, BeforeValidator(_zone)]
Hours = Annotated[dict[int, tuple[tuple[time, time], ...]], BeforeValidator(_hours)]
Id = Annotated[str, Field(pattern=ID)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, Field(strict=True)]
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\r\n]*$")]
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


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- program.toml ---


class CalendarSection(Section):
    zone: Zone  # tz database name; hours below are local to it
    hours: Hours  # day or range of days -> "HH:MM-HH:MM", comma for a break
    closed_also: tuple[Day, ...] = ()  # public holidays and other closed days
    open_also: tuple[Day, ...] = ()  # dates that are open although listed as closed


class LevelSection(Section):
    id: Annotated[str, Field(pattern=r"^L[1-9]$")]
    owner: Line  # who does the work of this level
    handles: Annotated[tuple[Line, ...], Field(min_length=1)]  # what belongs there, one duty a line
    address: Address = ""  # where a hand-over to it goes; "" stays in the desk


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
    sends_by_itself: tuple[Annotated[str, AfterValidator(_alone)], ...] = ("acknowledgement", "closed-number")
    default_category: str  # for a mail no rule fits
    default_team: str
    signature: str = ""  # under every text to a customer, Markdown


class ProgramFile(Section):
    program: ProgramSection
    calendar: Annotated[dict[str, CalendarSection], Field(min_length=1)]
    level: Annotated[tuple[LevelSection, ...], Field(min_length=1)]
    team: Annotated[tuple[TeamSection, ...], Field(min_length=1)]
    contact: tuple[ContactSection, ...] = ()
    thanks: dict[str, tuple[Pattern, ...]] = {}  # language -> phrases that ask for nothing


# --- categories.toml ---


class When(Section):
    """`any`: one of these; `all`: one of each group; `none`: not one of these; `in`: where to look."""

    any: tuple[Pattern, ...] = ()
    all: tuple[Annotated[tuple[Pattern, ...], Field(min_length=1)], ...] = ()
    none: tuple[Pattern, ...] = ()
    where: Annotated[tuple[Literal["subject", "new text"], ...], Field(alias="in", min_length=1)] = (
        "subject",
        "new text",
    )


class ExampleSection(Section):
    fits: str = ""
    not_: Annotated[str, Field(alias="not")] = ""
    subject: str = ""


class CategorySection(Section):
    id: Id
    title: Line
    type: CategoryType
    level: str
    team: str
    priority: str
    reply: str = ""  # the text proposed for it
    cites: Line  # where in the policy it comes from
    acknowledge: Flag = True  # false: such mail gets no automatic answer
    when: When | None = None  # none: only the default category
    example: tuple[ExampleSection, ...] = ()


class PrioritySection(Section):
    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,3}$")]
    title: Line
    when: When | None = None  # words that raise a case to it


class CategoriesFile(Section):
    category: Annotated[tuple[CategorySection, ...], Field(min_length=1)]
    priority: Annotated[tuple[PrioritySection, ...], Field(min_length=1)]  # most urgent first
    default_priority: str


# --- the other four ---


class TextSection(Section):
    id: Id
    purpose: Annotated[str, AfterValidator(_purpose)]
    send: Literal["auto", "approve"] = "approve"
    next_state: Literal["", "waiting", "on-hold", "solved"] = ""  # of the case, once it has left
    unknown: Literal["hold", "resend"] = "hold"  # when the server's answer to it was lost


class PrescribedFile(Section):
    text: Annotated[tuple[TextSection, ...], Field(min_length=1)]


class EntitlementSection(Section):
    grace: Elapsed = timedelta(days=14)  # after a contract's last day
    open_to_domain: Flag = False  # unlisted senders at a customer's domain, when its row is silent
    authorised_roles: tuple[str, ...] = ()  # who may report; none named: every listed contact
    service_levels: tuple[Line, ...] = ()  # names the register may use; an import reports others
    products: tuple[Line, ...] = ()
    partners: tuple[Line, ...] = ()


class TierSection(Section):
    aligned: Literal["full", "quiet", "nothing"] = "full"
    unverified: Literal["full", "quiet", "nothing"] = "quiet"
    failed: Literal["quiet", "nothing"] = "nothing"


class PathSection(Section):
    verdict: Literal["entitled", "expired", "grace", "not-covered", "not-authorised", "unknown", "unverified"]
    reply: str = ""  # the text proposed, "" for none
    work_goes_on: Flag  # whether the categorised answer is proposed too


class EntitlementFile(Section):
    entitlement: EntitlementSection = EntitlementSection()
    tier: TierSection = TierSection()
    path: tuple[PathSection, ...] = ()


class ClockSection(Section):
    kind: Literal["first-response", "restore", "assigned-answered", "status-report", "waiting-reminder"]
    calendar: str
    within: Working


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
}


def keys_at(model: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys a table at `path` may have, as written in TOML; () when the path leads to no table of ours."""
    for part in path:
        model = _inside(model, part)
    return tuple(f.alias or n for n, f in model.model_fields.items()) if _is_section(model) else ()


def _inside(model: Any, part: str | int) -> Any:
    """The type of what stands at key or index `part` of a value of type `model`."""
    if _is_section(model):
        fields = {f.alias or n: f for n, f in model.model_fields.items()}
        return fields[part].annotation if part in fields else None
    for arg in getattr(model, "__args__", ()):
        if arg not in (str, type(None), Ellipsis):
            return arg if not hasattr(model, "__metadata__") else _inside(arg, part)
    return None


def _is_section(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, Section)
