"""`mailtriage rules corrected`: what people made of a mail becomes what the second reader learns from."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.program.load import load_programs
from mailtriage.work.corrected import Corrected, as_toml
from tests.scenarios.story import THABA, World

WORDS = (
    "Our archive keeps the recordings of the wards for seven years. From January the law wants ten, and the shelf in the "
    "cellar holds no more discs. Which of the two ways would you take, more shelves or the smaller format, and who of you "
    "has done that move before? My password is Sommer-2026!\n\nRing me on 01632 960 118 or write to naledi@thaba.example.\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    world.customers(THABA)
    yield world
    world.desk.close()


def test_a_corrected_mail_is_printed_for_the_sorted_ones_and_then_known(world: World) -> None:
    case = world.writes(WORDS + "\nMokoena", "Naledi Mokoena <naledi@thaba.example>", subject="Room, 'discs' and \\shelves")
    wanted = "sales" if case.category != "sales" else "suggestion"
    assert json.loads(world.command("rules corrected --json")) == []
    world.command(f"case set {case.number} category={wanted}")
    (told,) = json.loads(world.command("rules corrected --json"))
    assert (told["case"], told["category"], told["by_words"]) == (case.number, wanted, case.category)

    printed = world.command("rules corrected")
    for secret in ("Sommer-2026", "960 118", "naledi@", "Naledi", "Mokoena"):
        assert secret not in printed
    (mail,) = tomllib.loads(printed[: printed.rindex("\n1 to read")])["mail"]
    assert mail["category"] == wanted and mail["subject"] == "Room, 'discs' and \\shelves"
    assert "the shelf in the cellar holds no more discs" in " ".join(mail["text"].split())

    sorted_mails = world.folder / "rules" / "cadents" / "mails.toml"
    sorted_mails.write_text(sorted_mails.read_text() + "\n" + printed[: printed.rindex("\n1 to read")])
    world.desk.programs = load_programs(world.folder / "rules", world.folder / "templates", ["cadents"])
    assert json.loads(world.command("rules corrected --json")) == [], "it has been learned"
    again = world.writes(WORDS, "Thabo Nkosi <thabo@thaba.example>", subject="Room")
    assert again.category == wanted


def test_what_nobody_changed_or_long_ago_is_not_printed(world: World) -> None:
    case = world.writes(WORDS, "Naledi Mokoena <naledi@thaba.example>")
    wanted = "sales" if case.category != "sales" else "suggestion"
    world.command(f"case set {case.number} category={wanted}")
    assert json.loads(world.command("rules corrected --json --since 2026-11-24")) == []
    assert len(json.loads(world.command("rules corrected --json --since 2026-11-22"))) == 1


@pytest.mark.parametrize("text", ["one line", 'a "quote" and \\ more', "two\nlines", "it's\nthe 'end'", "'''\nfence\t\\x",
                                  "a\x9b31m\nb\u202e c \ud800\x00"])
def test_whatever_a_mail_says_is_toml_as_it_is_pasted(text: str) -> None:
    printed = as_toml(Corrected("C-1", "sales", "", "thandi", text.partition("\n")[0], text))
    assert {c for c in printed if not c.isprintable()} <= {"\n", "\t"}
    (mail,) = tomllib.loads(printed)["mail"]
    assert mail["text"].split() == "".join(c if c.isprintable() else " " for c in text).split()
