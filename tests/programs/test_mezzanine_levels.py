"""Mezzanine's three levels, line by line: the 44 cells, partners, routes. Raw mail in, case and mail out."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from mailtriage.program.match import categorise
from mailtriage.program.standing import partner_named
from mailtriage.program.variables import TO_STAFF
from tests.programs.mezzanine import (
    BARAKA,
    LERATO,
    NALEDI,
    PIETER,
    PROGRAM,
    RULES,
    SIPHO,
    TEXTS,
    Mezzanine,
    words,
)
from tests.programs.mezzanine_mails import MAILS

# --- MEZ-02: three levels and their tables ----------------------------------------------------------------------------


def test_MEZ_02_every_cell_of_the_three_tables_is_accounted_for() -> None:
    cells = Counter(d.level for d in PROGRAM.duties)
    assert cells == {"L1": 16, "L2": 14, "L3": 14}
    assert Counter((d.level, d.side) for d in PROGRAM.duties) == {
        ("L1", "mobile"): 8, ("L1", "web"): 8, ("L2", "mobile"): 7, ("L2", "web"): 7, ("L3", "mobile"): 7, ("L3", "web"): 7,
    }  # fmt: skip
    categories = {c.id: c for c in PROGRAM.categories}
    for duty in PROGRAM.duties:
        if not duty.categories:
            assert len(duty.reason) > 40, f"{duty.words} has neither category nor a reason"
        for name in duty.categories:
            category = categories[name]
            assert category.reply in PROGRAM.texts, f"{duty.words}: {name} leads to no text"
            assert category.level == duty.level or duty.but, f"{duty.words}: {name} stands at {category.level}"


def test_MEZ_02_a_level_handles_what_its_cells_say_and_has_an_owner() -> None:
    for level in PROGRAM.levels:
        assert level.owner
        assert level.handles == "; ".join(d.words for d in PROGRAM.duties if d.level == level.id)


def test_MEZ_02_every_category_of_first_and_second_line_comes_from_a_cell() -> None:
    named = {name for d in PROGRAM.duties for name in d.categories}
    assert {c.id for c in PROGRAM.categories if c.level in ("L1", "L2")} <= named


def test_MEZ_02_each_rule_has_three_examples_that_fit_and_two_that_must_not() -> None:
    for category in PROGRAM.categories:
        if category.id != PROGRAM.default_category:
            fits = sum(e.fits for e in category.examples)
            assert fits >= 3 and len(category.examples) - fits >= 2, category.id


@pytest.mark.parametrize("category", sorted({c for c, _, _ in MAILS}))
def test_MEZ_02_mail_in_peoples_own_words_finds_its_cell(desk: Mezzanine, category: str) -> None:
    level = next(c.level for c in PROGRAM.categories if c.id == category)
    for wanted, type_, text in MAILS:
        if wanted == category:
            found = categorise(PROGRAM, "", text)
            assert found.winner is not None and found.winner.id == category, (text, found.why)
            case = desk.writes(text, LERATO)
            assert (case["category"], case["type"], case["level"]) == (category, type_, level), text


PASSWORD = "Kestrel77blue"


def test_MEZ_02_a_password_in_a_mail_is_shown_nowhere_and_leaves_with_no_text(desk: Mezzanine) -> None:
    text = (f"I get an error when I save on the portal: 'Cannot save'.\nUser name: sipho\nPassword: {PASSWORD}\n"
            f"It does not work, my password is {PASSWORD}.")  # fmt: skip
    case = desk.writes(text, SIPHO, subject=f"Portal, password: {PASSWORD}")
    for draft in desk.drafts(case).values():
        assert PASSWORD not in draft["body"] + draft["subject"], draft["text"]
    for command in (f"case show {case['number']}", f"case show {case['number']} --full --json",
                    f"case mail {case['number']} 1", f"explain {case['number']}", "draft list", "case list --json"):  # fmt: skip
        assert PASSWORD not in desk.world.command(command), command
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    for mail in desk.leaves():
        assert PASSWORD not in mail.as_string() and PASSWORD not in words(mail)
    beside = desk.writes(f"What happens: it stays black\nPassword: {PASSWORD}", SIPHO)
    assert beside["values"]["error_text"] == "it stays black"


def test_MEZ_02_no_text_has_a_place_for_a_password() -> None:
    for path in TEXTS.iterdir():
        assert not re.search(r"\{\{[^}]*(password|passcode|secret)", path.read_text()), path.name
    assert PROGRAM.fields["password"].secret


def test_MEZ_02_who_asks_for_a_password_is_told_how_to_set_a_new_one(desk: Mezzanine) -> None:
    case = desk.writes("Please send me my password, I cannot remember it.", LERATO)
    body = desk.drafts(case)["password-reset"]["body"]
    assert "we neither send nor need one" in body


# --- MEZ-03: channel partners -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sender", "address", "title"), [
    (SIPHO, "service@lwandle.example", "Lwandle Mobile"),  # the register says lwandle
    (BARAKA, "helpdesk@savanna.example", "Savanna Connect"),  # and here by its title
])  # fmt: skip
def test_MEZ_03_mail_for_second_line_goes_to_the_customers_partner(
    desk: Mezzanine, sender: str, address: str, title: str
) -> None:
    case = desk.writes("Please do a SIM swap for 000 555 0142, the card was damaged.", sender, subject="SIM")
    drafts = desk.drafts(case)
    assert drafts["for-partner"]["to"] == [address]
    assert f"We have passed the case to {title}" in drafts["sim-swap"]["body"]
    desk.leaves()
    desk.approve(case, "for-partner")
    (mail,) = [m for m in desk.leaves() if address in str(m["To"])]
    said = words(mail)
    assert mail["Subject"] == f"[{case['number']}] For second line: SIM" and title in said
    assert "Device number as registered: 000 555 0142" in said and "the card was damaged" in said


def test_MEZ_03_a_customer_without_a_partner_gets_the_text_and_nothing_is_passed(desk: Mezzanine) -> None:
    case = desk.writes("Please do a SIM swap for 000 555 0142, the card was damaged.", LERATO)
    drafts = desk.drafts(case)
    assert set(drafts) == {"sim-swap"} and "give the number to your channel partner" in drafts["sim-swap"]["body"]


def test_MEZ_03_who_is_not_sure_to_be_the_customer_is_not_told_the_partner(desk: Mezzanine) -> None:
    case = desk.writes("Please do a SIM swap for 000 555 0142, the card was damaged.", SIPHO, authentic=False)
    drafts = desk.drafts(case)
    assert drafts["for-partner"]["to"] == ["service@lwandle.example"]
    assert "passed the case to your channel partner" in drafts["sim-swap"]["body"]
    assert "Lwandle" not in drafts["sim-swap"]["body"]


def test_MEZ_03_a_hand_over_to_second_line_by_a_person_goes_to_the_partner(desk: Mezzanine) -> None:
    case = desk.writes("The screen of the tablet is cracked.", BARAKA)
    desk.leaves()
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    assert str(mail["To"]) == "helpdesk@savanna.example" and "Hand-over to L2" in str(mail["Subject"])


def test_MEZ_03_partners_have_a_title_an_address_and_countries() -> None:
    assert len(PROGRAM.partner_list) >= 2
    for partner in PROGRAM.partner_list:
        assert partner.title and partner.address.endswith(".example") and partner.countries
        assert partner_named(PROGRAM, partner.id) is partner is partner_named(PROGRAM, partner.title.upper())


# --- MEZ-16: what is no support ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "category"), [
    ("Please update the prices of 1,200 products, the spreadsheet is attached.", "bulk-edits"),
    ("We would like a new field for the batch number in the delivery form.", "change-request"),
    ("A suggestion: it would be nice if the app remembered the last clinic.", "suggestion"),
])  # fmt: skip
def test_MEZ_16_bulk_edits_and_changes_go_to_the_product_owner(desk: Mezzanine, text: str, category: str) -> None:
    case = desk.writes(text, LERATO, subject="Wish")
    drafts = desk.drafts(case)
    assert case["category"] == category and case["team"] == "product"
    assert drafts["for-product-owner"]["to"] == ["product-owner@mezzanine.example"]
    assert "decided by the product owner" in drafts["to-product-owner"]["body"]
    desk.leaves()
    desk.approve(case, "for-product-owner")
    mail = next(m for m in desk.leaves() if "product-owner" in str(m["To"]))
    assert case["number"] in str(mail["Subject"]) and text in words(mail)


def test_MEZ_16_a_bug_is_reported_to_the_developing_team_once_the_error_is_known(desk: Mezzanine) -> None:
    vague = desk.writes("The app on the tablet crashes.", LERATO, subject="Crash")
    assert set(desk.drafts(vague)) == {"fault-questions"}
    desk.arrives("It says 'NullPointerException at Save'.", LERATO, subject=f"Re: [{vague['number']}] Crash")
    assert desk.drafts(vague)["for-developers"]["to"] == ["developers@mezzanine.example"]
    known = desk.writes("Error 1042 appears on the phone each time I submit a form in the app.", LERATO)
    body = desk.drafts(known)["for-developers"]["body"]
    assert "Error 1042" in body and "replicated" in body


def test_MEZ_16_a_need_of_training_is_noted_as_such(desk: Mezzanine) -> None:
    case = desk.writes("We have six new nurses and would like to arrange a training session for them.", LERATO)
    drafts = desk.drafts(case)
    assert (case["category"], case["team"]) == ("training", "training")
    assert drafts["for-desk-manager"]["to"] == ["desk-manager@mezzanine.example"]
    assert "Your wish for training is noted" in drafts["training-noted"]["body"]


# --- MEZ-17: third line, and what is not ----------------------------------------------------------------------------------------------

REGISTER_HER = "Please register a new mobile user: Thandi Mokoena, device number 000 555 0142, Mohlakeng clinic."
LEVELS = "How support works for you: the champions in your own organisation (first line)"


def test_MEZ_16_MEZ_17_first_lines_work_is_passed_to_the_customers_champion_with_its_number(desk: Mezzanine) -> None:
    case = desk.writes(REGISTER_HER, SIPHO, subject="New nurse")
    drafts = desk.drafts(case)
    assert case["level"] == "L1" and set(drafts) == {"for-champion", "passed-to-champion"}
    assert drafts["for-champion"]["to"] == ["naledi@thaba.example"]
    assert f"with the number **{case['number']}**, to Naledi Mokoena" in drafts["passed-to-champion"]["body"]
    desk.leaves()
    desk.approve(case, "for-champion")
    mail = next(m for m in desk.leaves() if "naledi" in str(m["To"]))
    assert case["number"] in str(mail["Subject"]) and "000 555 0142" in words(mail)


def test_MEZ_16_MEZ_17_without_a_champion_in_the_register_the_sender_is_told_whom_to_ask(desk: Mezzanine) -> None:
    assert set(desk.drafts(desk.writes(REGISTER_HER, LERATO))) == {"ask-your-champion"}


@pytest.mark.parametrize(("sender", "texts"), [
    ("New Nurse <nurse@thaba.example>", {"for-champion", "passed-to-champion"}),
    ("New Nurse <nurse@kopano.example>", {"ask-your-champion"}),
])  # fmt: skip
def test_MEZ_16_MEZ_17_who_is_not_listed_turns_to_first_line_with_its_faults(
    desk: Mezzanine, sender: str, texts: set[str]
) -> None:
    case = desk.writes("I cannot log in to the app on my phone, it says user not registered.", sender)
    assert case["level"] == "L1" and set(desk.drafts(case)) == texts


def test_MEZ_16_MEZ_17_a_champion_who_asks_is_shown_how(desk: Mezzanine) -> None:
    case = desk.writes(REGISTER_HER, NALEDI)
    assert case["level"] == "L1" and set(desk.drafts(case)) == {"mobile-users"}
    assert "*Mobile users > Add*" in desk.drafts(case)["mobile-users"]["body"]


@pytest.mark.parametrize(("text", "reply"), [
    ("How do I do a sync test?", "sync-test"),
    ("Please send me the link to download the app.", "app-download"),
    ("What is the correct URL for the web portal?", "portal-address"),
    ("I forgot my password, how do I reset it?", "password-reset"),
])  # fmt: skip
def test_MEZ_16_MEZ_17_what_a_text_can_answer_is_answered_by_it(desk: Mezzanine, text: str, reply: str) -> None:
    case = desk.writes(text, SIPHO)
    assert case["level"] == "L1" and set(desk.drafts(case)) == {reply}


@pytest.mark.parametrize(("text", "sender"), [
    ("Our champion has tried a sync test and a reinstall, the app still does not sync.", SIPHO),
    ("The app does not sync. Level 1 could not resolve it.", SIPHO),
    ("Level 1 and level 2 have checked the device, the app still does not sync on it.", SIPHO),
    ("Escalating to third line: the app does not sync.", SIPHO),
    ("I tried everything, the app of our nurse still does not sync.", NALEDI),
    ("I cannot add this medicine to the app for our clinic, the portal does not let me.", NALEDI),
    ("The app does not sync on this tablet.", PIETER),
])  # fmt: skip
def test_MEZ_02_MEZ_17_what_first_or_second_line_tried_or_cannot_do_stays_here(desk: Mezzanine, text: str, sender: str) -> None:
    case = desk.writes(text, sender)
    assert case["level"] == "L3", case["reasons"]
    drafts = desk.drafts(case)
    assert "for-champion" not in drafts and "for-partner" not in drafts
    assert case["values"]["handed_over"]
    assert "Came past" not in words(desk.leaves()[0]), "that is nothing to tell the reporter"


@pytest.mark.parametrize(("text", "sender"), [
    ("I tried it twice, the app does not sync on this tablet.", SIPHO),
    ("The app does not sync on this tablet.", NALEDI),
    ("When will the SIM swap be done? Our champion did all he could.", SIPHO),
    ("When will the SIM swap be done? I have done all.", NALEDI),
])  # fmt: skip
def test_MEZ_02_MEZ_17_who_is_no_champion_or_tried_nothing_or_asks_for_news_hands_nothing_over(
    desk: Mezzanine, text: str, sender: str
) -> None:
    assert "handed_over" not in desk.writes(text, sender)["values"]


@pytest.mark.parametrize(("text", "sender", "texts"), [
    ("Our champion has tried a sync test and a reinstall, the app still does not sync.", SIPHO, {"taken-up"}),
    ("Our champion tried to print. How do I print a report from the portal?", SIPHO, {"taken-up"}),
    ("How do I print a report from the portal?", SIPHO, {"how-to"}),
    ("The app of Thaba Health does not sync, our champion tried a sync test and a reinstall.", PIETER, {"fault-questions"}),
    ("Our champion tried, and we want to lodge a formal complaint about your service.", SIPHO, {"complaint-noted", "for-desk-manager"}),
])  # fmt: skip
def test_MEZ_16_MEZ_17_who_tried_first_line_is_told_that_the_case_stays_here(
    desk: Mezzanine, text: str, sender: str, texts: set[str]
) -> None:
    case = desk.writes(text, sender, subject=f"Mail {desk.count}")
    drafts = desk.drafts(case)
    assert set(drafts) == texts
    assert all("stays with us" in drafts[t]["body"] for t in texts & {"taken-up"})
    desk.closes(case)


def test_MEZ_17_the_levels_are_explained_once_to_each_person(desk: Mezzanine) -> None:
    writer = f"New User <new{desk.count}@kopano.example>"
    first = desk.writes("How do I do a sync test?", writer)
    second = desk.writes("What is the correct URL for the web portal?", writer)
    other = desk.writes("What is the correct URL for the web portal?", f"Another <another{desk.count}@kopano.example>")
    assert LEVELS in desk.drafts(first)["sync-test"]["body"]
    assert LEVELS not in desk.drafts(second)["portal-address"]["body"]
    assert LEVELS in desk.drafts(other)["portal-address"]["body"]


def test_MEZ_17_who_asks_about_the_levels_gets_them_whole(desk: Mezzanine) -> None:
    case = desk.writes("Who should our users contact first, you or the partner? What are the support levels?", SIPHO)
    body = desk.drafts(case)["levels-explained"]["body"]
    assert case["category"] == "support-levels"
    assert all(part in body for part in ("First line", "Second line", "Third line", "08:00 to 17:00", "+27 00 555 0101"))


# --- What every program inherits ----------------------------------------------------------------------------------------------------------


def test_only_the_acknowledgement_and_the_closed_number_leave_by_themselves(desk: Mezzanine) -> None:
    assert PROGRAM.sends_by_itself == {"acknowledgement", "closed-number"}
    for text in ("Please do a SIM swap for 000 555 0142.", "Error 1042 appears in the app.", REGISTER_HER):
        desk.writes(text, SIPHO)
    assert all("is logged as case" in words(m) for m in desk.leaves())


def test_colleagues_at_a_clients_domain_may_write_and_an_ended_agreement_stops_the_work(desk: Mezzanine) -> None:
    def verdict(sender: str, authentic: bool = True) -> dict[str, Any]:
        return desk.writes("The app crashes when I press Save.", sender, authentic=authentic)

    assert verdict("unlisted@thaba.example")["entitlement"]["verdict"] == "entitled"
    assert verdict("unlisted@thaba.example", authentic=False)["entitlement"]["verdict"] == "unverified"
    ended = verdict("grace@oldmill.example")
    assert ended["entitlement"]["verdict"] == "expired" and set(desk.drafts(ended)) == {"contract-expired"}


def test_every_address_and_number_of_the_shipped_files_is_nobodys() -> None:
    for path in (*RULES.iterdir(), *TEXTS.iterdir()):
        text = path.read_text()
        for address in re.findall(r"[\w.+-]+@[\w.-]+\w", text):
            assert address.endswith(".example"), f"{path.name}: {address}"
        for number in re.findall(r"\+\d{2,3} \d{2,3}", text):
            assert number in ("+27 00", "+254 000"), f"{path.name}: {number}"
        for url in re.findall(r"https?://([\w.-]+)", text):
            assert url.endswith(".example"), f"{path.name}: {url}"


def test_texts_for_the_client_are_short_and_polite() -> None:
    for text in PROGRAM.texts.values():
        body = text.words["en"][1]
        assert "!" not in re.sub(r"\{[%{].*?[%}]\}", "", body), text.id
        if text.purpose not in TO_STAFF:
            assert len(re.sub(r"\{[%{].*?[%}]\}", "", body).split()) < 330, text.id
