"""cli/ingest.py as an MTA's pipe: 0 when the mail is kept, 75 for every other reason, so that nothing bounces."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from tests.scenarios.story import World

MAIL = b"From: naledi@thaba.example\r\nTo: support@cadents.example\r\nSubject: Gateway\r\n\r\nIt crashes.\r\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime.now(UTC))


def ingest(world: World, *arguments: str, stdin: bytes = MAIL) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), "ingest", *arguments], input=stdin)


def spooled(world: World) -> int:
    return len(list(world.desk.spool.waiting()))


@pytest.mark.parametrize(("arguments", "stdin", "says"), [
    (("--mailbox", "suport"), MAIL, "support, easupport"),
    (("--mailbox", "support"), b"", "standard input was empty"),
    ((), MAIL, "--mailbox"),
    (("--mailbox", "support", "--keeponly"), MAIL, "--keeponly"),
    (("--mailbox", "support", "-", "more"), MAIL, "more"),
])  # fmt: skip
def test_a_wrong_command_in_a_pipe_is_tried_again_and_says_why(
    world: World, arguments: tuple[str, ...], stdin: bytes, says: str
) -> None:
    result = ingest(world, *arguments, stdin=stdin)
    assert result.exit_code == 75, result.output
    assert says in result.stderr and result.stderr.startswith("mailtriage: ") and result.stdout == ""


def test_a_wrong_global_option_before_ingest_is_tried_again_too(world: World) -> None:
    result = CliRunner().invoke(main, ["--confg", "x", "ingest", "--mailbox", "support"], input=MAIL)
    assert result.exit_code == 75 and "--confg" in result.stderr


def test_a_config_with_a_fault_is_tried_again_and_names_the_line(world: World) -> None:
    path = world.folder / "config.toml"
    path.write_text('outgoing = "perhaps"\n' + path.read_text().partition("\n")[2].partition("\n")[2])
    result = ingest(world, "--mailbox", "support")
    assert result.exit_code == 75 and "config.toml:1" in result.stderr
    path.unlink()
    assert ingest(world, "--mailbox", "support").exit_code == 75


def test_a_disk_that_is_not_there_makes_no_new_desk_and_is_tried_again(world: World) -> None:
    world.desk.close()
    shutil.rmtree(world.folder / "data")
    result = ingest(world, "--mailbox", "support")
    assert result.exit_code == 75 and "there is no store at" in result.stderr
    assert not (world.folder / "data").exists()


def test_a_bug_before_the_mail_is_kept_is_75_and_after_it_is_0(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from mailtriage.intake import spool
    from mailtriage.work import receive

    def bug(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as patch:
        patch.setattr(receive, "receive", bug)
        result = ingest(world, "--mailbox", "support")
        assert result.exit_code == 0 and spooled(world) == 1
        assert "a bug of ours" in result.stderr and "kept in the spool" in result.stderr
    monkeypatch.setattr(spool.Spool, "put", bug)
    result = ingest(world, "--mailbox", "support")
    assert result.exit_code == 75 and "a bug of ours" in result.stderr and spooled(world) == 1


def test_a_store_that_does_not_open_keeps_the_mail(world: World) -> None:
    world.desk.close()
    shutil.rmtree(world.folder / "data/db")
    (world.folder / "data/db").write_text("not a folder")
    result = ingest(world, "--mailbox", "support")
    assert result.exit_code == 0 and spooled(world) == 1 and "kept in the spool" in result.stderr


def test_files_given_by_a_person_keep_the_usual_codes(world: World, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(MAIL)
    assert ingest(world, "--mailbox", "suport", str(tmp_path / "1.eml")).exit_code == 2
    assert ingest(world, "--mailbox", "support", str(tmp_path / "none.eml")).exit_code == 2
    (world.folder / "config.toml").write_text("x = 1\n")
    assert ingest(world, "--mailbox", "support", str(tmp_path / "1.eml")).exit_code == 78


def test_json_is_json_when_the_mail_is_only_kept(world: World) -> None:
    lines = ingest(world, "--mailbox", "support", "--keep-only", "--json").stdout.splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["kept"]
    assert json.loads(ingest(world, "--mailbox", "support", "--json").stdout)["outcome"] == "new-case"
