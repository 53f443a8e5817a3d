"""`mailtriage staff set`: who gets what by mail."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from mailtriage.cli import main
from tests.scenarios.story import World


def test_mail_is_off_until_it_is_set_and_each_setting_leaves_the_other(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    world.command("staff add thandi --name Thandi --address thandi@cadents.example")

    def shown() -> tuple[str, bool]:
        (person,) = json.loads(world.command("staff list --json"))
        return person["mail"], person["case_mail"]

    assert shown() == ("off", False)
    assert "waiting drafts go to thandi@cadents.example" in world.command("staff set thandi --mail drafts")
    world.command("staff set thandi --cases")
    assert shown() == ("drafts", True)
    world.command("staff set thandi --mail off")
    assert shown() == ("off", True)
    for line, code in (("staff set thandi", 2), ("staff set nobody --mail off", 1), ("staff set thandi --mail often", 2)):
        result = CliRunner().invoke(main, ["-c", str(tmp_path / "config.toml"), *line.split()])
        assert result.exit_code == code and "Traceback" not in result.output
