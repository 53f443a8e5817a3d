"""The level-1 stage of Cadents, line by line: raw mail in, case and drafts out, over the shipped program files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.case import Case
from mailtriage.program.load import load_program
from mailtriage.program.match import categorise
from mailtriage.program.variables import MAY_LEAVE_ALONE, TO_STAFF
from tests.scenarios.story import World

ROOT = Path(__file__).parents[2]
CADENTS = load_program(ROOT / "rules" / "cadents", ROOT / "templates" / "cadents")
REGISTER = (
    "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,T-1",
    "Old Mill,oldmill.example,Grace Wanjiru,grace@oldmill.example,reporter,,silver,mail,2024-01-01,2025-12-31,,en,O-2",
)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One desk for all: every mail here is a case of its own."""
    folder = tmp_path_factory.mktemp("cadents")
    world = World(folder, MONDAY)
    world.customers(*REGISTER)
    yield world
    world.desk.close()


def write(world: World, subject: str, text: str, sender: str = "Naledi Mokoena <naledi@thaba.example>") -> Case:
    """The case a mail becomes."""
    return world.writes(text, sender, subject)


def drafts(world: World, case: Case) -> list[str]:
    return [d.text for d in world.drafts(case.number)]


def sent(world: World, case: Case) -> list[str]:
    return [o.text for o in world.outgoing_rows() if o.case == case.number]


def test_CAD_01_a_mail_becomes_a_case_with_its_symptoms_assigned_to_the_technology_team(world: World) -> None:
    case = write(world, "No registration", "Since noon our phones lost registration, connection refused on port 5061.")
    assert (case.subject, case.type, case.team, case.level) == ("No registration", "fault", "network", "L1")
    assert sent(world, case) == ["acknowledgement"]
    case = write(world, "Export", "The client crashes with an exception when I export.")
    assert case.team == "software"


def test_CAD_02_entitlement_and_level_are_verified_before_anything_is_promised(world: World) -> None:
    case = write(world, "Crash", "The client crashes with an error.")
    # No trusted hop is configured: the sender is unverified, level and verdict of the register are kept for staff.
    assert (case.customer, case.entitlement.verdict.value, case.entitlement.level) == (
        "Thaba Health",
        "unverified",
        "gold",
    )
    assert "row 2 of customers.csv: Thaba Health, gold, 2026-01-01 to 2027-12-31" in case.entitlement.evidence
    assert case.entitlement.evidence.endswith("sender unverified; by the register entitled")
    expired = write(world, "Crash", "The client crashes with an error.", "grace@oldmill.example")
    assert expired.entitlement.register is not None and expired.entitlement.register.value == "expired"
    assert drafts(world, expired) == [], "nothing is offered under an expired contract"
    assert sent(world, expired) == ["acknowledgement"]
    stranger = write(world, "Crash", "The client crashes with an error.", "someone@elsewhere.example")
    assert stranger.entitlement.verdict.value == "unknown"
    assert drafts(world, stranger) == ["not-registered"], "who they are comes before what they see"


def test_CAD_02_the_acknowledgement_tells_nobody_anything_of_a_contract(world: World) -> None:
    for sender in ("naledi@thaba.example", "grace@oldmill.example", "someone@elsewhere.example"):
        case = write(world, "Crash", "The client crashes with an error.", sender)
        words = world.letter(world.outgoing_rows()[-1]).as_string().lower()
        assert case.number.lower() in words
        for telling in ("gold", "silver", "expired", "contract", "entitle", "register", "thaba health", "old mill"):
            assert telling not in words, (sender, telling)


