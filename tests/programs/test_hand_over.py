"""CAD-15: the hand-over to the next level: what it carries, and what holds it. Raw mail in, the bytes at the SMTP server out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import words

FAULT = "Since Monday the client crashes when I press Export: 'Cannot open the profile'. We have restarted it twice."


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    desk = Cadents(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


@pytest.fixture
def desk(one_desk: Cadents) -> Cadents:
    one_desk.afresh()
    return one_desk


def test_CAD_15_a_hand_over_to_l2_carries_symptoms_what_is_known_and_the_steps_taken(desk: Cadents) -> None:
    case = desk.writes(f"{FAULT}\nVersion: 4.2.1", NALEDI, subject="Export")
    desk.leaves()
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    assert str(mail["To"]) == "level2@cadents.example" and case["number"] in str(mail["Subject"])
    said = words(mail)
    for part in ("L2 (Partner, advanced support)", "Since: Monday", "Version: 4.2.1", "Cannot open the profile", "restarted it twice",
                 "**Symptoms**", "Thaba Health"):  # fmt: skip
        assert part.strip("*") in said, part
    assert desk.shows(case["number"])["level"] == "L2"
