"""What a mail on a case we have leads to, and what it must not: raw mail in, case, drafts and mail out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mailtriage.model.draft import Draft, DraftState
from mailtriage.work.approve import edit
from mailtriage.work.cases import close, hand_over
from mailtriage.work.written import propose
from tests.programs import cadents
from tests.programs.cadents import Cadents
from tests.programs.mezzanine import SIPHO, Mezzanine, words

CRASH = "The app crashes when I save a stock count."
ASKED = ("registered_name", "device_number")
FREEZES = "The app freezes on my tablet, our champion could not help. Nothing happens when I press Save."
SIM = "The SIM card of my tablet is broken, please arrange a SIM swap."


@pytest.fixture(scope="module")
def cadents_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    desk = Cadents(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


@pytest.fixture(params=["mezzanine", "cadents"])
def either(request: pytest.FixtureRequest, one_desk: Mezzanine, cadents_desk: Cadents) -> tuple[Mezzanine, str]:
    """A desk, and a customer of it."""
    one = (one_desk, SIPHO) if request.param == "mezzanine" else (cadents_desk, cadents.NALEDI)
    one[0].afresh()
    return one


def on(desk: Mezzanine, case: dict[str, Any], text: str, sender: str = SIPHO) -> dict[str, Any]:
    """A reply on a case, by its number."""
    found = desk.writes(text, sender, subject=f"Re: [{case['number']}] {case['subject']}")
    assert found["number"] == case["number"]
    return found


def ends(case: dict[str, Any], text: str) -> list[str]:
    return [d["decided_why"] for d in case["drafts"] if d["text"] == text and d["state"] == "superseded"]


@pytest.mark.parametrize("asks", ["Any news?", "Hello, is there any news on this? We still wait.",
                                   "What is the status of my case?", "We have heard nothing since. How far are you with this?"])
def test_CAD_04_who_asks_for_news_of_a_case_we_found_is_told_how_it_stands_and_nothing_else(
    either: tuple[Mezzanine, str], asks: str
) -> None:
    desk, who = either
    case = desk.writes(CRASH, who)
    assert set(desk.drafts(on(desk, case, asks, who))) == {"fault-questions", "status"}


@pytest.mark.parametrize("asks", ["Please update.", "Kindly update us on this."])
def test_CAD_04_who_asks_for_news_as_people_here_do_is_told_how_it_stands(desk: Mezzanine, asks: str) -> None:
    case = desk.writes(CRASH)
    assert "status" in desk.drafts(on(desk, case, asks))


def test_news_of_a_closed_case_is_never_asked_which_case(either: tuple[Mezzanine, str]) -> None:
    desk, who = either
    case = desk.writes(CRASH, who)
    close(desk.world.desk, case["number"], "thandi")
    new = desk.writes("Any news?", who, subject=f"Re: [{case['number']}] Help")
    assert new["number"] != case["number"]
    assert "which-case" not in desk.drafts(new)


def test_what_was_tried_and_what_was_asked_is_answered_by_no_text_that_advises_it(desk: Mezzanine) -> None:
    case = desk.writes(FREEZES)
    desk.approve(case, "taken-up")
    desk.leaves()
    found = on(desk, case, "Device number: 27005550142\nError: the app freezes\nTried: restarting the tablet")
    assert found["values"]["steps_taken"] and not {"app-restart", "sync-test"} & set(desk.drafts(found))


def test_another_matter_on_a_case_gets_its_text_and_the_same_matter_does_not(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    assert set(desk.drafts(on(desk, case, "It still crashes, every time I save."))) == {"fault-questions"}
    assert "referral" in desk.drafts(on(desk, case, "It still crashes.\n\nAlso, please send us the invoice for March again."))


def test_a_hand_over_takes_in_the_questions_that_wait_and_forced_it_takes_its_own_back(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    assert set(ASKED) <= set(desk.drafts(case)["fault-questions"]["asks"])
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    case = desk.shows(case["number"])
    assert set(desk.drafts(case)) == {"hand-over-gaps"}
    assert set(ASKED) <= set(desk.drafts(case)["hand-over-gaps"]["asks"])
    assert ends(case, "fault-questions") == ["hand-over-gaps asks the same"]
    hand_over(desk.world.desk, case["number"], "thandi", "L3", force="they are at sea")
    case = desk.shows(case["number"])
    assert desk.drafts(case) == {} and ends(case, "hand-over-gaps") == ["the case goes to L3 without an answer"]


def test_a_hand_over_does_not_ask_what_a_draft_in_a_persons_words_asks(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    draft = desk.drafts(case)["fault-questions"]
    edit(desk.world.desk, draft["id"], "thandi", body="Who are you, please, and what is your number?")
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    found = desk.drafts(case)
    assert found["fault-questions"]["body"].startswith("Who are you")
    assert not set(ASKED) & set(found.get("hand-over-gaps", {"asks": ()})["asks"])


def test_an_approval_takes_its_questions_out_of_the_other_drafts_of_the_case(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    with desk.world.desk.store.unit() as unit:  # two that ask the same, as a store of before may have
        old = next(d for d in unit.find(Draft, "case", case["number"]) if d.text == "fault-questions")
        unit.put(replace(old, state=DraftState.PROPOSED, decided_at=None, decided_why=""))
    desk.approve(case, "fault-questions")
    left = desk.drafts(case)["hand-over-gaps"]
    assert not set(ASKED) & set(left["asks"]) and "Device number as registered" not in left["body"]
    desk.approve(case, "hand-over-gaps")
    sent = [words(m) for m in desk.leaves()]
    assert sum("evice number" in m for m in sent) == 1 and len([m for m in sent if "1. " in m]) == 2


def test_a_text_that_a_person_proposes_takes_its_questions_over(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    propose(desk.world.desk, case["number"], "thandi", "fault-questions")
    found = desk.drafts(case)
    assert not set(found["fault-questions"]["asks"]) & set(found.get("hand-over-gaps", {"asks": ()})["asks"])


def test_a_partner_gets_a_case_once_where_the_draft_to_them_still_waits(desk: Mezzanine) -> None:
    case = desk.writes(SIM)
    (partner,) = desk.drafts(case)["for-partner"]["to"]
    hand_over(desk.world.desk, case["number"], "thandi", "L2")
    case = desk.shows(case["number"])
    assert "for-partner" not in desk.drafts(case)
    assert ends(case, "for-partner") == [f"{partner} gets the case by the hand-over to L2"]
    assert [str(m["To"]) for m in desk.leaves() if partner in str(m["To"])] == [partner]
    assert "for-partner" not in desk.drafts(on(desk, case, "The SIM swap is still not done, the SIM is dead."))


@pytest.mark.parametrize(("text", "also"), [
    ("The app crashes when I save.\n\nAlso, please send us the invoice for March again.", "billing"),
    ("The app crashes when I save.\n\nAnother question: could you send the invoice for March?", "billing"),
    ("The app crashes when I save.\n\nP.S. please send us the invoice for March again.", "billing"),
    ("The app crashes when I save. One more thing. Can you send the invoice for March?", "billing"),
    ("The app crashes when I save.\n\nOn another note, can you send a quote for 20 more tablets?", "sales"),
    ("The app crashes when I save.\n\nOn another note, can you quote 20 more tablets?", "sales"),
    ("The app crashes when I save the invoice form.", ""),
])  # fmt: skip
def test_a_second_matter_is_seen_although_words_of_the_first_would_stop_its_category(
    desk: Mezzanine, text: str, also: str
) -> None:
    case = desk.writes(text)
    assert (case["category"], case["also"]) == ("app-fault", [also] if also else [])


def test_a_stranger_by_the_name_of_a_customer_is_not_listed_as_that_customer(desk: Mezzanine) -> None:
    desk.writes("The app crashes when I save.", "Thaba Health <x@nobody.example>", subject="Crash")
    listed = desk.world.command("case list")
    assert "(x@nobody.example)" in listed
    assert not [line for line in listed.splitlines() if "Crash" in line and "Thaba Health" in line]


def test_what_is_missing_is_the_same_on_a_draft_and_on_its_case(desk: Mezzanine) -> None:
    case = desk.writes(CRASH)
    draft = desk.drafts(case)["fault-questions"]
    shown = desk.world.command(f"draft show {draft['id']}")
    line = next(one for one in shown.splitlines() if one.startswith("missing"))
    assert line.split(None, 1)[1] == ", ".join(m["title"] for m in case["checklist"]["missing"])
    assert "Device number as registered" in line
