"""cli/output.py: how commands speak. stdout carries data, stderr the rest.

Promises   a cell or message is one line: control characters arrive as visible escapes, so that a customer's
           text cannot move the cursor or forge a line. Piped output has no ANSI, no wrapping and no cut.
Does not   import rich unless a bar is drawn.
Reads next cli/context.py
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import PurePath
from typing import Any, NoReturn, TypeVar

import click

T = TypeVar("T")

# DEL, C1, zero-width characters (two addresses that look alike), line and paragraph separators, what reorders text
# (Trojan Source, CVE-2021-42574), lone surrogates.
_ODD = "\x7f-\x9f\u200b-\u200f\u2060\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNSAFE = re.compile(f"[\x00-\x1f{_ODD}]")
_UNSAFE_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f{_ODD}]")
_UNSAFE_IN_JSON = re.compile(f"[{_ODD}]")


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    short = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return short or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def clean(value: object) -> str:
    """`value` as one safe line; None is empty, times are local."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(clean(v) for v in value)
    return _UNSAFE.sub(_escape, str(value))


def local(at: datetime) -> str:
    """A UTC time in the zone of this process (TZ): `2026-11-22 03:37 CET`. For people; JSON stays UTC."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M %Z")


def lasting(span: timedelta) -> str:
    """A span for people: `40 s`, `12 min`, `3 h 05 min`, `2 d 4 h`."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86400:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"
    return f"{seconds // 86400} d {seconds % 86400 // 3600} h"


def say(text: str = "") -> None:
    """Data for people, to stdout; line breaks and tabs stay, other control characters become visible."""
    click.echo(_UNSAFE_IN_TEXT.sub(_escape, text))


def note(text: str) -> None:
    """Anything that is not the answer, to stderr."""
    click.echo(_UNSAFE_IN_TEXT.sub(_escape, text), err=True)


def fail(message: str, code: int = 1) -> NoReturn:
    """One line on stderr, then exit `code`: 1 findings, 2 usage, 75 temporary, 78 config."""
    note(f"mailtriage: {message}")
    raise click.exceptions.Exit(code)


def emit_json(value: object, *, line: bool = False) -> None:
    """`value` as JSON on stdout in UTF-8: times in UTC with `Z`, dataclasses as objects. `line`: on one line,
    for streams. Records may hold lone surrogates from undecodable mail; they leave as \\u escapes."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=None if line else 2)
    text = _UNSAFE_IN_JSON.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
    click.echo(text.encode("utf-8"))


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time without a zone cannot leave as JSON: {value!r}")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(k)): _plain(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, AbstractSet):
        return sorted((_plain(v) for v in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return [_plain(v) for v in value]
    raise TypeError(f"{type(value).__name__} cannot leave as JSON")


def table(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> None:
    """Rows under headings, to stdout; columns of numbers stand right. Without rows the headings still come,
    so that a script sees the same shape. In a pipe every row is one line, whole. On a terminal a row that is too
    long goes on below, indented; numbers, states, addresses and times are never broken."""
    given = [list(row) for row in rows]
    right = [
        bool(given) and all(isinstance(r[i], (int, float)) and not isinstance(r[i], bool) for r in given)
        for i in range(len(columns))
    ]
    cells = [list(columns), *([clean(c) for c in row] for row in given)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(columns))]
    if sys.stdout.isatty():
        _on_terminal(cells, widths, right, max(40, shutil.get_terminal_size().columns))
        return
    for row in cells:
        padded = [_pad(cell, widths[i], right[i]) for i, cell in enumerate(row)]
        click.echo("  ".join(padded).rstrip())


_SHORT = 24      # a time with its zone, a state, a span: such a column is never cut
_INDENT = 4      # of the lines a row goes on in


def _on_terminal(cells: list[list[str]], widths: list[int], right: list[bool], room: int) -> None:
    """Each row in as many lines as the widest needs, the same columns in each. Only running text is cut (with an
    ellipsis) or, where it stands last, folded."""
    last = len(widths) - 1
    words = [any(" " in row[i] for row in cells[1:]) for i in range(len(widths))]
    shown = [min(w, _SHORT) if words[i] else w for i, w in enumerate(widths)]
    lines: list[list[int]] = [[]]
    left = room
    for i, width in enumerate(shown):
        if lines[-1] and width > left:
            lines.append([])
            left = room - _INDENT
        lines[-1].append(i)
        left -= width + 2
    for row in cells:
        for n, line in enumerate(lines):
            *before, end = line
            begin = " " * (_INDENT if n else 0)
            begin += "".join(_pad(_cut(row[i], shown[i]), shown[i], right[i]) + "  " for i in before)
            text, rest = _pad(row[end], shown[end] if right[end] else 0, right[end]), room - _width(begin)
            if not words[end]:
                pieces = [text]
            else:
                pieces = _fold(text, rest) if end == last else [_cut(text, rest)]
            for k, piece in enumerate(pieces):
                click.echo(((" " * _width(begin) if k else begin) + piece).rstrip())


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    while text and _width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _fold(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces; a longer word stands whole on a line."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and _width(lines[-1]) + 1 + _width(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _width(text: str) -> int:
    """Columns a text takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    wide = unicodedata.east_asian_width
    return sum(0 if unicodedata.combining(c) else 2 if wide(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The items, with a bar on stderr while they pass when stderr is a terminal; in silence otherwise."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description=label, total=total, console=Console(stderr=True), transient=True)


def asked(question: str, *, ask: Callable[..., bool] = click.confirm) -> bool:
    """Yes or no from a person. Without a terminal the answer is no: a script says `--yes`."""
    return sys.stdin.isatty() and ask(question, default=False, err=True)