AREAS = {
    "complaint": [
        ("Complaint", "I'd like to make a formal complaint about how slowly this was handled."),
        ("Disappointed", "We are very disappointed: nobody has replied to my mail about the error."),
    ],
    "login": [
        ("Reset password", "Hi, I can't remember my password and the reset mail never arrives. Regards"),
        ("MFA", "The authenticator app was on my old phone, I cannot log on any more."),
    ],
    "licence": [("License", "The licence expires tomorrow and the new key is not accepted.")],
    "network-fault": [
        ("Slow VPN", "The VPN drops every ten minutes."),
        ("Cannot connect", "We cannot connect to the gateway since the firewall was updated."),
    ],
    "software-fault": [
        ("Report wrong", "The monthly report shows wrong figures since the last weekend."),
        ("It does not start", "After a power cut the server won't start any more. Event log attached."),
        ("error after upgrade", "Since we upgraded to 4.2 the client crashes at start."),
        ("URGENT", "Everything is down, no user can work!!!"),
        ("Error 500", "We get error 500 on the log in page, all users are affected."),
    ],
    "diagnostics": [("Re: trace", "Attached is the pcap and the debug log from yesterday.")],
}


@pytest.mark.parametrize("area", AREAS)
def test_CAD_03_a_fault_or_complaint_gets_its_first_category(area: str) -> None:
    for subject, text in AREAS[area]:
        found = categorise(CADENTS, subject, text)
        assert found.winner is not None and found.winner.id == area, found.why
        assert found.words and found.why.startswith(f"{area} on ")


def test_CAD_03_what_no_rule_fits_goes_to_a_person(world: World) -> None:
    case = write(world, "Hello", "Please call me.")
    assert (case.category, case.team, case.priority) == ("general", "service-desk", "P3")
    assert drafts(world, case) == []


def test_CAD_03_many_who_cannot_work_make_it_critical(world: World) -> None:
    case = write(world, "URGENT", "Everything is down, no user can work. Please help!")
    assert (case.category, case.priority) == ("software-fault", "P1")
    case = write(world, "Crash", "The client crashes with an error, it is urgent.")
    assert case.priority == "P2"


def test_CAD_04_general_questions_are_answered_with_prescribed_text_a_person_approves(world: World) -> None:
    case = write(world, "Password", "Hello, I have forgotten my password. How can I reset it?")
    assert case.type == "question" and drafts(world, case) == ["password-reset"]
    assert sent(world, case) == ["acknowledgement"]
    body = world.drafts(case.number)[0].body
    assert body.startswith("Hello Naledi,") and "never send us a password" in body
    case = write(world, "Question", "Is there a way to recover old recordings automatically?")
    assert drafts(world, case) == ["how-to"]


def test_CAD_05_references_lead_to_documentation_and_tools(world: World) -> None:
    case = write(world, "Manual", "Where can I download the admin guide and the release notes for Gateway 4?")
    assert drafts(world, case) == ["documentation"]
    body = world.drafts(case.number)[0].body
    assert "https://www.cadents.example/docs" in body and "https://www.cadents.example/downloads" in body


def test_CAD_06_product_information_before_and_after_a_sale(world: World) -> None:
    before = write(
        world,
        "Interested",
        "We are looking for a gateway. Which editions are there, and could you send a brochure?",
        "lead@elsewhere.example",
    )
    assert before.type == "pre-sales" and "product-information" in drafts(world, before)
    after = write(world, "Windows", "Is the client compatible with Windows 11? What are the system requirements?")
    assert drafts(world, after) == ["product-information"]


@pytest.mark.parametrize(
    ("category", "reply", "text"),
    [
        ("installation", "installation-guide", "I got a new laptop, could you help me to install the client?"),
        ("configuration", "configuration-guide", "How do I configure call forwarding for the holidays?"),
        ("configuration", "", "Please add a user: Jane Doe, extension 4711."),
        ("upgrade", "upgrade-guide", "When will the new version be out, and can we upgrade directly from 4.1?"),
        ("upgrade", "upgrade-guide", "We would like to move to the advanced feature set."),
    ],
)
def test_CAD_07_configuration_installation_and_upgrades_are_recognised(
    world: World, category: str, reply: str, text: str
) -> None:
    case = write(world, "Request", text)
    assert case.category == category and drafts(world, case) == ([reply] if reply else []) and case.team == "software"


