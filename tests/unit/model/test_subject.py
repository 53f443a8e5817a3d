"""Our number in any dress, and a foreign desk's that is none (FIELD.md part 4; Zammad #5098, #5064, Znuny bug#9108)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.model.ids import case_number
from mailtriage.model.subject import MARKS, find_numbers, strip_numbers, without_marks

OURS = frozenset({"MEZ", "CAD2"})
NUMBER = case_number("MEZ", 104213)


@given(st.integers(0, 10**9))
def test_a_number_is_found_however_people_quote_it(sequence: int) -> None:
    number = case_number("MEZ", sequence)
    _, digits, check = number.split("-")
    for said in (
        number,
        number.lower(),
        f"[{number}]",
        f"RE:{number}:",
        number.replace("-", "\u2011"),
        f"case {number}.",
        f"case MEZ {digits} {check}",
        f"[mez-{digits}- {check}]",
        f"mez{digits}{check}",
        f"MEZ #{digits}/{check}",
        f"Saksnr. {number}",
        number.translate({0x30 + n: 0xFF10 + n for n in range(10)}),
        "".join(chr(ord(c) + 0xFEE0) for c in number),
        number.translate({0x30 + n: 0x0660 + n for n in range(10)}),
        "\u200b".join(number),
        f"回复：【{number}】",
        f"Re:\u00a0{number}\u00a0tablet",
    ):
        assert find_numbers(said, OURS) == (number,), said


def test_a_prefix_may_end_in_a_digit_and_two_numbers_are_two() -> None:
    number = case_number("CAD2", 100001)
    assert find_numbers(f"{number} and {NUMBER}, {number} again", OURS) == (number, NUMBER)
    assert find_numbers(number.replace("-", ""), OURS) == (number,)


@pytest.mark.parametrize(
    "said",
    [
        "[Ticket#1234]",
        "[Ticket#2026112310000017]",
        "INC0012345",
        "MEZ-104213-5",
        "ABC-104213-4",
        "XMEZ-104213-4",
        "MEZ-104213-41",
        "MEZ-104213",
        "2026-104213-4",
        "PMEZ-104213-4",
        "5MEZ-104213-4",
        "MEZ 104213 2026",
        "MEZ 10 42 13 4",
        "MEZ ---- 104213-4",
        "",
    ],
)
def test_a_foreign_or_mistyped_number_is_not_ours(said: str) -> None:
    assert NUMBER == "MEZ-104213-4"
    assert find_numbers(said, OURS) == ()
    assert strip_numbers(said, OURS) == said.strip(" :-")


@pytest.mark.parametrize(
    ("subject", "clean"),
    [
        ("Re: [MEZ-104213-4] Tablet shows old stock", "Tablet shows old stock"),
        ("SV: AW: Re[2]: [mez-104213-4]  Tablet", "Tablet"),
        ("Tablet (MEZ-104213-4)", "Tablet"),
        ("Tablet (case no. MEZ 104213 4)", "Tablet"),
        ("[Case: MEZ-104213-4]: Tablet", "Tablet"),
        ("答复: 【MEZ-104213-4】 Tablet", "Tablet"),
        ("RE: Ynt: Odp: Vá: ENC: RV: TR: Antw: VS: mez1042134 Tablet", "Tablet"),
        ("Válasz: Ответ: תגובה: Balas: mez1042134 Tablet", "Tablet"),
        ("[MEZ-104213-4]", ""),
        ("Re: [MEZ-104213-5] Tablet", "[MEZ-104213-5] Tablet"),
        ("Re: [Ticket#1234] Tablet", "[Ticket#1234] Tablet"),
        ("Reset my password", "Reset my password"),
        ("Showcase MEZ-104213-4", "Showcase"),
        ("Tr\u00e5dl\u00f8st: nede", "Tr\u00e5dl\u00f8st: nede"),
        ("Invoice: nothing came", "Invoice: nothing came"),
    ],
)
def test_a_subject_is_cleaned_of_our_numbers_and_of_stacked_reply_marks(subject: str, clean: str) -> None:
    assert strip_numbers(subject, OURS) == clean


@pytest.mark.parametrize("language", MARKS)
def test_the_reply_marks_of_every_language_come_off(language: str) -> None:
    for mark in MARKS[language].split("|"):
        for said in (f"{mark}: ", f"{mark.upper()}:", f"{mark} : ", f"{mark}\uff1a", f"{mark}[2]: ", f"{mark}(3): "):
            assert without_marks(f"{said}Tablet is dark") == "Tablet is dark", said
    assert without_marks("Tablet: is dark") == "Tablet: is dark"


def test_a_subject_made_to_be_slow_is_not() -> None:
    import time

    start = time.process_time()
    for text in ("re:" * 6000, "MEZ " * 5000, "[" * 20_000, "MEZ-" + "1" * 20_000, "MEZ" + " " * 20_000, "\u0661" * 20_000):
        strip_numbers(text, OURS)
        find_numbers(text, OURS)
    assert time.process_time() - start < 1
