"""MEZ-04: what a hand-over to Mezzanine's third line carries, what it asks for, and how long it waits. Raw mail in, case and mail out."""

from __future__ import annotations

import re
from datetime import timedelta

from mailtriage.work.cases import hand_over
from mailtriage.work.tick import tick
from tests.programs.mezzanine import (
    LERATO,
    PIETER,
    SIPHO,
    WANJA,
    Mezzanine,
    words,
)

# --- MEZ-04: the hand-over -----------------------------------------------------------------------------------------------------

WHOLE = """Please take this over.

Name and surname as registered: Thandi Mokoena
Device number as registered: 000 555 0142
Product: Stock Visibility
Error: the app says 'Sync failed (504)' after 40 %
Steps taken by L1: sync test, restart
Steps taken by L2: SIM, APN and signal are fine
"""


def test_MEZ_04_a_whole_hand_over_from_a_partner_is_read_into_the_case_and_nothing_is_asked(desk: Mezzanine) -> None:
    case = desk.writes(WHOLE, PIETER, subject="Sync")
    assert (case["level"], case["customer"]) == ("L3", "Thaba Health")
    got = case["values"]
    assert (got["registered_name"], got["device_number"], got["product"]) == (
        "Thandi Mokoena", "000 555 0142", "Stock Visibility")  # fmt: skip
    assert "Sync failed (504)" in got["error_text"]
    assert (got["steps_l1"], got["steps_l2"]) == ("sync test, restart", "SIM, APN and signal are fine")
    said = words(desk.leaves()[0])
    assert "please answer" not in said and "Tried by second line: SIM, APN and signal are fine" in said
    assert case["missing"] == []


def test_MEZ_04_gaps_are_named_and_asked_for_once_in_one_mail(desk: Mezzanine) -> None:
    case = desk.writes("The app of one of our users does not sync. We checked SIM and APN.", PIETER, subject="Sync")
    assert "please answer" not in words(desk.leaves()[0]), "a person reads what a partner is asked"
    assert set(desk.drafts(case)) == {"fault-questions"}
    desk.approve(case, "fault-questions")
    questions = re.findall(r"(?<=\d\. )(\w.*?)(?= \d\. | We have noted| Whatever you)", words(desk.leaves()[0]).partition("place:")[2])
    assert [q[:17] for q in questions] == ["Name and surname ", "Device number as "]
    assert "does not sync" in case["values"]["error_text"], "what happens is said in a sentence, and is not asked"
    again = desk.arrives("The number is 000 555 0142.", PIETER, subject=f"Re: [{case['number']}] Sync")
    assert again.case == case["number"]
    now = desk.shows(case["number"])
    assert now["values"]["device_number"] == "000 555 0142"
    assert not [m for m in desk.leaves() if "Name and surname" in words(m)], "what was asked once is not asked again"
    for draft in desk.drafts(case).values():
        assert "Name and surname of the user" not in draft["body"]
    assert "registered_name" in now["missing"] and "device_number" not in now["missing"]


def test_MEZ_04_contact_extras_are_welcome_and_never_missing(desk: Mezzanine) -> None:
    case = desk.writes(WHOLE + "Personal mobile: 000 555 0199\n", PIETER, subject="Sync, with extras")
    assert case["values"]["contact_extra"] == "000 555 0199" and case["missing"] == []


def test_MEZ_04_a_p1_is_never_held(desk: Mezzanine) -> None:
    case = desk.writes("All users of the client cannot sync, everything is down. We tried what we could.", PIETER)
    assert (case["priority"], case["level"], case["state"]) == ("P1", "L3", "new")
    assert case["clocks"][0]["calendar"] == "always"
    assert [o["state"] for o in case["outgoing"]] == ["queued"]


def test_MEZ_04_a_hand_over_that_leaves_marks_its_gaps(desk: Mezzanine) -> None:
    case = desk.writes("The tablet of our clinic does not switch on.", SIPHO)
    desk.leaves()
    desk.world.command(f"case set {case['number']} priority=P1 --as thandi")
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    assert "The tablet of our clinic does not switch on." in words(mail) and "Steps taken so far" in words(mail)


def test_MEZ_04_a_partner_who_serves_several_is_asked_which_unless_they_say(desk: Mezzanine) -> None:
    unclear = desk.writes("A tablet does not sync, we checked SIM and APN.", WANJA)
    assert unclear["customer"] == "" and set(desk.drafts(unclear)) == {"which-customer"}
    clear = desk.writes("A tablet at Ziwa Farmers does not sync, we checked SIM and APN.", WANJA)
    assert (clear["customer"], clear["level"]) == ("Ziwa Farmers", "L3")


