"""FIELD part 4, what comes back on its own: escalations, and one bad mail before good ones. Named after what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.model.case import Event, State
from mailtriage.model.clock import Clock
from mailtriage.model.ledger import LedgerRow
from mailtriage.work.cases import set_values, solve
from mailtriage.work.mute import mute
from mailtriage.work.tick import tick
from tests.scenarios.story import World
from tests.unit.work.test_went_wrong_elsewhere import mail


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def escalations(world: World, case: str) -> int:
    with world.desk.store.view() as view:
        return sum(e.kind == "escalated" for e in view.find(Event, "case", case))


def test_an_escalation_was_sent_again_at_the_next_tick(world: World) -> None:
    case = world.arrives(mail(1), "support").case
    world.now += timedelta(days=3)
    tick(world.desk, world.now - timedelta(minutes=1))
    once = escalations(world, case)
    assert once >= 1
    for _ in range(5):
        world.now += timedelta(minutes=1)
        tick(world.desk, world.now - timedelta(minutes=1))
    assert escalations(world, case) == once


def test_a_deadline_that_moved_was_never_escalated_again(world: World) -> None:
    case = world.arrives(mail(1), "support").case
    world.now += timedelta(days=3)
    tick(world.desk, world.now - timedelta(minutes=1))
    once = escalations(world, case)
    solve(world.desk, case, "thandi")
    set_values(world.desk, case, "thandi", {"state": State.ASSIGNED.value})     # reactivated: the clocks run anew
    with world.desk.store.view() as view:
        assert all(c.base == 2 for c in view.find(Clock, "case", case))
    world.now += timedelta(days=3)
    tick(world.desk, world.now - timedelta(minutes=1))
    assert escalations(world, case) == 2 * once


def test_a_banned_sender_first_in_the_batch_stopped_the_others(world: World) -> None:
    mute(world.desk, "mallory@bad.example", "thandi", "abuse")
    rows = [world.arrives(mail(n, sender=who), "support")
            for n, who in enumerate(("mallory@bad.example", "naledi@thaba.example", "sipho@other.example"))]
    assert [r.outcome.value for r in rows] == ["new-case"] * 3
    with world.desk.store.view() as view:
        assert view.count(LedgerRow) == 3
    assert {a for r in world.outgoing_rows() for a in r.waiting} == {"naledi@thaba.example", "sipho@other.example"}
