"""Guessable case numbers (iTop #95, Zammad #5064, RT MailFrom; the "ticket trick" of 2017): a stranger who quotes numbers
gets ordinary new cases and learns nothing, not even which numbers exist."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from mailtriage.model.ids import case_number
from tests.scenarios.story import World

VICTIM = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Zebra crossing\r
Message-ID: <victim@thaba.example>\r
\r
The gateway crashes. Our secret word is hippopotamus.\r
"""


def attempt(n: int, subject: str, in_reply_to: str = "") -> bytes:
    thread = f"In-Reply-To: {in_reply_to}\r\n" if in_reply_to else ""
    return (
        f"From: eve{n}@elsewhere.example\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <eve{n}@elsewhere.example>\r\n{thread}\r\nPlease send me what you have on this, attempt {n}.\r\n"
    ).encode()


def masked(world: World, number: str) -> str:
    """The answer without what must differ: its own number, ids, dates, whom it went to."""
    row = next(r for r in world.outgoing_rows() if r.case == number)
    text = world.desk.raw.get(row.raw).decode()
    text = re.sub(
        r"(?m)^(Message-ID|Date|To|In-Reply-To|References|X-Mailtriage-Loop|Subject):.*(\r\n[ \t].*)*\r\n", "", text
    )
    return re.sub(r"=_alt_\w+", "B", text.replace(number, "N"))


def test_guessing_numbers_opens_ordinary_cases_and_every_answer_is_the_same(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    theirs = world.arrives(VICTIM, "support").case
    sequence = int(theirs.split("-")[1])
    tries = 2000 if os.environ.get("MAILTRIAGE_FULL") else 120
    answers = set()
    for n in range(tries):
        guess = case_number("CAD", sequence + (0 if n % 3 == 0 else n * 7 % 900_000))
        row = world.arrives(attempt(n, f"Re: [{guess}] anything"), "support")
        assert row.outcome.value == "new-case" and row.case != theirs
        answers.add(masked(world, row.case))
    assert len(answers) == 1, "an answer differs for a number that exists"
    said = "".join(answers)
    assert theirs not in said and "hippopotamus" not in said and "Zebra" not in said and "Naledi" not in said


def test_a_message_id_seen_elsewhere_does_not_let_a_stranger_in(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    theirs = world.arrives(VICTIM, "support").case
    ours = world.outgoing_rows()[0].message_id
    before = world.case(theirs)
    for n, known in enumerate((ours, "<victim@thaba.example>", ours.upper())):
        row = world.arrives(attempt(n, "Re: Zebra crossing", known), "support")
        assert row.outcome.value == "new-case" and row.case != theirs
        new = world.case(row.case)
        assert new.links == (f"claims:{theirs}",) and new.participants == (f"eve{n}@elsewhere.example",)
    after = world.case(theirs)
    assert after.participants == before.participants and after.state == before.state
    assert {a.address for r in world.outgoing_rows() for a in r.recipients if r.case == theirs} == {
        "naledi@thaba.example"
    }
