"""Whatever call of the disk fails, nothing is lost, nobody is answered twice, and it goes on by itself (disk_cells.py).

A seeded sample; all cells with MAILTRIAGE_FULL=1 or `python tests/score.py --full --row "disk faults"`."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults import disk_cells

SAMPLE = 60


@pytest.mark.timeout(1500)
def test_whatever_call_of_the_disk_fails_nothing_is_lost_and_nobody_is_answered_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = disk_cells.cells(tmp_path / "count")
    seed = int(os.environ.get("MAILTRIAGE_SEED", "1"))
    chosen = cells if os.environ.get("MAILTRIAGE_FULL") else random.Random(seed).sample(cells, SAMPLE)
    hit = 0
    for i, cell in enumerate(chosen):
        ran = disk_cells.try_cell(cell, tmp_path / f"t{i}")
        assert not ran.wrong, f"{cell.name}: {ran.wrong}"
        hit += ran.hit
    with capsys.disabled():
        print(f"\ndisk faults: {len(chosen)} of {len(cells)} cells, {hit} failed a call; lost 0, doubled 0 (seed {seed})")
    assert hit >= len(chosen) * 0.95, "faults were planned where no call was"
