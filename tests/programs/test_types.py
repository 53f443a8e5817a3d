"""What a mail does may make it another type than its category is by itself, and what keeps it from that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import LERATO, Mezzanine

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
    desk.world.command(f"case close {case['number']} --as thandi")
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


@pytest.mark.parametrize(("text", "became"), [
    ("How do I do a sync test?", ("app-sync", "question", "P4")),
    ("How can I do a sync test, the tablet does not sync?", ("app-sync", "fault", "P3")),
    ("How do I reset my password?", ("passwords", "question", "P4")),
    ("Please reset her password.", ("passwords", "admin-request", "P4")),
    ("App not installed. There was a parse error, it says.", ("app-install", "fault", "P3")),
    ("The SIM card was damaged and does not connect, please replace it.", ("sim-swap", "admin-request", "P4")),
    ("A quick question: the star does not appear.", ("how-to", "fault", "P3")),
    ("Who do we call first when the list does not print?", ("support-levels", "question", "P4")),
])  # fmt: skip
def test_MEZ_17_what_a_mail_says_may_make_it_another_type(
    mezzanine: Mezzanine, text: str, became: tuple[str, str, str]
) -> None:
    assert _became(mezzanine, text, LERATO) == became
