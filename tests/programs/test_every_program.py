"""What every program inherits, on each shipped one: verdicts and their texts, news, closed numbers, calls. Raw mail in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mailtriage.work.dossier import decisions
from tests.programs import cadents, mezzanine
from tests.programs.cadents import Cadents
from tests.programs.mezzanine import Mezzanine, words

PEOPLE = {"cadents": (cadents.NALEDI, cadents.ANN), "mezzanine": (mezzanine.LERATO, "Grace Wanjiru <grace@oldmill.example>")}
FAULT = "The client crashes when I press Save, it says 'Cannot save'. The app is not responding."


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mezzanine]]:
    found = {"cadents": Cadents(tmp_path_factory.mktemp("cadents")),
             "mezzanine": Mezzanine(tmp_path_factory.mktemp("mezzanine"))}  # fmt: skip
    yield found
    for desk in found.values():
        desk.close()


@pytest.fixture(params=["cadents", "mezzanine"])
def desk(request: pytest.FixtureRequest, desks: dict[str, Mezzanine]) -> Mezzanine:
    found: Mezzanine = desks[request.param].afresh()
    return found


def people(desk: Mezzanine) -> tuple[str, str]:
    """One whose contract is in force, and one whose contract ended."""
    return PEOPLE[desk.program]


# --- CAD-02: verdicts, and what each leads to -----------------------------------------------------------------------


def _with(desk: Mezzanine, row: str) -> None:
    """One customer more in the register."""
    path = desk.folder / "more.csv"
    path.write_text(desk.register + row)
    desk.world.command(f"customer import {path}")


def _row(desk: Mezzanine, name: str, begins: str, ends: str, channels: str = "mail") -> str:
    level, tail = ("gold", "") if desk.program == "cadents" else ("standard", ",,")
    return (f"{name.title()},{name}.example,Ann Any,ann@{name}.example,reporter,,{level},{channels},{begins},{ends},,en,"
            f"{name[:1]}-9{tail}\n")  # fmt: skip


@pytest.mark.parametrize(("name", "begins", "ends", "channels", "verdict", "text", "goes_on"), [
    ("inforce", "2026-01-01", "2027-12-31", "mail", "entitled", "", True),
    ("ingrace", "2025-01-01", "2026-11-15", "mail", "grace", "", True),
    ("ended", "2025-01-01", "2026-06-30", "mail", "expired", "contract-expired", False),
    ("early", "2027-01-01", "2027-12-31", "mail", "not-covered", "contract-expired", False),
    ("bytelephone", "2026-01-01", "2027-12-31", "telephone", "not-covered", "contract-expired", False),
])  # fmt: skip
def test_CAD_02_a_verdict_leads_to_its_text_and_says_whether_work_goes_on(
    desk: Mezzanine, name: str, begins: str, ends: str, channels: str, verdict: str, text: str, goes_on: bool
) -> None:
    _with(desk, _row(desk, name, begins, ends, channels))
    case = desk.writes(FAULT, f"Ann Any <ann@{name}.example>")
    assert case["entitlement"]["verdict"] == verdict
    assert _rule_of(desk, case) == (verdict, "entitlement.toml")
    drafts = desk.drafts(case)
    goes_on = goes_on and (desk.program, verdict) != ("cadents", "grace")  # there a person says first what becomes of it
    assert (text in drafts, bool(set(drafts) - {text})) == (bool(text), goes_on)
    if text:
        desk.leaves()
        desk.approve(case, text)
        (mail,) = desk.leaves()
        assert case["number"] in str(mail["Subject"]) and "standard" not in words(mail) and "gold" not in words(mail)


def _rule_of(desk: Mezzanine, case: dict[str, Any]) -> tuple[str, str]:
    """The rule that `explain` cites for the verdict, and its file."""
    with desk.world.desk.store.view() as view:
        reasons = decisions(view, desk.world.desk, case["number"])[0]["reasons"]
    (reason,) = [r for r in reasons if r["step"] == "entitlement"]
    assert reason["line"] > 0
    return reason["rule"], Path(reason["file"]).name


def test_CAD_02_who_is_not_authorised_is_told_so_and_nothing_is_begun(desk: Mezzanine) -> None:
    head, *rows = (desk.register + _row(desk, "closedshop", "2026-01-01", "2027-12-31")).splitlines()
    path = desk.folder / "closed.csv"
    path.write_text("\n".join([f"{head},open_to_domain", *(f"{row}," for row in rows[:-1]), f"{rows[-1]},no"]) + "\n")
    desk.world.command(f"customer import {path}")
    case = desk.writes(FAULT, "Someone Else <else@closedshop.example>")
    assert case["entitlement"]["verdict"] == "not-authorised"
    assert set(desk.drafts(case)) == {"not-authorised"}
    if desk.program == "cadents":  # bookkeeping writes for itself
        paid = desk.writes("We were charged twice and would like a refund.", "Book Keeper <books@closedshop.example>")
        assert paid["entitlement"]["verdict"] == "not-authorised" and "not-authorised" not in desk.drafts(paid)


def test_CAD_02_who_is_unknown_is_asked_to_register_but_not_who_asks_a_price(desk: Mezzanine) -> None:
    stranger = desk.writes(FAULT, f"New Person <new{desk.count}@elsewhere.example>")
    assert stranger["entitlement"]["verdict"] == "unknown"
    assert set(desk.drafts(stranger)) == {"not-registered"}, "questions come when it is known who asks"
    price = desk.writes("Could you please send us a quote for 20 licences and tell us the price?",
                        f"New Person <new{desk.count}@elsewhere.example>")  # fmt: skip
    assert price["type"] in ("non-technical", "pre-sales") and "not-registered" not in desk.drafts(price)


def test_CAD_02_who_asks_what_costs_more_than_the_contract_has_is_referred_and_not_refused(desk: Mezzanine) -> None:
    _with(desk, _row(desk, "soon", "2027-01-01", "2027-12-31"))
    price = desk.writes("Please send us a quote for twenty more licences.", "Ann Any <ann@soon.example>")
    assert price["entitlement"]["verdict"] == "not-covered" and set(desk.drafts(price)) == {"referral"}


def test_CAD_02_what_a_stranger_complains_about_is_read_by_a_person_first(desk: Mezzanine) -> None:
    case = desk.writes("We want to file a complaint about your service.", f"New Person <new{desk.count}@elsewhere.example>")
    assert (case["type"], case["entitlement"]["verdict"]) == ("complaint", "unknown")
    assert desk.program == "cadents" or not desk.drafts(case)


def test_CAD_02_who_is_not_authenticated_is_unverified_and_work_goes_on_without_a_word_of_the_contract(
    desk: Mezzanine,
) -> None:
    case = desk.writes(FAULT, people(desk)[0], authentic=False)
    assert case["entitlement"]["verdict"] == "unverified" and desk.drafts(case)
    assert _rule_of(desk, case) == ("unverified", "entitlement.toml")
    ended = desk.writes(FAULT, people(desk)[1], authentic=False)
    assert ended["entitlement"]["verdict"] == "unverified"
    assert not set(desk.drafts(ended)) & {"contract-expired", "not-registered", "not-authorised"}


# --- CAD-04: news -----------------------------------------------------------------------------------------------------


def test_CAD_04_a_participant_who_asks_for_news_is_told_how_the_case_stands(desk: Mezzanine) -> None:
    case = desk.writes(FAULT, people(desk)[0], subject="Crash")
    desk.arrives("Good day, any news on this?", people(desk)[0], subject=f"Re: [{case['number']}] Crash")
    drafts = desk.drafts(case)
    assert case["number"] in drafts["status"]["body"]
    desk.leaves()
    desk.approve(case, "status")
    (mail,) = desk.leaves()
    assert case["number"] in words(mail)


def test_CAD_04_a_stranger_who_asks_for_news_of_it_is_told_nothing(desk: Mezzanine) -> None:
    case = desk.writes(FAULT, people(desk)[0], subject="Crash")
    row = desk.arrives("Any news on this?", f"Eve <eve{desk.count}@elsewhere.example>",
                       subject=f"Re: [{case['number']}] Crash")  # fmt: skip
    assert row.case != case["number"] and "status" not in desk.drafts(desk.shows(row.case))


def test_CAD_04_who_asks_for_news_of_a_case_we_do_not_have_is_asked_which(desk: Mezzanine) -> None:
    case = desk.writes("Hello, is there any update on my case from last month?", f"New <n{desk.count}@kopano.example>")
    drafts = desk.drafts(case)
    assert case["category"] == "status" and "which-case" in drafts
    desk.leaves()
    desk.approve(case, "which-case")
    (mail,) = desk.leaves()
    assert "number" in words(mail)


# --- CAD-14: calls ----------------------------------------------------------------------------------------------------


def test_CAD_14_who_asks_to_be_called_is_flagged_with_number_and_time_and_stands_first_in_the_queue(
    desk: Mezzanine,
) -> None:
    desk.writes(FAULT, people(desk)[0])
    case = desk.writes(f"{FAULT} Please call me back on +44 1632 960 003 between 2 and 4pm tomorrow.", people(desk)[0])
    call = case["callback"]
    assert (call["number"], call["said"], call["done"]) == ("+44 1632 960 003", "between 2 and 4pm tomorrow", None)
    assert any(e["kind"] == "call-back" for e in case["events"])
    listed = json.loads(desk.world.command("case list --json"))
    assert listed[0]["number"] == case["number"]
    assert "+44 1632 960 003" in desk.world.command("case list")
    said = words(desk.leaves()[-1])
    assert case["number"] in said and "+44" not in said, "what we will call is for staff"
    desk.world.command(f"case callback {case['number']} --done --as thandi")
    assert desk.shows(case["number"])["callback"]["done_by"] == "thandi"


def test_CAD_14_a_later_mail_may_ask_for_the_call_and_a_number_in_a_signature_does_not(desk: Mezzanine) -> None:
    case = desk.writes(f"{FAULT}\n\nPhone: +44 1632 960 005", people(desk)[0], subject="Crash")
    assert case["callback"] is None
    desk.arrives("Could you please phone me on 01632 960 002?", people(desk)[0], subject=f"Re: [{case['number']}] Crash")
    assert desk.shows(case["number"])["callback"]["number"] == "01632 960 002"


# --- CAD-17: what leaves by itself ------------------------------------------------------------------------------------


def test_CAD_17_a_reply_on_a_closed_number_opens_a_linked_case_and_tells_both_numbers_by_itself(desk: Mezzanine) -> None:
    case = desk.writes(FAULT, people(desk)[0], subject="Crash")
    desk.leaves()
    desk.closes(case)
    row = desk.arrives("The client crashes again with error 4711.", people(desk)[0], subject=f"Re: [{case['number']}] Crash")
    assert row.case != case["number"]
    assert "4711" in desk.shows(row.case)["values"]["error_text"], "the new case holds what its own mail says"
    (mail,) = desk.leaves()
    assert case["number"] in words(mail) and row.case in words(mail)


def test_CAD_17_of_all_that_is_proposed_only_the_acknowledgement_leaves(desk: Mezzanine) -> None:
    case: dict[str, Any] = desk.writes(FAULT, people(desk)[0])
    assert desk.drafts(case)
    (mail,) = desk.leaves()
    assert case["number"] in str(mail["Subject"])
    desk.at(desk.now + timedelta(hours=1))
    assert desk.leaves() == []


# --- CAD-13, MEZ-04: what the register and staff know -----------------------------------------------------------------


def test_CAD_01_CAD_13_MEZ_04_the_only_product_of_a_customer_is_taken_from_the_register(desk: Mezzanine) -> None:
    row = _row(desk, "oneproduct", "2026-01-01", "2027-12-31").replace("reporter,,", "reporter,Lamp 7,")
    _with(desk, row)
    assert desk.writes("The list stays empty.", "Ann Any <ann@oneproduct.example>")["values"]["product"] == "Lamp 7"


def test_CAD_13_CAD_14_MEZ_04_what_is_for_staff_is_not_said_back(desk: Mezzanine) -> None:
    case = desk.writes("The client crashes when I press Save, it says 'Cannot save'.", people(desk)[0], subject="Crash")
    ours = {"cadents": ("call_back",), "mezzanine": ("call_back", "callback_time", "message", "handed_over")}
    for name in ours[desk.program]:
        desk.world.command(f"case set {case['number']} --field {name}=our-{name} --as thandi")
    desk.arrives("PS:\nSince: Monday\nVersion: 4.2.1\nDevice number: 000 555 0142", people(desk)[0], subject=f"Re: [{case['number']}] Crash")
    body = desk.drafts(case)["fault-questions"]["body"]
    assert ("Version: 4" in body or "0142" in body) and "our-" not in body
