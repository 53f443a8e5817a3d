"""cli/init.py: an empty folder into a desk that only lacks its servers and passwords.

Promises   nothing that exists is touched: one thing in the way, and nothing is written. config.toml comes
           last, so a folder that has it is complete. data/ is for its owner alone.
Reads next cli/check.py
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from mailtriage import paths
from mailtriage.cli.output import fail, say

_EXAMPLE_PROGRAM = 'program = "mezzanine"'


@click.command(short_help="Write config.toml, rules/, templates/ and data/.")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--program", default="mezzanine", show_default=True, help="The support program to start from.")
def init(folder: Path, program: str) -> None:
    """Write config.toml, rules/, templates/ and data/ into DIR (default: here), ready to edit.

    Nothing is overwritten.
    """
    source = paths.shipped()
    known = programs(source)
    if program not in known:
        fail(f'there is no program "{program}" to start from; there are: {", ".join(known) or "none"}', 2)
    plan = {source / kind / program: folder / kind / program for kind in ("rules", "templates")}
    config, data = folder / "config.toml", folder / "data"
    try:
        in_the_way = [str(path) for path in (config, *plan.values(), data) if path.exists() or path.is_symlink()]
    except OSError as trouble:
        fail(f"{folder}: {trouble.strerror}; name another folder", 2)
    if in_the_way:
        fail(f"{', '.join(in_the_way)}: exists already and is left alone; name an empty folder", 1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        data.mkdir(mode=0o700)
    except OSError as trouble:
        fail(f"{folder}: cannot be made: {trouble.strerror}; name another folder", 2)
    for kept, wanted in plan.items():
        shutil.copytree(kept, wanted, ignore=shutil.ignore_patterns(".*"))
    _remember(source, folder, program)
    text = (source / "config.example.toml").read_text("utf-8")
    config.write_text(text.replace(_EXAMPLE_PROGRAM, f'program = "{program}"'), "utf-8")
    _next_steps(folder, config, program)


def _remember(source: Path, folder: Path, program: str) -> None:
    """Which version was copied, and that version itself, for `rules diff --shipped` after an upgrade."""
    from mailtriage.program.load import load_program
    from mailtriage.work.programs import keep
    from mailtriage.work.versions import REMEMBERED

    shipped = load_program(source / "rules" / program, source / "templates" / program)
    keep(folder / "data", shipped)
    (folder / "rules" / program / REMEMBERED).write_text(f"{shipped.hash}\n", "ascii")


def programs(source: Path) -> list[str]:
    """The programs that come with mailtriage: a folder of rules and one of texts under the same name."""
    rules = source / "rules"
    found = [p.name for p in rules.iterdir() if p.is_dir()] if rules.is_dir() else []
    return sorted(name for name in found if (source / "templates" / name).is_dir())


def _next_steps(folder: Path, config: Path, program: str) -> None:
    option = "" if folder == Path() or folder.resolve() == Path.cwd() else f" -c {config}"
    say(f"{config}, rules/{program}, templates/{program} and data are there.")
    say()
    say(f"1. Edit {config}: addresses, servers, and where the passwords come from.")
    say(f"2. mailtriage{option} check            what is wrong, what is risky")
    say(f"   mailtriage{option} check --online   the same, and tries the connections")
    say(f"3. mailtriage{option} rules test       the program against its own examples")
    say(f'4. mailtriage{option} run              the daemon; outgoing = "off" only watches')
