"""After a restore: what may have left already is held, whoever releases it; ids and numbers are never given out twice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage import config as configuration
from mailtriage.model.case import Case
from mailtriage.model.outgoing import RESTORED, OutState
from mailtriage.ops.backup import backup
from mailtriage.ops.restore import restore
from mailtriage.store.check import check
from mailtriage.store.port import StoreError
from mailtriage.work import epoch
from mailtriage.work.approve import approve
from mailtriage.work.desk import Desk
from mailtriage.work.send import Sender, recover
from mailtriage.work.tick import tick
from tests.scenarios.story import World
from tests.unit.work.test_send import FakeLines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def request(who: str, subject: str = "Gateway", more: str = "") -> bytes:
    return (f"From: {who} <{who}@thaba.example>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <{who}-{subject}@thaba.example>\r\n{more}\r\nThe gateway crashes.\r\n").encode()


def deliver(world: World) -> list[str]:
    """Send what is due; the addresses that got mail."""
    lines = FakeLines()
    Sender(world.desk, lines).deliver_due(world.now)
    return [to for _, envelope, _ in lines.flights for to in envelope.recipients]


def disaster(world: World, copy: Path, **options: int) -> None:
    """The data directory is gone; the backup takes its place."""
    world.desk.close()
    done = restore(copy, world.desk.data, prefixes=["CAD"], now=world.now, replace=True, **options)
    assert done.aside is not None and done.aside.is_dir()
    world.desk = Desk.open(configuration.load(world.folder / "config.toml"))
    world.desk.clock = lambda: world.now
    world.desk.rng = random.Random(2)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, NOW)


def copied(world: World) -> Path:
    dest = world.folder / "copy"
    assert backup(world.desk.store, world.desk.data, dest).findings == []  # type: ignore[arg-type]
    return dest


def test_what_was_unsent_or_on_its_way_in_the_backup_is_held_and_no_recovery_sends_it(world: World) -> None:
    world.arrives(request("a"), "support")
    world.arrives(request("b"), "support")
    rows = world.outgoing_rows()
    with world.desk.store.unit() as unit:
        from dataclasses import replace

        from mailtriage.model.outgoing import Policy
        unit.put(replace(rows[0], state=OutState.SENDING, policy=Policy.RESEND))
    copy = copied(world)
    world.now += HOUR
    disaster(world, copy)
    recover(world.desk, world.now)
    assert deliver(world) == []
    assert [r.state for r in world.outgoing_rows()] == [OutState.HELD, OutState.HELD]
    assert all(r.held_why.startswith(RESTORED) for r in world.outgoing_rows())


def test_mail_since_the_backup_is_triaged_again_and_held_while_later_mail_is_answered(world: World) -> None:
    world.arrives(request("a"), "support")
    assert deliver(world) == ["a@thaba.example"]
    copy = copied(world)
    world.now += HOUR
    world.arrives(request("b"), "support")
    assert deliver(world) == ["b@thaba.example"]
    world.now += HOUR
    disaster(world, copy)
    world.arrives(request("b"), "support", age=HOUR)
    world.now += HOUR
    world.arrives(request("c"), "support")
    assert deliver(world) == ["c@thaba.example"]
    with world.desk.store.view() as view:
        waits = epoch.waiting(view)
        assert waits is not None and [r.recipients[0].address for r in epoch.held_rows(view)] == ["b@thaba.example"]
    assert epoch.confirm(world.desk, "op", answered_until=NOW + HOUR + HOUR / 2) == (0, 1)
    assert deliver(world) == []
    world.arrives(request("d"), "support", age=3 * HOUR)
    assert deliver(world) == ["d@thaba.example"], "confirmed, and still held"
    with pytest.raises(LookupError):
        epoch.confirm(world.desk, "op")


def test_confirming_without_a_time_releases_everything_that_was_held(world: World) -> None:
    world.arrives(request("a"), "support")
    copy = copied(world)
    world.now += HOUR
    disaster(world, copy)
    world.arrives(request("b"), "support")
    assert epoch.confirm(world.desk, "op") == (2, 0)
    assert sorted(deliver(world)) == ["a@thaba.example", "b@thaba.example"]


def test_a_token_or_number_given_out_after_the_backup_names_nobody_elses_case(world: World) -> None:
    world.arrives(request("a"), "support")
    copy = copied(world)
    world.arrives(request("lost"), "support")
    given = world.outgoing_rows()[-1]
    lost = world.cases[-1]
    world.now += HOUR
    disaster(world, copy)
    row = world.arrives(request("c"), "support")
    assert row.case != lost and row.case.startswith("CAD-101002-")
    assert world.case(row.case).id > 1000
    reply = request("lost", f"Re: [{lost}] Gateway", f"In-Reply-To: {given.message_id}\r\n")
    again = world.arrives(reply.replace(b"<lost-Re", b"<x-Re"), "support")
    assert again.outcome.value == "new-case" and again.case not in (row.case, lost)
    assert check(world.desk.store, world.desk.raw).findings == []  # type: ignore[arg-type]


def test_a_draft_from_before_and_a_deadline_from_before_are_held_too(world: World) -> None:
    world.arrives(request("a", "How do I reset my password"), "support")
    drafts = [d for number in world.cases for d in world.drafts(number)]
    with world.desk.store.view() as view:
        assert drafts or view.count(Case)
    copy = copied(world)
    disaster(world, copy)
    for draft in drafts:
        assert approve(world.desk, draft.id, "op").state is OutState.HELD
    before = len(world.outgoing_rows())
    world.now += timedelta(minutes=9)
    tick(world.desk)
    assert all(r.state is OutState.HELD for r in world.outgoing_rows()[before:])


def test_a_data_directory_that_holds_something_is_not_replaced_unasked(world: World) -> None:
    world.arrives(request("a"), "support")
    copy = copied(world)
    world.desk.close()
    before = sorted(p for p in world.desk.data.rglob("*"))
    with pytest.raises(StoreError, match="is not empty"):
        restore(copy, world.desk.data, prefixes=["CAD"], now=world.now)
    assert sorted(p for p in world.desk.data.rglob("*") if p.name != "daemon.lock") == before


def test_a_damaged_backup_changes_nothing(world: World) -> None:
    world.arrives(request("a"), "support")
    copy = copied(world)
    next(p for p in (copy / "raw").rglob("*") if p.is_file()).unlink()
    world.desk.close()
    with pytest.raises(StoreError, match="does not check out"):
        restore(copy, world.desk.data, prefixes=["CAD"], now=world.now, replace=True)
    assert not list(world.folder.glob("data.*"))
    Desk.open(configuration.load(world.folder / "config.toml")).close()


def test_a_second_restore_jumps_again_and_is_the_next_epoch(world: World) -> None:
    world.arrives(request("a"), "support")
    copy = copied(world)
    disaster(world, copy)
    world.now += HOUR
    second = world.folder / "second"
    backup(world.desk.store, world.desk.data, second)  # type: ignore[arg-type]
    disaster(world, second, block=50)
    with world.desk.store.view() as view:
        newest = epoch.newest(view)
    assert newest is not None and newest.number == 3 and newest.numbers == {"CAD": (101001, 101051)}
    assert world.arrives(request("z"), "support").case.startswith("CAD-101052-")


def test_the_command_tells_what_it_did_and_status_that_it_waits(world: World) -> None:
    world.arrives(request("a"), "support")
    said = world.command(f"backup {world.folder / 'copy.tar'}")
    assert "backup ok" in said
    world.desk.close()
    said = world.command(f"restore {world.folder / 'copy.tar'} --replace")
    assert "go on after 101001" in said and "1 unsent mails are held" in said
    assert "restore --confirm" in world.command("outbox list") or RESTORED in world.command("outbox list")
    assert world.command("restore --confirm --yes") == "confirmed: 1 mails will leave, 0 are cancelled as answered before\n"
