"""Steps x faults x kinds of IMAP server against imap_expect.toml: 550 cells, a sample by seed unless MAILTRIAGE_FULL=1.
Reads next tests/faults/imap_cells.py, tests/faults/sample.py
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.imap_cells import EXPECT, Cell, Ran, cells, judge, run_all
from tests.faults.sample import sample
from tests.faults.scripted_imap import FAULTS, STEPS
from tests.memory import memory


def chosen() -> list[Cell]:
    """Each step and each fault is in every sample."""
    return sample(cells(), 64, seed=3, must=lambda c: (c.step, c.fault))


@pytest.fixture(scope="module")
def ran() -> Iterator[dict[Cell, Ran]]:
    with memory() as folder:
        yield run_all(chosen(), folder)


def test_the_table_has_every_step_and_fault() -> None:
    assert set(EXPECT) == set(STEPS)
    assert all(set(EXPECT[step]) == set(FAULTS) for step in STEPS)


@pytest.mark.parametrize("cell", chosen(), ids=lambda c: c.name)
def test_after_a_fault_every_mail_has_one_outcome_one_answer_and_one_place(cell: Cell, ran: dict[Cell, Ran]) -> None:
    assert judge(cell, ran[cell]) == []
