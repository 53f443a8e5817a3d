"""cli/erase.py: what an erasure does not reach is named, with how to remove it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from mailtriage.cli import main
from tests.scenarios.story import World

WHO = "naledi@thaba.example"


def erase(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), "erase", WHO, *arguments])


def test_a_store_that_restore_put_aside_is_named_with_how_to_remove_it(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    world.arrives(f"From: {WHO}\r\nTo: support@cadents.example\r\nSubject: x\r\n\r\nIt crashes.\r\n".encode(), "support")
    assert "before" not in erase(world).stdout
    aside = world.desk.data.with_name(f"{world.desk.data.name}.before-20261122T101500Z")
    aside.mkdir()
    told = f"not reached: {aside}"
    for arguments in ((), ("--yes",)):
        shown = erase(world, *arguments).stdout
        assert told in shown and f"rm -r '{aside}'" in shown
    assert aside.is_dir(), "it may be the only copy of what others need"
    again = erase(world)
    assert again.exit_code == 1 and told in again.output
    assert json.loads(erase(world, "--json").stdout)["not_reached"]["put_aside"] == [str(aside)]
