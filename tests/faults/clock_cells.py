"""faults/clock_cells.py: the clock of the machine jumps at a tick boundary; what fires, when, and how often.

A cell: twelve cases whose first-response clocks run out five, fifteen … minutes after the start; the daemon looks every
ten minutes of a virtual time; at one boundary the wall clock or the monotonic clock jumps; three ticks later the wall
clock is put right. Then time goes on until every clock has run out.
Reads next tests/faults/test_clock_jumps.py, tests/faults/rows.py
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from mailtriage import daemon
from mailtriage.model.case import Event
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.draft import Draft
from mailtriage.work.receive import receive
from mailtriage.work.tick import MOST_AFTER_GAP
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap

YEARS, DAY, HOUR = timedelta(days=3652), timedelta(days=1), timedelta(hours=1)
STEPS = {"-10y": -YEARS, "-1d": -DAY, "-1h": -HOUR, "-1s": timedelta(seconds=-1), "+1h": HOUR, "+1d": DAY, "+10y": YEARS}
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLOCKS, TICK = 12, timedelta(minutes=10)
BOUNDARIES = 13


@dataclass(frozen=True)
class Cell:
    which: str          # wall | monotonic
    step: str
    boundary: int

    @property
    def name(self) -> str:
        return f"{self.which}{self.step}-at-{self.boundary}"


@dataclass
class Ran:
    fired: Counter[str] = field(default_factory=Counter)        # case -> how often its clock ran out
    early: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)               # escalations that left by themselves, tick by tick
    waiting: int = 0                                            # escalations that wait for a person
    due: int = 0


def cells() -> list[Cell]:
    return [Cell(w, s, b) for w in ("wall", "monotonic") for s in STEPS for b in range(BOUNDARIES)]


def run(cell: Cell, folder: Path, patch: pytest.MonkeyPatch) -> Ran:
    with ImapDesk.on(folder, ScriptedImap()) as whole:
        desk, wall, mono, ran = whole.desk, START, 1000.0, Ran()
        desk.clock = lambda: wall
        for n in range(CLOCKS):
            receive(desk, desk.spool.put("support", "INBOX", 7, n + 1, START, mail(n)))
        with desk.store.unit() as unit:
            for n, clock in enumerate(unit.all(Clock)):
                unit.put(replace(clock, due=START + timedelta(minutes=5 + 10 * n)))
                ran.due += 1
        before = len(whole.answers())
        patch.setattr(daemon, "time", SimpleNamespace(monotonic=lambda: mono))
        running = daemon._Daemon(desk, threading.Event(), SimpleNamespace())
        for tick in range(BOUNDARIES + 20):
            if tick == cell.boundary and cell.which == "wall":
                wall += STEPS[cell.step]
            if tick == cell.boundary and cell.which == "monotonic":
                mono += STEPS[cell.step].total_seconds()
            if tick == cell.boundary + 3 and cell.which == "wall":
                wall -= STEPS[cell.step]
            _look(whole, running, ran)
            ran.left.append(len(whole.answers()) - before - sum(ran.left))
            wall, mono = wall + TICK, mono + TICK.total_seconds()
        with desk.store.view() as view:
            ran.waiting = sum(d.text.startswith("escalation") for d in view.all(Draft))
            for event in view.all(Event):
                ran.fired[event.case] += event.kind == "clock"
        return ran


def _look(whole: ImapDesk, running: daemon._Daemon, ran: Ran) -> None:
    desk = whole.desk
    with desk.store.view() as view:
        before = {c.id for c in view.all(Clock) if c.state is ClockState.MISSED}
    running._clocks()
    with desk.store.view() as view:
        ran.early += [c.case for c in view.all(Clock)
                      if c.state is ClockState.MISSED and c.id not in before and c.due > desk.clock()]


def judge(cell: Cell, ran: Ran) -> list[str]:
    """How the promise is broken: early, twice, never, or too many at once."""
    found = []
    if ran.early:
        found.append(f"early: {ran.early}")
    if len(ran.fired) != CLOCKS or set(ran.fired.values()) != {ran.due // CLOCKS}:
        found.append(f"not once each: {ran.fired}")
    most = MOST_AFTER_GAP if cell.which == "wall" and STEPS[cell.step] >= HOUR else CLOCKS
    if max(ran.left) > most:
        found.append(f"{max(ran.left)} escalations in one tick")
    if sum(ran.left) + ran.waiting != ran.due:
        found.append(f"{sum(ran.left)} escalations left and {ran.waiting} wait, of {ran.due}")
    if cell.which == "monotonic" and ran.waiting:
        found.append("held for a jump of the clock that nobody reads")
    return found
