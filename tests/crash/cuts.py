"""Cut the power at the n-th point of a plot, in every way the disk may take it; start again from each image; look."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from mailtriage import durable, points
from tests.crash.invariants import Verdict, sending
from tests.crash.kills import DIED, Survey, forked, recover
from tests.crash.powered import PoweredDisk
from tests.crash.stage import play


def cut(found: Survey, place: Path, n: int, seed: str, most: int) -> Iterator[Verdict]:
    """At most `most` images at point `n` (all there are, when there are no more), each recovered and looked at."""
    folder, told, images = place / f"{found.plot.name}.{n}", place / "told", place / f"{found.plot.name}.{n}.images"
    shutil.copytree(found.template, folder)
    try:
        code = forked(lambda: _to_the_cut(folder, images, found, n, seed, most), told)
        if code != DIED:
            yield Verdict([f"the point was not reached (exit {code}): {told.read_text()[-2000:]}"])
            return
        for image in sorted(images.iterdir()):
            # What a person and the servers know does not depend on our disk.
            shutil.copytree(folder / "truth", image / "truth")
            (image / "truth" / "again").touch()
            yield recover(found, image, told, sending(image))
            shutil.rmtree(image)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(images, ignore_errors=True)


def _to_the_cut(folder: Path, images: Path, found: Survey, n: int, seed: str, most: int) -> None:
    disk = PoweredDisk(folder, leave_out="truth")
    reached = 0

    def hook(name: str) -> None:
        nonlocal reached
        reached += 1
        if reached == n:
            for number, image in enumerate(disk.images(random.Random(f"{seed} {n}"), most)):
                image.write(images / f"{number:05}")
            os._exit(DIED)

    durable.disk, points.hook = disk, hook
    play(folder, found.plot)
