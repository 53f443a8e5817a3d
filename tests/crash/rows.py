"""The rows of the scorecard that the crash harness covers. See tests/score.py.

With a budget in seconds a few points of one plot after the other are drawn by seed until time is up; without one, all
there are, in order."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash import bugs, cuts, kills, plots
from tests.crash.kills import Recoveries, Survey, Tally
from tests.score import Budget, Row

IMAGES_A_POINT = 50     # of the full run; exhaustive where there are no more
AT_ONCE = 4             # points of one draw


def _surveys(place: Path) -> list[Recoveries]:
    return [Recoveries(kills.survey(plot, place), place) for plot in plots.PLOTS]


def _drawn(found: list[Recoveries], budget: Budget, seed: str, tally: Tally) -> Iterator[tuple[Recoveries, list[int]]]:
    """(plot, points): all of them when there is no limit, else AT_ONCE of one plot by turns until time is up."""
    left, rng, begun = budget.timer(), random.Random(seed), time.monotonic()
    if budget.seconds is None:
        for plot in found:
            yield plot, list(range(1, len(plot.found.names) + 1))
            _progress(f"{seed}: {plot.found.plot.name}, {tally.tried} so far, {len(tally.wrong)} wrong", begun)
        return
    while True:
        for plot in rng.sample(found, len(found)):
            if not left():
                return
            points = range(1, len(plot.found.names) + 1)
            yield plot, sorted(rng.sample(points, min(AT_ONCE, len(points))))


def _progress(what: str, begun: float) -> None:
    print(f"    {what}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _row(tally: Tally, of: int, note: str) -> Row:
    return Row(tally.tried, of, tally.unknown, note, tally.wrong)


def _points(found: list[Recoveries]) -> int:
    return sum(len(plot.found.names) for plot in found)


def _where(found: Survey, n: int) -> str:
    return f"{found.plot.name} at {n} {found.names[n - 1]}"


def kill_points(budget: Budget, seed: int) -> Row:
    """Die at each point of each plot. `of` is how many there are."""
    with kills.memory() as place:
        found, tally = _surveys(place), Tally()
        killed = set()
        for plot, points in _drawn(found, budget, f"kills {seed}", tally):
            for n in points:
                if (plot.found.plot.name, n) not in killed:
                    killed.add((plot.found.plot.name, n))
                    tally.note(_where(plot.found, n), kills.kill(plot, n))
        names = {name for plot in found for name in plot.found.names}
        note = f"{len(names)} named points in {len(found)} plots; {tally.resent} resent by policy"
        return _row(tally, _points(found), note)


def double_kills(budget: Budget, seed: int) -> Row:
    """Die again in the recovery: at each of its points, or at some of them by a budget."""
    with kills.memory() as place:
        found, tally, rng = _surveys(place), Tally(), random.Random(f"twice {seed}")
        for plot, points in _drawn(found, budget, f"double kills {seed}", tally):
            for first in kills.deaths(plot.found, place, points):
                second = None if budget.seconds is None else sorted(rng.sample(range(1, 100), 8))
                for where, verdict in kills.kill_twice(plot, first, second):
                    tally.note(where, verdict)
        distinct = sum(plot.distinct for plot in found)
        of = tally.tried if budget.seconds is None else 0
        return _row(tally, of, f"pairs of points, from {distinct} states of the disk that differ")


def disk_images(budget: Budget, seed: int) -> Row:
    """Cut the power at each point: each image of the disk, or a sample of them where there are many."""
    with kills.memory() as place:
        found, tally = _surveys(place), Tally()
        most = 4 if budget.seconds is not None else IMAGES_A_POINT
        for plot, points in _drawn(found, budget, f"images {seed}", tally):
            for n, _, verdict in cuts.cuts(plot, most, str(seed), points):
                tally.note(_where(plot.found, n), verdict)
        distinct = sum(plot.distinct for plot in found)
        return _row(tally, 0, f"at {_points(found)} points, at most {most} a point; {distinct} of them differ")


def seeded_bugs(budget: Budget, seed: int) -> Row:
    """Known bugs; each must be caught by the behaviour it breaks. Always all of them."""
    with kills.memory() as place:
        found = bugs.try_all(place)
    missed = [f"{bug.name}: {bug.why}" for bug in found if bug.why]
    return Row(len(found) - len(missed), len(found), note="caught, each by what it breaks; twelve of other systems and three of ours", wrong=missed)
