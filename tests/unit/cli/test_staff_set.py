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


def test_notifications_quiet_hours_and_zone_are_set_shown_and_ended(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    world.command("staff add thandi --name Thandi --address thandi@cadents.example")

    def wish() -> list[object]:
        (person,) = json.loads(world.command("staff list --json"))
        return [person[name] for name in ("notify", "digest", "quiet", "zone", "urgent")]

    assert wish() == ["off", [], "", "", False]
    said = world.command("staff set thandi --digest 13:00,8:00 --quiet 22:00-7:00 --zone Europe/Oslo --urgent")
    assert "notifications at 08:00, 13:00, never from 22:00 to 07:00, by the clock of Europe/Oslo; what is urgent at once" in said
    assert wish() == ["digest", ["08:00", "13:00"], "22:00-07:00", "Europe/Oslo", True]
    world.command("staff set thandi --notify each --quiet off --zone desk --no-urgent")
    assert wish() == ["each", ["08:00", "13:00"], "", "", False]
    assert "no notifications" in world.command("staff set thandi --notify off")
    for line in ("--digest noon", "--digest 5h", "--quiet 22-7", "--zone Oslo", "--quiet 01:00-01:00"):
        result = CliRunner().invoke(main, ["-c", str(tmp_path / "config.toml"), "staff", "set", "thandi", *line.split()])
        assert result.exit_code == 1 and "Traceback" not in result.output and len(result.output.splitlines()) == 1, result.output
