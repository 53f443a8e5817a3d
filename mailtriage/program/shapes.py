"""program/shapes.py: the kinds of value a key may have, each with the sentence that says how to write it.

Promises   a value that is let through means something: a zone exists, a pattern compiles, a window of hours has an end.
Does not   know which file has which key (program/schema.py).
Reads next program/schema.py, program/vocabulary.py
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mailtriage.program.acts import ACTS
from mailtriage.program.pattern_tree import expand
from mailtriage.program.patterns import BadPattern, compiled, value_pattern
from mailtriage.program.perhaps_words import BY_NAME, COMMON
from mailtriage.program.rule import ACT
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
    if value.startswith(ACT):
        if value[len(ACT) :] not in ACTS:
            raise ValueError(f'there is no act "{value[len(ACT) :]}"; write one of {", ".join(ACTS)}')
        return value
    try:
        compiled(value)
    except BadPattern as e:
        raise ValueError(f'the pattern "{value[:60]}" {e}') from None
    return value


def purpose(value: str) -> str:
    if value not in PURPOSES:
        raise ValueError(f"write one of {', '.join(PURPOSES)}")
    return value


def alone(value: str) -> str:
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


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- kinds of value that came with fields, conditions and checklists ---


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _value_pattern(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("write an RE2 expression in single quotes")
    try:
        value_pattern(value)
    except BadPattern as e:
        raise ValueError(f'the pattern "{value[:60]}" {e}') from None
    return value


def _perhaps(value: object) -> str:
    """Words, or a list of program/perhaps_words.py by its name."""
    if not isinstance(value, str) or not value.startswith(COMMON):
        return _pattern(value)
    if (name := value.removeprefix(COMMON)) not in BY_NAME:
        raise ValueError(f'there is no list "{name}"; write one of {", ".join(f"{COMMON}{n}" for n in BY_NAME)}')
    return value


def _labels(value: object) -> tuple[str, ...]:
    """A list of labels, or a table of language to list: to who finds them the language does not matter."""
    lists = value.values() if isinstance(value, dict) else [value]
    words = [w for one in lists for w in ([one] if isinstance(one, str) else one if isinstance(one, list) else [None])]
    if not words or not all(isinstance(w, str) for w in words):
        raise ValueError('write labels, such as ["device number", "msisdn"] or { en = ["device"], nb = ["enhet"] }')
    found: dict[str, None] = {}
    for word in map(str, words):
        try:
            found.update(dict.fromkeys(expand(word)))
        except BadPattern as e:
            raise ValueError(f'the label "{word[:60]}" {e}') from None
    return tuple(found)


def _spoken(value: object) -> dict[str, str]:
    """Words for customers: one text, or a table of language to text. One text stands under ""."""
    if isinstance(value, str):
        value = {"": value}
    lines = value.values() if isinstance(value, dict) else [None]
    if not isinstance(value, dict) or not all(isinstance(v, str) and v.strip() and "\n" not in v for v in lines):
        raise ValueError('write one line of words, or one a language: { en = "Which device?", nb = "Hvilken enhet?" }')
    if any(k and k != "other" and not re.fullmatch(r"[a-z]{2}", k) for k in value):
        raise ValueError(f"a language is two letters, such as en, or other; there are: {', '.join(map(str, value))}")
    return {"" if k == "other" else str(k): str(v).strip() for k, v in value.items()}


def _span(value: object) -> tuple[int, str]:
    match = re.fullmatch(r"(\d{1,4}) working (minute|hour|day)s?", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write "2 working days", "4 working hours" or "30 working minutes"')
    return int(match[1]), match[2]


Many = Annotated[tuple[str, ...], BeforeValidator(_one_or_many), Field(min_length=1)]  # "x" is ["x"]
ManyPatterns = Annotated[tuple[Pattern, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
ValuePattern = Annotated[str, BeforeValidator(_value_pattern)]
Perhaps = Annotated[str, BeforeValidator(_perhaps)]
Labels = Annotated[tuple[str, ...], BeforeValidator(_labels)]
Spoken = Annotated[dict[str, str], BeforeValidator(_spoken)]
Span = Annotated[tuple[int, str], BeforeValidator(_span)]
FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,80}$")]
