"""program/parsed.py: a program's files as bytes, and one rule file as its model with the lines of its keys.

Reads next program/load.py
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from mailtriage.program import schema
from mailtriage.program.lines import Path, line_numbers, line_of
from mailtriage.program.problems import Problem, from_schema
from mailtriage.program.program import Source

REQUIRED = ("program.toml", "categories.toml", "prescribed.toml")


@dataclass(frozen=True, slots=True)
class Files:
    """What a program was read from. Names are `rules/<file>` and `templates/<language>/<file>`; `shown` maps
    such a name to what an editor would open."""

    id: str
    content: Mapping[str, bytes]
    shown: Mapping[str, str]

    def show(self, name: str) -> str:
        return self.shown.get(name, name)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One rule file: its model and where its tables and keys stand."""

    name: str
    model: Any
    lines: Mapping[Path, int]

    def source(self, *path: str | int) -> Source:
        return Source(self.name, line_of(self.lines, path))


def parse(files: Files, name: str, model: type[schema.Section], problems: list[Problem]) -> Parsed | None:
    """The file `name` as its model; None when it is no such file, and `problems` says why."""
    shown = files.show(f"rules/{name}")
    data = files.content.get(f"rules/{name}")
    if data is None:
        if name in REQUIRED:
            folder = shown if shown != f"rules/{name}" else f"rules/{files.id}/{name}"
            problems.append(
                Problem(
                    folder, 1, "", "is missing; every program has one (rules/cadents/ is a plain example)"
                )
            )
            return None
        data = b""
    try:
        text = data.decode("utf-8")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as e:
        problems.append(
            Problem(shown, data[: e.start].count(b"\n") + 1, "", "is not UTF-8; save it as UTF-8")
        )
        return None
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"at line (\d+)", str(e))
        line = int(at[1]) if at else data.count(b"\n") + 1
        problems.append(Problem(shown, line, "", f"is not TOML: {re.sub(r' *[(]at .*[)]$', '', str(e))}"))
        return None
    lines = line_numbers(text)
    try:
        return Parsed(name, model.model_validate(raw), lines)
    except ValidationError as e:
        problems += from_schema(shown, lines, e.errors(include_url=False), model)
        return None
