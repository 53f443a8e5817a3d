"""program/problems.py: what is wrong with a program's files, said so that its author can mend it.

Reads next program/load.py
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mailtriage.config_problems import dotted, one_line
from mailtriage.toml_lines import Path, line_of


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`file` as the reader would open it, `line` from 1, `key` dotted; `text` says what, and how to mend
    it."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return one_line(f"{self.file}:{self.line} {key}{self.text}")


class ProgramErrors(Exception):
    """A program that must not run: every problem at once, one a line. CLI exit 78."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, choices: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or a list of the choices."""
    known = sorted(choices)
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"there are: {', '.join(known)}" if known else "there are none"


def from_schema(file: str, lines: dict[Path, int], errors: Iterable[Any], model: Any) -> list[Problem]:
    """pydantic's errors (`ValidationError.errors()`) in our words."""
    from mailtriage.program.schema import keys_at

    problems = []
    for error in errors:
        path = tuple(p for p in error["loc"] if p != "[key]")
        known = keys_at(model, path[:-1])
        problems.append(Problem(file, line_of(lines, path), dotted(path), _say(error, path, known)))
    return problems


def _say(error: Any, path: Sequence[str | int], known: tuple[str, ...]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    given = repr(error.get("input"))[:60]
    if kind == "extra_forbidden":
        return f"unknown key; {nearest(str(path[-1]), known)}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(context["error"])
    if kind in _EXPECTED:
        return f"{_EXPECTED[kind]}, not {given}"
    if kind == "literal_error":
        return f"write one of {context['expected']}, not {given}"
    if kind == "string_pattern_mismatch":
        return f"{given} does not have the form {context['pattern']}"
    if kind in ("too_short", "string_too_short"):
        return "is empty; write at least one"
    return f"{error['msg']}, not {given}"


_EXPECTED = {
    "string_type": "write text in quotes",
    "tuple_type": 'write a list in [ ], such as ["a", "b"]',
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "dict_type": "write a table",
    "model_type": "write a table",
    "date_type": "write a date without quotes, such as 2026-12-25",
}
