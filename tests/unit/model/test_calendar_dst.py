"""Working time around every change of the clocks in eight zones, against minute-by-minute stepping in UTC.

2,000 triples of calendar, start and duration by default, 100,000 with MAILTRIAGE_FULL=1. Lord Howe turns by half an hour,
Apia had no 30 December 2011, Casablanca turns twice for Ramadan, Kathmandu never turns and is 45 minutes off.
"""

from __future__ import annotations

import os
import random
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from mailtriage.model.calendar import Calendar

MINUTE = timedelta(minutes=1)
SPAN = 14 * 24 * 60         # minutes of a window
SEED = int(os.environ.get("MAILTRIAGE_SEED", "11"))
TRIPLES = 100_000 if os.environ.get("MAILTRIAGE_FULL") else 2_000
HOURS = {
    "week": {day: ((time(8), time(17)),) for day in range(5)},
    "night": {day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)},
    "always": {day: ((time(0), time(0)),) for day in range(7)},
    "turn": {day: ((time(1, 15), time(2, 45)), (time(3, 10), time(4))) for day in range(7)},    # where clocks turn
}
# A day in the middle of a change of the clocks, of a year's end, of a leap day.
TURNS = {
    "Europe/Oslo": (date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)),
    "Africa/Johannesburg": (date(2026, 12, 31), date(2028, 2, 29)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Pacific/Apia": (date(2011, 12, 30), date(2021, 4, 4)),
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),         # turns at midnight: a day begins at one
    "Asia/Kathmandu": (date(2026, 12, 31),),
}


def walls(zone: str, middle: date) -> tuple[datetime, list[datetime]]:
    """The first minute of the window in UTC, and what the clock on the wall shows at each of its minutes."""
    begin = datetime.combine(middle - timedelta(days=7), time(), UTC)
    there = ZoneInfo(zone)
    return begin, [(begin + n * MINUTE).astimezone(there) for n in range(SPAN)]


def is_open(calendar: Calendar, wall: datetime) -> bool:
    if wall.date() in calendar.closed and wall.date() not in calendar.opened:
        return False
    now = wall.time().replace(tzinfo=None)
    return any(a <= now and (now < b or b == time(0)) for a, b in calendar.hours.get(wall.weekday(), ()))


@pytest.mark.parametrize("zone", TURNS)
def test_working_time_around_a_turn_is_what_a_watcher_would_count(zone: str) -> None:
    rng = random.Random(f"{SEED} {zone}")
    grids = [(Calendar(zone, hours, closed), *grid) for grid in (walls(zone, day) for day in TURNS[zone])
             for hours in HOURS.values() for closed in (frozenset[date](), frozenset({grid[0].date()}))]
    counted = [[0, *accumulate(is_open(calendar, wall) for wall in seen)] for calendar, _, seen in grids]
    for _ in range(TRIPLES // len(TURNS)):
        which = rng.randrange(len(grids))
        (calendar, begin, _), sums = grids[which], counted[which]
        first, last = sorted((rng.randrange(SPAN), rng.randrange(SPAN)))
        start, end = begin + first * MINUTE, begin + last * MINUTE
        work = sums[last] - sums[first]
        where = f"{calendar.zone} {calendar.hours} from {start} to {end}"
        assert calendar.between(start, end) == work * MINUTE, where
        assert calendar.is_open(start) == (sums[first + 1] > sums[first]), where
        if work:
            due = begin + bisect_left(sums, sums[first] + work) * MINUTE
            assert calendar.add(start, work * MINUTE) == due, where