@pytest.mark.parametrize(
    "text",
    [
        "The licence says expired although ours runs until December.",
        "It says invalid license key since the restart.",
    ],
)
def test_CAD_08_an_obvious_problem_gets_its_prescribed_answer_for_approval(world: World, text: str) -> None:
    case = write(world, "Licence", text)
    assert case.category == "licence" and drafts(world, case) == ["licence-key"]


def test_CAD_09_a_fault_is_answered_with_its_questions(world: World) -> None:
    case = write(world, "Crash", "The client crashes.")
    assert drafts(world, case) == ["fault-questions"]
    body = world.drafts(case.number)[0].body
    assert [line[:2] for line in body.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5."]


def test_CAD_10_traces_and_diagnostic_data_are_asked_for_and_recognised(world: World) -> None:
    case = write(world, "Trace", "How do I collect a packet trace for you?")
    assert case.category == "diagnostics" and drafts(world, case) == ["trace-guide"]
    assert "pcap" in world.drafts(case.number)[0].body


@pytest.mark.parametrize(
    ("category", "team", "place", "text"),
    [
        (
            "sales",
            "sales",
            "sales@cadents.example",
            "Could you please make us an offer for 5 Gateway 4 and tell us the price?",
        ),
        ("sales", "sales", "sales@cadents.example", "Please renew our maintenance contract."),
        (
            "billing",
            "accounts",
            "accounts@cadents.example",
            "I did not receive the invoice 4711 yet, accounting is asking.",
        ),
        (
            "billing",
            "accounts",
            "accounts@cadents.example",
            "The invoice says 12 licences but we have 10, please correct.",
        ),
        ("jobs", "people", "jobs@cadents.example", "I want to apply as a developer; please find my CV attached."),
    ],
)
def test_CAD_12_non_technical_mail_is_routed_away_and_referred(
    world: World, category: str, team: str, place: str, text: str
) -> None:
    case = write(world, "Hello", text)
    assert (case.category, case.team, case.type) == (category, team, "non-technical")
    assert drafts(world, case) == ["referral"]
    assert f"please write to {place}" in world.drafts(case.number)[0].body


@pytest.mark.parametrize(
    "text",
    [
        "We can boost your traffic with backlinks and bring you to the first page of Google.",
        "You have won the lottery: a million dollars wait for you.",
        "Sorry, wrong address: this was not meant for you.",
    ],
)
def test_CAD_12_advertising_gets_neither_acknowledgement_nor_draft(world: World, text: str) -> None:
    case = write(world, "Offer", text, "growth@agency.example")
    assert (case.category, case.type) == ("unsolicited", "misdirected")
    assert sent(world, case) == [] and drafts(world, case) == []


@pytest.mark.parametrize(
    "text",
    [
        "The payment screen shows an error when I press Save.",
        "The newsletter module crashes when a reader presses Unsubscribe.",
        "The invoice module fails with error 42.",
    ],
)
def test_CAD_12_technical_mail_with_words_of_the_office_stays_technical(text: str) -> None:
    found = categorise(CADENTS, "", text)
    assert found.winner is not None and found.winner.type == "fault", found.why


def test_CAD_16_every_category_can_be_explained_from_the_description_of_its_level() -> None:
    source = (ROOT / "rules" / "cadents" / "program.toml").read_text()
    for level in CADENTS.levels:
        assert level.owner and len(level.handles) > 200
        assert all(f'"{duty}"' in source for duty in level.handles.split("; "))
    for category in CADENTS.categories:
        level = next(v for v in CADENTS.levels if v.id == category.level)
        assert category.cites in level.handles.split("; "), category.id


def test_CAD_17_only_what_neither_diagnoses_nor_promises_may_ever_leave_by_itself() -> None:
    assert not {"prescribed-answer", "entitlement"} & MAY_LEAVE_ALONE
    to_customers = CADENTS.sends_by_itself - TO_STAFF
    assert to_customers == {"acknowledgement", "closed-number"}
    for text in CADENTS.texts.values():
        if text.send == "auto":
            assert text.purpose in CADENTS.sends_by_itself
    for step in CADENTS.steps:
        assert CADENTS.contacts[step.role].endswith(".example")
