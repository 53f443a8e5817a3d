"""The harness is only worth what it catches: twelve bugs that other systems had or have, and three of our own, all
caught, each by the behaviour it breaks. RELIABILITY.md, harness 9."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash import bugs
from tests.memory import memory


@pytest.fixture(scope="module")
def caught() -> dict[str, str]:
    with memory() as place:
        return {found.name: found.why for found in bugs.try_all(place)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", bugs.BUGS, ids=lambda bug: bug["name"].replace(" ", "-"))
def test_a_seeded_bug_is_caught(bug: dict[str, Any], caught: dict[str, str]) -> None:
    assert not caught[bug["name"]], f"{bug['name']} ({bug['who']}): {caught[bug['name']]}"


def test_the_twelve_of_other_systems_are_there() -> None:
    assert len({bug["name"] for bug in bugs.BUGS if not bug["who"].startswith("ours")}) == 12
