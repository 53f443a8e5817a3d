"""The harness is only worth what it catches: twelve bugs that other systems had or have, 12 of 12 caught, each by the
behaviour it breaks. RELIABILITY.md, harness 9."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash import bugs, kills


@pytest.fixture(scope="module")
def caught() -> dict[str, str]:
    with kills.memory() as place:
        return {found.name: found.why for found in bugs.try_all(place)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", bugs.BUGS, ids=lambda bug: bug["name"].replace(" ", "-"))
def test_a_seeded_bug_is_caught(bug: dict[str, Any], caught: dict[str, str]) -> None:
    assert not caught[bug["name"]], f"{bug['name']} ({bug['who']}): {caught[bug['name']]}"


def test_there_are_twelve() -> None:
    assert len({bug["name"] for bug in bugs.BUGS}) == 12
