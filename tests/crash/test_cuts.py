"""The power fails while the whole desk works: every image the disk may hold is recovered from, and nothing that was
promised is lost or done twice. A kill cannot show a missing fsync, the page cache survives it; this does.
RELIABILITY.md, harness 2; a seeded sample here, all of it with MAILTRIAGE_FULL=1 or `python tests/score.py --full`.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from mailtriage import durable
from tests.crash import cuts, kills, plots
from tests.crash.kills import Tally
from tests.crash.powered import PoweredDisk
from tests.faults.disk import installed
from tests.memory import memory

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
SEED = 12
BY_NAME = {plot.name: plot for plot in plots.PLOTS}


@pytest.mark.timeout(1800 if FULL else 120)
@pytest.mark.parametrize("name", ["ingest", "new-case", "approve", "compaction", "backup"])
def test_a_power_cut_at_any_point_loses_nothing_and_doubles_nothing(name: str) -> None:
    rng, tally = random.Random(f"{SEED} {name}"), Tally()
    with memory() as place:
        found = kills.survey(BY_NAME[name], place)
        points = range(1, len(found.names) + 1)
        chosen = points if FULL else rng.sample(points, 8)
        for n, _, verdict in cuts.cuts(kills.Recoveries(found, place), 50 if FULL else 3, str(SEED), chosen):
            tally.note(f"{name} at {n} {found.names[n - 1]}", verdict)
    assert not tally.wrong, "\n".join(tally.wrong)
    print(f"{name}: {tally.tried} images, {tally.unknown} unknown")


def _images(disk: PoweredDisk, most: int = 1000) -> list[dict[str, bytes]]:
    return [image.files for image in disk.images(random.Random(1), most)]


def test_the_model_knows_what_a_disk_may_do(tmp_path: Path) -> None:
    """Un-synced bytes are there, gone or torn; an un-synced name is there or gone; a rename is both names or neither."""
    (tmp_path / "old").write_bytes(b"old")
    disk = PoweredDisk(tmp_path, "truth")
    with installed(disk):
        fd = disk.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT)
        disk.write(fd, b"abcd")
        contents = {image.get("new") for image in _images(disk)}
        assert contents == {None, b"", b"abcd", b"ab", b"\0\0cd"}
        disk.fsync(fd)
        assert {image.get("new") for image in _images(disk)} == {None, b"abcd"}
        os.close(fd)
        durable.sync_dir(tmp_path, "x")
        assert _images(disk) == [{"old": b"old", "new": b"abcd"}]
        disk.rename(tmp_path / "new", tmp_path / "old")
        assert sorted(map(len, _images(disk))) == [1, 2]
        assert {image["old"] for image in _images(disk)} == {b"old", b"abcd"}


def test_a_folder_whose_name_was_not_synced_takes_its_files_with_it(tmp_path: Path) -> None:
    disk = PoweredDisk(tmp_path, "truth")
    with installed(disk):
        disk.mkdir(tmp_path / "sub")
        durable.write_file(tmp_path / "sub" / "file", b"x", "x")
        gone = [image for image in disk.images(random.Random(1), 100) if "sub" not in image.folders]
    assert gone
    for number, image in enumerate(gone):
        image.write(tmp_path / f"image{number}")
        assert not list((tmp_path / f"image{number}").iterdir())
