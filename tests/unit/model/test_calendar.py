"""Working time against the simplest oracle there is: stepping minute by minute in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.model.calendar import Calendar

WEEK = {day: ((time(8), time(17)),) for day in range(5)}
NIGHT = {day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)}
ALWAYS = {day: ((time(0), time(0)),) for day in range(7)}
ZONES = (
    "Africa/Johannesburg",
    "Europe/Oslo",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
MINUTE = timedelta(minutes=1)


def open_by_looking_at_the_wall(calendar: Calendar, minute: datetime) -> bool:
    there = minute.astimezone(ZoneInfo(calendar.zone))
    if there.date() in calendar.closed:
        return False
    now = there.time().replace(tzinfo=None)
    return any(a <= now and (now < b or b == time(0)) for a, b in calendar.hours.get(there.weekday(), ()))


calendars = st.builds(
    Calendar,
    st.sampled_from(ZONES),
    st.sampled_from([WEEK, NIGHT, ALWAYS]),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5).map(frozenset),
)
minutes = st.integers(0, 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + m * MINUTE)


@settings(max_examples=150, deadline=None)
@given(calendars, minutes, st.integers(1, 3 * 24 * 60))
def test_open_time_between_two_instants_is_what_a_watcher_would_count(
    calendar: Calendar, start: datetime, length: int
) -> None:
    counted = sum(open_by_looking_at_the_wall(calendar, start + n * MINUTE) for n in range(length))
    assert calendar.between(start, start + length * MINUTE) == counted * MINUTE


@settings(max_examples=150, deadline=None)
@given(calendars, minutes, st.integers(1, 20 * 60))
def test_a_due_time_is_reached_exactly_when_the_open_time_has_passed(
    calendar: Calendar, start: datetime, work: int
) -> None:
    due = calendar.add(start, work * MINUTE)
    assert calendar.between(start, due) == work * MINUTE
    assert calendar.between(start, due - timedelta(seconds=1)) < work * MINUTE


def test_a_day_of_summer_time_has_23_hours_and_one_of_winter_time_25() -> None:
    oslo = Calendar("Europe/Oslo", ALWAYS)
    zone = ZoneInfo("Europe/Oslo")
    assert oslo.between(datetime(2026, 3, 29, tzinfo=zone), datetime(2026, 3, 30, tzinfo=zone)) == timedelta(hours=23)
    assert oslo.between(datetime(2026, 10, 25, tzinfo=zone), datetime(2026, 10, 26, tzinfo=zone)) == timedelta(hours=25)


def test_a_calendar_without_open_hours_says_so_instead_of_looping() -> None:
    with pytest.raises(ValueError, match="no open hours"):
        Calendar("Europe/Oslo", {}).add(datetime(2026, 1, 1, tzinfo=UTC), MINUTE)


def test_the_next_opening_skips_the_weekend_and_a_holiday() -> None:
    desk = Calendar("Africa/Johannesburg", WEEK, frozenset({date(2026, 11, 23)}))
    saturday = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Africa/Johannesburg"))
    assert desk.next_open(saturday) == datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Africa/Johannesburg"))
    noon = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Africa/Johannesburg"))
    assert desk.next_open(noon) == noon
