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

from mailtriage.program.problems import Problem, from_schema
from mailtriage.program.rule import Source
from mailtriage.program.shapes import Section
from mailtriage.toml_lines import Path, line_of, scan

REQUIRED = ("program.toml", "categories.toml", "prescribed.toml")


@dataclass(frozen=True, slots=True)
class Files:
    """What a program was read from. Names are `rules/<file>` and `templates/<language>/<file>`; `rules` and
    `templates` are the two folders as a person would name them."""

    id: str
    content: Mapping[str, bytes]
    rules: str
    templates: str

    def show(self, name: str) -> str:
        """The file `name` as an editor would open it."""
        kind, _, rest = name.partition("/")
        return f"{self.rules if kind == 'rules' else self.templates}/{rest}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One rule file: its model and where its tables and keys stand."""

    name: str
    model: Any
    lines: dict[Path, int]

    def source(self, *path: str | int) -> Source:
        return Source(self.name, line_of(self.lines, path))


def parse(files: Files, name: str, model: type[Section], problems: list[Problem]) -> Parsed | None:
    """The file `name` as its model; None when it is no such file, and `problems` says why."""
    shown = files.show(f"rules/{name}")
    data = files.content.get(f"rules/{name}")
    if data is None:
        if name in REQUIRED:
            what = "is missing; every program has one (rules/cadents/ is a plain example)"
            problems.append(Problem(shown, 1, "", what))
            return None
        data = b""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        problems.append(Problem(shown, line, "", "is not UTF-8; save it as UTF-8"))
        return None
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"at line (\d+)", str(e))
        line = int(at[1]) if at else data.count(b"\n") + 1
        problems.append(Problem(shown, line, "", f"is not TOML: {re.sub(r' *[(]at .*[)]$', '', str(e))}"))
        return None
    lines = scan(text)
    try:
        return Parsed(name, model.model_validate(raw), lines)
    except ValidationError as e:
        problems += from_schema(shown, lines, e.errors(include_url=False), model)
        return None
