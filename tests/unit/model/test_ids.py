from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.model.ids import case_number, check_digit, digest, find_numbers, strip_numbers

OURS = frozenset({"MEZ"})


@given(st.integers(0, 10**9), st.data())
def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_found(sequence: int, data: st.DataObject) -> None:
    digits = f"{sequence:06d}"
    whole = digits + check_digit(digits)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[at]]))
    wrong = whole[:at] + other + whole[at + 1 :]
    assert check_digit(wrong[:-1]) != wrong[-1]
    if at + 1 < len(whole) and whole[at] != whole[at + 1]:
        swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
        assert check_digit(swapped[:-1]) != swapped[-1]


@given(st.integers(0, 10**9))
def test_a_number_is_found_however_people_quote_it(sequence: int) -> None:
    number = case_number("MEZ", sequence)
    for said in (
        number,
        number.lower(),
        f"[{number}]",
        f"RE:{number}:",
        number.replace("-", "\u2011"),
        f"case {number}.",
    ):
        assert find_numbers(said, OURS) == (number,)


@pytest.mark.parametrize(
    "said",
    [
        "[Ticket#1234]",
        "INC0012345",
        "MEZ-104213-5",
        "ABC-104213-4",
        "XMEZ-104213-4",
        "MEZ-104213-41",
        "MEZ-104213",
        "2026-104213-4",
    ],
)
def test_a_foreign_or_mistyped_number_is_not_ours(said: str) -> None:
    assert case_number("MEZ", 104213) == "MEZ-104213-4"
    assert find_numbers(said, OURS) == ()


@pytest.mark.parametrize(
    ("subject", "clean"),
    [
        ("Re: [MEZ-104213-4] Tablet shows old stock", "Tablet shows old stock"),
        ("SV: AW: Re[2]: [mez-104213-4]  Tablet", "Tablet"),
        ("Tablet (MEZ-104213-4)", "Tablet ( )"),
        ("[MEZ-104213-4]", ""),
        ("Reset my password", "Reset my password"),
    ],
)
def test_a_subject_is_cleaned_of_our_numbers_and_of_stacked_reply_marks(subject: str, clean: str) -> None:
    assert strip_numbers(subject, OURS) == clean


def test_the_parts_of_a_digest_cannot_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a\udcff") == digest("a\udcff")
