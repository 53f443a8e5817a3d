"""cli/init.py: an empty folder becomes a desk; nothing that exists is touched."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage import config
from mailtriage.cli import main


def init(*args: str) -> Result:
    return CliRunner().invoke(main, ["init", *args])


def test_a_new_folder_is_ready_to_edit(tmp_path: Path) -> None:
    desk = tmp_path / "deep" / "desk"
    found = init(str(desk))
    assert found.exit_code == 0, found.output
    assert {p.name for p in desk.iterdir()} == {"config.toml", "rules", "templates", "data"}
    assert stat.S_IMODE((desk / "data").stat().st_mode) == 0o700
    assert (desk / "rules/mezzanine/program.toml").is_file()
    assert list((desk / "templates/mezzanine").rglob("*.j2"))
    loaded = config.load(desk / "config.toml")
    assert loaded.programs == ("mezzanine",)
    assert f"mailtriage -c {desk}/config.toml check" in found.stdout


def test_the_program_in_a_new_folder_loads(tmp_path: Path) -> None:
    from mailtriage.program.load import load_programs

    init(str(tmp_path / "d"))
    loaded = config.load(tmp_path / "d" / "config.toml")
    assert set(load_programs(loaded.rules, loaded.templates, loaded.programs)) == {"mezzanine"}


def test_here_is_the_default_and_the_next_steps_need_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = init()
    assert (tmp_path / "config.toml").is_file()
    assert "2. mailtriage check " in found.stdout


@pytest.mark.parametrize("there", ["config.toml", "data", "rules/mezzanine", "templates/mezzanine"])
def test_anything_in_the_way_stops_it_before_it_writes(tmp_path: Path, there: str) -> None:
    mine = tmp_path / there
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    found = init(str(tmp_path))
    assert found.exit_code == 1
    assert found.stderr == f"mailtriage: {mine}: exists already and is left alone; name an empty folder\n"
    assert sorted(tmp_path.rglob("*")) == before
    assert mine.read_text() == "mine"


def test_an_unknown_program_lists_those_there_are(tmp_path: Path) -> None:
    found = init(str(tmp_path / "d"), "--program", "../x")
    assert found.exit_code == 2
    assert "there are: cadents, mezzanine" in found.stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("place", ["file/desk", "file", "x" * 300])
def test_a_place_that_cannot_be_is_one_sentence_and_exit_2(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    result = CliRunner().invoke(main, ["init", str(tmp_path / place)])
    assert result.exit_code == 2, result.output
    assert len(result.stderr.splitlines()) == 1 and "name another folder" in result.stderr
