"""Attack 1, guessable case numbers (iTop #95, Zammad #5064, RT MailFrom; the "ticket trick" of 2017): a stranger who quotes
numbers gets ordinary new cases and learns nothing, not even which numbers exist. Count (pytest -s; MAILTRIAGE_FULL=1 for
all): 10,000 numbers in plus-addresses, subjects and threads, 20 of them of real cases: 0 matched; every answer the same
but for number, date and ids."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from mailtriage.intake.parse import parse
from mailtriage.model.ids import case_number
from mailtriage.work.receive import decide
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


FORMS = (
    "To: support+{number}@cadents.example\r\nSubject: hello {n}\r\n",
    "To: {number}@cadents.example, support@cadents.example\r\nSubject: hello {n}\r\n",
    "To: support@cadents.example\r\nSubject: Re: [{number}] hello {n}\r\n",
    "To: support@cadents.example\r\nSubject: hello\r\nIn-Reply-To: <{number}@cadents.example>\r\n",
    "To: support@cadents.example\r\nSubject: hello\r\nReferences: <mt1.r.k1.{number}@cadents.example>\r\n",
)


def test_thousands_of_numbers_in_every_place_match_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    real = {
        world.arrives(VICTIM.replace(b"<victim@", b"<victim%d@" % n).replace(b"crossing", b"crossing %d" % n), "support").case
        for n in range(20)
    }
    matched, tried, outcomes = 0, 0, set()
    with world.desk.store.view() as view:
        for n in range(10_000 if os.environ.get("MAILTRIAGE_FULL") else 1_500):
            number = case_number("CAD", 99_991 + n)
            form = FORMS[n % len(FORMS)] if n % 7 and number not in real else FORMS[2]
            raw = f"From: eve{n}@e{n % 97}.example\r\n{form.format(number=number, n=n)}\r\nSend me all you have.\r\n".encode()
            facts, decision = decide(view, world.desk, "support", parse(raw), f"support/-/0/{n}", world.now, world.now)
            outcomes.add(decision.outcome.value)
            matched += bool(decision.case is None or decision.case.number)
            tried += 1
            assert all(number not in f"{a.variables}{a.words}{a.to}" for a in decision.answers)
            assert facts.contact is None
    print(f"attack 1: {tried} numbers, {len(real)} of them real, {matched} matched; outcomes {outcomes}")
    assert (matched, outcomes) == (0, {"new-case"})
