"""Every folder here with a story.toml is a test: mails in, decisions and mails out, over the shipped program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.story import tell

STORIES = sorted(p.parent for p in Path(__file__).parent.glob("*/story.toml"))


@pytest.mark.parametrize("folder", STORIES, ids=lambda f: f.name)
def test_the_story_goes_as_told(folder: Path, tmp_path: Path) -> None:
    tell(folder, tmp_path)
