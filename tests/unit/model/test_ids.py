from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.model.ids import check_digit, digest


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


def test_the_parts_of_a_digest_cannot_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a\udcff") == digest("a\udcff")
