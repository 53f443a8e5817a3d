"""What the customer is told that we have noted: what stands there, whole, never what was made out of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailtriage.model.outgoing import Outgoing
from tests.desk.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def told(office: Office, text: str) -> str:
    number = office.mail("c1@s1.example", "Trouble", text)
    with office.desk.store.view() as view:
        (row,) = view.find(Outgoing, "case", number)
    return office.desk.raw.get(row.raw).decode()


def test_what_a_person_filled_in_and_names_of_products_are_said_back(office: Office) -> None:
    said = told(office, "The Recorder crashes.\r\n\r\nProduct: Gateway 4\r\nSince: Monday morning")
    assert "We have noted" in said and "Gateway 4" in said and "Monday morning" in said


def test_what_was_cut_out_of_a_sentence_spares_a_question_and_is_not_said_back(office: Office) -> None:
    said = told(office, "Hello,\r\n\r\nwhen I save a user in the Console I get an error. In the exported file all umlauts are "
                        "broken, I have tried two browsers.")
    assert "Affected" not in said and "Tried so far" not in said
