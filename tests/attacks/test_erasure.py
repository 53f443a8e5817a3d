"""Attack 22: after `erase`, twelve traces of a person are in no file under data/; a kill anywhere changes nothing in that.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.model.case import Case
from mailtriage.model.ledger import LedgerRow
from mailtriage.store.check import check
from mailtriage.work import erase
from mailtriage.work.erase_plan import plan
from tests.attacks.erasure import CANARIES, OTHERS, WHO, Killed, clean, head, hits, populated, reopened
from tests.scenarios.story import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return populated(tmp_path)


def test_the_canaries_are_there_before(world: World) -> None:
    before = hits(world.desk.data, list(CANARIES.values()))
    assert {h.rpartition(": ")[2] for h in before} == set(CANARIES.values()), "a trace the test would not find"
    assert {h.split("/")[0] for h in before} >= {"db", "raw", "blobs", "spool"}


def test_nothing_of_a_person_is_left_and_nothing_of_others_is_touched(world: World) -> None:
    others = list(OTHERS)
    with world.desk.store.view() as view:
        rows = {r.id: r for r in view.all(LedgerRow) if r.sender in others}
        cases = {c.number: c for c in view.all(Case) if c.participants[:1] and c.participants[0] in others}
        count = view.count(LedgerRow)
    bytes_of = {r.sha256: world.desk.raw.get(r.sha256) for r in rows.values()}
    made = plan(world.desk, WHO)
    erase.erase(world.desk, made, "op")
    clean(world)
    with world.desk.store.view() as view:
        assert {r.id: r for r in view.all(LedgerRow) if r.sender in others} == rows
        assert {n: view.one(Case, "number", n) for n in cases} == cases
        assert view.count(LedgerRow) == count + len(made.spool), "a mail is no longer accounted for"
        shells = [c for c in view.all(Case) if c.number in made.cases]
        assert shells and all(c.subject == "erased on request" and not c.is_open for c in shells)
    assert {sha: world.desk.raw.get(sha) for sha in bytes_of} == bytes_of
    reopened(world)
    clean(world)


def test_a_dry_run_changes_nothing_and_the_command_tells_what_it_does_not_reach(world: World) -> None:
    world.command(f"backup {world.folder / 'copy'}")
    before = sorted((p, p.read_bytes()) for p in (world.desk.data / "db").iterdir())
    said = world.command(f"erase {WHO}")
    assert "nothing was changed" in said and "not reached, in backups: 1" in said and "on the mail server" in said
    assert sorted((p, p.read_bytes()) for p in (world.desk.data / "db").iterdir()) == before
    said = world.command(f"erase {WHO.upper()} --yes")
    assert said.startswith("erased")
    assert "store ok" in world.command("store check --deep")
    reopened(world)
    clean(world)


def test_mails_of_others_that_mention_them_stay_unless_it_is_said(world: World) -> None:
    mention = f"{head('thabo@elsewhere.example', 50, 'x', 'T')}\r\nask {WHO} about it\r\n".encode()
    row = world.arrives(mention, "support")
    made = plan(world.desk, WHO)
    assert made.mentioned == [row.sha256]
    erase.erase(world.desk, made, "op")
    assert world.desk.raw.get(row.sha256) == mention
    made = plan(world.desk, WHO, everywhere=True)
    erase.erase(world.desk, made, "op")
    assert hits(world.desk.data, [WHO]) == []
    assert check(world.desk.store, world.desk.raw).findings == []  # type: ignore[arg-type]


@pytest.mark.timeout(600)
def test_a_kill_at_any_point_of_an_erasure_is_made_good_at_the_next_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    killed = Killed(tmp_path)
    every = range(1, killed.points + 1)
    chosen = every if os.environ.get("MAILTRIAGE_FULL") else sorted(random.Random(1).sample(every, 8))
    for nth in chosen:
        assert not (why := killed.at(nth)), f"at {nth}: {why}"
    with capsys.disabled():
        print(f"\nerasure: {len(CANARIES)} canaries, 0 hits; killed at {len(chosen)} of {killed.points} points")


def test_a_mail_that_is_on_its_way_stops_an_erasure(world: World) -> None:
    from mailtriage.model.outgoing import OutState
    from mailtriage.work.approve import Refused

    row = next(r for r in world.outgoing_rows() if r.recipients[0].address == WHO)
    with world.desk.store.unit() as unit:
        unit.put(replace(row, state=OutState.SENDING))
    with pytest.raises(Refused, match="on its way"):
        erase.erase(world.desk, plan(world.desk, WHO), "op")
    with world.desk.store.view() as view:
        assert view.setting("erasing") is None
