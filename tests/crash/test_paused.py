"""What a paused process shows is what a dead one leaves, to the byte: the double deaths and their verdicts rest on it."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.children import DIED, dying_at
from tests.crash import kills, plots
from tests.crash.kills import deaths, forked
from tests.crash.paused import Failed, state, talk
from tests.crash.stage import play
from tests.memory import memory

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
BY_NAME = {plot.name: plot for plot in plots.PLOTS}


@pytest.mark.timeout(600 if FULL else 120)
@pytest.mark.parametrize("name", BY_NAME if FULL else ["new-case", "compaction"])
def test_a_paused_desk_is_the_desk_of_a_dead_process(name: str) -> None:
    with memory() as place:
        found = kills.survey(BY_NAME[name], place)
        points = range(1, len(found.names) + 1)
        wanted = points if FULL else random.Random(13).sample(points, 12)
        seen = 0
        for death in deaths(found, place, wanted):
            folder = place / "really"
            shutil.copytree(found.template, folder)
            assert forked(dying_at(death.n, lambda folder=folder: play(folder, found.plot)), place / "told") == DIED
            (folder / "truth" / "again").touch()
            assert state(folder) == state(death.desk), f"at {death.n} {death.name}"
            shutil.rmtree(folder)
            seen += 1
        assert seen == len(wanted)


def test_a_state_differs_by_every_byte_and_every_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    seen = {state(tmp_path)}
    for change in (
        lambda: (tmp_path / "a").write_bytes(b"y"), lambda: (tmp_path / "a").write_bytes(b"yy"),
        lambda: (tmp_path / "a").rename(tmp_path / "b"), lambda: (tmp_path / "c").mkdir(),
        lambda: (tmp_path / "c" / "d").touch(), lambda: (tmp_path / "b").unlink(),
    ):
        change()
        seen.add(state(tmp_path))
    assert len(seen) == 7


def test_a_job_that_fails_while_it_talks_is_told_of(tmp_path: Path) -> None:
    def job(say: object) -> None:
        say("one")  # type: ignore[operator]
        raise ValueError("as planned")

    heard = []
    with pytest.raises(Failed, match="as planned"):
        heard.extend(talk(job, tmp_path / "told"))
    assert heard == ["one"] or not heard
