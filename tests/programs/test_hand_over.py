"""CAD-15: the hand-over to the next level: what it carries, and what holds it. Raw mail in, the bytes at the SMTP server out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import words

FAULT = "Since Monday the client crashes when I press Export: 'Cannot open the profile'. We have restarted it twice."


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    desk = Cadents(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


def test_CAD_15_a_hand_over_to_l2_carries_symptoms_what_is_known_and_the_steps_taken(desk: Cadents) -> None:
    case = desk.writes(f"{FAULT}\nVersion: 4.2.1", NALEDI, subject="Export")
    desk.leaves()
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    assert str(mail["To"]) == "level2@cadents.example" and case["number"] in str(mail["Subject"])
    said = words(mail)
    for part in ("L2 (Partner, advanced support)", "Since: Monday", "Version: 4.2.1", "Cannot open the profile", "restarted it twice",
                 "**Symptoms**", "Thaba Health"):  # fmt: skip
        assert part.strip("*") in said, part
    assert desk.shows(case["number"])["level"] == "L2"


def test_CAD_15_a_hand_over_to_l2_names_all_that_is_not_known(desk: Cadents) -> None:
    case = desk.writes("Something is odd here.", NALEDI, subject="Odd")
    desk.leaves()
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    missing = words(mail).partition("Not known")[2]
    for title in ("Symptom", "Product", "Since", "Affected", "Tried so far"):
        assert f"- {title}" in missing, (title, missing)


def test_CAD_15_a_hand_over_to_l3_waits_for_the_steps_to_reproduce_and_level_2_is_asked_for_them_not_the_customer(
    desk: Cadents,
) -> None:
    case = desk.writes(FAULT, NALEDI, subject="Export")
    number = case["number"]
    desk.world.command(f"handover {number} --to L2 --as thandi")
    desk.leaves()
    assert "waits for what is missing" in desk.world.command(f"handover {number} --to L3 --as thandi")
    (asked,) = desk.leaves()
    assert str(asked["To"]) == "level2@cadents.example" and "- Steps to reproduce" in words(asked)
    held = desk.shows(number)
    assert (held["level"], held["handing_over"]["to"], held["handing_over"]["by"]) == ("L2", "L3", "thandi")
    assert "the hand-over to L3 waits for Steps to reproduce" in [e["text"] for e in held["events"]]
    shown = desk.world.command(f"case show {number}")
    assert "waits" in shown and "Steps to reproduce" in shown
    row = desk.arrives("Steps to reproduce:\n1. open a profile\n2. press Export\n", "Level 2 <level2@cadents.example>",
                       subject=f"Re: {asked['Subject']}", In_Reply_To=str(asked["Message-ID"]))  # fmt: skip
    assert (row.outcome.value, row.case) == ("partner-reply", number)
    (whole,) = desk.leaves()
    assert str(whole["To"]) == "level3@cadents.example" and "1. open a profile 2. press Export" in words(whole)
    after = desk.shows(number)
    assert (after["level"], after["handing_over"]) == ("L3", None)
    assert not [d for d in after["drafts"] if "level2" in " ".join(d["to"])], "who has the case is proposed no answer"


def test_CAD_15_what_a_level_answers_never_reaches_the_customer_unread(desk: Cadents) -> None:
    case = desk.writes(FAULT, NALEDI, subject="Export")
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    sent = [m for m in desk.leaves() if "level2" in str(m["To"])][0]
    before = len(desk.shows(case["number"])["drafts"])
    row = desk.arrives("It is a defect, bug 4711. Do not tell them yet.", "Level 2 <level2@cadents.example>",
                       subject=f"Re: {sent['Subject']}", In_Reply_To=str(sent["Message-ID"]))  # fmt: skip
    assert row.outcome.value == "partner-reply" and desk.leaves() == []
    after = desk.shows(case["number"])
    assert len(after["drafts"]) == before and after["mails"][-1]["sender"] == "level2@cadents.example"


def test_CAD_15_staff_hand_it_over_with_its_gaps_and_a_reason_that_stands_on_the_case(desk: Cadents) -> None:
    case = desk.writes(FAULT, NALEDI, subject="Export")
    number = case["number"]
    desk.world.command(f"handover {number} --to L3 --as thandi")
    desk.leaves()
    desk.world.command(f"handover {number} --to L3 --force seen_twice_by_us --as thandi")
    (mail,) = desk.leaves()
    assert str(mail["To"]) == "level3@cadents.example" and "Not known - Steps to reproduce" in words(mail).replace("*", "")
    after = desk.shows(number)
    assert after["level"] == "L3" and after["handing_over"] is None
    assert any(e["kind"] == "hand-over" and e["actor"] == "thandi" and "seen_twice_by_us" in e["text"] for e in after["events"])


def test_CAD_15_a_field_that_staff_fill_in_lets_it_go(desk: Cadents) -> None:
    case = desk.writes(FAULT, NALEDI, subject="Export")
    desk.world.command(f"handover {case['number']} --to L3 --as thandi")
    desk.leaves()
    desk.world.command(f"case set {case['number']} field.reproduce=open_and_press_Export --as thandi")
    (mail,) = desk.leaves()
    assert str(mail["To"]) == "level3@cadents.example" and "open_and_press_Export" in words(mail)
