"""program/labels.py: what people fill in, in the forms they fill it in."""

from __future__ import annotations

import time

import pytest

from mailtriage.program.labels import answered, labelled

LABELS = {"device number": "device", "product": "product", "version": "version", "steps taken": "steps",
          "error message": "error", "user": "user"}  # fmt: skip


def found(text: str) -> list[tuple[str, str]]:
    return [(t.field, t.value) for t in labelled(LABELS, frozenset({"steps"}), text)]


@pytest.mark.parametrize(("text", "values"), [
    ("Device number: 082 123 4567\nProduct - Gateway 4", [("device", "082 123 4567"), ("product", "Gateway 4")]),
    ("DEVICE NUMBER = 0821", [("device", "0821")]),
    ("- *Product:* Gateway 4, Version: 4.2", [("product", "Gateway 4"), ("version", "4.2")]),
    ("Product | Gateway 4 | Version | 4.2", [("product", "Gateway 4"), ("version", "4.2")]),
    ("Product\tGateway 4\nVersion\t4.2", [("product", "Gateway 4"), ("version", "4.2")]),
    ("Product  Gateway 4\nVersion  4.2", [("product", "Gateway 4"), ("version", "4.2")]),
    ("Product  Version  User\nGateway 4  4.2  Naledi", [("product", "Gateway 4"), ("version", "4.2"), ("user", "Naledi")]),
    ("| Product | Version |\n|---|---|\n| Gateway 4 | 4.2 |", [("product", "Gateway 4"), ("version", "4.2")]),
    ("1. Product: X9\n2) Version (firmware): 4.1", [("product", "X9"), ("version", "4.1")]),
    ("Steps taken:\n- restarted\n- reinstalled\n\nBye", [("steps", "- restarted\n- reinstalled")]),
    ("Steps taken: restarted,\nthen reinstalled\nVersion: 4", [("steps", "restarted,\nthen reinstalled"), ("version", "4")]),
    ("Error message:\nCannot open", [("error", "Cannot open")]),
    ("Our device number is 0821234567 and it fails.", [("device", "0821234567")]),
    ("the product is \u201cGateway 4\u201d.", [("product", "Gateway 4")]),
    ("Hello; my version: 4.2; user=naledi", [("version", "4.2"), ("user", "naledi")]),
    ("Product\uff1a Gateway 4", [("product", "Gateway 4")]),
    ("> Product: Client", [("product", "Client")]),
])  # fmt: skip
def test_a_label_and_its_value_in_the_forms_people_write(text: str, values: list[tuple[str, str]]) -> None:
    assert found(text) == values


@pytest.mark.parametrize("text", [
    "The product is broken.", "Product: n/a", "Product:", "Product: -", "by-product: yes", "", ":", "   ",
    "Version: ____", "We bought the product - it is nice"[:18], "the user is not able to log in",
])  # fmt: skip
def test_what_is_no_value_is_not_taken_for_one(text: str) -> None:
    assert found(text) == []


QUESTIONS = (("since", "Since when does it happen?"), ("error", "What exactly does the message say?"),
             ("device", "Device number as registered"))  # fmt: skip


def answers(new: str, whole: str = "") -> list[tuple[str, str]]:
    return [(t.field, t.value) for t in answered(QUESTIONS, new, whole or new)]


def test_numbered_answers_belong_to_our_questions_in_any_choice_and_over_several_lines() -> None:
    assert answers("Hi,\n1. yesterday\n2) \"Sync failed\"\n   error 12\n(3) 082123\n\nBye") == [
        ("since", "yesterday"), ("error", '"Sync failed" error 12'), ("device", "082123")]
    assert answers("2: Timeout") == [("error", "Timeout")]


def test_a_question_copied_in_front_of_its_answer_is_not_part_of_it() -> None:
    assert answers("1. Since when does it happen? Monday\n3. Device number as registered: 0821") == [
        ("since", "Monday"), ("device", "0821")]


def test_answers_between_the_quoted_questions_are_found_also_where_a_question_was_wrapped() -> None:
    whole = ("> 1. Since when does it happen?\nSince noon\n> 2. What exactly does the\n> message say?\n\nTimeout 12\n"
             "again\n> 3. Device number as registered\n")
    assert answers("Since noon\nTimeout 12\nagain", whole) == [("since", "Since noon"), ("error", "Timeout 12 again")]


@pytest.mark.parametrize("text", [
    "1. open\n2. press\n3. wait\n4. crash", "2. press\n1. open", "5 people are affected", "1.\n2.", "10. never",
])  # fmt: skip
def test_a_list_of_their_own_is_no_answer(text: str) -> None:
    assert answers(text) == []


def test_labels_are_found_in_linear_time() -> None:
    begun = time.thread_time()
    for text in (("a:" * 1000 + "\n") * 25, ("product is " * 200 + "\n") * 25, (" " * 2000 + "x\n") * 400, "a:" * 100_000, "product: " * 20_000, " - " * 50_000, "is " * 50_000, "x  " * 50_000, "\n" * 100_000):
        labelled(LABELS, frozenset({"steps"}), text)
        answered(QUESTIONS, text, text)
    assert time.thread_time() - begun < 5
