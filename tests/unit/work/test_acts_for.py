"""A partner who writes for several customers: named by number, name or domain, else asked (never guessed)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.work.register_file import COLUMNS
from tests.scenarios.story import World

REGISTER = f"""{','.join(COLUMNS)},acts_for
Partner Ltd,partner.example,Pat,pat@partner.example,administrator,,gold,mail,2026-01-01,2027-12-31,,en,9001,Thaba Health;Old Mill
Thaba Health,thaba.example,Naledi,naledi@thaba.example,administrator,,silver,mail,2026-01-01,2027-12-31,,en,4711,
Old Mill,oldmill.example,Kari,kari@oldmill.example,administrator,,bronze,mail,2026-01-01,2026-02-01,,en,4712,
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop="mx.cadents.example")
    (tmp_path / "customers.csv").write_text(REGISTER)
    world.command(f"customer import {tmp_path / 'customers.csv'}")
    return world


def mail(text: str, n: int = 1, subject: str = "Gateway crashes", extra: str = "") -> bytes:
    return (
        "Authentication-Results: mx.cadents.example; dmarc=pass header.from=partner.example\r\n"
        f"From: Pat <pat@partner.example>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{n}@partner.example>\r\n{extra}\r\n{text}\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("text", "customer", "verdict"),
    [
        ("At Thaba Health the gateway crashes.", "Thaba Health", "entitled"),
        ("The gateway of customer 4712 crashes.", "Old Mill", "expired"),
        ("Error on host gw1.thaba.example since noon.", "Thaba Health", "entitled"),
        ("At  THABA\r\nhealth it crashes.", "Thaba Health", "entitled"),
        ("Our own gateway at Partner Ltd crashes.", "Partner Ltd", "entitled"),
    ],
)
def test_number_name_or_domain_choose_the_customer(world: World, text: str, customer: str, verdict: str) -> None:
    row = world.arrives(mail(text), "support")
    case = world.case(row.case)
    assert (case.customer, case.entitlement.verdict.value) == (customer, verdict)
    assert "which-customer" not in [d.text for d in world.drafts(row.case)]


@pytest.mark.parametrize("text", ["The gateway crashes.", "Thaba Health and Old Mill are down.", "Case 14712 crashes."])
def test_for_whom_is_asked_where_it_is_unclear_and_until_then_the_partner_s_own_contract_counts(
    world: World, text: str
) -> None:
    row = world.arrives(mail(text), "support")
    case = world.case(row.case)
    assert (case.customer, case.entitlement.verdict.value) == ("", "entitled")
    assert "Partner Ltd" in case.entitlement.evidence
    (draft,) = [d for d in world.drafts(row.case) if d.text == "which-customer"]
    assert "Thaba Health" in draft.body and "Old Mill" in draft.body and draft.to == ("pat@partner.example",)
    assert "not-registered" not in [d.text for d in world.drafts(row.case)]


def test_the_answer_to_the_question_gives_the_case_its_customer(world: World) -> None:
    number = world.arrives(mail("The gateway crashes."), "support").case
    row = world.arrives(mail("It is Thaba Health.", 2, f"Re: [{number}] Gateway crashes"), "support")
    case = world.case(number)
    assert (row.outcome.value, row.case) == ("follow-up", number)
    assert (case.customer, case.entitlement.verdict.value, case.entitlement.level) == ("Thaba Health", "entitled", "silver")


def test_a_partner_s_administrator_joins_a_case_of_a_customer_they_act_for_by_number_only_there(world: World) -> None:
    theirs = world.arrives(
        b"Authentication-Results: mx.cadents.example; dmarc=pass header.from=thaba.example\r\nFrom: naledi@thaba.example\r\n"
        b"To: support@cadents.example\r\nSubject: Tablet\r\nMessage-ID: <n@thaba.example>\r\n\r\nDark.\r\n", "support").case
    joined = world.arrives(mail("More on it.", 3, f"[{theirs}] Tablet"), "support")
    assert (joined.outcome.value, joined.case) == ("follow-up", theirs)
    kari = (
        f"From: kari@oldmill.example\r\nTo: support@cadents.example\r\nSubject: [{theirs}] Tablet\r\n"
        "Message-ID: <k@oldmill.example>\r\n\r\nMore on it.\r\n"
    ).encode()
    assert world.arrives(kari, "support").outcome.value == "new-case"
