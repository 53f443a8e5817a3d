"""Mezzanine's desk, line by line: mailboxes, hours, tickets, other channels, English. Raw mail in, case and mail out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from mailtriage.model.case import Case
from tests.programs.mezzanine import BARAKA, LERATO, MONDAY, NALEDI, PROGRAM, ROOT, SIPHO, Mezzanine, words

BOTH = "support@mezzanine.example, easupport@mezzanine.example"
SATURDAY = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
HERITAGE_DAY = datetime(2026, 9, 24, 8, 0, tzinfo=UTC)  # a Thursday


# --- MEZ-01: two mailboxes -------------------------------------------------------------------------------------------


def test_MEZ_01_each_mailbox_answers_as_itself_with_its_own_numbers(desk: Mezzanine) -> None:
    desk.at(SATURDAY)
    desk.writes("Helium says my account is locked.", LERATO)
    desk.writes("Helium says my account is locked.", BARAKA, to="easupport@mezzanine.example")
    africa, east = sorted(desk.leaves(), key=lambda m: str(m["From"]), reverse=True)
    assert africa["From"].addresses[0].addr_spec == "support@mezzanine.example"
    assert east["From"].addresses[0].addr_spec == "easupport@mezzanine.example"
    assert "WhatsApp to +27 00 555 0101" in words(africa) and "+254" not in words(africa)
    assert "WhatsApp to +254 000 555 010" in words(east) and "0101" not in words(east)
    assert all("call +27 00 555 0100, then option 2" in words(m) for m in (africa, east))


def test_a_number_in_a_signature_is_read_where_the_mail_speaks_of_a_password_too(desk: Mezzanine) -> None:
    case = desk.writes("I forgot my password of the portal.\n\nKind regards\nLerato Nkosi\n000 555 0147", LERATO)
    assert case["values"]["contact_extra"] == "000 555 0147"


def test_MEZ_01_a_text_shows_the_readers_own_time_beside_that_of_the_desk(desk: Mezzanine) -> None:
    desk.writes("Helium says my account is locked.", LERATO)
    desk.writes("Helium says my account is locked.", BARAKA, to="easupport@mezzanine.example")
    africa, east = sorted(desk.leaves(), key=lambda m: str(m["To"]), reverse=True)
    assert "by Monday 23 November, 11:00 (SAST). " in words(africa)
    assert "by Monday 23 November, 11:00 (SAST), 12:00 your time (EAT). " in words(east)


@pytest.mark.parametrize(("sender", "to", "mailbox"), [
    (BARAKA, BOTH, "easupport"),  # his region is Kenya
    (LERATO, "easupport@mezzanine.example, support@mezzanine.example", "support"),  # hers is South Africa
    ("x@nobody.example", "easupport@mezzanine.example, support@mezzanine.example", "easupport"),  # the first in To
    ("x@nobody.example", BOTH, "support"),
])  # fmt: skip
@pytest.mark.parametrize("fetched", ["support", "easupport"])
def test_MEZ_01_one_mail_to_both_belongs_to_the_customers_region_else_to_the_first(
    desk: Mezzanine, sender: str, to: str, mailbox: str, fetched: str
) -> None:
    case = desk.writes(
        f"Helium says my account is locked, attempt {desk.count}.", sender.replace("nobody", f"nobody{desk.count}"), to=to,
        mailbox=fetched,
    )
    assert case["mailbox"] == mailbox
    assert desk.leaves()[0]["From"].addresses[0].addr_spec == f"{mailbox}@mezzanine.example"


def test_MEZ_01_the_second_copy_of_one_mail_to_both_changes_nothing(desk: Mezzanine) -> None:
    first = desk.arrives("My account is locked.", BARAKA, to=BOTH, mailbox="support")
    desk.count -= 1  # the same Message-ID
    second = desk.arrives("My account is locked.", BARAKA, to=BOTH, mailbox="easupport")
    assert (second.outcome.value, second.case) == ("duplicate", first.case)
    assert len(desk.leaves()) == 1


def test_MEZ_01_regions_and_mailboxes_of_the_program_name_each_other(desk: Mezzanine) -> None:
    assert {r.mailbox for r in PROGRAM.regions} == {"support", "easupport"} == set(PROGRAM.mailboxes)


# --- MEZ-05: hours ----------------------------------------------------------------------------------------------------


def test_MEZ_05_outside_hours_the_acknowledgement_says_when_the_desk_opens_and_the_way_for_a_p1(desk: Mezzanine) -> None:
    desk.at(SATURDAY).writes("Helium says my account is locked.", LERATO)
    said = words(desk.leaves()[0])
    assert "The desk is closed at the moment and opens on Monday 23 November, 08:00 (SAST)." in said
    assert "do not wait: call +27 00 555 0100, then option 2, or write by WhatsApp to +27 00 555 0101, at any hour" in said


def test_MEZ_05_within_hours_it_says_neither(desk: Mezzanine) -> None:
    desk.writes("Helium says my account is locked.", LERATO)
    said = words(desk.leaves()[0])
    assert "closed" not in said and "at any hour" not in said


@pytest.mark.parametrize(("moment", "opens"), [
    (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), "Monday 23 November, 08:00"),
    (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "Tuesday 24 November, 08:00"),
    (HERITAGE_DAY, "Friday 25 September, 08:00"),
    (datetime(2026, 8, 10, 8, 0, tzinfo=UTC), "Tuesday 11 August, 08:00"),  # Women's Day fell on Sunday
    (datetime(2026, 12, 24, 15, 30, tzinfo=UTC), "Monday 28 December, 08:00"),
    (datetime(2027, 3, 26, 8, 0, tzinfo=UTC), "Tuesday 30 March, 08:00"),
])  # fmt: skip
def test_MEZ_05_the_desk_keeps_south_african_hours_and_public_holidays(
    desk: Mezzanine, moment: datetime, opens: str
) -> None:
    desk.at(moment).writes("Helium says my account is locked.", LERATO)
    assert f"opens on {opens} (SAST)" in words(desk.leaves()[0])


def test_MEZ_05_MEZ_11_a_p1_is_counted_round_the_clock_and_nothing_else(desk: Mezzanine) -> None:
    desk.at(SATURDAY)
    down = desk.writes("Nobody can open the portal, all users get error 503. No workaround.", BARAKA)
    locked = desk.writes("Helium says my account is locked.", LERATO)
    assert (down["priority"], locked["priority"]) == ("P1", "P3")
    clock, other = down["clocks"][0], locked["clocks"][0]
    assert (clock["calendar"], clock["due"]) == ("always", "2026-11-21T11:30:00Z")
    assert (other["calendar"], other["due"]) == ("desk", "2026-11-23T07:00:00Z")


@pytest.mark.parametrize(("text", "priority", "minutes"), [
    ("Three clinics cannot sync since this morning.", "P2", 30),
    ("Helium says my account is locked.", "P3", 60),
    ("What is the correct URL for the web portal?", "P4", 120),
])  # fmt: skip
def test_MEZ_05_MEZ_11_every_other_response_clock_runs_in_desk_hours(
    desk: Mezzanine, text: str, priority: str, minutes: int
) -> None:
    case = desk.writes(text, LERATO)
    assert case["priority"] == priority
    due = datetime.fromisoformat(case["clocks"][0]["due"])
    assert (due - MONDAY, case["clocks"][0]["calendar"]) == (timedelta(minutes=minutes), "desk")


# --- MEZ-06: priorities by impact -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "priority"), [
    ("The majority of our users cannot sync, there is no way around it.", "P1"),
    ("URGENT: none of our nurses can log in, the whole system is down.", "P1"),
    ("The portal is down for everyone in our organisation.", "P1"),
    ("No clinic in the province can capture stock, everything is down.", "P1"),
    ("All users cannot print, but there is a workaround.", "P2"),
    ("Several tablets cannot sync since Monday.", "P2"),
    ("The app crashes now and then when I save.", "P3"),
    ("Everyone else can log in to the portal, only I cannot.", "P3"),
    ("Helium gives a wrong total each morning, although nobody captures anything then.", "P3"),
    ("How do I print the monthly report?", "P4"),
    ("Please add a column with the district to the monthly report.", "P4"),
    ("We would like a new report; without it nobody can work.", "P4"),
    ("The app crashes for several nurses, it is not urgent.", "P3"),
    ("Please send the download link of the app for three tablets.", "P4"),
    ("How do I print a report that I need again and again?", "P4"),
    ("The app crashes again and again.\nPriority: low", "P3"),
])  # fmt: skip
def test_MEZ_06_impact_makes_the_priority(desk: Mezzanine, text: str, priority: str) -> None:
    assert desk.writes(text, LERATO)["priority"] == priority


@pytest.mark.parametrize(("text", "priority"), [
    ("The app crashes.\nPriority: P1", "P1"),
    ("Priority: P2\nThe report on the portal shows a wrong total.", "P2"),
    ("Your service is unacceptable.\nSeverity: minor", "P3"),
    ("The app crashes, says the nurse.\nPriority: low", "P4"),
    ("How do I print the monthly report?\nPriority: P1", "P4"),
])  # fmt: skip
def test_MEZ_06_what_the_reporter_states_counts(desk: Mezzanine, text: str, priority: str) -> None:
    assert desk.writes(text, LERATO)["priority"] == priority


# --- MEZ-11: a ticket at once ------------------------------------------------------------------------------------------------


def test_MEZ_11_the_pass_that_fetched_the_mail_leaves_a_case_with_number_clock_and_acknowledgement(
    desk: Mezzanine,
) -> None:
    row = desk.arrives("The app crashes when I press Save.", SIPHO)
    case = desk.shows(row.case)
    assert case["number"].startswith("MEZ-") and case["opened"] == "2026-11-23T08:00:00Z"
    assert [(c["kind"], c["state"]) for c in case["clocks"]] == [("first-response", "running")]
    mail = desk.leaves()[0]
    assert mail["Subject"] == f"[{case['number']}] Help" and case["number"] in words(mail)


def test_MEZ_11_the_clock_runs_from_the_arrival_also_when_the_desk_is_late(desk: Mezzanine) -> None:
    case_of = desk.world.arrives(
        b"From: x@kopano.example\r\nTo: support@mezzanine.example\r\nMessage-ID: <late@x>\r\n\r\nThe app crashes.\r\n",
        "support", age=timedelta(minutes=40),
    )  # fmt: skip
    assert desk.shows(case_of.case)["clocks"][0]["due"] == "2026-11-23T08:20:00Z"


# --- MEZ-14: WhatsApp and telephone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["whatsapp", "telephone"])
def test_MEZ_14_what_came_by_another_way_is_logged_on_the_same_record(desk: Mezzanine, channel: str) -> None:
    from click.testing import CliRunner

    from mailtriage.cli import main

    config = str(desk.folder / "config.toml")
    made = CliRunner().invoke(main, [
        "-c", config, "case", "new", "--mailbox", "easupport", "--channel", channel, "--subject", "Sync",
        "--from", "baraka@ziwa.example", "--text", "The app does not sync on four tablets since this morning.",
        "--as", "thandi"])  # fmt: skip
    assert made.exit_code == 0, made.output
    number = made.output.split()[0]
    case = desk.shows(number)
    assert (case["channel"], case["mailbox"], case["customer"]) == (channel, "easupport", "Ziwa Farmers")
    assert (case["category"], case["level"], case["priority"]) == ("app-sync", "L1", "P2")
    assert case["clocks"][0]["state"] == "running"
    listed = json.loads(desk.world.command("case list --json"))
    assert number in [c["number"] for c in listed]


def test_MEZ_14_a_mail_on_it_lands_on_the_same_case(desk: Mezzanine) -> None:
    desk.world.command("case new --channel whatsapp --subject Sync --from sipho@thaba.example --text it_fails --as thandi")
    with desk.world.desk.store.view() as view:
        number = view.find(Case, "participants", "sipho@thaba.example")[0].number
    row = desk.arrives("Here is the number of the tablet: 000 555 0142", SIPHO, subject=f"Re: [{number}] Sync")
    assert (row.outcome.value, row.case) == ("follow-up", number)
    assert desk.shows(number)["values"]["device_number"] == "000 555 0142"


# --- MEZ-18: English -----------------------------------------------------------------------------------------------------------

FRENCH = ("Bonjour, je n'arrive pas à ouvrir une session sur le portail depuis ce matin. Pouvez-vous m'aider, s'il vous "
          "plaît ? Merci beaucoup.")  # fmt: skip
GERMAN = "Guten Tag, seit heute Morgen kann ich mich nicht mehr im Portal anmelden. Bitte helfen Sie mir. Vielen Dank."


def test_MEZ_18_another_language_is_answered_in_english_with_a_courteous_line_and_staff_are_told(desk: Mezzanine) -> None:
    case = desk.writes(FRENCH, LERATO)
    said = words(desk.leaves()[0])
    assert "Nous répondons en anglais." in said and "Your message is logged" in said
    assert case["language"] == "en"
    assert any(e["kind"] == "language" and "reads as fr" in e["text"] for e in case["events"])


def test_MEZ_18_a_language_without_a_line_of_its_own_gets_the_line_for_all(desk: Mezzanine) -> None:
    desk.writes(GERMAN, LERATO)
    assert "We answer in English." in words(desk.leaves()[0])


def test_MEZ_18_the_customers_stored_language_does_not_change_it(desk: Mezzanine) -> None:
    case = desk.writes("Helium says my account is locked.", BARAKA, to="easupport@mezzanine.example")  # stored: Swahili
    assert case["language"] == "en"
    said = words(desk.leaves()[0])
    assert "Your message is logged" in said and "We answer in English" not in said


def test_MEZ_18_every_text_is_english_and_there_is_no_other() -> None:
    assert PROGRAM.languages == ("en",)
    assert [p.name for p in (ROOT / "templates" / "mezzanine").iterdir()] == ["en"]


def test_what_the_tests_read_is_what_the_command_prints(desk: Mezzanine) -> None:
    case = desk.writes("How do I register a new mobile user?", NALEDI)
    values, _ = case.pop("values"), case.pop("missing")
    printed = json.loads(desk.world.command(f"case show {case['number']} --json"))
    assert printed.items() >= case.items() and set(values) == set(printed["fields"])
