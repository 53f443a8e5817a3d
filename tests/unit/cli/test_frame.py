"""cli/__init__.py: one line for every failure, documented exit codes, and nothing imported that is not used."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from mailtriage import __version__
from mailtriage import cli as frame
from mailtriage.cli.context import config_path
from mailtriage.config import ConfigErrors
from mailtriage.store.port import Corrupt


class OneCommand(frame.LazyGroup):
    """The frame around a command of the test's own."""

    command_under_test: click.Command

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        frame._take_global_options(self.command_under_test)
        return self.command_under_test


def run(command: click.Command, *args: str, env: dict[str, str] | None = None) -> Result:
    group = OneCommand("mailtriage", params=frame._global_options(hidden=False))
    group.command_under_test = command
    return CliRunner().invoke(group, list(args), env=env)


def raising(trouble: BaseException) -> click.Command:
    @click.command("status")
    def status() -> None:
        raise trouble

    return status


KNOWN = [
    (ConfigErrors(["config.toml:3 a: x", "config.toml:4 b: y"]), 78, "config.toml:3 a: x\nconfig.toml:4 b: y\n"),
    (ConfigErrors(["config.toml: there is no such file"]), 78, "mailtriage: config.toml: there is no such file\n"),
    (Corrupt("data/db/journal-1.log at 812: bad record"), 75, "mailtriage: data/db/journal-1.log at 812: bad record\n"),
    (OSError(errno.ENOSPC, "No space left on device", "data/spool/x"), 75,
     "mailtriage: data/spool/x: No space left on device; mend that and try again\n"),
    (PermissionError(errno.EACCES, "Permission denied", "a\x1b[2Jb"), 75,
     "mailtriage: a\\x1b[2Jb: Permission denied; mend that and try again\n"),
    (KeyboardInterrupt(), 130, "mailtriage: interrupted\n"),
]


@pytest.mark.parametrize(("trouble", "code", "text"), KNOWN, ids=[type(k[0]).__name__ for k in KNOWN])
def test_what_a_user_or_machine_did_is_one_clear_line_and_its_exit_code(
    trouble: BaseException, code: int, text: str
) -> None:
    found = run(raising(trouble), "status")
    assert (found.exit_code, found.stderr, found.stdout) == (code, text, "")


def test_a_bug_says_so_in_one_line_and_exits_70() -> None:
    found = run(raising(KeyError("unit\nx")), "status")
    assert found.exit_code == 70
    assert found.stderr.startswith("mailtriage: this is a bug in mailtriage: KeyError: 'unit\\nx'; please report it")
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("args", [["--debug", "status"], ["status", "--debug"]])
def test_debug_shows_the_traceback_of_a_bug(args: list[str]) -> None:
    found = run(raising(ZeroDivisionError("x")), *args)
    assert isinstance(found.exception, ZeroDivisionError)


@pytest.mark.parametrize("name", sorted(frame.KNOWN))
def test_every_known_exception_exists(name: str) -> None:
    """A renamed exception would fall to "this is a bug" unnoticed."""
    source = Path(frame.__file__).parents[1]
    files = [p for p in source.rglob("*.py") if f"class {name}(" in p.read_text("utf-8")]
    assert files, name


BEFORE_AND_AFTER = [["-c", "x/y.toml", "status"], ["status", "-c", "x/y.toml"], ["status", "--config=x/y.toml"]]


@pytest.mark.parametrize("args", BEFORE_AND_AFTER)
def test_the_config_option_stands_before_or_after_the_command(args: list[str]) -> None:
    @click.command("status")
    @click.pass_context
    def status(ctx: click.Context) -> None:
        click.echo(str(config_path(ctx)))

    assert run(status, *args).stdout == f"{Path.cwd()}/x/y.toml\n"


def test_the_config_comes_from_the_environment_then_from_here(tmp_path: Path) -> None:
    @click.command("status")
    @click.pass_context
    def status(ctx: click.Context) -> None:
        click.echo(str(config_path(ctx)))

    assert run(status, "status", env={"MAILTRIAGE_CONFIG": str(tmp_path / "a.toml")}).stdout == f"{tmp_path}/a.toml\n"
    assert run(status, "status", env={"MAILTRIAGE_CONFIG": str(tmp_path)}).stdout == f"{tmp_path}/config.toml\n"
    assert run(status, "status", env={"MAILTRIAGE_CONFIG": ""}).stdout == f"{Path.cwd()}/config.toml\n"


def test_options_of_a_nested_command_win_over_the_global_ones() -> None:
    @click.group("case")
    def case() -> None: ...

    @case.command("list")
    @click.option("-c", "--customer", default="")
    def list_(customer: str) -> None:
        click.echo(customer)

    found = run(case, "case", "list", "-c", "Acme")
    assert found.stdout == "Acme\n"


def test_an_unknown_command_suggests_the_nearest_and_exits_2() -> None:
    found = CliRunner().invoke(frame.main, ["statsu"])
    assert found.exit_code == 2
    assert 'There is no command "statsu". Did you mean "status"?' in found.stderr
    assert CliRunner().invoke(frame.main, ["frobnicate"]).exit_code == 2


def test_version_and_help_list_every_command_that_is_there() -> None:
    assert CliRunner().invoke(frame.main, ["--version"]).stdout == f"mailtriage, version {__version__}\n"
    text = CliRunner().invoke(frame.main, ["--help"]).stdout
    folder = Path(frame.__file__).parent
    for name, (module, attribute, _) in frame.COMMANDS.items():
        there = (folder / f"{module}.py").exists()
        assert (f"\n  {name} " in text) == there
        if there:
            assert f"def {attribute}(" in (folder / f"{module}.py").read_text("utf-8"), f"{module}.py lacks {attribute}"


@pytest.mark.parametrize("name", [n for n, (m, _, _) in frame.COMMANDS.items()
                                  if (Path(frame.__file__).parent / f"{m}.py").exists()])
def test_the_help_of_each_command_works_and_exits_0(name: str) -> None:
    found = CliRunner().invoke(frame.main, [name, "--help"])
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("Usage: ")


def mailtriage(*args: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mailtriage", *args], cwd=cwd, env={**os.environ, **more},
                          capture_output=True, text=True, timeout=30, check=False)


def test_a_reader_that_leaves_ends_the_command_without_a_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "mailtriage", "init", str(tmp_path / "d")], stdout=writer,
                          stderr=subprocess.PIPE, text=True, timeout=30, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_bad_config_exits_78_with_every_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('outgoin = "on"\n[store]\nurl = 3\n')
    done = mailtriage("check", cwd=tmp_path, MAILTRIAGE_CONFIG="")
    assert done.returncode == 78
    assert done.stdout.splitlines() == [
        "config.toml:1 mailbox: there is none; add a [[mailbox]], see config.example.toml",
        "config.toml:1 outgoin: unknown key; did you mean outgoing?",
        "config.toml:3 store.url: does not fit; write text in quotes",
    ]
    assert json.loads(mailtriage("check", "--json", cwd=tmp_path).stdout)["findings"][1] == {
        "level": "config", "where": "config.toml:1 outgoin", "what": "unknown key; did you mean outgoing?",
    }
