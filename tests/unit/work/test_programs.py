"""One typo in a rule file must not lock the desk: the last good version stays in force, and everybody is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailtriage import config as configuration
from mailtriage.cli import main
from mailtriage.program.problems import ProgramErrors
from mailtriage.work.desk import Desk
from mailtriage.work.reload import Reloader
from tests.scenarios.story import World

FAULT = b"From: a@b.example\r\nSubject: Gateway\r\nMessage-ID: <%d@b.example>\r\n\r\nThe gateway crashes, %d.\r\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    world.arrives(FAULT % (1, 1), "support")
    return world


def break_rules(world: World) -> Path:
    rules = world.folder / "rules" / "cadents" / "categories.toml"
    rules.write_text(rules.read_text() + "\n]]\n")
    return rules


def test_with_a_typo_in_the_rules_every_command_works_on_the_last_good_version_and_says_so(world: World) -> None:
    break_rules(world)
    for command in (("case", "list"), ("case", "show", world.cases[0]), ("draft", "list"), ("outbox", "list")):
        result = CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), *command, "--json"])
        assert result.exit_code == 0, result.output
        json.loads(result.stdout)
        assert "its last good version is in force" in result.stderr and "categories.toml" in result.stderr
    assert CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), "check"]).exit_code == 78


def test_a_program_that_never_loaded_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    break_rules(world)
    (tmp_path / "data" / "programs" / world.desk.programs["cadents"].hash).unlink()
    with pytest.raises(ProgramErrors):
        Desk.open(configuration.load(tmp_path / "config.toml"))


def test_every_version_that_was_in_force_is_kept(world: World) -> None:
    first = world.desk.programs["cadents"].hash
    rules = world.folder / "rules" / "cadents" / "categories.toml"
    rules.write_text(rules.read_text() + "\n# a remark\n")
    second = Desk.open(configuration.load(world.folder / "config.toml")).programs["cadents"].hash
    kept = {p.name for p in (world.folder / "data" / "programs").iterdir()}
    assert first != second and {first, second} <= kept


def test_a_running_desk_takes_good_rules_over_and_leaves_bad_ones(world: World) -> None:
    reloader = Reloader(world.desk)
    rules = world.folder / "rules" / "cadents" / "categories.toml"
    good = rules.read_text()
    rules.write_text(good.replace('id = "software-fault"\n', 'id = "software-fault"\nacknowledge = false\n', 1))
    reloader.look()
    assert world.arrives(FAULT % (2, 2), "support").outcome.value == "new-case"
    assert len(world.outgoing_rows()) == 1, "the changed rule is not in force"
    break_rules(world)
    reloader.look()
    assert "its last good version is in force" in reloader.warnings[0]
    assert world.arrives(FAULT % (3, 3), "support").outcome.value == "new-case"
    assert len(world.outgoing_rows()) == 1
    rules.write_text(good)
    reloader.look()
    assert reloader.warnings == ()
    world.arrives(FAULT % (4, 4), "support")
    assert len(world.outgoing_rows()) == 2


def test_outgoing_is_switched_while_the_desk_runs_and_other_keys_wait_for_a_restart(world: World) -> None:
    file = world.folder / "config.toml"
    reloader = Reloader(world.desk, file)
    file.write_text(file.read_text().replace('outgoing = "on"', 'outgoing = "off"'))
    reloader.look()
    world.arrives(FAULT % (2, 2), "support")
    assert [r.state.value for r in world.outgoing_rows()] == ["queued", "held"]
    assert reloader.warnings == ()
    file.write_text('answer_within = "5 days"\n' + file.read_text())
    reloader.look()
    assert "restart the daemon" in reloader.warnings[0]
    file.write_text("outgoing = \n" + file.read_text())
    reloader.look()
    assert "has mistakes" in reloader.warnings[0] and world.desk.config.outgoing == "off"
