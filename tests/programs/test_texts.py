"""Which prescribed text is proposed, and which is not, where the rule of a text itself says when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailtriage.work.written import propose
from tests.programs import cadents, mezzanine
from tests.programs.cadents import Cadents
from tests.programs.mezzanine import Mezzanine

STRANGER = "Eve Other <eve@elsewhere.example>"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mezzanine]]:
    found = {"cadents": Cadents(tmp_path_factory.mktemp("cadents")),
             "mezzanine": Mezzanine(tmp_path_factory.mktemp("mezzanine"))}  # fmt: skip
    yield found
    for desk in found.values():
        desk.close()


def _proposed(desk: Mezzanine, text: str, sender: str) -> set[str]:
    case = desk.writes(text, sender, subject=f"Mail {desk.count}")
    drafts = set(desk.drafts(case))
    desk.closes(case)
    return drafts


@pytest.mark.parametrize(("text", "sender", "proposed"), [
    ("I have forgotten my password. How can I reset it?", cadents.NALEDI, "password-reset"),
    ("I can't log in since this morning, my colleague can.", cadents.NALEDI, "fault-questions"),
    ("I have forgotten my password for the client. How can I reset it?", STRANGER, "not-registered"),
])  # fmt: skip
def test_CAD_04_the_way_to_a_new_password_is_told_to_customers_who_ask_for_it(
    desks: dict[str, Mezzanine], text: str, sender: str, proposed: str
) -> None:
    assert _proposed(desks["cadents"], text, sender) == {proposed}


def test_CAD_04_who_cannot_log_in_is_asked_questions_and_not_none(desks: dict[str, Mezzanine]) -> None:
    desk = desks["cadents"]
    case = desk.writes("I can't log in since this morning, my colleague can.", cadents.NALEDI, subject="Log in")
    assert "\n1. " in desk.drafts(case)["fault-questions"]["body"]
    desk.closes(case)


@pytest.mark.parametrize(("text", "proposed"), [
    ("The product key is refused.", {"licence-key"}),
    ("How do we activate it offline?", set()),
    ("Nobody can work at all our sites: the licence is invalid and everything is down.", set()),
    ("The client crashes since Monday.", {"fault-questions"}),
])  # fmt: skip
def test_CAD_08_the_way_to_a_key_is_told_where_a_key_is_refused_and_not_in_an_outage(
    desks: dict[str, Mezzanine], text: str, proposed: set[str]
) -> None:
    assert _proposed(desks["cadents"], text, cadents.NALEDI) == proposed


def test_CAD_08_what_is_only_suggested_has_a_text_that_staff_propose(desks: dict[str, Mezzanine]) -> None:
    desk = desks["cadents"]
    case = desk.writes("Calls are cut off after thirty seconds, with one-way audio.", cadents.NALEDI, subject="Calls")
    assert case["known_problem"]["id"] == "sip-alg" and "known-sip-alg" not in desk.drafts(case)
    propose(desk.world.desk, case["number"], "thandi", "known-sip-alg")
    assert "SIP ALG" in desk.drafts(case)["known-sip-alg"]["body"]
    desk.closes(case)


def test_CAD_09_a_question_that_was_answered_is_no_fault_when_it_is_asked_again(desks: dict[str, Mezzanine]) -> None:
    desk = desks["cadents"]
    case = desk.writes("I have forgotten my password. How can I reset it?", cadents.NALEDI, subject="Password")
    desk.approve(case, "password-reset")
    desk.leaves()
    desk.arrives("And how can we reset that of a colleague?", cadents.NALEDI, subject=f"Re: [{case['number']}] Password")
    assert desk.drafts(case) == {}


@pytest.mark.parametrize(("text", "sender", "proposed"), [
    ("The client crashes since Monday.", cadents.NALEDI, {"fault-questions"}),
    ("It is reproducible on a fresh machine: the export drops the last line.", cadents.NALEDI, set()),
    ("I have forgotten my password. How can I reset it?", cadents.NALEDI, {"password-reset"}),
    ("The client crashes since Monday, says Eve.", STRANGER, {"not-registered"}),
    ("Nobody can work, the whole system is down!", cadents.NALEDI, set()),
    ("The installer stops with error 1603 after ten minutes.", cadents.NALEDI, {"known-installer-1603"}),
])  # fmt: skip
def test_CAD_09_questions_go_to_customers_whose_fault_has_no_answer_and_that_can_wait_for_theirs(
    desks: dict[str, Mezzanine], text: str, sender: str, proposed: set[str]
) -> None:
    assert _proposed(desks["cadents"], text, sender) == proposed


def test_CAD_09_what_staff_say_is_a_question_is_not_asked_as_a_fault(desks: dict[str, Mezzanine]) -> None:
    desk = desks["cadents"]
    case = desk.writes("How do I print the monthly report in colour?", cadents.NALEDI, subject="Print")
    desk.world.command(f"case set {case['number']} category=software-fault type=question --as thandi")
    desk.arrives("It is about the Client, by the way.", cadents.NALEDI, subject=f"Re: [{case['number']}] Print")
    assert "fault-questions" not in desk.drafts(case)
    desk.closes(case)


def test_CAD_09_an_answer_that_a_manager_adds_goes_before_the_questions(desks: dict[str, Mezzanine]) -> None:
    world = desks["cadents"].world
    whole = world.desk.programs
    texts = whole["cadents"].texts
    added = replace(texts["documentation"], id="added", when=texts["fault-questions"].when)
    world.desk.programs = {"cadents": replace(whole["cadents"], texts={**texts, "added": added})}
    try:
        proposed = _proposed(desks["cadents"], "The client crashes since Monday.", cadents.NALEDI)
    finally:
        world.desk.programs = whole
    assert proposed == {"added", "fault-questions"}


@pytest.mark.parametrize(("text", "asks"), [
    ("It crashes.", ["Since when", "What exactly does the message say", "Which product", "Which version", "Who is affected"]),
    ("Since Monday our client crashes for everyone.", ["What exactly does the message say", "Which version", "What have you tried"]),
    ("Our SIP trunk does not register.",
     ["Since when", "What exactly does the message or the log say", "Which product", "Who is affected", "A network trace"]),
    ("Since Monday the SIP trunk of our Gateway 4 does not register.",
     ["What exactly does the message or the log say", "Who is affected", "A network trace", "What have you tried"]),
])  # fmt: skip
def test_CAD_09_each_list_asks_for_what_stands_in_it(desks: dict[str, Mezzanine], text: str, asks: list[str]) -> None:
    desk = desks["cadents"]
    case = desk.writes(text, cadents.NALEDI, subject=f"Mail {desk.count}")
    asked = re.findall(r"(?m)^[0-9]\. (.*)", desk.drafts(case)["fault-questions"]["body"])
    desk.closes(case)
    assert [a for a, q in zip(asks, asked, strict=True) if q.startswith(a)] == asks, asked
    optional = {"steps_taken", "error_text"} if case["category"] == "network-fault" else {"steps_taken"}
    assert case["missing"] and not optional & set(case["missing"])


@pytest.mark.parametrize(("text", "level"), [
    ("The report module crashes, and there is nothing in the release notes.", "L3"),
    ("The report module crashes.", "L1"),
    ("Why is there nothing in the release notes about colours?", "L1"),
])  # fmt: skip
def test_CAD_15_CAD_16_a_fault_that_is_written_down_nowhere_is_level_3s(
    desks: dict[str, Mezzanine], text: str, level: str
) -> None:
    desk = desks["cadents"]
    case = desk.writes(text, cadents.NALEDI, subject=f"Mail {desk.count}")
    desk.closes(case)
    assert case["level"] == level


@pytest.mark.parametrize(("text", "proposed"), [
    ("How can I hide the banner?", {"configuration-guide"}),
    ("How can I hide the banner? Please call me back on 01632 960 002.", set()),
    ("Please hide the banner for us in the settings of the client.", set()),
])  # fmt: skip
def test_CAD_07_who_asks_how_a_thing_is_configured_gets_the_guide_but_not_who_wants_it_done_or_a_call(
    desks: dict[str, Mezzanine], text: str, proposed: set[str]
) -> None:
    assert _proposed(desks["cadents"], text, cadents.NALEDI) == proposed


def test_CAD_12_who_may_write_for_a_customer_is_no_matter_to_refer(desks: dict[str, Mezzanine]) -> None:
    assert _proposed(desks["cadents"], "Please send us a quote for twenty more licences.", cadents.NALEDI) == {"referral"}
    assert _proposed(desks["cadents"], "Please put Ann on your contact list.", cadents.NALEDI) == set()


@pytest.mark.parametrize(("text", "proposed"), [
    ("First line tried everything. Nobody in our organisation can open the portal since eight.", "outage-noted"),
    ("First line tried everything. During the training in Kisumu the app shows an error and we cannot go on.",
     "training-questions"),
    ("What is the status of our case LW-20117? I have tried all the usual steps.", "which-case"),
    ("First line tried everything. Who is our channel partner?", "levels-explained"),
])  # fmt: skip
def test_CAD_04_MEZ_02_MEZ_16_MEZ_17_some_texts_go_before_the_one_for_what_earlier_levels_tried(
    desks: dict[str, Mezzanine], text: str, proposed: str
) -> None:
    drafts = _proposed(desks["mezzanine"], text, mezzanine.NALEDI)
    assert proposed in drafts and "taken-up" not in drafts


@pytest.mark.parametrize(("text", "proposed"), [
    ("Please read the report that came on Monday.", set()),
    ("It is broken.", {"fault-questions"}),
])  # fmt: skip
def test_a_category_with_one_weak_word_is_a_guess_and_only_a_fault_is_asked_about(
    desks: dict[str, Mezzanine], text: str, proposed: set[str]
) -> None:
    assert _proposed(desks["mezzanine"], text, mezzanine.SIPHO) == proposed


@pytest.mark.parametrize("program", ["cadents", "mezzanine"])
def test_CAD_04_who_asks_for_news_again_is_told_again_when_it_stands_otherwise(
    desks: dict[str, Mezzanine], program: str
) -> None:
    desk, sender = desks[program], {"cadents": cadents.NALEDI, "mezzanine": mezzanine.LERATO}[program]
    case = desk.writes("The client crashes when I press Save, it says 'Cannot save'.", sender, subject="Crash")
    for state in ("", "on-hold"):
        if state:
            desk.world.command(f"case set {case['number']} state={state} --as thandi")
        desk.arrives("Good day, any news on this?", sender, subject=f"Re: [{case['number']}] Crash")
        desk.approve(case, "status")
        desk.leaves()
