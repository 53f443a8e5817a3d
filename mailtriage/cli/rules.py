"""cli/rules.py: `mailtriage rules …`: try a program's rules and texts before they run.

Exit       0 every example comes out right · 1 one does not, or a program does not load
Reads next program/examples.py, program/variables.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.backtest import backtest, diff
from mailtriage.cli.context import config_path, load_config
from mailtriage.cli.corrected import corrected
from mailtriage.cli.output import emit_json, note, say, table
from mailtriage.cli.people import json_option

if TYPE_CHECKING:
    from mailtriage.program.examples import Outcome
    from mailtriage.program.problems import Problem
    from mailtriage.program.program import Program


@click.group()
def rules() -> None:
    """Test a program's rules and their examples."""


@rules.command()
@click.argument("programs", nargs=-1, metavar="[PROGRAM]...")
@json_option
@click.pass_context
def test(ctx: click.Context, programs: tuple[str, ...], as_json: bool) -> None:
    """Run every example of the named programs (default: all there are) through the whole matcher.

    Prints each that comes out wrong, with file and line, and for each category what its examples were taken for.
    """
    rules_dir, templates_dir = _folders(ctx)
    there = sorted(p.parent.name for p in rules_dir.glob("*/program.toml"))
    for name in programs:
        if name not in there:
            choices = ", ".join(there) or "none"
            raise click.UsageError(f'there is no program "{name}" in {rules_dir} (there are: {choices})')
    if not there:
        raise click.UsageError(f"there is no program in {rules_dir}; `mailtriage init` writes one")
    results = [_try(rules_dir / name, templates_dir / name) for name in programs or there]
    if as_json:
        emit_json([r for r, _, _ in results])
    else:
        for result, program, outcome in results:
            _print(result, program, outcome)
    ctx.exit(0 if all(r["ok"] for r, _, _ in results) else 1)


def _folders(ctx: click.Context) -> tuple[Path, Path]:
    """Where programs stand: as the config says, else beside where the config would be, else those that are shipped."""
    from mailtriage import paths

    path = config_path(ctx)
    if path.is_file():
        config = load_config(ctx)
        return config.rules, config.templates
    base = path.parent if (path.parent / "rules").is_dir() else paths.shipped()
    return base / "rules", base / "templates"


def _try(rules_dir: Path, templates_dir: Path) -> tuple[dict[str, Any], Program | None, Outcome | None]:
    """One program's result. Its examples run even when some fail: that is what the command is for."""
    from mailtriage.program.load import build_unproven, read_files
    from mailtriage.program.problems import ProgramErrors

    result: dict[str, Any] = {"program": rules_dir.name, "ok": False, "hash": "", "examples": 0, "problems": [],
                              "matrix": {}, "sorted": {}}
    try:
        program, outcome, problems = build_unproven(read_files(rules_dir, templates_dir))
    except ProgramErrors as e:
        return result | {"problems": _listed(e.problems)}, None, None
    matrix: dict[str, dict[str, int]] = {}
    for (under, won), count in outcome.matrix.items():
        matrix.setdefault(under, {})[won] = count
    result |= {"ok": not problems, "hash": program.hash, "examples": outcome.count, "problems": _listed(problems),
               "matrix": matrix, "sorted": _sorted(program)}
    return result, program, outcome


def _sorted(program: Program) -> dict[str, Any]:
    """How many of the mails that people have sorted come out as they said, and where those stand that do not."""
    from mailtriage.program.held_out import held_out

    tried = list(held_out(program))
    wrong: list[dict[str, Any]] = [
        {"line": t.mail.source.line, "category": list(t.mail.categories), "became": t.became}
        for t in tried if t.became not in t.mail.categories
    ]
    wrong.sort(key=lambda w: w["line"])
    return {"mails": len(tried), "right": len(tried) - len(wrong), "wrong": wrong} if tried else {}


def _listed(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [{"file": p.file, "line": p.line, "key": p.key, "text": p.text} for p in problems]


def _print(result: dict[str, Any], program: Program | None, outcome: Outcome | None) -> None:
    for p in result["problems"]:
        say(f"{p['file']}:{p['line']} {p['key']}{': ' if p['key'] else ''}{p['text']}")
    if program is None or outcome is None:
        count = len(result["problems"])
        note(f"{result['program']}: does not load, {count} problem{'s' * (count != 1)}")
        return
    columns = sorted({won for _, won in outcome.matrix} - {c.id for c in program.categories})
    order = [c.id for c in program.categories] + columns
    rows = []
    for category in program.categories:
        taken = {won: n for (under, won), n in outcome.matrix.items() if under == category.id}
        wrong = ", ".join(f"{won} {taken[won]}" for won in order if won in taken and won != category.id)
        rows.append((category.id, sum(taken.values()), taken.get(category.id, 0), wrong))
    table(rows, ("category", "fits", "right", "taken for"))
    if result["sorted"]:
        tried, right = result["sorted"]["mails"], result["sorted"]["right"]
        say(f"{result['program']}: {tried} sorted mails (mails.toml), each sorted by the rules and the other mails: "
            f"{right} as people did (--json names the others)")
    state = "all right" if result["ok"] else f"{len(result['problems'])} wrong"
    say(f"{result['program']}: {outcome.count} examples, {state}; program {program.hash[:12]}")


@rules.command()
@click.argument("purpose", required=False)
@json_option
def variables(purpose: str | None, as_json: bool) -> None:
    """What a text may say, by its purpose: the names, their meaning, and whether they may be empty."""
    from mailtriage.program.variables import PURPOSES, VARIABLES

    if purpose is not None and purpose not in PURPOSES:
        raise click.UsageError(f'there is no purpose "{purpose}" (there are: {", ".join(PURPOSES)})')
    chosen = {n: v for n, v in VARIABLES.items() if purpose is None or purpose in v.purposes}
    if as_json:
        emit_json([{"name": n, "meaning": v.meaning, "may_be_empty": v.empty,
                    "purposes": [p for p in PURPOSES if p in v.purposes]} for n, v in chosen.items()])
        return
    rows = []
    for name, v in chosen.items():
        everywhere = len(v.purposes) == len(PURPOSES)
        rows.append((name, v.meaning, v.empty, "all" if everywhere else [p for p in PURPOSES if p in v.purposes]))
    table(rows, ("variable", "meaning", "may be empty", "purposes"))


rules.add_command(backtest)
rules.add_command(diff)
rules.add_command(corrected)
