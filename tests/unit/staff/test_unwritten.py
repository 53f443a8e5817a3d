"""A fact that nobody wrote is named; what stands in a source in any dress is not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from mailtriage.staff.unwritten import unwritten

MAIL = ("Our Gateway 4.2.1 on Windows Server 2022 stops with error 1603 since 3 November 2026. Invoice 2026-1187, "
        "port 5060, Debian 12. Call me on (011) 555-0100 at 14:30.")
PRODUCTS = ("Gateway 3", "Gateway 4", "Client")


@pytest.mark.parametrize("words", [
    "You wrote that Gateway 4.2 stops with error 1603.", "Since 2026-11-03 or November 3rd: port 5060.",
    "We call you on +27 11 555 0100, at 14:30.", "Invoice 2026-1187 is of 2025.", "It runs on Debian 12.",
    "Wait 5 minutes, do Step 2, take 3 pictures; attachments up to 10 MB, 12.5 MiB, 99 %.", "In 24 hours. After 10 days.",
    "See https://docs.example/9999/v7.7 or write to desk42000@cadents.example about CAD-100001-5.",
    "1. Stop it.\n2. Start it.\n\nOption 1: wait.", "Gateway 4 is what you have.",
])
def test_what_stands_in_the_mail_in_any_dress_is_no_news(words: str) -> None:
    assert unwritten(words, PRODUCTS, [MAIL]) == ()


@pytest.mark.parametrize(("words", "said"), [
    ("You wrote that this is the Recorder 3.1 on Windows 7, since the storm.", ("3.1", "Windows 7")),
    ("Gateway 4.3 stops with error 1604.", ("4.3", "1604")), ("Gateway 4.2.2 does that.", ("4.2.2",)),
    ("since 4 November", ("4 November",)), ("since 2026-11-04", ("2026-11-04",)),
    ("Call us on +27 11 555 0199.", ("+27 11 555 0199",)), ("Ask for KB-10442 or CVE-2026-0001.", ("KB-10442", "CVE-2026-0001")),
    ("Your Gateway 3 is too old.", ("Gateway 3",)), ("On Debian 11 it does not run.", ("Debian 11",)),
    ("It costs R1500, at 16:45.", ("R1500", "16:45")), ("The Client has it.", ("Client",)),
])
def test_what_nobody_wrote_is_named(words: str, said: tuple[str, ...]) -> None:
    assert unwritten(words, PRODUCTS, [MAIL]) == said


@pytest.mark.parametrize("words", ["-" * 100_000, "a" * 100_000, "1 " * 50_000, "a.b-" * 25_000, "Windows " * 12_000])
def test_no_text_takes_long(words: str) -> None:
    began = time.process_time()
    unwritten(f"Windows 7, 4.2, +27 11 555 0199, 4 May, 1603. {words}", PRODUCTS, [words])
    assert time.process_time() - began < 2


def test_a_dear_source_is_asked_only_for_what_is_left() -> None:
    asked: list[str] = []

    def sources() -> Iterator[str]:
        for text in (MAIL, "Windows 7", "never needed"):
            asked.append(text)
            yield text

    assert unwritten("Error 1603 on Windows 7.", (), sources()) == ()
    assert asked == [MAIL, "Windows 7"]
    asked.clear()
    assert unwritten("Thank you, we look into it.", PRODUCTS, sources()) == () and not asked
