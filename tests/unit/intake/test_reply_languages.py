"""Every language of the table, every form of its mail programs: what is new is found, what is old goes."""

from __future__ import annotations

import pytest

from mailtriage.intake import footer_words, reply_words, signature_words
from mailtriage.intake.parse import parse
from mailtriage.intake.reply_text import is_forward, split_reply
from tests.unit.intake.reply_lines import LINES

OLD = "> Did you restart it?\n> Regards, the desk"
BARE = "Did you restart it?\nRegards, the desk"
FORMS = [(language, form) for language in LINES for form in ("gmail", "apple", "thunderbird")]
STYLES = ("{}: {}", "*{}:* {}", "**{}:** {}", "{}:\t{}", "{}:        {}")


def test_each_language_has_all_its_words_and_its_lines_here() -> None:
    assert set(LINES) == set(reply_words.LANGUAGES) == set(signature_words.LANGUAGES) == set(footer_words.LANGUAGES)


@pytest.mark.parametrize(("language", "form"), FORMS)
def test_an_attribution_is_known(language: str, form: str) -> None:
    line = getattr(LINES[language], form)
    assert split_reply(f"Yes, twice.\nIt fails.\n\n{line}\n\n{OLD}\n").new == "Yes, twice.\nIt fails."
    assert split_reply(f"Yes, twice.\n\n{line}\n\n{BARE}\n").new == "Yes, twice."
    assert split_reply(f"{line}\n{OLD}\n\nYes, twice.\n").new == "Yes, twice."
    between = f"See below.\n\n{line}\n> Did you restart it?\n\nYes, twice.\n\n> Which model?\n\nThe old one.\n"
    assert split_reply(between).new == "See below.\n\nYes, twice.\n\nThe old one."


@pytest.mark.parametrize(("language", "form"), [f for f in FORMS if f != ("fi", "thunderbird")])
def test_an_attribution_may_be_folded_at_any_blank(language: str, form: str) -> None:
    line = getattr(LINES[language], form)
    for at in range(20, len(line) - 3):
        if line[at] == " ":
            assert split_reply(f"Yes, twice.\n\n{line[:at]}\n{line[at + 1 :]}\n\n{BARE}\n").new == "Yes, twice."


@pytest.mark.parametrize("language", LINES)
def test_an_outlook_block_is_known_in_any_order_and_dress(language: str) -> None:
    sender, sent, to, subject = LINES[language].outlook
    values = {sender: "Support <support@desk.example>", sent: "Tuesday, November 24, 2026 10:15", to: "Ann", subject: "RE: x"}
    for order in ((sender, sent, to, subject), (sender, to, sent, subject), (subject, sender, to, sent), (sent, sender, to, subject)):
        for style in STYLES:
            block = "\n".join(style.format(label, values[label]) for label in order)
            reply = split_reply(f"Yes, twice.\n\n{block}\n\n{BARE}\n")
            assert (reply.new, reply.quoted) == ("Yes, twice.", f"{block}\n\n{BARE}")


@pytest.mark.parametrize("language", LINES)
def test_an_original_message_is_known(language: str) -> None:
    for dashes in ("-----{}-----", "-------- {} --------", "________ {} ________", "*-----{}-----*"):
        assert split_reply(f"Yes, twice.\n\n{dashes.format(LINES[language].original)}\n\n{BARE}").new == "Yes, twice."


@pytest.mark.parametrize("language", LINES)
def test_of_a_forward_the_own_words_are_new(language: str) -> None:
    lines = LINES[language]
    brought = f"---------- {lines.forwarded} ---------\n{lines.outlook[0]}: Bob <b@c.example>\n\nIt burns."
    reply = split_reply(f"Can you help?\n\n{brought}")
    assert (reply.new, reply.quoted, reply.layout) == ("Can you help?", brought, "n ff f")
    assert split_reply(brought).new == brought, "without a word it is all there is to read"


@pytest.mark.parametrize("language", LINES)
def test_a_closing_with_a_name_is_a_signature(language: str) -> None:
    signature = f"{LINES[language].closing}\nKari Nordmann\nSenior Engineer | Example Ltd\n+47 22 33 44 55"
    reply = split_reply(f"It fails again, please help.\n\n{signature}\n\n{LINES[language].gmail}\n{OLD}")
    assert (reply.new, reply.signature) == ("It fails again, please help.", signature)


@pytest.mark.parametrize("language", LINES)
def test_a_phones_line_is_a_signature(language: str) -> None:
    reply = split_reply(f"Yes, twice.\n\n{LINES[language].device}\n\n{LINES[language].gmail}\n{OLD}")
    assert (reply.new, reply.signature) == ("Yes, twice.", LINES[language].device)


@pytest.mark.parametrize("language", LINES)
def test_what_stands_above_the_answer_line_is_new(language: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{LINES[language].above}\n\n{BARE}").new == "Yes, twice."


@pytest.mark.parametrize("language", LINES)
def test_a_legal_footer_is_a_signature(language: str) -> None:
    words = footer_words.LANGUAGES[language]
    private, misdirected = words.private.split("|")[0], words.misdirected.split("|")[0]
    footer = f"Lorem ipsum dolor sit amet {private} consectetur adipiscing elit, {misdirected} sed do eiusmod tempor incididunt."
    assert split_reply(f"It fails.\n\n{footer}").signature == footer


@pytest.mark.parametrize(("subject", "forward"), [
    ("FW: Printer", True), ("Fwd: Printer", True), ("VS: Skriver", True), ("WG: Drucker", True), ("TR : Imprimante", True),
    ("RV: Impresora", True), ("转发：打印机", True), ("Re: FW: Printer", False), ("SV: Skriver", False), ("Printer: FW", False), ("", False),
])  # fmt: skip
def test_a_subject_says_that_a_mail_is_forwarded(subject: str, forward: bool) -> None:
    assert is_forward(subject) is forward


def test_finnish_answers_with_what_norwegian_forwards_with() -> None:
    assert not is_forward("VS: Tulostin", "Lähettäjä: Support")


def test_a_subject_tells_a_forward_from_an_answer_above_the_same_block() -> None:
    block = "From: Bob <b@c.example>\nSent: Tuesday\nTo: Ann\nSubject: Fire\n\nIt burns."
    text = f"Can you help?\n\n{block}"
    head = "From: Ann <ann@customer.example>\nTo: support@desk.example\nSubject: {}Fire\n\n"
    assert parse((head.format("FW: ") + text).encode()).said == text
    assert parse((head.format("RE: ") + text).encode()).said == "Can you help?"
    assert parse((head.format("FW: ") + block).encode()).reply_text == block