# --- MEZ-04: a hand-over that waits ---------------------------------------------------------------------------------------


def test_MEZ_04_a_hand_over_to_l3_waits_and_what_is_missing_is_asked_for_once_in_one_mail(desk: Mezzanine) -> None:
    case = desk.writes("How do I do a sync test? The app keeps loading.", LERATO, subject="Sync")
    number = case["number"]
    desk.leaves()
    hand_over(desk.world.desk, number, "thandi", "L3")  # as `mailtriage handover` does, by the clock of this desk
    held = desk.shows(number)
    assert held["level"] != "L3" and held["handing_over"]["to"] == "L3"
    assert [c["due"] for c in held["clocks"] if c["kind"] == "handover-asking"] == ["2026-11-24T08:00:00Z"]
    desk.approve(case, "hand-over-gaps")
    (asked,) = desk.leaves()
    assert "lerato@kopano.example" in str(asked["To"])
    said = words(asked)
    assert "Name and surname of the user" in said and "Device number as registered" in said
    desk.arrives("Name and surname as registered: Lerato Nkosi\nDevice number as registered: 000 555 0142\nProduct: Stock "
                 "Visibility\nError: it says 'Sync failed'\nTroubleshooting: prayers", LERATO,
                 subject=f"Re: [{number}] Sync")  # fmt: skip
    after = desk.shows(number)
    assert (after["level"], after["handing_over"]) == ("L3", None)
    assert any(e["kind"] == "hand-over" and "all that was missing is known" in e["text"] for e in after["events"])


def test_MEZ_04_a_hand_over_asks_for_all_of_the_dossier_where_nothing_is_known(desk: Mezzanine) -> None:
    case = desk.writes("What are the support levels?", "Chipo Moyo <chipo@moyo.example>", subject="Levels")
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    asked = re.findall(r"(?m)^[0-9]\. (.*)", desk.drafts(case)["hand-over-gaps"]["body"])
    assert [a.partition(",")[0] for a in asked] == [
        "Name and surname of the user", "Device number as registered (a personal mobile",
        "Product or application it happens in (for example Stock Visibility", "The error in full: what the user does",
        "What first line (the champion) has tried", "What second line (the channel partner) has tried"]  # fmt: skip


def test_MEZ_04_a_hand_over_leaves_when_the_asking_period_ends_with_its_gaps_marked(desk: Mezzanine) -> None:
    case = desk.writes("How do I do a sync test? The app keeps loading.", LERATO, subject="Sync")
    hand_over(desk.world.desk, case["number"], "thandi", "L3")
    desk.at(desk.now + timedelta(hours=23))
    tick(desk.world.desk)
    assert desk.shows(case["number"])["handing_over"] is not None
    desk.at(desk.now + timedelta(hours=2))
    tick(desk.world.desk)
    after = desk.shows(case["number"])
    assert (after["level"], after["handing_over"]) == ("L3", None)
    said = next(e["text"] for e in after["events"] if e["kind"] == "hand-over")
    assert "without" in said and "Device number" in said and "the time to answer has passed" in said


def test_MEZ_04_a_p1_is_handed_over_at_once_also_one_that_becomes_it_while_it_waits(desk: Mezzanine) -> None:
    case = desk.writes("How do I do a sync test? The app keeps loading.", LERATO, subject="Sync")
    desk.world.command(f"handover {case['number']} --to L3 --as thandi")
    desk.world.command(f"case set {case['number']} priority=P1 --as thandi")
    assert desk.shows(case["number"])["level"] == "L3"
    other = desk.writes("How do I do a sync test? The app keeps loading.", LERATO, subject="Sync again")
    desk.world.command(f"case set {other['number']} priority=P1 --as thandi")
    desk.world.command(f"handover {other['number']} --to L3 --as thandi")
    assert desk.shows(other["number"])["level"] == "L3"


def test_MEZ_04_staff_may_force_it_with_a_reason(desk: Mezzanine) -> None:
    case = desk.writes("How do I do a sync test? The app keeps loading.", LERATO, subject="Sync")
    desk.world.command(f"handover {case['number']} --to L3 --force they_called_us --as thandi")
    after = desk.shows(case["number"])
    assert after["level"] == "L3"
    assert any("they_called_us" in e["text"] and "is missing" in e["text"] for e in after["events"])
