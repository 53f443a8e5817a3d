"""Die at the n-th point, start again, go on to quiet, look.

    found = survey(plot, place)             the points of an undisturbed run, and what it comes to
    Recoveries(found, place)                the verdict on each dead desk; desks that are equal are recovered once
    kill(recoveries, n)                     -> Verdict of one death, by os._exit in a forked child: it runs no `finally`
    deaths(found, place)                    -> the desk as a death at each point leaves it, all from one run (paused.py)
    kill_twice(recoveries, first)           -> Verdicts of a second death at each point of the recovery from the first
"""

from __future__ import annotations

import functools
import gc
import itertools
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Container, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailtriage import points
from mailtriage.intake import imap
from tests.children import DIED, dying_at, ended
from tests.crash.ends import ENDS
from tests.crash.invariants import Verdict, look, sending
from tests.crash.paused import Failed, Say, state, talk
from tests.crash.setting import programs_of
from tests.crash.stage import Plot, play
from tests.crash.summary import summary
from tests.memory import memory


def forked(job: Callable[[], object], told: Path) -> int:
    """Run in a child; its exit code. What it says, and a traceback, are in `told`."""
    gc.freeze()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            fd = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(fd, 1), os.dup2(fd, 2)
            sys.stdout = sys.stderr = os.fdopen(fd, "w", closefd=False)      # pytest's own would keep it
            job()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(status)
    return ended(pid)


def counting(path: Path, job: Callable[[], object]) -> Callable[[], None]:
    """`job`; the names of the points it passes are in `path` afterwards."""

    def run() -> None:
        names: list[str] = []
        points.hook = names.append
        job()
        points.hook = None
        path.write_text("\n".join(names))

    return run


@dataclass
class Survey:
    """A plot played undisturbed. `template` is the desk when `act` begins."""

    plot: Plot
    template: Path
    names: list[str]
    expected: dict[str, Any]


@dataclass
class Tally:
    """What many deaths came to. `wrong` names plot, point and sentence."""

    tried: int = 0
    unknown: int = 0
    resent: int = 0
    names: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def note(self, where: str, verdict: Verdict) -> None:
        self.tried += 1
        self.unknown += verdict.unknown
        self.resent += verdict.doubled
        self.wrong += [f"{where}: {sentence}" for sentence in verdict.wrong]


@functools.cache
def _warm() -> None:
    """Play once in this process: what is imported and compiled on first use is then there in every child."""
    from tests.crash.plots import PLOTS

    connect = imap.connect
    try:
        with memory() as place:
            for plot in PLOTS[:2]:
                programs_of(plot.setting)
                play(place / plot.name, plot)
    finally:
        imap.connect = connect


def survey(plot: Plot, place: Path) -> Survey:
    """Prepare the template and learn the points. AssertionError when the undisturbed run is not sound."""
    _warm()
    programs_of(plot.setting)
    place.mkdir(exist_ok=True)
    template, whole = place / f"{plot.name}.template", place / f"{plot.name}.whole"
    shutil.rmtree(template, ignore_errors=True)
    told, names = place / "told", place / "points"

    def begin() -> None:
        play(template, plot, upto=len(plot.before))

    assert forked(begin, told) == 0, told.read_text()
    shutil.copytree(template, whole)
    assert forked(counting(names, lambda: play(whole, plot)), told) == 0, told.read_text()
    verdict = look(whole)
    assert not verdict.wrong, f"{plot.name}, undisturbed: {verdict.wrong}"
    assert not verdict.unknown, f"{plot.name}: unknown without a death"
    found = Survey(plot, template, names.read_text().split("\n"), summary(whole))
    outcomes = " ".join(sorted(row[3] for row in found.expected["ledger"]))
    left = " ".join(sorted(f"{row[1] or row[2]}/{row[3]}" for row in found.expected["outbox"]))
    assert (outcomes, left) == ENDS[plot.name], f"{plot.name} tells another story: {outcomes}; {left}"
    shutil.rmtree(whole)
    return found


def _again(folder: Path) -> None:
    (folder / "truth" / "again").touch()


def recover(found: Survey, folder: Path, told: Path, on_the_way: Set[str] | None) -> Verdict:
    """Start again, go on to quiet, look."""
    if forked(lambda: play(folder, found.plot), told):
        return Verdict([f"P it does not recover: {told.read_text()[-3000:]}"])
    return look(folder, found.expected, on_the_way)


