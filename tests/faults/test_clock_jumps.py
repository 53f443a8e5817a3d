"""The clock of the machine jumps: no stage early, none twice, none forgotten, a few escalations at most."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from mailtriage import daemon
from mailtriage.model.case import Case, State
from mailtriage.model.clock import Clock
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work import cases
from mailtriage.work.receive import receive
from mailtriage.work.send import Sender
from mailtriage.work.tick import MOST_AFTER_GAP, tick
from tests.faults.clock_cells import DAY, HOUR, START, STEPS, Cell, cells, judge, run
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.sample import sample
from tests.faults.scripted_imap import ScriptedImap
from tests.memory import memory as in_memory
from tests.unit.work.test_send import FakeLines


def chosen() -> list[Cell]:
    return sample(cells(), 26, seed=7, must=lambda c: ((c.which, c.step),))


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder


@pytest.fixture
def whole(memory: Path) -> Iterator[ImapDesk]:
    with ImapDesk.on(memory, ScriptedImap()) as made:
        made.desk.clock = lambda: START
        yield made


def many(whole: ImapDesk, number: int) -> None:
    """Cases whose clocks all run out in an hour."""
    for n in range(number):
        receive(whole.desk, whole.desk.spool.put("support", "INBOX", 7, n + 1, START, mail(n)))
    with whole.desk.store.unit() as unit:
        for clock in unit.all(Clock):
            unit.put(replace(clock, due=START + HOUR))


@pytest.mark.parametrize("cell", chosen(), ids=lambda c: c.name)
def test_a_jump_fires_nothing_early_nothing_twice_and_forgets_nothing(
    cell: Cell, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judge(cell, run(cell, memory, monkeypatch)) == []


def test_many_deadlines_of_one_moment_all_escalate_while_the_desk_is_looking(whole: ImapDesk) -> None:
    """Forty mails of a weekend are due at the same minute of Monday: that is no jump."""
    many(whole, 15)
    whole.desk.clock = lambda: START + HOUR
    ticked = tick(whole.desk, START + HOUR - timedelta(minutes=1))
    assert ticked.fired == 15 and ticked.held == 0
    assert len(whole.answers()) == 30


def test_after_a_long_gap_a_few_escalate_the_others_wait_and_one_warning_says_so(
    whole: ImapDesk, caplog: pytest.LogCaptureFixture
) -> None:
    many(whole, 15)
    whole.desk.clock = lambda: START + DAY
    with caplog.at_level(logging.WARNING, "mailtriage"):
        ticked = tick(whole.desk, START)
        again = tick(whole.desk, START + DAY)
    assert (ticked.fired, ticked.held) == (15, 15 - MOST_AFTER_GAP) and again.fired == 0
    assert len(whole.answers()) == 15 + MOST_AFTER_GAP
    assert sum("ran out at once" in r.getMessage() for r in caplog.records) == 1


@pytest.mark.parametrize("away", [timedelta(minutes=5), DAY])
def test_a_restart_knows_from_the_status_how_long_nobody_looked(whole: ImapDesk, away: timedelta) -> None:
    many(whole, 15)
    (whole.desk.data / "status.json").write_text(json.dumps({"at": (START + HOUR - timedelta(minutes=1)).isoformat()}))
    whole.desk.clock = lambda: START + HOUR + away
    daemon._Daemon(whole.desk, threading.Event(), SimpleNamespace())._clocks()
    held = 15 - MOST_AFTER_GAP if away == DAY else 0
    assert len(whole.answers()) == 30 - held


def test_a_clock_that_is_put_forward_closes_no_case_for_an_hour(
    whole: ImapDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(whole, 1)
    wall, mono = START, 1000.0
    whole.desk.clock = lambda: wall
    monkeypatch.setattr(daemon, "time", SimpleNamespace(monotonic=lambda: mono))
    running = daemon._Daemon(whole.desk, threading.Event(), SimpleNamespace())
    number = whole.cases()[0].number
    cases.solve(whole.desk, number, "thandi")

    def state() -> State:
        with whole.desk.store.view() as view:
            case = view.one(Case, "number", number)
        assert case is not None
        return case.state

    running._clocks()
    wall += STEPS["+10y"]
    for _ in range(50):
        wall, mono = wall + timedelta(minutes=1), mono + 60
        running._clocks()
    assert state() is State.SOLVED, "the clock may be put right yet"
    for _ in range(20):
        wall, mono = wall + timedelta(minutes=1), mono + 60
        running._clocks()
    assert state() is State.CLOSED


@pytest.mark.parametrize("step", [s for s in STEPS if s.startswith("-")])
def test_a_clock_that_is_put_back_keeps_no_mail_for_days(whole: ImapDesk, step: str) -> None:
    """A row that waits a minute for a second try must not wait ten years and a minute."""
    many(whole, 1)
    now = START
    whole.desk.clock = lambda: now
    for restarted in (False, True):
        sender = Sender(whole.desk, FakeLines())
        sender.deliver_due(now)
        with whole.desk.store.unit() as unit:
            (row,) = unit.all(Outgoing)
            unit.put(replace(row, state=OutState.QUEUED, not_before=now + timedelta(minutes=1)))
        now += STEPS[step]
        sender = Sender(whole.desk, FakeLines()) if restarted else sender
        took = timedelta(0)
        while whole.answers()[0].state is OutState.QUEUED:
            sender.deliver_due(now)
            now, took = now + timedelta(minutes=1), took + timedelta(minutes=1)
            assert took < timedelta(minutes=75)
