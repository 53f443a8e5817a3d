"""A mail too big is never fetched whole; its sender hears of it once, staff see it, and the smaller mail finds the case
(Zammad #2092 and #4727, Znuny's log line at every fetch, RT's DropLongAttachments)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.intake.imap import About
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.work.approve import Refused
from mailtriage.work.hold import held_row, hold_oversized, oversized
from mailtriage.work.release import release
from mailtriage.work.tally import tally
from tests.scenarios.story import World

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BIG = 40 * 1024 * 1024
HOP = "mx.cadents.example"
HEADER = (
    b"From: Naledi Mokoena <naledi@thaba.example>\r\nTo: support@cadents.example\r\nSubject: Screen shots\r\n"
    b"Message-ID: <big@thaba.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0200\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, NOW, hop=HOP)


def hold(world: World, header: bytes, mailbox: str = "support", folder: str = "INBOX", age: timedelta = timedelta(0)) -> LedgerRow:
    world.uid += 1
    box = world.desk.mailbox(mailbox)
    about = About(BIG, NOW - age, b"")
    why = oversized(BIG, world.desk.config.limits.mail_bytes)
    row = hold_oversized(world.desk, box, held_row(world.desk, box, folder, 7, world.uid, header, about, why), header)
    if row.case and row.case not in world.cases:
        world.cases.append(row.case)
    return row


def test_the_sender_is_told_the_size_and_the_limit_and_gets_a_number(world: World) -> None:
    row = hold(world, HEADER)
    assert (row.outcome, row.size, row.filing.value) == (Outcome.HELD, BIG, "none")
    assert row.reason.startswith("oversized: 40.0 MiB, the limit is 25.0 MiB")
    (out,) = world.outgoing_rows()
    words = world.letter(out).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [r.address for r in out.recipients] == ["naledi@thaba.example"]
    assert "40.0 MiB" in words and "25.0 MiB" in words and row.case in words
    case = world.case(row.case)
    assert (case.subject, case.participants) == ("Screen shots", ("naledi@thaba.example",))
    assert world.drafts(row.case) == []
    with world.desk.store.view() as view:
        assert tally(view, world.desk.config.mailbox)["counts"]["unread"] == 1
    reply = HEADER.replace(b"<big@", b"<small@").replace(
        b"Content-Type: multipart/mixed; boundary=b\r\n", f"In-Reply-To: {out.message_id}\r\n".encode()
    )
    small = world.arrives(reply + b"Here it is, smaller.\r\n", "support")
    assert (small.outcome, small.case) == (Outcome.FOLLOW_UP, row.case)


def test_on_an_open_case_it_is_noted_there(world: World) -> None:
    number = world.arrives(HEADER.replace(b"<big@", b"<first@") + b"It crashes.\r\n", "support").case
    row = hold(world, HEADER.replace(b"Subject: ", f"Subject: Re: [{number}] ".encode()))
    assert row.case == number and len(world.cases) == 1
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement", "too-large"]
    world.command(f"case close {number}")
    again = hold(world, HEADER.replace(b"Subject: ", f"Subject: Re: [{number}] ".encode()).replace(b"<big@", b"<big2@"))
    assert again.case != number and world.case(again.case).subject == "Screen shots"


def test_the_same_mail_in_another_folder_or_mailbox_is_told_of_once(world: World) -> None:
    first = hold(world, HEADER)
    other = hold(world, b"Received: by another\r\n" + HEADER, "easupport")
    assert (other.outcome, other.case) == (Outcome.HELD, first.case)
    assert len(world.outgoing_rows()) == 1 and len(world.cases) == 1


def test_a_mail_without_subject_or_words_is_a_person_s(world: World) -> None:
    row = hold(world, HEADER.replace(b"Subject: Screen shots\r\n", b""))
    assert row.case and len(world.outgoing_rows()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        HEADER.replace(b"To:", b"Auto-Submitted: auto-replied\r\nTo:"),
        HEADER.replace(b"naledi@thaba.example", b"mailer-daemon@thaba.example"),
        HEADER.replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status"),
        HEADER.replace(b"naledi@thaba.example", b"support@cadents.example"),
        HEADER.replace(b"From: ", b"X-From: "),
        HEADER.replace(b"From: ", b"From: eve@evil.example, "),
    ],
    ids=lambda header: header[:40].decode(),
)
def test_machines_ourselves_and_nobody_are_told_nothing(world: World, changed: bytes) -> None:
    row = hold(world, changed)
    assert (row.outcome, row.case) == (Outcome.HELD, "")
    assert world.outgoing_rows() == []


def test_what_came_through_a_list_or_gateway_gets_its_case_in_silence(world: World) -> None:
    assert hold(world, HEADER.replace(b"To:", b"Precedence: bulk\r\nTo:")).case and world.outgoing_rows() == []


def test_a_forged_sender_is_told_nothing_and_an_old_mail_s_answer_waits(world: World) -> None:
    forged = f"Authentication-Results: {HOP}; dmarc=fail header.from=thaba.example\r\n".encode() + HEADER
    assert hold(world, forged).case and world.outgoing_rows() == []
    hold(world, HEADER.replace(b"<big@", b"<old@"), age=timedelta(days=9))
    assert [r.state.value for r in world.outgoing_rows()] == ["held"]


def test_the_budget_of_answers_counts_them(world: World) -> None:
    for n in range(14):
        hold(world, HEADER.replace(b"<big@", b"<n%d@" % n).replace(b"Screen", b"Screen %d" % n))
    states = [r.state.value for r in world.outgoing_rows()]
    assert states == ["queued"] * 10 + ["held"] * 4


def test_a_program_without_the_text_holds_it_in_silence(world: World) -> None:
    program = world.desk.programs["cadents"]
    without = {k: v for k, v in program.texts.items() if k != "too-large"}
    from dataclasses import replace

    world.desk.programs = {"cadents": replace(program, texts=without)}
    row = hold(world, HEADER)
    assert (row.outcome, row.case, world.outgoing_rows()) == (Outcome.HELD, "", [])


def test_a_mail_put_on_record_twice_is_there_once(world: World) -> None:
    from mailtriage.store.port import Duplicate

    hold(world, HEADER)
    world.uid -= 1
    with pytest.raises(Duplicate):
        hold(world, HEADER)
    assert len(world.outgoing_rows()) == 1


def test_what_was_not_read_cannot_be_released_only_dropped(world: World) -> None:
    row = hold(world, HEADER)
    with pytest.raises(Refused, match="only the header is here"):
        release(world.desk, row.id, "ann")
    world.command(f"quarantine drop {row.id} --why read-in-the-mailbox --as ann")
    with world.desk.store.view() as view:
        assert tally(view, world.desk.config.mailbox)["counts"]["unread"] == 0
