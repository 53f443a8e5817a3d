"""What cron mails: nothing when nothing happened; and no command makes a desk where a disk is missing."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from tests.scenarios.story import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime.now(UTC))


def mailtriage(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), *arguments])


def test_a_pass_that_did_nothing_prints_nothing_and_debug_tells_it(world: World) -> None:
    result = mailtriage(world, "run", "--once")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert "started" in mailtriage(world, "run", "--once", "--debug").stderr


def test_a_pass_that_handled_a_mail_says_so(world: World) -> None:
    world.desk.spool.put("support", "-", 0, 1, world.now, b"From: a@thaba.example\r\nSubject: x\r\n\r\nhello\r\n")
    result = mailtriage(world, "run", "--once")
    assert "handled" in result.stderr


def test_verify_quiet_prints_nothing_while_all_is_explained(world: World) -> None:
    assert "unexplained" in mailtriage(world, "verify").stdout
    result = mailtriage(world, "verify", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("command", [
    ("run", "--once"), ("case", "list"), ("draft", "list"), ("outbox", "list"), ("verify",), ("store", "check"),
    ("customer", "list"), ("backup", "copy"),
])  # fmt: skip
def test_a_data_directory_that_is_missing_is_named_and_not_made(world: World, command: tuple[str, ...]) -> None:
    world.desk.close()
    data = world.folder / "data"
    shutil.rmtree(data)
    result = mailtriage(world, *command)
    assert result.exit_code == 78 and result.stdout == "", result.output
    assert f"there is no store at {data}" in result.stderr and not data.exists()


def test_check_reports_a_missing_data_directory(world: World) -> None:
    assert "there is no such folder" not in mailtriage(world, "check").stdout
    shutil.rmtree(world.folder / "data")
    result = mailtriage(world, "check")
    assert result.exit_code == 78 and "there is no such folder: mend store.url" in result.stdout


def test_a_backup_does_not_take_the_place_of_something(world: World, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    result = mailtriage(world, "backup", str(tmp_path / "copy"))
    assert result.exit_code == 2 and f"{tmp_path}/copy: exists already" in result.stderr


def test_check_names_addresses_of_the_example_once_the_mailboxes_are_elsewhere(world: World) -> None:
    assert "addresses of the example" not in mailtriage(world, "check").stdout
    path = world.folder / "config.toml"
    path.write_text(path.read_text().replace("cadents.example", "thaba.example"))
    assert "addresses of the example" in mailtriage(world, "check").stdout


@pytest.mark.parametrize(("said", "hint"), [
    ("tls: [SSL: WRONG_VERSION_NUMBER] wrong version number", 'security = "starttls"'),
    ("tls: self-signed certificate in certificate chain", "ca_file"),
])  # fmt: skip
def test_a_failure_of_tls_comes_with_what_mends_it(said: str, hint: str) -> None:
    from mailtriage.cli.check import _hinted

    assert hint in _hinted(said)
    assert _hinted("connect: no such host") == "connect: no such host"
