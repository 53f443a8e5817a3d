"""The SMTP matrix through the whole sending side: 312 cells and 12 second worlds; a sample unless MAILTRIAGE_FULL=1.

    MAILTRIAGE_SEED=n    another sample
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.smtp_cells import Cell, Ran, cells, judge, run_all

SAMPLE = 60
SEED = int(os.environ.get("MAILTRIAGE_SEED", "5"))


def chosen() -> list[Cell]:
    """Each phase and the cells nobody can know the end of are in every sample, the rest by chance."""
    everything = cells()
    if os.environ.get("MAILTRIAGE_FULL"):
        return everything
    rng = random.Random(SEED)
    rng.shuffle(everything)
    must = {c.phase: c for c in everything} | {c.name: c for c in everything if c.ambiguous and c.approved}
    return sorted({*must.values(), *everything[:SAMPLE - len(must)]}, key=lambda c: c.name)


@pytest.fixture(scope="module")
def ran() -> Iterator[dict[Cell, Ran]]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="mt-", dir=memory if memory.is_dir() else None))
    yield run_all(chosen(), folder)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_matrix_has_312_cells_and_two_worlds_where_nobody_can_know() -> None:
    assert sum(not c.keeps for c in cells()) == 312 and sum(c.keeps for c in cells()) == 12


@pytest.mark.parametrize("cell", chosen(), ids=lambda c: c.name)
def test_a_mail_ends_as_the_table_says(cell: Cell, ran: dict[Cell, Ran]) -> None:
    assert judge(cell, ran[cell]) == []


def test_only_an_approved_mail_that_the_server_kept_is_ever_doubled(ran: dict[Cell, Ran]) -> None:
    doubled = {c for c, r in ran.items() if any(n > 1 for n in r.copies.values())}
    assert doubled == {c for c in ran if c.ambiguous and c.approved and c.keeps}
