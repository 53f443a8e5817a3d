from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailtriage.model.case import NEXT, NotAllowed, State, check_step


def test_the_readme_shows_the_table_of_states_as_it_is() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    shown = {}
    for state in State:
        row = re.search(rf"^\| {state.value} \| ?([a-z, -]*?) ?\|$", readme, re.M)
        assert row, f"README.md has no row for {state.value}"
        shown[state] = frozenset(State(s) for s in row[1].split(", ") if s)
    assert shown == NEXT


@pytest.mark.parametrize("to", [s for s in State if s is not State.CLOSED])
def test_a_closed_case_becomes_nothing_else(to: State) -> None:
    with pytest.raises(NotAllowed, match="a closed case stays closed"):
        check_step("CAD-100001-1", State.CLOSED, to)


def test_the_same_state_again_is_no_step() -> None:
    for state in State:
        check_step("CAD-100001-1", state, state)
