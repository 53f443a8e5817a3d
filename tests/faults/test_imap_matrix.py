"""Steps x faults x kinds of IMAP server against imap_expect.toml: 550 cells, a sample by seed unless MAILTRIAGE_FULL=1.

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

from tests.faults.imap_cells import EXPECT, Cell, Ran, cells, judge, run_all
from tests.faults.scripted_imap import FAULTS, STEPS

SAMPLE = 64
SEED = int(os.environ.get("MAILTRIAGE_SEED", "3"))


def chosen() -> list[Cell]:
    """Each step and each fault is in every sample, the rest by chance."""
    everything = cells()
    if os.environ.get("MAILTRIAGE_FULL"):
        return everything
    rng = random.Random(SEED)
    rng.shuffle(everything)
    must = {c.step: c for c in everything} | {c.fault: c for c in everything}
    return sorted({*must.values(), *everything[:SAMPLE - len(must)]}, key=lambda c: c.name)


@pytest.fixture(scope="module")
def ran() -> Iterator[dict[Cell, Ran]]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="mt-", dir=memory if memory.is_dir() else None))
    yield run_all(chosen(), folder)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_table_has_every_step_and_fault() -> None:
    assert set(EXPECT) == set(STEPS)
    assert all(set(EXPECT[step]) == set(FAULTS) for step in STEPS)


@pytest.mark.parametrize("cell", chosen(), ids=lambda c: c.name)
def test_after_a_fault_every_mail_has_one_outcome_one_answer_and_one_place(cell: Cell, ran: dict[Cell, Ran]) -> None:
    assert judge(cell, ran[cell]) == []
