"""When somebody is told of what: quiet hours, digests, nights on which the clocks change."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.model.staff import Notify, Wish
from mailtriage.staff.pace import (
    GRID,
    NEAR,
    BadPace,
    Matter,
    clock_time,
    is_quiet,
    last_slot,
    next_slot,
    plan,
    quiet_hours,
    times_of,
    zone_of,
)

ZONES = [ZoneInfo(name) for name in ("Africa/Johannesburg", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe",
                                     "Pacific/Apia", "Asia/Kathmandu", "UTC")]
minutes = st.times().map(lambda t: f"{t:%H:%M}")
zones = st.sampled_from(ZONES)
# around both changes of the clocks, in both hemispheres
moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC))
times = st.lists(minutes, min_size=1, max_size=5, unique=True).map(lambda t: tuple(sorted(t)))


@settings(deadline=None)
@given(zones, moments, minutes, minutes)
def test_quiet_hours_go_by_the_wall_also_over_midnight_and_on_nights_of_change(
    zone: ZoneInfo, now: datetime, begin: str, end: str
) -> None:
    if begin == end:
        return
    wall = now.astimezone(zone).time()
    first, last = clock_time(begin), clock_time(end)
    inside = first <= wall < last if first < last else not last <= wall < first
    assert is_quiet(Wish(quiet=f"{begin}-{end}"), zone, now) is inside
    assert is_quiet(Wish(quiet=f"{end}-{begin}"), zone, now) is not inside


@settings(deadline=None)
@given(zones, moments, times)
def test_between_the_last_slot_and_the_next_there_is_none_and_now_is_between_them(
    zone: ZoneInfo, now: datetime, at: tuple[str, ...]
) -> None:
    wish = Wish(Notify.DIGEST, at)
    last, coming = last_slot(wish, zone, now), next_slot(wish, zone, now)
    assert last is not None and coming is not None and last <= now < coming
    assert last_slot(wish, zone, coming) == coming and last_slot(wish, zone, coming - timedelta(seconds=1)) == last
    assert coming - last <= timedelta(hours=49), "Apia once skipped a day; nobody skips two"


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("change", ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"])
def test_each_time_has_one_slot_a_day_also_when_the_night_skips_it_or_has_it_twice(zone: ZoneInfo, change: str) -> None:
    wish = Wish(Notify.DIGEST, ("01:30", "02:00", "02:30", "03:00", "08:00"))
    begin = datetime.combine(datetime.fromisoformat(change).date() - timedelta(days=1), time(0), zone).astimezone(UTC)
    found = []
    now = begin
    while (now := next_slot(wish, zone, now) or now) < begin + timedelta(days=3):
        found.append(now)
    assert len(found) in (14, 15, 16), found        # three days; an hour more or less at the ends
    days = Counter(f"{slot.astimezone(zone):%d}" for slot in found)
    assert max(days.values()) <= 5 and len(set(found)) == len(found)


def matters() -> list[Matter]:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    return [Matter("breaker", "b", "b", urgent=True), Matter("missed", "m", "m", urgent=True), Matter("quarantine", "q", "q"),
            Matter("soon", "d", "d", due=noon), Matter("far", "d", "d", due=noon + timedelta(days=2))]


@settings(deadline=None)
@given(zones, moments, times, st.one_of(st.just(""), st.tuples(minutes, minutes).filter(lambda p: p[0] != p[1]).map("-".join)),
       st.booleans(), st.sampled_from(Notify), st.sets(st.sampled_from(["breaker", "missed", "quarantine", "soon", "far"])))
def test_whatever_one_wishes_a_plan_holds_what_it_promises(
    zone: ZoneInfo, now: datetime, at: tuple[str, ...], quiet: str, urgent: bool, pace: Notify, told: set[str]
) -> None:
    wish = Wish(pace, at, quiet, urgent=urgent)
    todo = [m for m in matters() if m.key not in told]
    made = plan(wish, zone, todo, lambda _: False, now)
    assert plan(wish, zone, todo, lambda _: True, now) is None, "a slot that is used up is used up"
    if made is None:
        return
    assert pace is not Notify.OFF and set(made.matters) <= set(todo)
    if is_quiet(wish, zone, now):
        assert urgent and made.matters and all(m.urgent for m in made.matters)
    if not made.slot.startswith("digest/"):
        assert made.matters, "no mail without anything to say"
    elif plan(wish, zone, todo, lambda slot: slot == made.slot, now) is not None:
        assert urgent
    horizon = max(now + NEAR, next_slot(wish, zone, now) or now)
    assert all(m.due is None or m.due <= horizon for m in made.matters)


@settings(max_examples=30, deadline=None)
@given(zones, moments, times)
def test_a_digest_is_made_up_once_for_a_time_however_often_one_looks(zone: ZoneInfo, now: datetime, at: tuple[str, ...]) -> None:
    wish, used = Wish(Notify.DIGEST, at), set[str]()
    begin, slots = now, set()
    while now < begin + timedelta(hours=30):
        made = plan(wish, zone, matters(), used.__contains__, now)
        if made is not None:
            assert made.slot not in used
            used.add(made.slot)
            slots.add(last_slot(wish, zone, now))
        now += timedelta(minutes=7)
    assert len(used) == len(slots)


def test_who_asked_for_no_digest_yet_gets_none_for_a_time_before() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    wish = Wish(Notify.DIGEST, ("08:00",), since=now - timedelta(minutes=1))
    assert plan(wish, ZoneInfo("UTC"), matters(), lambda _: False, now) is None
    made = plan(wish, ZoneInfo("UTC"), matters(), lambda _: False, now + timedelta(hours=23))
    assert made is not None and made.slot == "digest/2026-11-24T08:00Z"


def test_what_comes_within_minutes_is_one_mail() -> None:
    now = datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
    wish, used = Wish(Notify.EACH), set[str]()
    for n in range(61):
        made = plan(wish, ZoneInfo("UTC"), [Matter(f"q{n}", "q", "q")], used.__contains__, now + timedelta(minutes=n))
        used |= {made.slot} if made else set()
    assert len(used) == timedelta(hours=1) / GRID + 1


@pytest.mark.parametrize(("text", "times"), [
    ("08:00,13:00", ("08:00", "13:00")), ("13:00, 8:00,13:00", ("08:00", "13:00")), ("12 hours", ("00:00", "12:00")),
    ("every 8h", ("00:00", "08:00", "16:00")), ("1 hour", tuple(f"{h:02}:00" for h in range(24))),
])
def test_times_are_written_as_times_or_as_a_span(text: str, times: tuple[str, ...]) -> None:
    assert times_of(text) == times


@pytest.mark.parametrize("what", [
    lambda: times_of("8 o'clock"), lambda: times_of("25:00"), lambda: times_of("5 hours"), lambda: times_of(""),
    lambda: quiet_hours("22-7"), lambda: quiet_hours("22:00"), lambda: quiet_hours("22:00-22:00"),
    lambda: zone_of("Oslo"), lambda: zone_of(""), lambda: zone_of("../etc/passwd"), lambda: zone_of("Europe"),
])
def test_what_is_no_time_is_said_in_a_sentence(what: object) -> None:
    with pytest.raises(BadPace, match="[a-z]{3}"):
        what()     # type: ignore[operator]
