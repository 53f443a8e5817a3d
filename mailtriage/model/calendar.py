"""model/calendar.py: working-time arithmetic, right across DST: walk local days, convert each window to UTC.

Promises   `add` and `between` agree with minute-by-minute stepping in UTC, in any zone of the tz database.
Does not   know holidays by itself: dates come from the program's files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EAST, _WEST, _SECOND = timedelta(hours=15), timedelta(hours=13), timedelta(seconds=1)    # no zone is farther off
_MOST_KEPT = 400  # days of a calendar
MAX_DAYS = 3660  # ten years: a calendar without any open hour must end in an error, not in a loop


def _offsets(tz: ZoneInfo, since: datetime, until: datetime) -> list[tuple[timedelta, datetime, datetime]]:
    """The offsets from UTC in force between two instants, each with its time. One change at most: no zone has two
    within a few days."""
    first, last = _offset(tz, since), _offset(tz, until)
    if first == last:
        return [(first, since, until)]
    before, after = since, until
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if _offset(tz, middle) == first:
            before = middle
        else:
            after = middle
    turn = after.replace(microsecond=0)
    return [(first, since, turn), (last, turn, until)]


def _offset(tz: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(tz).utcoffset() or timedelta()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`hours` maps a weekday (0 = Monday) to local windows; an end of 00:00 means midnight. `closed` and
    `opened` are dates that override the weekday."""

    zone: str
    hours: dict[int, tuple[tuple[time, time], ...]]
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = field(default_factory=frozenset)
    _known: dict[date, list[tuple[datetime, datetime]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def _windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open time of a local day, ascending. Kept: every mail of a day asks for the same few."""
        if day not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[day] = self._opened_on(day)
        return self._known[day]

    def _opened_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """A window may be two pieces, when the hour that comes twice is in it, or none, when the clock leaps over
        it."""
        if day in self.closed and day not in self.opened:
            return []
        tz, found = ZoneInfo(self.zone), []
        for start, end in self.hours.get(day.weekday(), ()):
            last = day + timedelta(1) if end == time(0) else day
            a, b = datetime.combine(day, start, UTC), datetime.combine(last, end, UTC)
            for offset, since, until in _offsets(tz, a - _EAST, b + _WEST):
                piece = max(a - offset, since), min(b - offset, until)
                if piece[1] > piece[0]:
                    found.append(piece)
        return sorted(found)

    def add(self, start: datetime, work: timedelta) -> datetime:
        """When `work` of open time has passed after `start` (aware); result in UTC. ValueError when never."""
        t, left = start.astimezone(UTC), work
        day = start.astimezone(ZoneInfo(self.zone)).date()
        for _ in range(MAX_DAYS):
            for a, b in self._windows(day):
                if b <= t:
                    continue
                a = max(a, t)
                if b - a >= left:
                    return a + left
                left -= b - a
            day += timedelta(1)
        raise ValueError(f"no open hours in ten years in zone {self.zone}")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two aware instants."""
        a, b = start.astimezone(UTC), end.astimezone(UTC)
        day, last = a.astimezone(ZoneInfo(self.zone)).date(), b.astimezone(ZoneInfo(self.zone)).date()
        total = timedelta()
        while day <= last:
            for s, e in self._windows(day):
                total += max(min(e, b) - max(s, a), timedelta())
            day += timedelta(1)
        return total

    def is_open(self, at: datetime) -> bool:
        moment = at.astimezone(UTC)
        return any(a <= moment < b for a, b in self._windows(at.astimezone(ZoneInfo(self.zone)).date()))

    def next_open(self, at: datetime) -> datetime:
        """When the desk is open next: `at` itself when it is open then. ValueError when never."""
        moment = at.astimezone(UTC)
        day = at.astimezone(ZoneInfo(self.zone)).date()
        for _ in range(MAX_DAYS):
            for a, b in self._windows(day):
                if b > moment:
                    return max(a, moment)
            day += timedelta(1)
        raise ValueError(f"no open hours in ten years in zone {self.zone}")
