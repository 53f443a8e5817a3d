"""What Mezzanine's lists ask, of whom, and what they leave alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.programs.mezzanine import WANJA, Mezzanine

ALL = ["Name and surname", "Device number as registered", "Product", "The error in full", "What first line", "What second line"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mezzanine]:
    desk = Mezzanine(tmp_path_factory.mktemp("mezzanine"))
    yield desk
    desk.close()


@pytest.mark.parametrize(("text", "asks", "never"), [
    ("A phone at Moyo Clinics has a bug.", ALL[:5], []),
    ("A phone at Moyo Clinics has a bug.\nL1: synced twice", [ALL[0], ALL[5]], [ALL[4]]),
    ("A phone at Moyo Clinics has a bug.\nTroubleshooting: prayers", ALL[:3], ALL[4:]),
    ("A phone at Moyo Clinics has a bug.\nPriority: P1", [], ALL[3:]),
    ("The portal of Moyo Clinics has a bug.\nPriority: P1", [], [*ALL[:2], *ALL[3:]]),
    ("Something is odd at Moyo Clinics.", [], ALL),
])  # fmt: skip
def test_MEZ_04_the_list_of_the_hand_over_is_asked_of_faults_and_never_in_an_emergency(
    desk: Mezzanine, text: str, asks: list[str], never: list[str]
) -> None:
    case = desk.writes(text, WANJA, subject=f"Mail {desk.count}")
    draft = desk.drafts(case).get("fault-questions", {"body": ""})
    asked = re.findall(r"(?m)^[0-9]\. (.*)", draft["body"])
    assert [a for a in asks if any(q.startswith(a) for q in asked)] == asks, asked
    assert not [a for a in never if any(q.startswith(a) for q in asked)], asked
    desk.closes(case)
