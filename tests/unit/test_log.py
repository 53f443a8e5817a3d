"""log.py: one event, one line, no secret, no body, whatever a mail or a library puts into a value."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailtriage import log
from mailtriage.config import Secret

HOSTILE = [
    "a\r\nlevel=error forged",
    '"}\n{"event": "forged", "level": "error"}', "\x1b[2J\x1b[1;31mred\x9b0m", "\u2028\u2029\x85",
    "%n%s{0}{event}%(event)s", "\x00\x07\x7f", "\u202eevil", "a\u200b\u200f\u2060\ufeffb", "\udcff\ud800", "back\\slash \\n", "x" * 100_000,
]


@pytest.fixture
def stderr() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("mailtriage")
    before = (root.handlers[:], root.level, ours.level)
    yield io.StringIO()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_stays_one_json_line_and_comes_back_as_it_was(stderr: io.StringIO, hostile: str) -> None:
    log.setup(json_lines=True, stream=stderr)
    log.get("test").info(hostile, subject=hostile, many=[hostile], **{hostile[:20]: 1})
    lines = stderr.getvalue().split("\n")
    assert lines.pop() == ""
    assert len(lines) == 1
    assert lines[0].isascii()
    assert lines[0].isprintable()
    found = json.loads(lines[0])
    assert (found["level"], found["logger"]) == ("info", "mailtriage.test")
    assert found["subject"] == hostile if len(hostile) < 1000 else len(found["subject"]) < 5000
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT[0-9:.]+Z", found["timestamp"])


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_stays_one_line_on_a_terminal_too(stderr: io.StringIO, hostile: str) -> None:
    log.setup(json_lines=False, stream=stderr)
    log.get("test").info(hostile, subject=hostile, many={"k": hostile})
    logging.getLogger("some.library").warning("said %s", hostile)
    text = stderr.getvalue()
    assert len(text.splitlines()) == 2
    assert all(c.isprintable() or c == "\n" for c in text)


def test_a_traceback_cannot_forge_an_event_on_a_terminal(stderr: io.StringIO) -> None:
    log.setup(json_lines=False, stream=stderr)
    try:
        raise ValueError("x\n2026-01-01T00:00:00Z [info] forged\x1b[2J")
    except ValueError:
        log.get("test").exception("it broke")
    head, *rest = stderr.getvalue().splitlines()
    assert "it broke" in head
    assert all(line.startswith("    ") for line in rest)
    assert "\x1b" not in stderr.getvalue()


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40) | st.binary(max_size=9) | st.integers(), max_size=4))
def test_any_value_is_one_line_of_json(stderr: io.StringIO, values: dict[str, object]) -> None:
    stderr.truncate(stderr.seek(0))
    log.setup(json_lines=True, stream=stderr)
    log.get("test").info("event", values=values)
    assert len(stderr.getvalue().splitlines()) == 1
    json.loads(stderr.getvalue())


def test_a_password_that_was_read_appears_nowhere(stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = "canary-7f3a-pässword"
    monkeypatch.setenv("CANARY", canary)
    secret = Secret(password_env="CANARY").read()
    for json_lines in (True, False):
        log.setup(json_lines=json_lines, debug=True, stream=stderr)
        event = log.get("test")
        event.info(f"logging in with {secret}", auth=f"AUTH PLAIN {secret}", nested={"k": [secret]}, **{secret: 1})
        event.info("keys that carry secrets or bodies", password="p1", smtp_token="p2", body="p3", text="p4", raw=b"p5")
        logging.getLogger("aiosmtplib").error("server said %r", secret)
        try:
            raise RuntimeError(f"login failed for {secret}")
        except RuntimeError:
            event.exception("a library raised")
            logging.getLogger("library").exception("so did this")
    text = stderr.getvalue()
    assert "logging in with <secret>" in text
    assert "login failed for <secret>" in text
    assert canary not in text
    assert canary.encode("ascii", "backslashreplace").decode() not in text
    assert not re.search(r"\bp[1-5]\b", text)


def test_before_setup_nothing_is_said_not_even_on_stdout() -> None:
    program = 'from mailtriage import log; log.get("x").error("early", subject="x")'
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_bytes_are_a_size_and_debug_is_off_by_default(stderr: io.StringIO) -> None:
    log.setup(json_lines=True, stream=stderr)
    log.get("test").debug("not said")
    log.get("test").info("said", mail=b"From: x")
    logging.getLogger("imapclient").debug("protocol line")
    assert json.loads(stderr.getvalue())["mail"] == "<7 bytes>"


def test_a_password_that_is_part_of_our_own_mark_conceals_once() -> None:
    log.conceal("secret")
    log.conceal("a-longer-secret")
    assert log.safe("with a-longer-secret") == "with <secret>"
