"""program/lines.py: on which line of a TOML file a table or key stands: tomllib reads values and forgets it.

Promises   for every table header and every `key =` the line, as `(path) -> line`, where a path is what
           pydantic calls `loc`: ("category", 2, "when", "any"). Strings, multi-line strings and arrays are
           stepped over.
Does not   check the syntax: tomllib has done that before.
Reads next program/load.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_TOKEN = re.compile(
    r"""\"{3}.*?(?:\"{3,5}|$)|'{3}.*?(?:'{3,5}|$)|"(?:\\.|[^"\\])*"|'[^']*'|#.*|[\[\]{}]""", re.DOTALL
)


def line_numbers(text: str) -> dict[Path, int]:
    """Path -> line (from 1) of every table and key in `text`, and () -> 1."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            found[table] = at + 1
        elif key := _KEY.match(line):
            found.setdefault(table + _parts(key[1]), at + 1)
            at = _end_of_value(lines, at, key.end())
        at += 1
    return found


def line_of(found: Mapping[Path, int], path: Sequence[str | int]) -> int:
    """The line of `path`, or of the nearest table or key around it."""
    for length in range(len(path), -1, -1):
        if tuple(path[:length]) in found:
            return found[tuple(path[:length])]
    return 1


def _parts(dotted: str) -> Path:
    return tuple(p.strip("\"'") for p in _PART.findall(dotted))


def _table(names: Path, is_list: bool, counts: dict[Path, int]) -> Path:
    """The path of a header: a name that stands for an array of tables means its last element."""
    path: Path = ()
    for i, name in enumerate(names):
        path += (name,)
        if i == len(names) - 1 and is_list:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _end_of_value(lines: list[str], at: int, column: int) -> int:
    """The index of the line on which the value that begins at `column` of line `at` ends."""
    depth, rest = 0, lines[at][column:]
    while True:
        depth, unfinished = _step_over(rest, depth)
        if (depth <= 0 and not unfinished) or at + 1 >= len(lines):
            return at
        at += 1
        rest = f"{unfinished}\n{lines[at]}" if unfinished else lines[at]


def _step_over(text: str, depth: int) -> tuple[int, str]:
    """Depth of brackets after `text`, and the multi-line string that began in it and has not ended, or ""."""
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word.startswith(('"""', "'''")):
            if len(word) < 6 or not word.endswith(word[:3]):
                return depth, word
        elif word in "[{":
            depth += 1
        elif word in "]}":
            depth -= 1
    return depth, ""
