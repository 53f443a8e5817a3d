"""What a mail does may make it another type than its category is by itself, and what keeps it from that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import LERATO, PIETER, Mezzanine

STRANGER = "Eve Other <eve@elsewhere.example>"


@pytest.fixture(scope="module")
def cadents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    desk = Cadents(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def mezzanine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mezzanine]:
    desk = Mezzanine(tmp_path_factory.mktemp("mezzanine"))
    yield desk
    desk.close()


def _became(desk: Mezzanine, text: str, sender: str) -> tuple[str, str, str]:
    case = desk.writes(text, sender, subject=f"Mail {desk.count}")
    desk.closes(case)
    return case["category"], case["type"], case["priority"]


@pytest.mark.parametrize(("text", "sender", "became"), [
    ("I have forgotten my password. How can I reset it?", NALEDI, ("login", "question", "P4")),
    ("Any news? Here are the steps to reproduce it: 1. open a report. 2. press Export.", NALEDI, ("defect", "fault", "P3")),
    ("Please reset the password of our colleague.", NALEDI, ("login", "admin-request", "P3")),
    ("Please send us a licence file for our second server.", NALEDI, ("licence", "admin-request", "P3")),
    ("I can't log in since today. Please reset my password.", NALEDI, ("login", "admin-request", "P3")),
    ("The client crashes. Please send us somebody.", NALEDI, ("software-fault", "fault", "P3")),
    ("The report list of our trial version stays empty.", NALEDI, ("software-fault", "fault", "P4")),
    ("The report list of our trial version crashes.", NALEDI, ("software-fault", "fault", "P3")),
    ("We replaced the firewall of our trial system last night. Since then registration fails; the old one worked.",
     NALEDI, ("interoperability", "fault", "P3")),
    ("Please put Ann on your contact list.", NALEDI, ("sales", "admin-request", "P4")),
    ("Please send us a quote for twenty more licences.", NALEDI, ("sales", "non-technical", "P4")),
    ("We paid invoice 40021 twice; Ann is our new contact for payments.", NALEDI, ("billing", "non-technical", "P4")),
    ("Do you have a brochure?", NALEDI, ("product-information", "question", "P4")),
    ("Do you have a brochure of the client?", STRANGER, ("product-information", "pre-sales", "P4")),
    ("Is there a manual for the client?", STRANGER, ("documentation", "question", "P4")),
    ("We fiddled for a week: whatever we set, routing between three sites fails.", NALEDI, ("complex-configuration", "fault", "P2")),
])  # fmt: skip
def test_CAD_03_what_a_mail_does_may_make_it_another_type(
    cadents: Cadents, text: str, sender: str, became: tuple[str, str, str]
) -> None:
    assert _became(cadents, text, sender) == became


@pytest.mark.parametrize(("text", "sender", "became"), [
    ("How do I do a sync test?", LERATO, ("app-sync", "question", "P4")),
    ("How can I do a sync test, the tablet does not sync?", LERATO, ("app-sync", "fault", "P3")),
    ("How do I reset my password?", LERATO, ("passwords", "question", "P4")),
    ("Please reset her password.", LERATO, ("passwords", "admin-request", "P4")),
    ("App not installed. There was a parse error, it says.", LERATO, ("app-install", "fault", "P3")),
    ("The SIM card was damaged and does not connect, please replace it.", LERATO, ("sim-swap", "admin-request", "P4")),
    ("A quick question: the star does not appear.", LERATO, ("how-to", "fault", "P3")),
    ("Who do we call first when the list does not print?", LERATO, ("support-levels", "question", "P4")),
    ("What is the price of fifty licences, and can we have a quote?", STRANGER, ("sales", "pre-sales", "P4")),
    ("We are a leading manufacturer of tablets, here is our catalogue with prices. Please send us your quotation request.", STRANGER,
     ("sales", "non-technical", "P4")),
    ("We received no invoice for October, please send it.", STRANGER, ("billing", "non-technical", "P4")),
    ("Kindly arrange for Ann to have access to the archive.", LERATO, ("general", "admin-request", "P3")),
    ("Kindly arrange for Ann to have a copy of the manual.", LERATO, ("documentation", "question", "P4")),
    ("The installation keeps hanging at 40 % on the tablet.", LERATO, ("app-install", "fault", "P3")),
    ("The installation keeps hanging at 40 % on the tablet, please send another file.", LERATO, ("app-install", "admin-request", "P4")),
    ("The SIM swap for 000 555 0142 failed again.", PIETER, ("sim-swap", "fault", "P3")),
    ("Please load a data bundle for us.", PIETER, ("data-bundle", "admin-request", "P3")),
    ("Please register Ann on the app, it does not work.", PIETER, ("mobile-users", "admin-request", "P4")),
    ("How do I check the data bundle of a SIM?", LERATO, ("data-bundle", "question", "P4")),
    ("How do I reset a password? Please reset hers.", LERATO, ("passwords", "admin-request", "P4")),
    ("Please send a new barcode, the old one does not scan.", LERATO, ("app-barcode", "fault", "P3")),
    ("How do I print the list? It does not print.", LERATO, ("how-to", "question", "P4")),
    ("Which levels of support are there? The page about support levels does not open.", LERATO, ("support-levels", "question", "P4")),
])  # fmt: skip
def test_MEZ_17_what_a_mail_says_may_make_it_another_type(
    mezzanine: Mezzanine, text: str, sender: str, became: tuple[str, str, str]
) -> None:
    assert _became(mezzanine, text, sender) == became
