"""A customer's mail that a colleague sends on (Zammad #1596; FreeScout guessed addresses, #2761, #2733)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.ledger import Outcome
from mailtriage.model.staff import Role
from mailtriage.staff.people import add, disable
from tests.scenarios.story import CONFIG, World

HOP = "mx.cadents.example"
ANN = "ann@office.example"
BLOCKS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Naledi Mokoena <naledi@thaba.example>\nDate: Mon, 23 Nov 2026 at"
    " 09:00\nSubject: Gateway crashes\nTo: Ann <ann@office.example>\n\n",
    "Outlook": "________________________________\nFrom: Naledi Mokoena <naledi@thaba.example>\nSent: Monday, November 23, 2026"
    " 9:00 AM\nTo: Ann <ann@office.example>\nSubject: Gateway crashes\n\n",
    "Outlook, mailto": "-----Original Message-----\nFrom: Naledi Mokoena [mailto:naledi@thaba.example]\nSent: 23 November 2026"
    " 09:00\nTo: Ann\nSubject: Gateway crashes\n\n",
    "Apple Mail": "Begin forwarded message:\n\n> From: Naledi Mokoena <naledi@thaba.example>\n> Subject: Gateway crashes\n>"
    " Date: 23 November 2026 at 09:00:00 CET\n> To: ann@office.example\n> \n> ",
    "Norwegian": "---------- Videresendt melding ---------\nFra: Naledi Mokoena <naledi@thaba.example>\nSendt: mandag 23."
    " november 2026 09:00\nTil: Ann\nEmne: Gateway crashes\n\n",
    "German": "-----Ursprüngliche Nachricht-----\nVon: Naledi Mokoena <naledi@thaba.example>\nGesendet: Montag, 23. November"
    " 2026 09:00\nAn: Ann\nBetreff: WG: Gateway crashes\n\n",
    "Chinese": "---------- Forwarded message ---------\n发件人：Naledi Mokoena <naledi@thaba.example>\n日期：2026年11月23日\n主题："
    "Gateway crashes\n收件人：ann@office.example\n\n",
    "through two colleagues": "From: Bob <bob@office.example>\nSent: Monday\nTo: Ann\nSubject: FW: Gateway crashes\n\nCan you?\n\n"
    "From: Naledi Mokoena <naledi@thaba.example>\nSent: Monday\nTo: Bob\nSubject: Gateway crashes\n\n",
}
WORDS = "The gateway crashes since this morning, error 17.\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("tests.scenarios.story.CONFIG", f'staff_addresses = ["{ANN}", "bob@office.example"]\n' + CONFIG)
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop=HOP)


@pytest.fixture
def unlisted(tmp_path: Path) -> World:
    """A desk whose config names no staff_addresses."""
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop=HOP)


def forward(block: str, sender: str = ANN, result: str = "", number: str = "") -> bytes:
    said = f"Authentication-Results: {HOP}; dmarc={result} header.from={sender.partition('@')[2]}\r\n" if result else ""
    text = f"Please take this one, Ann\n\n{block}{WORDS}"
    return (
        f"{said}From: Ann Ames <{sender}>\r\nTo: support@cadents.example\r\nSubject: Fwd: {number}Gateway crashes\r\n"
        f"Message-ID: <fwd@office.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".encode()
        + text.replace("\n", "\r\n").encode()
    )


@pytest.mark.parametrize("program", BLOCKS)
def test_the_case_is_the_customer_s_and_the_acknowledgement_waits(world: World, program: str) -> None:
    row = world.arrives(forward(BLOCKS[program]), "support")
    assert row.outcome is Outcome.NEW_CASE and row.reason.endswith(f"forwarded by {ANN}")
    case = world.case(row.case)
    assert case.participants == ("naledi@thaba.example",) and case.contact == "Naledi Mokoena"
    assert case.subject == "Gateway crashes"
    assert world.outgoing_rows() == []
    drafts = world.drafts(row.case)
    assert "acknowledgement" in [d.text for d in drafts]
    assert {d.to for d in drafts} == {("naledi@thaba.example",)}
    assert "forwarded by" in next(d.words for d in drafts if d.text == "acknowledgement")


def test_a_mail_forwarded_as_an_attachment_is_read_whole(world: World) -> None:
    inner = (
        "From: Naledi Mokoena <naledi@thaba.example>\r\nTo: ann@office.example\r\nSubject: Gateway crashes\r\n"
        "Message-ID: <orig@thaba.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0200\r\n\r\n" + WORDS
    )
    outer = (
        f"From: Ann <{ANN}>\r\nTo: support@cadents.example\r\nSubject: Fwd: Gateway\r\nMessage-ID: <f@office.example>\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee attached\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{inner}\r\n--b--\r\n"
    )
    row = world.arrives(outer.encode(), "support")
    assert (world.case(row.case).participants, world.case(row.case).subject) == (("naledi@thaba.example",), "Gateway crashes")
    assert world.outgoing_rows() == []
    # The customer wrote to us as well: the same mail, and it is answered to them.
    direct = world.arrives(inner.replace("To: ann@office.example", "To: support@cadents.example").encode(), "support")
    assert (direct.outcome, direct.case) == (Outcome.DUPLICATE, row.case)


def test_the_sender_stays_unverified_whoever_forwards(world: World) -> None:
    row = world.arrives(forward(BLOCKS["Gmail"], result="pass"), "support")
    reasons = world.command(f"explain {row.case} --json")
    assert "unverified: forwarded by ann@office.example (aligned: dmarc=pass" in reasons


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (forward(BLOCKS["Gmail"], sender="eve@evil.example"), "a stranger forwards"),
        (forward(BLOCKS["Gmail"], result="fail"), "somebody poses as a colleague"),
        (forward(BLOCKS["Gmail"].replace(" <naledi@thaba.example>", "")), "no address in the block"),
        (forward(BLOCKS["Gmail"].replace("naledi@thaba.example", "support@cadents.example")), "our own mail forwarded"),
        (forward("From: naledi@thaba.example I heard that\n\n"), "a sentence, no block"),
        (forward(""), "nothing forwarded"),
    ],
)
def test_what_is_no_colleague_s_forward_is_its_sender_s_own_mail(world: World, raw: bytes, why: str) -> None:
    row = world.arrives(raw, "support")
    assert row.outcome is Outcome.NEW_CASE, why
    assert "naledi@thaba.example" not in world.case(row.case).participants, why
    assert "forwarded by" not in row.reason


def test_a_forwarded_reply_lands_on_the_customer_s_case(world: World) -> None:
    first = (
        "From: Naledi Mokoena <naledi@thaba.example>\r\nTo: support@cadents.example\r\nSubject: Gateway\r\n"
        "Message-ID: <1@thaba.example>\r\n\r\nIt crashes.\r\n"
    )
    number = world.arrives(first.encode(), "support").case
    block = BLOCKS["Gmail"].replace("Subject: Gateway", f"Subject: Re: [{number}] Gateway")
    row = world.arrives(forward(block), "support")
    assert (row.outcome, row.case) == (Outcome.FOLLOW_UP, number)
    assert world.case(number).participants == ("naledi@thaba.example",)


def person(world: World, address: str) -> None:
    add(world.desk.store, "ann", name="Ann Ames", address=address, role=Role.AGENT, programs=(), now=world.now)


@pytest.mark.parametrize("result", ["", "pass"])
def test_people_of_the_desk_forward_without_standing_in_the_config(unlisted: World, result: str) -> None:
    person(unlisted, ANN.upper())
    row = unlisted.arrives(forward(BLOCKS["Gmail"], result=result), "support")
    assert unlisted.case(row.case).participants == ("naledi@thaba.example",)
    assert unlisted.outgoing_rows() == []


def test_a_forged_or_disabled_person_of_the_desk_forwards_nothing(unlisted: World) -> None:
    person(unlisted, ANN)
    forged = unlisted.arrives(forward(BLOCKS["Gmail"], result="fail"), "support")
    assert not forged.case or "naledi@thaba.example" not in unlisted.case(forged.case).participants
    disable(unlisted.desk.store, "ann")
    row = unlisted.arrives(forward(BLOCKS["Outlook"], result="pass").replace(b"<fwd@", b"<fwd2@"), "support")
    assert "naledi@thaba.example" not in unlisted.case(row.case).participants
