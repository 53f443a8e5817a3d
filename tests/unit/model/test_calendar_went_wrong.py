"""FIELD part 4, working time: what went wrong in peers' clocks. Every expectation was counted by hand."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailtriage.model.calendar import Calendar

DAY = ((time(8), time(17)),)
ALWAYS = ((time(0), time(0)),)
WEEK = dict.fromkeys(range(5), DAY)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_a_case_of_a_holiday_ran_through_the_holiday() -> None:
    desk = Calendar("Africa/Johannesburg", WEEK, frozenset({date(2026, 6, 16)}))
    due = desk.add(local("2026-06-16T10:00", "Africa/Johannesburg"), timedelta(hours=16))
    assert due == local("2026-06-18T15:00", "Africa/Johannesburg")


def test_a_day_and_night_desk_lost_a_minute_at_midnight() -> None:
    desk = Calendar("Europe/Oslo", dict.fromkeys(range(7), ALWAYS))
    start = local("2026-11-23T23:59", "Europe/Oslo")
    assert desk.add(start, timedelta(minutes=2)) == local("2026-11-24T00:01", "Europe/Oslo")
    assert desk.between(start, start + timedelta(hours=48)) == timedelta(hours=48)


def test_an_hour_that_was_not_there_was_counted() -> None:
    """Oslo, 29 March 2026: 02:00 to 03:00 does not exist."""
    desk = Calendar("Europe/Oslo", dict.fromkeys(range(7), ALWAYS))
    assert desk.add(local("2026-03-29T01:30", "Europe/Oslo"), timedelta(hours=1)) == local("2026-03-29T03:30", "Europe/Oslo")


def test_the_hour_that_came_twice_was_counted_once() -> None:
    """Oslo, 25 October 2026: 02:00 to 03:00 comes twice."""
    desk = Calendar("Europe/Oslo", dict.fromkeys(range(7), ALWAYS))
    assert desk.add(local("2026-10-25T01:30", "Europe/Oslo"), timedelta(hours=3)) == local("2026-10-25T03:30", "Europe/Oslo")


def test_a_desk_open_on_tuesdays_only_never_became_due() -> None:      # osTicket #6739
    desk = Calendar("Europe/London", {1: ((time(9), time(12)),)})
    due = desk.add(local("2026-11-25T10:00", "Europe/London"), timedelta(hours=4))     # a Wednesday
    assert due == local("2026-12-08T10:00", "Europe/London")


def test_a_clock_ran_over_the_weekend() -> None:
    desk = Calendar("Africa/Johannesburg", WEEK)
    assert desk.add(local("2026-11-20T16:00", "Africa/Johannesburg"), timedelta(hours=2)) == local(
        "2026-11-23T09:00", "Africa/Johannesburg")


@pytest.fixture(params=["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    clock.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.__setitem__("TZ", before)
    clock.tzset()


def test_the_zone_of_the_machine_or_the_agent_moved_the_deadline(machine_zone: str) -> None:
    desk = Calendar("Africa/Johannesburg", WEEK)
    due = desk.add(datetime(2026, 11, 23, 5, 0, tzinfo=UTC), timedelta(hours=1))       # 07:00 there: not open yet
    assert due == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_hours_that_were_edited_while_a_clock_ran_change_what_is_computed_from_then_on_only() -> None:
    before, after = Calendar("UTC", WEEK), Calendar("UTC", {n: ((time(10), time(16)),) for n in range(5)})
    start = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert before.add(start, timedelta(hours=2)) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert after.add(start, timedelta(hours=2)) == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
