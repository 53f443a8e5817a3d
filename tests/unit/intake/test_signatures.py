"""What signs a mail, and what only looks like it."""

from __future__ import annotations

import pytest

from mailtriage.intake.reply_text import split_reply

TEXT = "The printer on the third floor fails again."


@pytest.mark.parametrize("signature", [
    "-- \nAnn Ames\nExample Ltd\nhttps://www.customer.example",
    "--\nAnn Ames\nExample Ltd",
    "—\nAnn Ames",
    "___\nAnn Ames\nExample Ltd",
    "Kind regards, Ann Ames | Head of Print | Tel +44 20 7946 0000",
    "Mvh Kari",
    "Med vennlig hilsen / Kind regards\nKari Nordmann",
    "Med vennlig hilsen\n\nKari Nordmann\nAvdelingsleder\nEksempel AS\nStorgata 1, 0155 Oslo\nMobil: 99 88 77 66\nwww.kunde.example",
    "Mit freundlichen Grüßen\nErika Mustermann\n\nBeispiel GmbH\nMusterstraße 1\n12345 Musterstadt\nTel. +49 30 901820",
    "Best,\nBob",
    "Thanks,\nBob Builder",
    "Hilsen Kari Nordmann",
    "Sent from my iPhone",
    "Get Outlook for iOS<https://aka.example/x>",
    "(sent from my mobile)",
    "Sent from my Samsung Galaxy, please excuse typos",
    "-Abhishek Kona",
    "Regards\nAnn\n\nSent from my iPad",
    "Kind regards,\nAnn\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you received it\n"
    "in error, please delete it.",
    "CONFIDENTIALITY NOTICE: The contents of this message are privileged and for the intended recipient only.\nDelete it if you are not.",
    "Please consider the environment before printing this e-mail.",
    "Virus-free. www.avast.example",
    "_______________________________________________\nusers mailing list\nusers@lists.example\nhttps://lists.example/users",
    "You received this message because you are subscribed to the Google Groups group.\nTo unsubscribe, send mail to x@lists.example",
])  # fmt: skip
def test_a_signature(signature: str) -> None:
    reply = split_reply(f"{TEXT}\n\n{signature}\n")
    assert (reply.new, reply.signature) == (TEXT, signature)


@pytest.mark.parametrize("text", [
    "Thanks for the quick help!",
    "Takk for hjelpen!",
    "Tusen takk!\nKari",
    "Best Western is full, what now?",
    "Regards to the team, and one question: does it print in colour?",
    "With regards to the payment\nwe need two invoices.",
    "Sent from my desk were twenty boxes which never arrived.",
    "Von meinem Konto wurde zweimal abgebucht.",
    "Outlook for Android crashes every morning.",
    "Samsung",
    "The list:\n- one\n- two",
    "first\n---\nKey Points: the printer fails in the morning and prints in the evening.\n---\nAnd a last word on it, please.",
    "Please unsubscribe me",
    "This is confidential: the password is wrong.",
])  # fmt: skip
def test_what_only_looks_like_a_signature(text: str) -> None:
    assert split_reply(text).new == text


@pytest.mark.parametrize("after", [
    "PS: the scanner fails too",
    "P.S. Could you also look at the scanner?",
    "ERROR 0x80004005 at line 12\nERROR 0x80004005 at line 13",
    "Could you call me tomorrow?",
    "I forgot to say that it also happens on the second floor, every morning.",
])  # fmt: skip
def test_what_is_written_below_the_name_is_new(after: str) -> None:
    reply = split_reply(f"{TEXT}\n\nKind regards,\nAnn Ames\nExample Ltd\n\n{after}")
    assert after in reply.new
    assert reply.signature.startswith("Kind regards,")


def test_a_gateways_banner_is_no_news() -> None:
    banner = "CAUTION: This email originated from outside of the organization. Do not click links unless you know the sender."
    reply = split_reply(f"{banner}\n\n{TEXT}")
    assert (reply.new, reply.signature) == (TEXT, banner)


def test_the_senders_own_name_signs() -> None:
    block = "Kari Nordmann | Head of Print\nExample Ltd"
    assert split_reply(f"{TEXT}\n\n{block}", "Kari Nordmann").signature == block
    assert split_reply(f"{TEXT}\n\nKari", "Kari Nordmann").signature == "Kari"
    assert split_reply(f"{TEXT}\n\nOslo", "Kari Nordmann").signature == ""


def test_the_signature_above_a_quote_and_the_answers_in_it_are_told_apart() -> None:
    reply = split_reply(f"{TEXT}\n\n-- \nAnn\n\nOn 24/11/2026 10:15, Support wrote:\n> Which model?\nX200\n> Since when?\nMonday\n")
    assert (reply.new, reply.signature) == (f"{TEXT}\n\nX200\nMonday", "-- \nAnn")
