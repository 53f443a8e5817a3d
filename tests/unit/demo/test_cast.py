"""The cast: every mail of the story is there, whole, and can reach nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.demo import cast, story

WHEN = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
FOLDER = Path(cast.__file__).with_name("cast")
SCENES = (*story.FIRST_PASS, *story.SECOND_PASS, *story.CLOSED_PASS, *story.NOON)
KNOWN = {f"{what}:{scene.id}": "<x@y.example>" for what in ("number", "left") for scene in SCENES}


@pytest.mark.parametrize("id", [story.OLD, *(scene.id for scene in SCENES)])
def test_a_mail_of_the_cast_is_filled_in_and_bears_only_reserved_addresses(id: str) -> None:
    text = cast.mail(id, WHEN, KNOWN).decode()
    assert not re.search(r"\{[a-z]+(?::[a-z-]+)?\}", text), "a placeholder is left"
    assert "\n" not in text.replace("\r\n", "")
    assert all(domain.endswith(".example") for domain in re.findall(r"@([\w.-]+\w)", text))


def test_every_mail_in_the_folder_is_in_the_story() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == {story.OLD, *(scene.id for scene in SCENES)}


def test_a_mail_that_answers_one_that_has_not_come_yet_is_an_error() -> None:
    with pytest.raises(KeyError):
        cast.mail("by-references", WHEN, {})
