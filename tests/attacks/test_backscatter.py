"""A forged From makes the desk write to a stranger (backscatter): budgets by person, domain and hour bound it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenarios.story import World

HOP = "mx.cadents.example"


def forged(n: int, sender: str, head: str = "") -> bytes:
    return (
        f"{head}From: {sender}\r\nSubject: help {n}\r\nMessage-ID: <{n}@evil.example>\r\n\r\nThe gateway crashes, {n}.\r\n"
    ).encode()


def queued(world: World) -> int:
    return sum(r.state.value == "queued" and r.text == "acknowledgement" for r in world.outgoing_rows())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop=HOP)


def test_tags_do_not_make_one_victim_many(world: World) -> None:
    for n in range(25):
        world.arrives(forged(n, f"victim+{n}@v.example"), "support")
    assert queued(world) == 10 and len(world.cases) == 25


def test_a_domain_has_a_budget_and_a_public_provider_has_none_of_its_own(world: World) -> None:
    for n in range(104):
        world.arrives(forged(n, f"p{n}@v.example"), "support")
    assert queued(world) == 100
    world.arrives(forged(900, "p1@gmail.com"), "support")
    assert queued(world) == 101


def test_a_sender_that_failed_authentication_is_not_written_to(world: World) -> None:
    head = f"Authentication-Results: {HOP}; dmarc=fail header.from=v.example\r\n"
    row = world.arrives(forged(1, "victim@v.example", head), "support")
    assert row.outcome.value == "new-case" and queued(world) == 0


def test_a_contacts_high_budget_is_for_verified_mail_only(world: World) -> None:
    world.customers("Thaba,thaba.example,Naledi,naledi@thaba.example,administrator,,gold,mail,,,,en,T1")
    for n in range(14):
        world.arrives(forged(n, "naledi@thaba.example"), "support")
    assert queued(world) == 10
    head = f"Authentication-Results: {HOP}; dmarc=pass header.from=thaba.example\r\n"
    world.arrives(forged(100, "naledi@thaba.example", head), "support")
    assert queued(world) == 11


def test_a_link_is_no_name_to_greet_by(world: World) -> None:
    world.arrives(forged(1, '"Www.evil.example" <q@q.example>'), "support")
    world.arrives(forged(2, '"Dr. Grace Wanjiru" <g@q.example>'), "support")
    first, second = (str(world.letter(r).get_body(("plain",)).get_content()) for r in world.outgoing_rows())  # type: ignore[union-attr]
    assert first.splitlines()[0] == "Hello," and "Www" not in first
    assert second.splitlines()[0] == "Hello Grace,"
