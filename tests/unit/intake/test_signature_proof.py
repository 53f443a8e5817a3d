"""What can be nothing but a signature, and what may be words of the writer: in doubt the latter."""

from __future__ import annotations

import pytest

from mailtriage.intake.parse import parse
from mailtriage.intake.signature_proof import plainly_signs
from tests.unit.intake.mailkit import BASE, mail


def signs(text: str, name: str = "Ann Ames") -> bool:
    lines = text.split("\n")
    return plainly_signs(lines, range(len(lines)), name) == {i for i, line in enumerate(lines) if line.strip()}


@pytest.mark.parametrize("text", [
    "-- \nAnn Ames\nOld Mill", "Kind regards\nAnn", "ann", "Mvh Ann\nDaglig leder", "Systemansvarlig", "Head of Print | Old Mill AS",
    "Leiterin Einkauf\nTel. 030 123456-7", "Storgata 5, 0155 Oslo\nOrg.nr. 912 345 678", "ann@mill.example\nwww.mill.example",
    "Sent from my iPhone", "Get Outlook for Android <https://aka.example/x>", "[cid:logo.png]", "____________",
    "This message and its attachments are confidential and intended solely for the addressee. If you received it in error, delete it.",
    "Denne e-posten er konfidensiell. Har du mottatt den ved en feil, vennligst slett den og gi beskjed til avsender.",
    "Please consider the environment before printing this email", "Thanks,\nAnn",
])  # fmt: skip
def test_this_is_nothing_but_signature(text: str) -> None:
    assert signs(text)


@pytest.mark.parametrize("text", [
    "-- \nAnn Ames\nexport fails too", "Please Call", "PS: one more", "Is it you?", "It stopped again!", "Kind regards, the pump leaks",
    "Regards, call me on 22 33 44 55", "Sent from my iPhone please answer", "Bitte Rückruf", "Ring meg", "pumpa lekker",
    "Meter 4 is silent", "What the app shows is confidential and intended solely for the board, and the cleaner reads it.",
    "Are the readings in your e-mail confidential and intended solely for the addressee?", "Together we heat the town.",
])  # fmt: skip
def test_this_may_be_words_of_the_writer(text: str) -> None:
    assert not signs(text)


ON = "On Tue, 24 Nov 2026 at 09:00, Support <support@desk.example> wrote:"


@pytest.mark.parametrize(("headers", "text", "lines"), [
    ("In-Reply-To: <a@desk.example>", f"Yes.\n\n{ON}\n> Which?\n> Regards\n\n-- \nAnn Ames\n", ()),
    ("In-Reply-To: <a@desk.example>", f"Yes.\n\n{ON}\n> Which?\nRegards\n\n> The desk\n", ()),
    ("In-Reply-To: <a@desk.example>", f"Yes.\n\n{ON}\nWhich?\nRegards\n", (3, 4)),
    ("In-Reply-To: <a@desk.example>", "Yes.\n\n> Which?\n", (2,)),
    ("In-Reply-To: <a@desk.example>", f"Yes.\n\n{ON.replace('desk.', 'other.')}\n> Which?\n", (3,)),
    ("", f"Yes.\n\n{ON}\n> Which?\n", (3,)),
    ("", "Yes.\n\n-- \nAnn\nthe pump leaks\n", (4,)),
    ("", "Yes.\n\n---------- Forwarded message ---------\nFrom: Bo\nSubject: x\n\nIt leaks.\n", (2, 3, 4, 6)),
])  # fmt: skip
def test_the_lines_that_nothing_proves_old(headers: str, text: str, lines: tuple[int, ...]) -> None:
    seen = mail(headers, text)
    assert seen.unproven == lines, seen.layout
    assert seen.unproven_words == " ".join(" ".join(seen.text.split("\n")[i] for i in lines).split())


def test_a_mail_that_quotes_nothing_says_something() -> None:
    """What looks like a footer is all there is; a phone's line alone says nothing."""
    said = "The readings are confidential and intended solely for the board. Bo sees them since Friday."
    assert parse(BASE + b"\r\n" + said.encode() + b"\r\n").reply_text == said
    assert mail("", "Sent from my iPhone\n").reply_text == ""
