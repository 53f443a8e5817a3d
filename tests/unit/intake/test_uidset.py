"""UIDs to sequence sets and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.intake import uidset

uids = st.sets(st.integers(1, uidset.LARGEST), max_size=60) | st.sets(st.integers(1, 80), max_size=60)


@given(uids)
def test_what_is_written_reads_back_the_same(some: set[int]) -> None:
    assert uidset.parse(uidset.write(some)) == some


@given(uids)
def test_no_two_runs_touch(some: set[int]) -> None:
    found = list(uidset.runs(some))
    assert all(after[0] > before[1] + 1 for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(("some", "text"), [
    (set(), ""), ({1}, "1"), ({1, 2, 3}, "1:3"), ({7, 1, 2, 9, 8}, "1:2,7:9"),
    ({uidset.LARGEST}, "4294967295"),
])
def test_sets_are_written_short_and_ascending(some: set[int], text: str) -> None:
    assert uidset.write(some) == text


def test_a_range_written_backwards_means_the_same() -> None:
    assert uidset.parse("4:2") == {2, 3, 4}


def test_copyuid_keeps_the_order_of_its_parts() -> None:
    assert uidset.in_order("9,3:4,1") == [9, 3, 4, 1]
    assert uidset.in_order("") == []


@pytest.mark.parametrize("text", ["*", "0", "1:*", "4294967296", "a", "1,,2", "-1", "1:2:3", "٣",
                                  "1:4294967295"])
def test_what_is_no_set_of_uids_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="UID|sequence set"):
        uidset.parse(text)
