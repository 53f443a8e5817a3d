"""cli/output.py: what leaves is one line a thing, safe for a terminal, whole in a pipe."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.cli import output

HOSTILE = "a\r\n\x1b[2J\x9b31m\u2028b\u202ec\x00\x07d\udc80"


def printed(action: Callable[[], object]) -> bytes:
    @click.command()
    def command() -> None:
        action()

    found = CliRunner().invoke(command, catch_exceptions=False)
    return found.stdout_bytes


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    at: datetime
    colour: Colour
    path: Path
    many: tuple[str, ...] = ()


def test_json_has_times_in_utc_with_z_and_plain_values() -> None:
    at = datetime(2026, 11, 22, 3, 37, 5, 123456, tzinfo=timezone(timedelta(hours=1)))
    thing = Thing(at, Colour.RED, Path("a/b"), ("å",))
    found = json.loads(printed(lambda: output.emit_json({Colour.RED: thing, "day": date(2026, 1, 2), "s": {"b", "a"}})))
    assert found == {
        "red": {"at": "2026-11-22T02:37:05.123456Z", "colour": "red", "path": "a/b", "many": ["å"]},
        "day": "2026-01-02", "s": ["a", "b"],
    }


def test_json_refuses_a_time_without_zone_and_bytes() -> None:
    for value in (datetime(2026, 1, 1), b"x", object()):
        with pytest.raises(TypeError):
            output.emit_json(value)


@given(st.text(st.characters(), max_size=50) | st.just(HOSTILE))
def test_json_carries_any_text_unchanged_on_one_safe_line(text: str) -> None:
    raw = printed(lambda: output.emit_json({"k": text}, line=True))
    line = raw.decode("utf-8")
    assert len(line.splitlines()) == 1
    assert not any(0x7F <= ord(c) < 0xA0 or ord(c) < 32 and c != "\n" for c in line)
    # json joins a lone high and a lone low surrogate that happen to be neighbours; Python keeps them apart
    assert json.loads(line)["k"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


def test_a_table_in_a_pipe_is_aligned_plain_and_whole() -> None:
    rows = [("MEZ-104213-7", 3, "short"), ("x", 12000, "long " * 60), ("日本", 1, "é"), ("a", 0, None)]
    raw = printed(lambda: output.table(rows, ("case", "mails", "subject")))
    lines = raw.decode().splitlines()
    assert len(lines) == 5
    assert lines[0] == "case          mails  subject"
    assert lines[1] == "MEZ-104213-7      3  short"
    assert lines[2].endswith("long long")
    assert lines[3] == "日本              1  é"
    assert b"\x1b" not in raw


def test_a_table_without_rows_keeps_its_headings() -> None:
    assert printed(lambda: output.table([], ("a", "b"))) == b"a  b\n"


@given(st.lists(st.tuples(st.text(max_size=20) | st.just(HOSTILE), st.integers()), max_size=4))
def test_no_cell_breaks_its_line_or_moves_the_cursor(rows: list[tuple[str, int]]) -> None:
    text = printed(lambda: output.table(rows, ("a", "b"))).decode("utf-8")
    assert len(text.splitlines()) == len(rows) + 1
    assert not any(ord(c) < 32 and c != "\n" or 0x7F <= ord(c) < 0xA0 or "\u202a" <= c <= "\u202e" for c in text)


def test_say_keeps_lines_and_shows_control_characters() -> None:
    text = printed(lambda: output.say(f"one\n\ttwo {HOSTILE}")).decode()
    assert text == "one\n\ttwo a\\r\n\\x1b[2J\\x9b31m\\u2028b\\u202ec\\x00\\x07d\\udc80\n"


def test_fail_is_one_line_on_stderr_and_the_code() -> None:
    @click.command()
    def command() -> None:
        output.fail("x\x1b[2J: broken", 75)

    found = CliRunner().invoke(command)
    assert (found.exit_code, found.stdout, found.stderr) == (75, "", "mailtriage: x\\x1b[2J: broken\n")


def test_progress_is_silent_in_a_pipe_and_passes_every_item() -> None:
    assert printed(lambda: click.echo(str(list(output.progress(range(3), "x", 3))))) == b"[0, 1, 2]\n"


@pytest.mark.parametrize(("seconds", "text"), [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"),
                                               (3900, "1 h 05 min"), (90000, "1 d 1 h")])
def test_a_span_reads_well(seconds: int, text: str) -> None:
    assert output.lasting(timedelta(seconds=seconds)) == text


def test_local_time_names_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        assert output.local(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == "2026-07-01 14:00 CEST"
    finally:
        monkeypatch.undo()
        time.tzset()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, columns: int, action: Callable[[], object]) -> list[str]:
    """The lines a person sees in a terminal so wide."""
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout", terminal)
    action()
    return terminal.getvalue().splitlines()


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_a_terminal_never_breaks_a_number_a_state_an_address_or_a_time(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    whole = ("CAD-100001-7", "on-hold", "contract-expired", "somebody.with.a.long.name@old-mill.example",
             "2026-11-22 03:37 +0545", "2 d 4 h")
    words = "the customer's own words, " * 8
    lines = drawn(monkeypatch, columns, lambda: output.table(
        [(*whole, "a subject of some length that goes on " * 3, words)] * 2,
        ("case", "state", "text", "from", "at", "waits", "subject", "why")))
    text = "\n".join(lines)
    assert all(text.count(value) == 2 for value in whole), text
    assert max(map(len, lines)) <= columns and "…" in text
    assert " ".join(text.split()).count("words") == 16, "the last column is folded, not cut"


def test_a_narrow_table_on_a_terminal_is_one_line_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = drawn(monkeypatch, 80, lambda: output.table([("a", 10, "x y"), ("b", 2, "z")], ("k", "n", "words")))
    assert lines == ["k   n  words", "a  10  x y", "b   2  z"]


def test_a_character_without_width_is_shown() -> None:
    hidden = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    assert output.clean(f"ann{hidden}@x.example") == (
        "ann\\u200b\\u200c\\u200d\\u200e\\u200f\\u2060\\ufeff@x.example"
    )
    assert not set(hidden) & set(printed(lambda: output.say(hidden)).decode())
    assert not set(hidden) & set(printed(lambda: output.emit_json({"a": hidden})).decode())
