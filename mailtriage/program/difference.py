"""program/difference.py: what differs between two versions of a program, rule by rule and key by key. Pure.

Promises   a rule that only moved in its file does not differ, nor do comments and white space of rule files. Words of
           texts are compared line by line. A file that is no TOML counts as one value.
Reads next cli/backtest.py, work/versions.py
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailtriage.program.parsed import Files

_NAMES = ("id", "role", "verdict", "kind", "field")     # what a table of a list is called by
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """`rule` is the table (`category app-sync`), `key` inside it; `old` or `new` is "" where there is none."""

    file: str
    rule: str
    key: str
    old: str
    new: str

    @property
    def place(self) -> Place:
        return self.file, self.rule, self.key


def difference(old: Files, new: Files) -> list[Difference]:
    """Every place where they differ, in the order of files and rules; a rule that came or went is one difference."""
    a, b = _flat(old), _flat(new)
    rules_a, rules_b = {p[:2] for p in a}, {p[:2] for p in b}
    found: dict[Place, Difference] = {}
    for place in sorted({*a, *b}):
        file, rule, key = place
        if a.get(place) == b.get(place):
            continue
        if rule and not (place[:2] in rules_a and place[:2] in rules_b):
            there = place[:2] in rules_b
            found[file, rule, ""] = Difference(file, rule, "", "" if there else "there", "there" if there else "")
            continue
        found[place] = Difference(file, rule, key, a.get(place, ""), b.get(place, ""))
    return list(found.values())


def lines(one: Difference) -> list[str]:
    """The difference of a text's words as a unified diff without its head; [] for a rule."""
    if not one.file.startswith("templates/"):
        return []
    changes = difflib.unified_diff(one.old.splitlines(), one.new.splitlines(), lineterm="", n=1)
    return [line for line in changes if not line.startswith(("---", "+++"))]


def _flat(files: Files) -> dict[Place, str]:
    flat: dict[Place, str] = {}
    for name, data in files.content.items():
        text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        if not name.endswith(".toml"):
            flat[name, "", ""] = text
            continue
        try:
            parsed = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            flat[name, "", ""] = text
            continue
        for key, value in parsed.items():
            _put(flat, name, key, value)
    return flat


def _put(flat: dict[Place, str], file: str, key: str, value: Any) -> None:
    """A table of the file, a list of named tables, or a plain value at the top."""
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        for n, table in enumerate(value):
            name = next((str(table[k]) for k in _NAMES if k in table), str(n + 1))
            _table(flat, file, f"{key} {name}", table)
    elif isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
        for name, table in value.items():       # [calendar.desk]
            _table(flat, file, f"{key} {name}", table)
    elif isinstance(value, dict):
        _table(flat, file, key, value)
    else:
        flat[file, "", key] = _shown(value)


def _table(flat: dict[Place, str], file: str, rule: str, table: Mapping[str, Any], under: str = "") -> None:
    for key, value in table.items():
        if isinstance(value, dict) and value:
            _table(flat, file, rule, value, f"{under}{key}.")
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            for entry in value:     # examples and items: each by its own words, so that a new one is one difference
                flat[file, rule, f"{under}{key} {_shown(entry)}"] = "there"
        else:
            flat[file, rule, f"{under}{key}"] = _shown(value)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
