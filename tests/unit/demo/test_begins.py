"""The morning on which the story begins: open, and far enough back that its first deadline has passed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.demo.world import begins
from mailtriage.model.calendar import Calendar
from mailtriage.program.program import ClockRule, Program

DESK = Calendar("Europe/London", {day: ((time(9), time(17)),) for day in range(5)})
PROGRAM = Program(
    id="cadents", title="", hash="", prefix="CAD", languages=("en",), calendars={"desk": DESK}, calendar="desk",
    levels=(), categories=(), texts={}, paths={}, clocks=(ClockRule("first-response", "desk", timedelta(hours=4)),),
    steps=(), contacts={},
)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))
def test_whenever_it_runs_the_story_lies_in_the_past_and_begins_while_the_desk_is_open(now: datetime) -> None:
    at = begins(PROGRAM, now)
    assert DESK.is_open(at)
    assert DESK.add(at, timedelta(hours=4)) < now
    assert now - at < timedelta(days=5)
