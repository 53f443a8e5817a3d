"""toml_lines.py: on which line of a TOML text each key stands, which `tomllib` does not say. A leaf.

Promises   for a text that `tomllib` accepts: every key and every array element has its line; a table has that
           of its header, or of the first key that implies it. A path is ("mailbox", 0, "imap", "port").
Does not   validate: a text `tomllib` refuses has its line in the error of `tomllib`.
Source     TOML 1.0.0, https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_LONG = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}', re.DOTALL)
_PLAIN = re.compile(r"[^\s,\]}#]+(?: [0-9:.+Z-]+)?")   # numbers, booleans, times: "1979-05-27 07:32"


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest table around it: where a missing key should have stood."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def scan(text: str) -> dict[Path, int]:
    """Path of every key, table and array element in `text` -> its line, from 1."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}      # elements of each [[array of tables]] so far

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip():
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text[self.at] == "[":
                table = self._header(1)
            else:
                self._pair(table)
        return self.lines

    def _mark(self, path: Path) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _skip(self) -> bool:
        """Past blanks, line ends and comments; False at the end of the text."""
        found = re.compile(r"(?:\s|#[^\n]*)*").match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _key(self) -> list[str]:
        """A key, dotted or not; stops behind its last part."""
        parts: list[str] = []
        while True:
            self._skip()
            found = _BARE.match(self.text, self.at) or _QUOTED.match(self.text, self.at)
            if found is None:
                raise ValueError(f"no key at offset {self.at}")
            word = found.group()
            parts.append(str(tomllib.loads(f"k = {word}")["k"]) if word[0] in "\"'" else word)
            self.at = found.end()
            self._skip()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _header(self, brackets: int) -> Path:
        start, self.at = self.at, self.at + brackets
        parts = self._key()
        end, self.at = self.at + brackets, start      # the line of a table is that of its bracket
        path: Path = ()
        for i, part in enumerate(parts):
            path = (*path, part)
            if path in self.counts and not (brackets == 2 and i == len(parts) - 1):
                path = (*path, self.counts[path] - 1)
        if brackets == 2:
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        else:
            self.lines.pop(path, None)                # implied before by [path.child], stands here
        self._mark(path)
        self.at = end
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        behind, self.at = self.at, start
        self._mark(path)
        self.at = behind + 1                          # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self.text[self.at]
        if opening == "[":
            self._many(path, "]")
        elif opening == "{":
            self._many(path, "}")
        else:
            shapes = (_LONG, _QUOTED, _PLAIN)
            found = next((f for shape in shapes if (f := shape.match(self.text, self.at))), None)
            if found is None:
                raise ValueError(f"no value at offset {self.at}")
            self.at = found.end()

    def _many(self, path: Path, closing: str) -> None:
        """The elements of an array, or the pairs of an inline table."""
        self.at += 1
        count = 0
        while self._skip() and self.text[self.at] != closing:
            if closing == "]":
                self._mark((*path, count))
                self._value((*path, count))
            else:
                self._pair(path)
            count += 1
            self._skip()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1
