"""The rows of the scorecard that the fault matrices cover. See tests/score.py.

A budget in seconds draws cells by seed, a batch of BATCH side by side, until time is up; without one, all there are.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults import clock_cells, disk_cells, imap_cells, smtp_cells
from tests.memory import memory
from tests.score import Budget, Row

C = TypeVar("C", bound=Hashable)
R = TypeVar("R")
BATCH = 24
# On a busy machine a connection may time out before the fault: such a cell is tried once more, alone.
_TIMED_OUT = "the trouble was 'connect'"
IN_TURN = 4     # a batch of cells that are tried one after the other


def _drawn(cells: list[C], budget: Budget, seed: int, run_all: Callable[[list[C], Path], Mapping[C, R]],
           judge: Callable[[C, R], list[str]], name: Callable[[C], str], batch: int = BATCH) -> tuple[Row, dict[C, R]]:
    left, ran, row = budget.timer(), dict[C, R](), Row(of=len(cells))
    if budget.seconds is not None:
        random.Random(seed).shuffle(cells)
    while cells and (left() or not ran):
        now, cells = cells[:batch], cells[batch:]
        with memory() as folder:
            (folder / "again").mkdir()
            for cell, found in run_all(now, folder).items():
                wrong = judge(cell, found)
                if wrong and all(what.startswith(_TIMED_OUT) for what in wrong):
                    found = run_all([cell], folder / "again")[cell]
                    wrong = judge(cell, found)
                ran[cell] = found
                row.wrong += [f"{name(cell)}: {_lettered(what)}" for what in wrong]
    row.tried = len(ran)
    return row, ran


def _lettered(what: str) -> str:
    """With the letter of its invariant (RELIABILITY.md): L lost, D or O doubled, P anything else."""
    if what[:2] in ("L ", "D ", "O ", "P ", "S "):
        return what
    lost = " 0 ledger rows" in what or " 0 copies" in what or "not quiet" in what
    kind = "L" if lost else "D" if "ledger rows" in what or "copies" in what or "answers" in what else "P"
    return f"{kind} {what}"


def imap(budget: Budget, seed: int) -> Row:
    """Steps x faults x kinds of server."""
    row, ran = _drawn(imap_cells.cells(), budget, seed, imap_cells.run_all, imap_cells.judge, lambda c: c.name)
    slowest = max((r.seconds for r in ran.values()), default=0.0)
    row.note = f"16 steps, 10 faults, 4 kinds of server; slowest recovery {slowest:.1f} s"
    return row


def smtp(budget: Budget, seed: int) -> Row:
    """Phases x faults x recipients x policy."""
    row, ran = _drawn(smtp_cells.cells(), budget, seed, smtp_cells.run_all, smtp_cells.judge, lambda c: c.name)
    row.unknown = sum(r.row is not None and r.row.state.value == "unknown" for r in ran.values())
    doubled = sum(any(n > 1 for n in r.copies.values()) for r in ran.values())
    row.note = f"312 cells and 12 second worlds; doubled by `resend` where the server kept it: {doubled}, same Message-ID"
    return row


def clock(budget: Budget, seed: int) -> Row:
    """Jumps of the wall and of the monotonic clock at every tick."""

    def run_all(cells: list[clock_cells.Cell], folder: Path) -> dict[clock_cells.Cell, clock_cells.Ran]:
        found = {}
        for cell in cells:
            with pytest.MonkeyPatch.context() as patch:
                found[cell] = clock_cells.run(cell, folder / cell.name, patch)
        return found

    row, ran = _drawn(clock_cells.cells(), budget, seed, run_all, clock_cells.judge, lambda c: c.name, IN_TURN)
    most = max((max(r.left) for c, r in ran.items() if c.which == "wall"), default=0)
    row.note = f"7 jumps, 13 ticks, 2 clocks; at most {most} escalations in one tick"
    return row


def disk(budget: Budget, seed: int) -> Row:
    """Every call of the disk x errors x once or from then on."""

    def run_all(cells: list[disk_cells.Cell], folder: Path) -> dict[disk_cells.Cell, disk_cells.Ran]:
        return {cell: disk_cells.try_cell(cell, folder / str(i)) for i, cell in enumerate(cells)}

    with memory() as folder:
        cells = disk_cells.cells(folder / "count")
    row, ran = _drawn(cells, budget, seed, run_all, lambda c, r: [r.wrong] if r.wrong else [], lambda c: c.name, IN_TURN)
    hit = sum(r.hit for r in ran.values())
    row.note = f"5 errors at each call, half a write at each write, once and sticky; {hit} failed a call"
    return row
