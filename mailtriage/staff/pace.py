"""staff/pace.py: what of all that needs a person is told to whom now. Pure: times, wishes and matters in, a plan out.

Promises   a digest has one slot a day for each of its times, also on days on which the clocks change: a time that the
           night skips is told when it would have been, one that comes twice the first time. Within quiet hours nothing
           is planned but what is urgent for those who asked for it. A plan names its slot; who claims the slot in one
           unit with the mail sends it once.
Reads next staff/notices.py, model/staff.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailtriage.model.staff import Notify, Wish

NEAR = timedelta(hours=1)           # a draft is told when it is due within this
GRID = timedelta(minutes=5)         # what comes in so short a time is one mail
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_EVERY = re.compile(r"(?:every )?(\d{1,2}) ?h(?:ours?)?")
_DAYS = (1, 0, -1)


class BadPace(ValueError):
    """What somebody wrote is no time, span or zone; one sentence."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs a person. `key` names it for ever, `kind` is its heading, `due` when it would be too late
    (None: it is told as soon as the pace allows). `said` goes on with `when`, by the reader's clock, and `link`."""

    key: str
    kind: str
    said: str
    program: str = ""
    due: datetime | None = None
    urgent: bool = False
    when: datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One mail, about these matters, for this slot. With none the slot is over without a mail."""

    slot: str
    matters: tuple[Matter, ...]


def plan(wish: Wish, zone: ZoneInfo, matters: Sequence[Matter], taken: Callable[[str], bool], now: datetime
         ) -> Plan | None:
    """What to do at `now` for somebody who was told none of `matters` yet. `taken` says which slots are used up."""
    urgent = tuple(m for m in matters if m.urgent) if wish.urgent else ()
    soon = f"soon/{_floor(now):%Y-%m-%dT%H:%M}"
    if wish.notify is Notify.OFF:
        return None
    if not is_quiet(wish, zone, now):
        if wish.notify is Notify.EACH:
            return _unless_taken(soon, _near(matters, now + NEAR), taken)
        slot = last_slot(wish, zone, now)
        if slot is not None and (wish.since is None or slot > wish.since):
            name = f"digest/{slot:%Y-%m-%dT%H:%MZ}"
            if not taken(name):
                return Plan(name, _near(matters, max(now + NEAR, next_slot(wish, zone, now) or now)))
    return _unless_taken(soon, urgent, taken)


def _unless_taken(slot: str, matters: tuple[Matter, ...], taken: Callable[[str], bool]) -> Plan | None:
    return Plan(slot, matters) if matters and not taken(slot) else None


def _near(matters: Sequence[Matter], until: datetime) -> tuple[Matter, ...]:
    return tuple(m for m in matters if m.due is None or m.due <= until)


def _floor(now: datetime) -> datetime:
    seconds = now.astimezone(UTC).timestamp()
    return datetime.fromtimestamp(seconds - seconds % GRID.total_seconds(), UTC)


def is_quiet(wish: Wish, zone: ZoneInfo, now: datetime) -> bool:
    """Whether `now` is within the quiet hours, by the clock on that person's wall."""
    if not wish.quiet:
        return False
    begin, end = quiet_hours(wish.quiet)
    at = now.astimezone(zone).time()
    return begin <= at < end if begin < end else at >= begin or at < end


def last_slot(wish: Wish, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The latest time of a digest that is over (UTC); None when it has no times."""
    return max((s for s in _slots(wish, zone, now) if s <= now), default=None)


def next_slot(wish: Wish, zone: ZoneInfo, now: datetime) -> datetime | None:
    return min((s for s in _slots(wish, zone, now) if s > now), default=None)


def _slots(wish: Wish, zone: ZoneInfo, now: datetime) -> list[datetime]:
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in _DAYS]
    # fold=0, and one way to UTC: a time that the night skips has the offset before, one that comes twice is the first.
    return [datetime.combine(day, clock_time(t), zone).astimezone(UTC) for day in days for t in wish.times]


# What people write

def clock_time(text: str) -> time:
    """`08:00` as a time of the day. BadPace."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadPace(f'"{text}" is no time of the day: write it as 08:00')
    return time(int(found[1]), int(found[2]))


def times_of(text: str) -> tuple[str, ...]:
    """`08:00,13:00`, or `4 hours` (from midnight on), as times in their order. BadPace."""
    if (every := _EVERY.fullmatch(text.strip().lower())) is not None:
        hours = int(every[1])
        if hours not in (1, 2, 3, 4, 6, 8, 12):
            raise BadPace(f"every {hours} hours do not divide a day: 1, 2, 3, 4, 6, 8 or 12 do")
        return tuple(f"{h:02}:00" for h in range(0, 24, hours))
    times = sorted({clock_time(part) for part in text.split(",")})
    return tuple(f"{t:%H:%M}" for t in times)


def quiet_hours(text: str) -> tuple[time, time]:
    """`22:00-07:00` as begin and end. BadPace."""
    begin, dash, end = text.partition("-")
    if not dash:
        raise BadPace(f'"{text}" are no quiet hours: write them as 22:00-07:00')
    found = clock_time(begin), clock_time(end)
    if found[0] == found[1]:
        raise BadPace("quiet hours that begin when they end are none; off ends them")
    return found


def zone_of(text: str) -> ZoneInfo:
    """A zone of the IANA database. BadPace."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):     # not known; no name at all; a folder of the database
        raise BadPace(f'there is no zone "{text}": write one such as Africa/Johannesburg') from None
