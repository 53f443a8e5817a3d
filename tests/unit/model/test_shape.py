"""Two mails of one shape are no progress; two requests are two shapes."""

from __future__ import annotations

import pytest

from mailtriage.model.shape import shape

ONE = shape("got it, number 17", "We have received your message, our reference is 17.")


@pytest.mark.parametrize(("subject", "text"), [
    ("got it, number 18", "We have received your message, our reference is 18."),
    ("Got it, number 2026-11-24", "we have received  your message;\nour reference is 100017-3"),
    ("got it: number 17 18 19", "We have received your message, our reference is https://x.example/17"),
    ("got it, number 17", "We have received your message, our reference is ann@x.example"),
])
def test_what_differs_in_numbers_links_and_punctuation_has_one_shape(subject: str, text: str) -> None:
    assert shape(subject, text) == ONE


@pytest.mark.parametrize(("subject", "text"), [
    ("got it, number 17", "We have received your invoice, our reference is 17."),
    ("Printer, number 17", "We have received your message, our reference is 17."),
    ("got it, number 17", "We have received your message, our reference is 17. The client crashes now."),
])
def test_another_word_is_another_shape(subject: str, text: str) -> None:
    assert shape(subject, text) not in ("", ONE)


@pytest.mark.parametrize("text", ["", "See attachment", "17 18 19 20 21", "ok ok ok ok ok", "Photo 1"])
def test_who_says_next_to_nothing_has_no_shape(text: str) -> None:
    assert shape("Photo", text) == ""
