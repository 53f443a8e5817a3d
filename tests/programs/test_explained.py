"""docs/explained.md says what the command says."""

from __future__ import annotations

import re

from tests.programs.explained import PAGE, SCENES, page, same


def test_the_page_of_explained_cases_is_what_the_command_prints_now() -> None:
    now = page()
    assert same(now) == same(PAGE.read_text()), "python tests/programs/explained.py --write"
    assert now.count("$ mailtriage explain ") == len(SCENES) == 5
    for part in now.split("$ mailtriage explain ")[1:]:
        assert re.search(r"categories\.toml:\d+", part) and re.search(r"entitlement\.toml:\d+", part)
