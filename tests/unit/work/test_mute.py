"""Whom nothing leaves to by itself, whose mail came back for good, and the breaker of the whole desk."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import OVERLOAD
from mailtriage.work import breaker, correspondents
from mailtriage.work.alert import conditions
from mailtriage.work.checked import BadInput
from mailtriage.work.mute import key_of, mute
from tests.scenarios.story import World

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDS = "the gateway crashes when we open the port"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, START)


def asks(world: World, n: int, sender: str = "ann@customer.example", words: str = WORDS) -> LedgerRow:
    mail = f"From: {sender}\r\nSubject: Question {n}\r\nMessage-ID: <{n}@customer.example>\r\n\r\n{words}\r\n"
    return world.arrives(mail.encode(), "support")


def left(world: World) -> int:
    return sum(row.state.value == "queued" for row in world.outgoing_rows())


@pytest.mark.parametrize("who", ["ann@customer.example", "Ann@Customer.example", "ann+tag@customer.example",
                                 "customer.example", "@customer.example"])
def test_a_muted_correspondent_gets_a_case_and_no_word(world: World, who: str) -> None:
    world.command(f"mute {who} --why loops --as kari")
    row = asks(world, 1)
    assert row.outcome.value == "new-case" and row.case
    assert world.outgoing_rows() == []
    said = world.command(f"explain {row.case}")
    assert "is muted since" in said and "by kari: loops" in said


def test_nobody_else_is_muted_and_unmuting_ends_it(world: World) -> None:
    world.command("mute ann@customer.example --as kari")
    asks(world, 1, "bob@customer.example")
    asks(world, 2, "ann@customer.example.evil.example")
    assert left(world) == 2
    world.command("unmute ann@customer.example")
    asks(world, 3)
    assert left(world) == 3
    assert "nobody is muted" in world.command("mute")


def test_what_a_person_approves_for_a_muted_one_is_held_and_leaves_knowingly(world: World) -> None:
    case = asks(world, 1).case
    sent = left(world)
    world.command("mute customer.example --as kari")
    world.command(f"case reply {case} hello --as kari")
    held = [row for row in world.outgoing_rows() if row.state.value == "held"]
    assert len(held) == 1 and "unmute customer.example" in held[0].held_why
    world.command(f"outbox retry {held[0].id}")
    assert left(world) == sent + 1


def test_who_is_muted_stands_in_the_list_and_in_the_counts(world: World) -> None:
    mute(world.desk, "bob@x.example", "kari", "robot")
    listed = json.loads(world.command("mute --json"))
    assert listed == [{"who": "bob@x.example", "muted": "2026-11-23T09:00:00Z", "muted_by": "kari", "muted_why": "robot"}]
    from mailtriage.work.tally import tally

    with world.desk.store.view() as view:
        assert tally(view, world.desk.config.mailbox)["counts"]["muted"] == 1


@pytest.mark.parametrize("who", ["", "@", "ann@", "a b", "ann@x..example", "x y.example"])
def test_what_is_neither_an_address_nor_a_domain_is_refused(who: str) -> None:
    with pytest.raises(BadInput):
        key_of(who)


# Undeliverable

def bounced(world: World, to: str, status: str, of: str) -> LedgerRow:
    action = "failed" if status.startswith("5") else "delayed"
    mail = (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail\r\nMessage-ID: <b{status}{to}>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {of}\r\n--b--\r\n"
    )
    return world.arrives(mail.encode(), "support")


def marked(world: World) -> list[str]:
    with world.desk.store.view() as view:
        who = ("ann@customer.example", "eve@evil.example", "bob@customer.example")
        return [row.undeliverable_sentence for row in correspondents.undeliverable(view, who)]


def test_a_bounce_of_our_mail_is_noted_and_marks_the_address_until_they_write_again(world: World) -> None:
    case = asks(world, 1).case
    answer = world.outgoing_rows()[0]
    row = bounced(world, "ann@customer.example", "5.1.1", answer.message_id)
    assert (row.outcome.value, row.case, len(world.cases)) == ("bounce-noted", case, 1)
    assert marked(world) == ["ann@customer.example is undeliverable since 2026-11-23: no-such-user 5.1.1"]
    shown = json.loads(world.command(f"case show {case} --json"))
    assert shown["undeliverable"][0]["who"] == "ann@customer.example"
    assert "ann@customer.example: no-such-user" in world.command(f"case show {case}")
    assert "undeliverable since 2026-11-23" in world.command(f"outbox show {answer.id}")
    asks(world, 2)
    assert marked(world) == []


def test_a_report_that_is_not_about_a_mail_of_ours_marks_nobody(world: World) -> None:
    asks(world, 1)
    ours = world.outgoing_rows()[0].message_id
    for to, status, of in (
        ("ann@customer.example", "5.1.1", "<other@elsewhere.example>"),     # quotes no id of ours
        ("bob@customer.example", "5.1.1", ours),                            # names nobody we wrote that to
        ("ann@customer.example", "4.4.1", ours),                            # a delay
    ):
        bounced(world, to, status, of)
        assert marked(world) == [] and len(world.cases) == 1
    assert len(world.outgoing_rows()) == 1, "a report was answered"


def test_a_complaint_about_our_mail_is_noted_on_its_case_and_changes_nothing(world: World) -> None:
    case = asks(world, 1).case
    before = world.case(case).state
    mail = (
        "From: staff@hotmail.example\r\nSubject: complaint about message from 192.0.2.1\r\nMessage-ID: <c@h.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: support@cadents.example\r\nMessage-ID: {world.outgoing_rows()[0].message_id}\r\n\r\nhi\r\n--b--\r\n"
    )
    row = world.arrives(mail.encode(), "support")
    assert (row.outcome.value, row.case, world.case(case).state) == ("machine", case, before)
    assert marked(world) == [] and len(world.outgoing_rows()) == 1


# The breaker

def limited(world: World, answers: int) -> None:
    limits = world.desk.config.limits.model_copy(update={"answers_per_hour": answers})
    world.desk.config = world.desk.config.model_copy(update={"limits": limits})


def test_the_breaker_opens_once_tells_once_and_stays_open_until_a_person_closes_it(world: World) -> None:
    limited(world, 5)
    for n in range(12):
        world.now += timedelta(minutes=1)
        asks(world, n, f"p{n}@customer{n}.example")
    assert left(world) == 5
    held = [row.held_why for row in world.outgoing_rows() if row.state.value == "held"]
    assert len(held) == 7 and all(why.startswith(OVERLOAD) for why in held)
    told = conditions(world.desk, (), {}, {})["breaker"]
    assert "mailtriage breaker --reset" in told
    world.now += timedelta(days=3)
    asks(world, 20, "late@later.example")
    assert left(world) == 5, "it closed by itself"
    assert conditions(world.desk, (), {}, {})["breaker"] == told, "a second alert"
    with world.desk.store.view() as view:
        assert breaker.state(view).opened == START + timedelta(minutes=6)


def test_after_a_reset_answers_leave_again_and_what_was_held_when_the_person_says_so(world: World) -> None:
    limited(world, 5)
    for n in range(8):
        asks(world, n, f"p{n}@customer{n}.example")
    assert breaker.reset(world.desk, "kari") == (breaker.Breaker(START, "5 automatic answers were due in this hour and the "
                                                 "one before, the budget is 5"), 0)
    world.now += timedelta(seconds=1)
    asks(world, 20, "late@later.example")
    assert left(world) == 6, "what came before the reset still counts"
    assert "breaker" not in conditions(world.desk, (), {}, {})
    assert breaker.reset(world.desk, "kari", release=True)[1] == 3
    assert left(world) == 9
    assert "answers leave by themselves" in world.command("breaker")


def test_who_said_the_same_three_times_is_held_and_who_says_something_new_is_not(world: World) -> None:
    for n in range(4):
        asks(world, n)
    assert left(world) == 2
    asks(world, 5, words="something else is broken since the update of yesterday")
    assert left(world) == 3
    assert any("in these words" in row.held_why for row in world.outgoing_rows() if row.state.value == "held")
