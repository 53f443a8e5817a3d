"""program/entitlement.py: the verdict table: what the register says, what the tier grants, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mailtriage.model.case import Verdict
from mailtriage.model.mail import Tier
from mailtriage.model.register import Contact, Customer
from mailtriage.program.entitlement import check, find_customer, lookup_domain, path, stated_number
from tests.unit.program.files import shipped

PROGRAM = shipped()
THABA = Customer(
    "cadents",
    "Thaba Health",
    domains=("thaba.example",),
    service_level="gold",
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    number="T-100",
    open_to_domain=False,
    source="row 3 of customers.csv",
)
NALEDI = Contact("cadents", "Thaba Health", "naledi@thaba.example", "Naledi", ("reporter",))
LAST = date(2026, 12, 31)
DAY = timedelta(1)


@pytest.mark.parametrize(
    ("what", "today", "customer", "contact", "by", "verdict"),
    [
        ("on the first day", date(2026, 1, 1), THABA, NALEDI, "address", Verdict.ENTITLED),
        ("before the first day", date(2025, 12, 31), THABA, NALEDI, "address", Verdict.NOT_COVERED),
        ("on the last day", LAST, THABA, NALEDI, "address", Verdict.ENTITLED),
        ("the day after", LAST + DAY, THABA, NALEDI, "address", Verdict.GRACE),
        ("on the last day of grace", LAST + 14 * DAY, THABA, NALEDI, "address", Verdict.GRACE),
        ("after the grace", LAST + 15 * DAY, THABA, NALEDI, "address", Verdict.EXPIRED),
        ("without an end", LAST + 9999 * DAY, replace(THABA, valid_to=None), NALEDI, "address", Verdict.ENTITLED),
        ("without dates", LAST, replace(THABA, valid_to=None, valid_from=None), NALEDI, "address", Verdict.ENTITLED),
        ("telephone only", LAST, replace(THABA, channels=("telephone",)), NALEDI, "address", Verdict.NOT_COVERED),
        ("a colleague", LAST, THABA, None, "domain", Verdict.NOT_AUTHORISED),
        (
            "a colleague of an expired contract hears nothing of it",
            LAST + 99 * DAY,
            THABA,
            None,
            "domain",
            Verdict.NOT_AUTHORISED,
        ),
        (
            "a colleague, open to the domain",
            LAST,
            replace(THABA, open_to_domain=True),
            None,
            "domain",
            Verdict.ENTITLED,
        ),
        ("nobody we know", LAST, None, None, "", Verdict.UNKNOWN),
    ],
)
def test_what_the_register_gives_an_aligned_sender(
    what: str, today: date, customer: Customer | None, contact: Contact | None, by: str, verdict: Verdict
) -> None:
    found = check(PROGRAM, today, Tier.ALIGNED, contact, customer, by)
    assert found.verdict is verdict, what
    assert found.level == ("gold" if customer else "")


def test_the_evidence_is_one_sentence_with_row_dates_and_tier() -> None:
    found = check(PROGRAM, LAST, Tier.ALIGNED, NALEDI, THABA, "address")
    assert found.evidence == (
        "row 3 of customers.csv: Thaba Health, gold, 2026-01-01 to 2026-12-31; matched by address; "
        "the contract is in force; sender aligned"
    )


def test_an_unverified_sender_is_unverified_with_level_and_what_the_register_says_for_staff() -> None:
    found = check(PROGRAM, LAST, Tier.UNVERIFIED, NALEDI, THABA, "address")
    assert (found.verdict, found.level, found.register) == (Verdict.UNVERIFIED, "gold", Verdict.ENTITLED)
    assert found.evidence.endswith("sender unverified; by the register entitled")


def test_a_sender_that_failed_authentication_gets_nothing_of_the_contract() -> None:
    found = check(PROGRAM, LAST, Tier.FAILED, NALEDI, THABA, "address")
    assert (found.verdict, found.level, found.register) == (Verdict.UNVERIFIED, "", None)


def test_an_unknown_sender_is_unknown_in_every_tier() -> None:
    for tier in Tier:
        assert check(PROGRAM, LAST, tier, None, None, "").verdict is Verdict.UNKNOWN


def test_a_stated_customer_number_never_grants_the_full_verdict() -> None:
    found = check(PROGRAM, LAST, Tier.ALIGNED, None, THABA, "number")
    assert (found.verdict, found.register) == (Verdict.UNVERIFIED, Verdict.ENTITLED)


def test_a_program_may_demand_a_role() -> None:
    strict = replace(PROGRAM, authorised_roles=frozenset({"administrator"}))
    found = check(strict, LAST, Tier.ALIGNED, NALEDI, THABA, "address")
    assert found.verdict is Verdict.NOT_AUTHORISED
    assert "role reporter, administrator may report" in found.evidence
    chief = replace(NALEDI, roles=("reporter", "administrator"))
    assert check(strict, LAST, Tier.ALIGNED, chief, THABA, "address").verdict is Verdict.ENTITLED


def test_a_program_may_trust_unverified_senders() -> None:
    trusting = replace(PROGRAM, tiers={**PROGRAM.tiers, "unverified": "full"})
    assert check(trusting, LAST, Tier.UNVERIFIED, NALEDI, THABA, "address").verdict is Verdict.ENTITLED


@pytest.mark.parametrize(
    ("tier", "today", "reply", "work_goes_on"),
    [
        (Tier.ALIGNED, LAST, "", True),
        (Tier.ALIGNED, LAST + 99 * DAY, "contract-expired", False),
        (Tier.UNVERIFIED, LAST, "", True),
        (Tier.UNVERIFIED, LAST + 99 * DAY, "", False),  # staff see why; the sender is told nothing
        (Tier.FAILED, LAST, "", False),  # somebody else writes under a customer's name: a person decides
    ],
)
def test_what_a_verdict_leads_to(tier: Tier, today: date, reply: str, work_goes_on: bool) -> None:
    found = path(PROGRAM, check(PROGRAM, today, tier, NALEDI, THABA, "address"))
    assert (found.reply, found.work_goes_on) == (reply, work_goes_on)


def test_a_verdict_without_a_path_lets_work_go_on() -> None:
    bare = replace(PROGRAM, paths={})
    assert path(bare, check(bare, LAST, Tier.ALIGNED, NALEDI, THABA, "address")).work_goes_on


def test_a_day_begins_at_the_desk_not_in_utc() -> None:
    far_east = replace(PROGRAM.calendars["desk"], zone="Pacific/Auckland")
    program = replace(PROGRAM, calendars={"desk": far_east})
    assert program.today(datetime(2026, 12, 31, 12, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert PROGRAM.today(datetime(2026, 12, 31, 12, 0, tzinfo=UTC)) == date(2026, 12, 31)


def test_no_text_of_a_path_for_unverified_senders_speaks_of_the_contract() -> None:
    assert PROGRAM.paths["unverified"].reply == ""


OTHER = replace(THABA, name="Old Mill", number="O-200")


def test_a_listed_contact_comes_before_its_domain_and_the_domain_before_a_number() -> None:
    found = find_customer(
        "naledi@thaba.example", contact=NALEDI, by_address=THABA, by_domain=[OTHER], by_number=[OTHER]
    )
    assert (found.customer, found.matched_by) == (THABA, "address")
    found = find_customer("x@thaba.example", by_domain=[THABA], by_number=[OTHER])
    assert (found.customer, found.contact, found.matched_by) == (THABA, None, "domain")
    found = find_customer("x@elsewhere.example", by_number=[OTHER])
    assert (found.customer, found.matched_by) == (OTHER, "number")
    found = find_customer("x@elsewhere.example")
    assert (found.customer, found.matched_by) == (None, "")


def test_a_public_domain_or_one_of_several_customers_identifies_nobody() -> None:
    shared = find_customer("x@thaba.example", by_domain=[THABA, OTHER])
    assert shared.customer is None and "several customers: Thaba Health, Old Mill" in shared.why
    assert find_customer("x@gmail.com", by_domain=[THABA]).customer is None
    assert lookup_domain("x@gmail.com") == "" and lookup_domain("x@thaba.example") == "thaba.example"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Our customer number is T-100.", "t-100"),
        ("Customer no. T-100", "t-100"),
        ("Kundenummer: 4711, hilsen", "4711"),
        ("Kunden-Nr. 4711", "4711"),
        ("Klantnummer 4711", "4711"),
        ("account number: AB12", "ab12"),
        ("We are customer T-100", ""),
        ("the number is 4711", ""),
        ("", ""),
    ],
)
def test_a_stated_customer_number(text: str, number: str) -> None:
    assert stated_number(text) == number
