"""What need not be kept goes, once a day, and only that; a second run finds nothing to do."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.config import Config, Retention
from mailtriage.model.case import Case
from mailtriage.model.ledger import LedgerRow
from mailtriage.store.check import check
from mailtriage.work.retention import Kept, keep
from mailtriage.work.send import Sender
from tests.scenarios.story import World
from tests.unit.work.test_epoch import request
from tests.unit.work.test_send import FakeLines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two cases, one closed; everything was answered; then a year and a day pass."""
    world = World(tmp_path, NOW)
    world.arrives(request("a"), "support")
    world.arrives(request("b", "secretword"), "support")
    Sender(world.desk, FakeLines()).deliver_due(world.now)
    world.command(f"case close {world.cases[1]} --as op")
    world.now += YEAR + timedelta(days=1)
    return world


def said(world: World, word: str) -> list[str]:
    return [str(p) for p in world.desk.data.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]


def retain(world: World, **spans: timedelta) -> Kept | None:
    world.desk.config = world.desk.config.model_copy(update={"retention": Retention(**spans)})
    return keep(world.desk)


def sound(world: World) -> None:
    assert check(world.desk.store, world.desk.raw, deep=True).findings == []  # type: ignore[arg-type]


def test_by_default_everything_is_kept(world: World) -> None:
    before = sorted(p for p in (world.desk.data / "raw").rglob("*"))
    assert retain(world) == Kept()
    assert sorted(p for p in (world.desk.data / "raw").rglob("*")) == before
    assert keep(world.desk) is None, "twice in a day"


def test_a_case_closed_long_ago_keeps_number_state_and_times_and_an_open_one_everything(world: World) -> None:
    kept = world.case(world.cases[0])
    assert said(world, "secretword")
    assert retain(world, closed_cases=YEAR) == Kept(cases=1)
    assert said(world, "secretword") == [] and said(world, "b@thaba.example") == []
    assert world.case(world.cases[0]) == kept
    shell = world.case(world.cases[1])
    assert (shell.state, shell.subject, shell.participants) == ("closed", "erased on request", ())
    with world.desk.store.view() as view:
        assert view.count(LedgerRow) == 2 and view.count(Case) == 2
    sound(world)
    world.now += timedelta(days=2)
    assert keep(world.desk) == Kept()


def test_a_case_closed_within_the_span_stays(world: World) -> None:
    assert retain(world, closed_cases=2 * YEAR) == Kept()
    assert said(world, "secretword")


def test_old_bytes_go_unless_their_case_is_open_and_what_is_known_of_them_stays(world: World) -> None:
    kept = retain(world, raw=YEAR)
    assert kept is not None and kept.cases == 0 and kept.mails >= 3
    with world.desk.store.view() as view:
        rows = {r.case: r for r in view.all(LedgerRow)}
    assert rows[world.cases[0]].sha256 and not rows[world.cases[1]].sha256
    assert rows[world.cases[1]].subject == "secretword"
    assert not [p for p in said(world, "secretword") if "/raw/" in p]
    assert world.desk.raw.get(rows[world.cases[0]].sha256)
    sound(world)


def test_files_that_no_record_names_go_after_a_week(world: World) -> None:
    world.now = datetime.now(UTC)
    old, young = world.desk.raw.put(b"a unit failed after this"), world.desk.raw.put_blob(b"and this is young")
    long_ago = time.time() - 8 * 86400
    path = world.desk.data / "raw" / old[:2] / old
    os.utime(path, (long_ago, long_ago))
    assert retain(world) == Kept(files=1)
    assert not path.exists() and world.desk.raw.has_blob(young)


@pytest.mark.parametrize(("text", "days"), [("3 years", 1095), ("90 days", 90), ("8 weeks", 56), ("", None)])
def test_a_span_of_years_can_be_written(text: str, days: int | None) -> None:
    found = Config.model_validate({"retention": {"raw": text}}).retention.raw
    assert found == (None if days is None else timedelta(days=days))


@pytest.mark.parametrize("text", ["3", "years", "-1 days", "1.5 years", 7])
def test_a_span_that_is_none_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="is not a span of days"):
        Config.model_validate({"retention": {"raw": text}})
