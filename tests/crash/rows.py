"""The rows of the scorecard that the crash harness covers. See tests/score.py.

With a budget in seconds a few points of one plot after the other are drawn by seed until time is up; without one, all
there are, in order."""

from __future__ import annotations

import atexit
import functools
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash import bugs, cuts, kills, plots
from tests.crash.kills import Recoveries, Survey, Tally
from tests.crash.test_journal_power_loss import PoweredDisk, run
from tests.memory import MEMORY, memory
from tests.score import Budget, Row

IMAGES_A_POINT = 25     # of the full run; all where there are no more
JOURNAL_RUNS = 40       # of the full run, each with other images
AT_ONCE = 4             # points of one draw
BUGS_AT_ONCE = 6
WHILE_FOR_BUGS = 30     # seconds in which all of them can be tried
SECONDS = 6             # second deaths tried for a first one, by a budget


@functools.cache
def _place() -> Path:
    """For all rows of this process, so that each plot is surveyed once."""
    folder = Path(tempfile.mkdtemp(prefix="mailtriage-", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def _survey(name: str) -> Survey:
    return kills.survey(next(plot for plot in plots.PLOTS if plot.name == name), _place())


def _drawn(budget: Budget, seed: str, tally: Tally, met: dict[str, Recoveries]) -> Iterator[tuple[Recoveries, list[int]]]:
    """(plot, points): all of them when there is no limit, else AT_ONCE of one plot by turns until time is up. Those that
    were drawn are in `met`."""
    left, rng, begun, names = budget.timer(), random.Random(seed), time.monotonic(), [p.name for p in plots.PLOTS]
    while True:
        for name in names if budget.seconds is None else rng.sample(names, len(names)):
            if met and not left():
                return
            plot = met.setdefault(name, Recoveries(_survey(name), _place()))
            points = range(1, len(plot.found.names) + 1)
            yield plot, list(points) if budget.seconds is None else sorted(rng.sample(points, AT_ONCE))
            if budget.seconds is None:
                what = f"{seed}: {name}, {tally.tried} so far, {len(tally.wrong)} wrong"
                print(f"    {what}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        if budget.seconds is None:
            return


def _points(met: dict[str, Recoveries]) -> int:
    """How many there are in the plots that were drawn."""
    return sum(len(plot.found.names) for plot in met.values())


def _where(found: Survey, n: int) -> str:
    return f"{found.plot.name} at {n} {found.names[n - 1]}"


def kill_points(budget: Budget, seed: int) -> Row:
    """Die at each point of each plot, by os._exit. `of` is how many there are in the plots drawn."""
    met, tally, killed = dict[str, Recoveries](), Tally(), set[str]()
    for plot, points in _drawn(budget, f"kills {seed}", tally, met):
        for n in points:
            if (where := _where(plot.found, n)) not in killed:
                killed.add(where)
                tally.note(where, kills.kill(plot, n))
    names = {name for plot in met.values() for name in plot.found.names}
    note = f"{len(names)} named points in {len(met)} of {len(plots.PLOTS)} plots; {tally.resent} resent by policy"
    return Row(tally.tried, _points(met), tally.unknown, note, tally.wrong)


def double_kills(budget: Budget, seed: int) -> Row:
    """Die again in the recovery: at each of its points, or at some of them by a budget."""
    met, tally, rng = dict[str, Recoveries](), Tally(), random.Random(f"twice {seed}")
    for plot, points in _drawn(budget, f"double kills {seed}", tally, met):
        for first in kills.deaths(plot.found, _place(), points):
            second = None if budget.seconds is None else rng.sample(range(1, len(plot.found.names) + 1), SECONDS)
            for where, verdict in kills.kill_twice(plot, first, second):
                tally.note(where, verdict)
        plot.chains.clear()
    of = tally.tried if budget.seconds is None else 0
    note = f"pairs of points; {sum(plot.distinct for plot in met.values())} of the disks they leave differ"
    return Row(tally.tried, of, tally.unknown, note, tally.wrong)


def disk_images(budget: Budget, seed: int) -> Row:
    """Cut the power at each point: each image of the disk, or a sample of them where there are many."""
    met, tally, there = dict[str, Recoveries](), Tally(), 0
    most = 4 if budget.seconds is not None else IMAGES_A_POINT
    for plot, points in _drawn(budget, f"images {seed}", tally, met):
        last = 0
        for n, of, verdict in cuts.cuts(plot, most, str(seed), points):
            tally.note(_where(plot.found, n), verdict)
            there += of if n != last else 0
            last = n
    note = (f"sampled {tally.tried} of {there:.1e}, at most {most} a point; "
            f"{sum(plot.distinct for plot in met.values())} of them differ")
    return Row(tally.tried, 0, tally.unknown, note, tally.wrong)


def journal(budget: Budget, seed: int) -> Row:
    """Cut the power while the store alone writes units and compacts; every acknowledged unit must be there, whole."""
    left, row, moments = budget.timer(), Row(), 0
    with memory() as folder:
        for n in range(JOURNAL_RUNS):
            if n and not left():
                break
            try:
                at, images = run(folder / f"db{n}", folder / f"images{n}", PoweredDisk, 12, seed * 1000 + n, 24)
            except AssertionError as e:
                row.wrong.append(f"journal, run {n}: S {e}")
                continue
            moments, row.tried = moments + at, row.tried + images
    row.note = f"images of the store's folder at {moments} moments, at most 24 a moment"
    return row


def seeded_bugs(budget: Budget, seed: int) -> Row:
    """Known bugs; each must be caught by the behaviour it breaks. All of them, or BUGS_AT_ONCE when time is short."""
    whole = budget.seconds is None or budget.seconds >= WHILE_FOR_BUGS
    chosen = bugs.BUGS if whole else random.Random(seed).sample(bugs.BUGS, BUGS_AT_ONCE)
    with memory() as place:
        found = bugs.try_all(place, chosen)
    missed = [f"{bug.name}: {bug.why}" for bug in found if bug.why]
    note = "caught, each by what it breaks; twelve of other systems and three of ours"
    return Row(len(found) - len(missed), len(bugs.BUGS), note=note, wrong=missed)