class Recoveries:
    """Recovers desks of one plot, and knows those it has seen: a recovery depends on the files and on nothing else."""

    def __init__(self, found: Survey, place: Path) -> None:
        self.found, self.place = found, place
        self._known: dict[tuple[bytes, frozenset[str]], Verdict] = {}
        self.chains: dict[bytes, list[tuple[int, str, Verdict]]] = {}      # first death -> second ones

    @property
    def distinct(self) -> int:
        return len(self._known)

    def judge(self, desk: Path, on_the_way: Set[str]) -> Verdict:
        """The verdict on what becomes of this desk, which is left as it is."""
        key = state(desk), frozenset(on_the_way)
        if key not in self._known:
            folder = self.place / f"{self.found.plot.name}.again"
            shutil.copytree(desk, folder)
            try:
                self._known[key] = recover(self.found, folder, self.place / "told", on_the_way)
            finally:
                shutil.rmtree(folder)
        return self._known[key]


def kill(recoveries: Recoveries, n: int) -> Verdict:
    """Die at point `n` (from 1) for good, recover, look."""
    found, place = recoveries.found, recoveries.place
    folder, told = place / f"{found.plot.name}.{n}", place / "told"
    shutil.copytree(found.template, folder)
    try:
        code = forked(dying_at(n, lambda: play(folder, found.plot)), told)
        if code != DIED:
            return Verdict([f"the point was not reached (exit {code}): {told.read_text()[-2000:]}"])
        on_the_way = sending(folder)
        _again(folder)
        if not _may_be_on_its_way(found.names, n) and on_the_way:
            return Verdict([f"U a mail is on its way at {found.names[n - 1]}"])
        return recoveries.judge(folder, on_the_way)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _may_be_on_its_way(names: Sequence[str], n: int) -> bool:
    """Whether the n-th point is between the claim's record in the journal and that of its outcome."""
    claims = names[:n].count("send.claimed")
    if claims > names[:n].count("send.recorded"):
        return True
    return "send.claimed" in names[n:n + 6] and names[n - 1].startswith("journal.append")


@dataclass(frozen=True)
class Death:
    """A death at the n-th point (from 1); `desk` is what it left, and gone when the next one is asked for."""

    n: int
    name: str
    desk: Path


def deaths(found: Survey, place: Path, wanted: Container[int] | None = None) -> Iterator[Death]:
    """Play once; a Death at each point, or at the `wanted`. Raises Failed."""
    folder, dead = place / f"{found.plot.name}.dying", place / f"{found.plot.name}.dead"
    shutil.copytree(found.template, folder)
    try:
        for n, name in _points(folder, found.plot, place / "told.dying", wanted):
            shutil.copytree(folder, dead)
            _again(dead)
            yield Death(n, name, dead)
            shutil.rmtree(dead)
    finally:
        shutil.rmtree(folder), shutil.rmtree(dead, ignore_errors=True)


def _points(folder: Path, plot: Plot, told: Path, wanted: Container[int] | None = None) -> Iterator[tuple[int, str]]:
    """Play, and stand still at each point."""

    def job(say: Say) -> None:
        reached = itertools.count(1)

        def hook(name: str) -> None:
            n = next(reached)
            if wanted is None or n in wanted:
                say(f"{n} {name}")

        points.hook = hook
        play(folder, plot)

    for text in talk(job, told):
        n, _, name = text.partition(" ")
        yield int(n), name


def kill_twice(
    recoveries: Recoveries, first: Death, wanted: Container[int] | None = None
) -> Iterator[tuple[str, Verdict]]:
    """A second death at each point of the recovery from the first, or at the `wanted`: (where, Verdict)."""
    where, begun = f"{recoveries.found.plot.name} at {first.n} {first.name}, then at", state(first.desk)
    if begun not in recoveries.chains or wanted is not None:
        recoveries.chains[begun] = list(_second_deaths(recoveries, first.desk, wanted))
    for m, name, verdict in recoveries.chains[begun]:
        yield f"{where} {m} {name}", verdict


def _second_deaths(
    recoveries: Recoveries, desk: Path, wanted: Container[int] | None
) -> Iterator[tuple[int, str, Verdict]]:
    found, place = recoveries.found, recoveries.place
    on_the_way, folder = sending(desk), place / f"{found.plot.name}.recovering"
    shutil.copytree(desk, folder)
    try:
        for m, name in _points(folder, found.plot, place / "told.again", wanted):
            yield m, name, recoveries.judge(folder, on_the_way | sending(folder))
    except Failed as e:
        yield 0, "none", Verdict([f"P it does not recover: {e}"])
    finally:
        shutil.rmtree(folder)
