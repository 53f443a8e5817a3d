"""Bugs of other desks about who writes and which case it is (FIELD.md part 4), each as a mail through the whole path, named
after what went wrong there. Others of that list stand with their own subject: kinds, texts, charsets, servers, clocks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.case import Case, State
from tests.scenarios.story import World

NALEDI = "naledi@thaba.example"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop="mx.cadents.example")


def mail(n: int, subject: str = "Gateway", text: str = "", sender: str = NALEDI, headers: str = "") -> bytes:
    return (
        f"From: Naledi <{sender}>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\nMessage-ID: <{n}@thaba.example>\r\n"
        f"{headers}\r\n{text or f'The gateway crashes, report {n}.'}\r\n"
    ).encode()


def opened(world: World) -> str:
    return world.arrives(mail(1), "support").case


def sent(world: World) -> list[str]:
    return [r.text for r in world.outgoing_rows()]


def dsn(message_id: str, to: str = NALEDI, sender: str = "mailer-daemon@thaba.example") -> bytes:
    return (
        f"From: Mail Delivery <{sender}>\r\nReturn-Path: <>\r\nTo: support@cadents.example\r\nSubject: Undelivered Mail\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        f"--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("subject", ["[Ticket#1234] Gateway", "[Ticket#2026112310000017] Gateway", "INC0012345: Gateway", "#100001 Gateway"])
def test_a_foreign_desks_number_was_taken_for_our_own(world: World, subject: str) -> None:
    opened(world)
    row = world.arrives(mail(2, f"Re: {subject}", sender="kari@mill.example"), "support")
    assert row.outcome.value == "new-case" and world.case(row.case).subject == subject
    assert world.case(row.case).links == ()


def test_anyone_quoting_a_number_landed_in_another_customers_case(world: World) -> None:      # Zammad #5064
    number = opened(world)
    row = world.arrives(mail(2, f"Re: [{number}] Gateway", sender="eve@evil.example"), "support")
    assert row.outcome.value == "new-case" and world.case(row.case).links == (f"claims:{number}",)
    assert world.case(row.case).subject == "Gateway" and number not in str(world.letter(world.outgoing_rows()[-1]))


@pytest.mark.parametrize("dress", ["{low}", "re:{low}", "case {bare}", "[{up}]", "Re: [{fold}] Gateway", "\uff33{up}"])
def test_our_number_in_lower_case_without_brackets_or_folded_was_not_found(world: World, dress: str) -> None:
    number = opened(world)
    said = dress.format(low=number.lower(), bare=number.replace("-", " "), up=number, fold=number.replace("-", "-\r\n ", 1))
    row = world.arrives(mail(2, said.replace("\uff33", "")), "support")
    assert (row.outcome.value, row.case) == ("follow-up", number)


def test_the_closed_number_stayed_in_the_subject_and_caught_the_next_reply(world: World) -> None:      # Znuny bug#9108
    old = opened(world)
    world.command(f"case close {old}")
    new = world.arrives(mail(2, f"Re: [{old}] Gateway"), "support").case
    assert world.case(new).subject == "Gateway" and world.case(new).links == (f"continues:{old}",)
    answer = str(world.letter(world.outgoing_rows()[-1])["Subject"])
    assert new in answer and old not in answer
    row = world.arrives(mail(3, f"Re: {answer}"), "support")
    assert (row.outcome.value, row.case) == ("follow-up", new)


def test_a_reply_to_a_merged_case_reopened_the_ghost(world: World) -> None:      # Frappe #2539
    ghost, target = opened(world), world.arrives(mail(2, "Other", sender="sipho@thaba.example"), "support").case
    ours = world.outgoing_rows()[0].message_id
    with world.desk.store.unit() as unit:
        case = unit.one(Case, "number", ghost)
        assert case is not None
        unit.put(replace(case, links=(f"merged-into:{target}",), state=State.CLOSED))
    for n, how in enumerate((f"In-Reply-To: {ours}\r\n", "In-Reply-To: <1@thaba.example>\r\n", "")):
        row = world.arrives(mail(10 + n, f"Re: [{ghost}] Gateway", headers=how), "support")
        assert (row.outcome.value, row.case) == ("follow-up", target)
    assert world.case(ghost).state is State.CLOSED


def test_a_ring_of_merged_cases_hung_the_desk(world: World) -> None:
    one, two = opened(world), world.arrives(mail(2, "Other"), "support").case
    with world.desk.store.unit() as unit:
        for here, there in ((one, two), (two, one)):
            case = unit.one(Case, "number", here)
            assert case is not None
            unit.put(replace(case, links=(f"merged-into:{there}",)))
    assert world.arrives(mail(3, f"[{one}] Gateway"), "support").case in (one, two)


def test_an_out_of_office_on_a_closed_case_opened_a_new_one(world: World) -> None:      # Zammad #5113, Znuny #138
    number = opened(world)
    world.command(f"case close {number}")
    ours, before = world.outgoing_rows()[0].message_id, sent(world)
    raw = mail(2, f"Automatic reply: [{number}] Gateway", "I am away until Monday.",
               headers=f"In-Reply-To: {ours}\r\nAuto-Submitted: auto-replied; owner-email=\"{NALEDI}\"\r\n")
    row = world.arrives(raw, "support")
    assert (row.outcome.value, row.case, world.case(number).state, sent(world)) == ("machine", number, State.CLOSED, before)


def test_a_bounce_of_a_reply_on_a_closed_case_opened_a_new_one(world: World) -> None:      # FreeScout #4806, osTicket #871
    number = opened(world)
    world.command(f"case close {number}")
    before = sent(world)
    row = world.arrives(dsn(world.outgoing_rows()[0].message_id), "support")
    assert (row.outcome.value, row.case, world.case(number).state, sent(world)) == ("bounce-noted", number, State.CLOSED, before)
    assert len(world.cases) == 1


@pytest.mark.parametrize("message_id", ["<guessed@cadents.example>", "<mt1.r.k1.aaaa.bbbb@cadents.example>", "<1@thaba.example>", ""])
def test_a_forged_report_deactivated_a_contact(world: World, message_id: str) -> None:      # iTop #96
    number = opened(world)
    revision, before = world.case(number).revision, sent(world)
    row = world.arrives(dsn(message_id), "support")
    assert (row.outcome.value, row.case) == ("machine", "")
    assert (world.case(number).revision, sent(world)) == (revision, before)


def test_reply_to_was_taken_for_the_sender(world: World) -> None:      # RT, FreeScout, Chatwoot
    row = world.arrives(mail(1, headers="Reply-To: eve@evil.example\r\nX-Original-From: boss@bank.example\r\n"), "support")
    assert world.case(row.case).participants == (NALEDI,)
    assert {r.address for o in world.outgoing_rows() for r in o.recipients} == {NALEDI}


def test_whoever_replied_became_the_customer(world: World) -> None:      # FreeScout #2382, #3551
    number = opened(world)
    ours = world.outgoing_rows()[0].message_id
    world.arrives(mail(2, f"Re: [{number}] Gateway", sender="eve@evil.example", headers=f"In-Reply-To: {ours}\r\n"), "support")
    assert world.case(number).participants == (NALEDI,)


def test_a_mail_without_message_id_was_dropped(world: World) -> None:      # Chatwoot #9069
    raw = mail(1).replace(b"Message-ID: <1@thaba.example>\r\n", b"")
    row = world.arrives(raw, "support")
    assert row.outcome.value == "new-case" and sent(world) == ["acknowledgement"]


def test_a_blank_line_among_the_headers_lost_the_sender(world: World) -> None:      # mail-archiver #499
    raw = b"Received: by mx\r\nX-Mailer: old\r\n\r\n" + mail(1, headers="MIME-Version: 1.0\r\n")
    row = world.arrives(raw, "support")
    assert row.outcome.value == "new-case" and world.case(row.case).participants == (NALEDI,)


def test_the_same_mail_to_two_mailboxes_was_answered_twice(world: World) -> None:      # FreeScout #3797, #5155, osTicket #866
    first = world.arrives(mail(1).replace(b"To: support@", b"To: easupport@cadents.example, support@"), "easupport")
    second = world.arrives(b"Received: by b\r\n" + mail(1).replace(b"To: support@", b"To: easupport@cadents.example, support@"), "support")
    assert (second.outcome.value, second.case, sent(world)) == ("duplicate", first.case, ["acknowledgement"])


def test_a_mail_under_a_known_message_id_was_swallowed(world: World) -> None:
    opened(world)
    row = world.arrives(mail(1, "Invoice", "Please call me about the invoice."), "support")
    assert row.outcome.value == "new-case" and len(sent(world)) == 2
