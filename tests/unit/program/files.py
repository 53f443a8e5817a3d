"""tests/unit/program/files.py: a copy of the shipped program to break."""

from __future__ import annotations

from pathlib import Path

from mailtriage.program.load import build, read_files
from mailtriage.program.parsed import Files
from mailtriage.program.problems import ProgramErrors
from mailtriage.program.program import Program

ROOT = Path(__file__).parents[3]
SHIPPED = read_files(ROOT / "rules" / "cadents", ROOT / "templates" / "cadents")


def changed(**files: tuple[str, str] | str | bytes | None) -> Files:
    """The shipped files with some changed: `categories=("old", "new")` replaces text in categories.toml, a whole text
    stands for the file, None removes it. `en__x` is templates/en/x.md.j2."""
    content = dict(SHIPPED.content)
    for key, change in files.items():
        language, _, text = key.partition("__")
        name = f"templates/{language}/{text.replace('_', '-')}.md.j2" if text else f"rules/{key}.toml"
        if change is None:
            del content[name]
        elif isinstance(change, tuple):
            old, new = change
            before = content[name].decode()
            assert old in before, f"{name} no longer has {old!r}"
            content[name] = before.replace(old, new, 1).encode()
        else:
            content[name] = change.encode() if isinstance(change, str) else change
    return Files("cadents", content, "rules/cadents", "templates/cadents")


def problems(files: Files) -> list[str]:
    """What the loader says of those files, one line each; [] when they load."""
    try:
        build(files)
    except ProgramErrors as e:
        return str(e).splitlines()
    return []


def line_of(files: Files, name: str, text: str, nth: int = 1) -> int:
    """The line of `text` in a file, from 1."""
    lines = files.content[name].decode().splitlines()
    return [i for i, line in enumerate(lines, 1) if text in line][nth - 1]


def shipped() -> Program:
    return build(SHIPPED)
