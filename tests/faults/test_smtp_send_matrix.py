"""The SMTP matrix through the whole sending side: 312 cells and 12 second worlds; a sample unless MAILTRIAGE_FULL=1.
Reads next tests/faults/smtp_cells.py, tests/faults/sample.py
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.sample import sample
from tests.faults.smtp_cells import Cell, Ran, cells, judge, run_all
from tests.memory import memory


def chosen() -> list[Cell]:
    """Each phase and the cells nobody can know the end of are in every sample."""
    return sample(cells(), 60, seed=5,
                  must=lambda c: (c.phase, c.name) if c.ambiguous and c.approved else (c.phase,))


@pytest.fixture(scope="module")
def ran() -> Iterator[dict[Cell, Ran]]:
    with memory() as folder:
        yield run_all(chosen(), folder)


def test_the_matrix_has_312_cells_and_two_worlds_where_nobody_can_know() -> None:
    assert sum(not c.keeps for c in cells()) == 312 and sum(c.keeps for c in cells()) == 12


@pytest.mark.parametrize("cell", chosen(), ids=lambda c: c.name)
def test_a_mail_ends_as_the_table_says(cell: Cell, ran: dict[Cell, Ran]) -> None:
    assert judge(cell, ran[cell]) == []


def test_only_an_approved_mail_that_the_server_kept_is_ever_doubled(ran: dict[Cell, Ran]) -> None:
    doubled = {c for c, r in ran.items() if any(n > 1 for n in r.copies.values())}
    assert doubled == {c for c in ran if c.ambiguous and c.approved and c.keeps}
