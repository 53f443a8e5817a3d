"""Attack 6: desks of ours that answer each other, two and three in a ring, with everything in between that hides what
they are (RT's own TODO: "A to B and B to A instances are not caught")."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.scenarios.story import World

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROUNDS = 10_000 if os.environ.get("MAILTRIAGE_FULL") else 120
Between = Callable[[bytes, int], bytes]


def drop(raw: bytes, *names: bytes) -> bytes:
    """The mail without these headers, folded lines and all."""
    for name in names:
        raw = re.sub(rb"(?mi)^" + name + rb":.*\r\n(?:[ \t].*\r\n)*", b"", raw)
    return raw


def honest(raw: bytes, n: int) -> bytes:
    return raw


def hides_machine(raw: bytes, n: int) -> bytes:
    return drop(raw, b"Auto-Submitted", b"X-Auto-Response-Suppress")


def hides_all(raw: bytes, n: int) -> bytes:
    """Nothing is left of what we mark: new id, no thread, another subject each time."""
    raw = drop(raw, b"Auto-Submitted", b"X-Auto-Response-Suppress", b"X-Mailtriage-Loop", b"Message-ID", b"In-Reply-To",
               b"References", b"Subject")
    return b"Message-ID: <%d@relay.example>\r\nSubject: request %d\r\n" % (n, n) + raw


def hides_all_and_varies_sender(raw: bytes, n: int) -> bytes:
    """A relay that also gives every mail another sender of the same domain: answers come back to the desk all the same."""
    return re.sub(rb"(?m)^From: .*?<?support@", b"From: <support+%d@" % n, hides_all(raw, n))


BETWEEN = (honest, hides_machine, hides_all, hides_all_and_varies_sender)


def ring(folder: Path, count: int, between: Between, rounds: int) -> int:
    """Desks in a ring, until nobody has anything to say; how many mails went round. AssertionError: what was wrong."""
    desks = []
    for n in range(count):
        (folder / str(n)).mkdir(parents=True)
        desks.append(World(folder / str(n), START, domain=f"desk{n}.example"))
    forged = b"From: support@desk1.example\r\nTo: support@desk0.example\r\nSubject: hello\r\nMessage-ID: <0@x.example>\r\n"
    way = deque([(0, forged + b"\r\nplease help, the gateway crashes\r\n")])
    seen = [0] * count
    for n in range(1, rounds):
        if not way:
            break
        to, raw = way.popleft()
        desks[to].arrives(raw, "support")
        for world in desks:
            world.now += timedelta(seconds=30)
        rows = [r for r in desks[to].outgoing_rows() if r.state.value == "queued"]
        # In a ring the answer to desk N reaches desk N+1: a list or a forward in between.
        next_desk = (to + 1) % count
        way.extend((next_desk, between(desks[to].desk.raw.get(r.raw), n)) for r in rows[seen[to] :])
        seen[to] = len(rows)
    assert not way, f"still talking after {rounds} mails"
    assert max(seen) <= 11, f"answers that left: {seen}"
    if between is honest:
        assert seen == [1] + [0] * (count - 1), "a mail that says it is automatic was answered"
    if between is hides_machine:
        assert sum(seen) <= 2 * count, "a desk answered on, although its own ids came back to it"
    return n


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("between", BETWEEN)
def test_desks_that_answer_each_other_fall_silent(tmp_path: Path, count: int, between: Between) -> None:
    ring(tmp_path, count, between, ROUNDS)
