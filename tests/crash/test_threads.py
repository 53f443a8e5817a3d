"""The real pass, threads and all, dies at any point and by SIGKILL at any moment. The order of its points is another one
each time, so these are samples; the plots of test_kills.py are the exhaustive part. RELIABILITY.md, harness 1."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from mailtriage import daemon
from tests.children import DIED, dying_at
from tests.crash import kills, plots
from tests.crash.fake_lines import Lines
from tests.crash.invariants import sending
from tests.crash.kills import Survey, Tally
from tests.crash.stage import Stage
from tests.memory import memory

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
ROUNDS = 300 if FULL else 8
NAMES = ("new-case", "two-mailboxes")


def real_pass(folder: Path, found: Survey) -> None:
    """Mail arrives, then `run --once` as it is."""
    stage = Stage(folder, found.plot.setting)
    for step in found.plot.act[:-1]:
        step(stage)
    for n in range(len(found.plot.before), len(found.plot.before) + len(found.plot.act) - 1):
        with (folder / "truth" / "done").open("ab") as file:
            file.write(b"%d\n" % n)
    assert daemon.run(stage.desk, once=True, lines=Lines(folder / "truth")) == 0
    stage.to_quiet()


def after_death(found: Survey, folder: Path, place: Path) -> kills.Verdict:
    """Recover and look; which mail got which number may differ, so an undisturbed run is not compared with."""
    on_the_way = sending(folder)
    (folder / "truth" / "again").touch()
    bare = Survey(found.plot, found.template, found.names, {})
    return kills.recover(bare, folder, place / "told", on_the_way)


@pytest.mark.timeout(1200 if FULL else 120)
@pytest.mark.parametrize("name", NAMES)
def test_a_running_pass_that_dies_at_any_point_loses_nothing(name: str) -> None:
    rng, tally = random.Random(f"threads {name}"), Tally()
    with memory() as place:
        found = kills.survey(next(p for p in plots.PLOTS if p.name == name), place)
        folder = place / "desk"
        for _ in range(ROUNDS):
            n = rng.randrange(1, len(found.names))
            shutil.copytree(found.template, folder)
            code = kills.forked(dying_at(n, lambda: real_pass(folder, found)), place / "told")
            assert code in (0, DIED), (place / "told").read_text()
            tally.note(f"{name} at {n}", after_death(found, folder, place))
            shutil.rmtree(folder)
    assert not tally.wrong, "\n".join(tally.wrong)


@pytest.mark.timeout(1200 if FULL else 120)
def test_a_running_pass_that_is_killed_at_any_moment_loses_nothing() -> None:
    """SIGKILL, in the middle of a system call too."""
    rng, tally, killed = random.Random("moments"), Tally(), 0
    with memory() as place:
        found = kills.survey(next(p for p in plots.PLOTS if p.name == "two-mailboxes"), place)
        folder = place / "desk"
        shutil.copytree(found.template, folder)
        begun = time.monotonic()
        assert kills.forked(lambda: real_pass(folder, found), place / "told") == 0, (place / "told").read_text()
        whole = time.monotonic() - begun
        shutil.rmtree(folder)
        for _ in range(ROUNDS):
            shutil.copytree(found.template, folder)
            pid = os.fork()
            if pid == 0:
                try:
                    fd = os.open(place / "told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                    os.dup2(fd, 2)
                    real_pass(folder, found)
                finally:
                    os._exit(0)
            time.sleep(rng.uniform(0, 0.8 * whole))
            os.kill(pid, signal.SIGKILL)
            killed += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
            if (folder / "truth" / "done").exists():
                tally.note("killed", after_death(found, folder, place))
            shutil.rmtree(folder)
    assert not tally.wrong, "\n".join(tally.wrong)
    assert killed > ROUNDS // 4, f"only {killed} of {ROUNDS} were killed: the moments are chosen badly"
