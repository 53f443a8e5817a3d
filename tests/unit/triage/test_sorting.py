"""triage/sorting.py on a desk: where rules and sorted mails disagree a person looks, and nothing gets less urgent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.program.load import load_programs
from tests.scenarios.story import THABA, World

LIKE = ("We move the whole orchard department into another wing next week, benches, microscopes, kettles and all, and would "
        "be glad of somebody who walks with us through the corridor, counts sockets, measures cupboards and says which of "
        "those shelves may stay beside the window.")
MAILS = f"[[mail]]\ncategory = \"installation\"\ntext = '''{LIKE}'''\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, datetime(2026, 11, 23, 10, 0, tzinfo=UTC), program="cadents")
    (tmp_path / "rules" / "cadents" / "mails.toml").write_text(MAILS)
    world.desk.programs = load_programs(tmp_path / "rules", tmp_path / "templates", ["cadents"])
    world.customers(THABA.replace("Gateway 4", "Gateway 4;Client"))
    yield world
    world.desk.close()


def test_a_mail_that_is_like_another_category_than_its_words_say_gets_no_text_by_itself_and_is_explained(
    world: World,
) -> None:
    case = world.writes(LIKE + " The Gateway 4 crashes.", "naledi@thaba.example")
    assert case.category == "installation"
    said = world.command(f"explain {case.number}")
    assert "as the mail is most like those sorted so" in said and "the rules say software-fault" in said
    assert "mails.toml:1" in said
    assert not [d for d in world.drafts(case.number) if d.purpose not in ("acknowledgement", "questions")]


def test_it_is_never_less_urgent_than_its_words_make_it(world: World) -> None:
    urgencies = {c.id: c.priority for c in world.desk.programs["cadents"].categories}
    assert urgencies["installation"] > urgencies["software-fault"] == "P3"
    case = world.writes(LIKE + " The Gateway 4 crashes.", "naledi@thaba.example")
    assert (case.category, case.priority) == ("installation", "P3")


def test_a_known_problem_beyond_doubt_is_answered_in_any_category(world: World) -> None:
    case = world.writes(LIKE + " The installer stops with error 1603. We use the Client 4.2.1.", "naledi@thaba.example")
    assert case.category == "installation"
    assert [d.text for d in world.drafts(case.number) if d.text != "acknowledgement"] == ["known-installer-1603"]


def test_a_usual_mail_is_sorted_by_its_words(world: World) -> None:
    case = world.writes("The Gateway 4 crashes with error 500 since this morning.", "naledi@thaba.example")
    assert case.category == "software-fault" and "most like" not in world.command(f"explain {case.number}")
