"""What is read out of a mail costs no more than the mail is long, whatever stands in it: one piece, again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

from mailtriage.model.subject import strip_numbers
from mailtriage.program import acts, codes, numbers, people, products, secrets, steps
from mailtriage.program.fields import MOST_READ, Read, find_fields
from mailtriage.program.index import Said
from tests.unit.program.files import shipped

SIZE = 200_000
MOST = 0.4  # seconds of processor time; an honest mail of this size costs a tenth
PIECES = (" ", "\n", "\n\u00a0", "\n\x0c", "a.", "a. ", "\"", "\"a ", "'word ", "1", "12 ", "+27 12 345 6789 ", "the ", "ab\n",
          "- a\n", ":", "a | b\n", "Ann Bee ", "clinics Ann, Bee, ", "A-", "AB-12 ", "xError: ", "12:00:00 error\n", "password ",
          "we tried it and ", "we tried: a\n", "our server ", "since monday ", "error \"x", "2. Kosele - 0700 555 054\n", "- 1) ")
PROGRAM = cache(shipped)
READERS: dict[str, Callable[[str], object]] = {
    "acts": lambda text: acts.act_of("", text),
    "codes": lambda text: list(codes.messages(text[:MOST_READ])),
    "fields": lambda text: find_fields(PROGRAM(), _mail(text)),
    "numbers": lambda text: list(numbers.to_call(text[:MOST_READ], text[:MOST_READ])),
    "people": lambda text: [*people.people(text[:MOST_READ]), *people.places(text[:MOST_READ])],
    "products": lambda text: products.not_theirs(("Nothing Else",), PROGRAM().products, text, True),
    "secrets": secrets.mask,
    "steps": lambda text: list(steps.steps(text[:MOST_READ])),
    "subject": lambda text: strip_numbers(text, frozenset({"CAD"})),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_long_run_of_anything_is_read_quickly(reader: str) -> None:
    read = READERS[reader]
    read("Our gateway is down since monday, we tried it again.")  # what is compiled once
    for piece in PIECES:
        text = piece * (SIZE // len(piece))
        cost = min(_seconds(read, text) for _ in range(3)) if _seconds(read, text) > MOST else 0
        assert cost < MOST, (reader, piece, cost)


def _mail(text: str) -> Read:
    return Read(Said(PROGRAM().index, {"subject": "", "new text": text}), "", text, text)


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun
