"""What is new, when we hold what is quoted: the quote is compared, not cut (FreeScout 349, 2578, 4263, 5657)."""

from __future__ import annotations

import textwrap

import pytest

from mailtriage.intake.quote_diff import split_by_held
from mailtriage.intake.reply_text import split_reply

OURS = """Dear Ann Ames,

Thank you for your mail. We need three things from you before we can go on:

1. Did you restart the printer after the new driver was installed?
2. Which model is it, and what does the display say?
3. Does it happen from every computer in the office, or from one?

Kind regards
The support desk
Case CAD-100001-7"""
QUOTED = "\n".join(f"> {line}" for line in OURS.split("\n"))
GMAIL = "On Tue, Nov 24, 2026 at 10:15 AM Support <support@desk.example> wrote:\n\n"
OUTLOOK = "From: Support <support@desk.example>\nSent: Tuesday\nTo: Ann\nSubject: RE: Printer\n\n"


def new(text: str, *held: str) -> str:
    return split_by_held(text, split_reply(text), held or (OURS,)).new


def test_an_answer_typed_inside_a_marked_quote_is_found() -> None:
    text = f"See below.\n\n{GMAIL}{QUOTED}".replace("display say?", "display say?\n> It is the old one, an X200.")
    assert split_reply(text).new == "See below."
    assert new(text) == "See below.\n\n> It is the old one, an X200."


def test_an_answer_typed_inside_an_unmarked_quote_is_found() -> None:
    old = OURS.replace("installed?", "installed?\nYes, twice, and it did not help.")
    assert new(f"Answers below in red.\n\n{OUTLOOK}{old}") == "Answers below in red.\n\nYes, twice, and it did not help."
    assert new(f"{OUTLOOK}{old}") == "Yes, twice, and it did not help."


def test_an_answer_on_the_line_of_the_question_is_found_with_it() -> None:
    assert new(GMAIL + QUOTED.replace("display say?", "display say? Paper jam")).endswith("display say? Paper jam")


def test_a_single_word_is_an_answer() -> None:
    assert new(GMAIL + QUOTED.replace("installed?", "installed?\n> No")) == "> No"


@pytest.mark.parametrize("width", [30, 50, 72, 200])
def test_our_text_without_any_mark_is_old_however_it_is_folded(width: int) -> None:
    folded = "\n".join(textwrap.fill(p, width) for p in OURS.split("\n"))
    assert new(f"It works now.\n\n{folded}") == "It works now."
    assert new(f"{folded}\n\nIt works now.") == "It works now."


def test_a_clean_quote_is_cut_as_before() -> None:
    for text in (f"Yes.\n\n{GMAIL}{QUOTED}", f"Yes.\n\n{OUTLOOK}{OURS}"):
        assert new(text) == split_reply(text).new == "Yes."


def test_links_and_addresses_that_a_program_writes_into_a_quote_are_no_answer() -> None:
    dressed = QUOTED.replace("The support desk", "The support desk <https://desk.example/x> <mailto:support@desk.example>")
    assert new(f"Yes.\n\n{GMAIL}{dressed}") == "Yes."


def test_a_phrase_of_ours_in_the_customers_own_words_stays_new() -> None:
    text = "Thank you for your mail. We restarted it, and nothing happened."
    assert new(text) == text


def test_a_quote_of_a_mail_we_do_not_hold_goes_by_its_marks() -> None:
    text = f"Yes.\n\n{GMAIL}> Something else entirely was asked here, by somebody else, about other things."
    assert new(text) == "Yes."
    assert split_by_held(text, split_reply(text), ()) == split_reply(text)


def test_the_history_below_our_text_stays_old() -> None:
    older = "On Mon, Nov 23, 2026 at 9:00 AM Ann Ames <ann@customer.example> wrote:\n> The printer fails.\n> Can you help?"
    below = "\n".join(f"> {line}" for line in older.split("\n"))
    assert new(f"Yes.\n\n{GMAIL}{QUOTED}\n>\n{below}") == "Yes."
    assert new(f"Yes.\n\n{OUTLOOK}{OURS}\n\nFrom: Ann <ann@customer.example>\nTo: Support\nSubject: x\n\nThe printer fails.") == "Yes."


def test_our_signature_is_not_the_customers() -> None:
    reply = split_by_held(f"Yes.\n\n{OURS}", split_reply(f"Yes.\n\n{OURS}"), [OURS])
    assert (reply.new, reply.signature) == ("Yes.", "")


def test_each_line_is_still_in_exactly_one_part() -> None:
    text = f"See below.\n\n{GMAIL}{QUOTED}\n\n-- \nAnn".replace("display say?", "display say?\nX200")
    reply = split_by_held(text, split_reply(text), [OURS])
    parts = [line for part in (reply.new, reply.quoted, reply.signature) for line in part.split("\n") if line.strip()]
    assert sorted(parts) == sorted(line for line in text.split("\n") if line.strip())
