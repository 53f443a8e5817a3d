"""The rows of the scorecard that the crash harness covers. See tests/score.py."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.crash import bugs, cuts, kills, plots
from tests.crash.kills import Survey, Tally
from tests.score import Budget, Row

IMAGES_A_POINT = 50     # of the full run; exhaustive where there are no more


def _surveys(place: Path) -> list[Survey]:
    return [kills.survey(plot, place) for plot in plots.PLOTS]


def _drawn(found: list[Survey], budget: Budget, seed: str) -> Iterator[tuple[Survey, int]]:
    """(survey, point): all in order when there is no limit, else in a random order until time is up."""
    left = budget.timer()
    places = [(survey, n) for survey in found for n in range(1, len(survey.names) + 1)]
    if budget.seconds is not None:
        random.Random(seed).shuffle(places)
    for place in places:
        if not left():
            return
        yield place


def _row(tally: Tally, of: int, note: str) -> Row:
    return Row(tally.tried, of, tally.unknown, note, tally.wrong)


def kill_points(budget: Budget, seed: int) -> Row:
    """Die at each point of each plot. `of` is how many there are."""
    with kills.memory() as place:
        found, tally = _surveys(place), Tally()
        for survey, n in _drawn(found, budget, f"kills {seed}"):
            tally.note(f"{survey.plot.name} at {n} {survey.names[n - 1]}", kills.kill(survey, place, n))
        names = {name for survey in found for name in survey.names}
    of = sum(len(survey.names) for survey in found)
    return _row(tally, of, f"{len(names)} named points in {len(found)} plots; {tally.resent} resent by policy")


def double_kills(budget: Budget, seed: int) -> Row:
    """Die again at each point of the recovery; with a limit, at two of them."""
    with kills.memory() as place:
        found, tally = _surveys(place), Tally()
        most = 2 if budget.seconds is not None else 1_000_000
        for survey, n in _drawn(found, budget, f"twice {seed}"):
            for where, verdict in kills.kill_twice(survey, place, n, random.Random(f"{seed} {n}"), most):
                tally.note(where, verdict)
    return _row(tally, 0, "pairs of points")


def disk_images(budget: Budget, seed: int) -> Row:
    """Cut the power at each point: each image of the disk, or a sample of them where there are many."""
    with kills.memory() as place:
        found, tally = _surveys(place), Tally()
        for survey, n in _drawn(found, budget, f"cuts {seed}"):
            most = 4 if budget.seconds is not None else IMAGES_A_POINT
            for verdict in cuts.cut(survey, place, n, f"{seed} {survey.plot.name}", most):
                tally.note(f"{survey.plot.name} at {n} {survey.names[n - 1]}", verdict)
    return _row(tally, 0, "all combinations of un-synced writes and names where they are few, else sampled")


def seeded_bugs(budget: Budget, seed: int) -> Row:
    """Twelve known bugs; each must be caught by the behaviour it breaks. Always all of them."""
    with kills.memory() as place:
        found = bugs.try_all(place)
    missed = [f"{bug.name}: {bug.why}" for bug in found if bug.why]
    return Row(len(found) - len(missed), len(found), note="caught, each by what it breaks", wrong=missed)
