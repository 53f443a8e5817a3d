"""Cut the power at each point of a plot, in every way the disk may take it; start again from each image; look.

    for n, of, verdict in cuts(recoveries, most): ...     at most `most` images a point, all when there are no more
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Container, Iterator
from pathlib import Path

from mailtriage import durable, points
from tests.crash.invariants import Verdict, sending
from tests.crash.kills import Recoveries
from tests.crash.paused import Say, talk
from tests.crash.powered import PoweredDisk
from tests.crash.stage import Plot, play


def cuts(
    recoveries: Recoveries, most: int, seed: str, wanted: Container[int] | None = None
) -> Iterator[tuple[int, int, Verdict]]:
    """Play once on a disk that keeps book; each image at each point (or at the `wanted`) is recovered and looked at:
    (point, how many images there are at it, Verdict). Raises Failed."""
    found, place = recoveries.found, recoveries.place
    folder, image = place / f"{found.plot.name}.cut", place / f"{found.plot.name}.image"
    shutil.copytree(found.template, folder)
    try:
        for text in talk(lambda say: _play(say, folder, image, found.plot, most, seed, wanted), place / "told.cut"):
            n, of = text.split()
            # What a person and the servers know does not depend on our disk.
            shutil.copytree(folder / "truth", image / "truth")
            (image / "truth" / "again").touch()
            yield int(n), int(of), recoveries.judge(image, sending(image))
            shutil.rmtree(image)
    finally:
        shutil.rmtree(folder), shutil.rmtree(image, ignore_errors=True)


def _play(
    say: Say, folder: Path, image: Path, plot: Plot, most: int, seed: str, wanted: Container[int] | None
) -> None:
    disk, reached = PoweredDisk(folder, leave_out="truth"), itertools.count(1)

    def hook(name: str) -> None:
        n = next(reached)
        if wanted is None or n in wanted:
            for left in disk.images(random.Random(f"{seed} {plot.name} {n}"), most):
                left.write(image)
                say(f"{n} {disk.combinations()}")

    durable.disk, points.hook = disk, hook
    play(folder, plot)
