"""Attack 6, the other side scripted: eight ways to answer every mail of ours, each made to look like a person. What
leaves is bounded; what came is recorded."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.model.outgoing import Outgoing
from tests.scenarios.story import World

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROUNDS = 10_000 if os.environ.get("MAILTRIAGE_FULL") else 60
Answer = Callable[[int, Outgoing], str]
CHANCE = random.Random(6)
NOUNS = ("router", "printer", "login", "invoice", "screen", "update", "licence", "report", "server", "cable", "phone",
         "backup", "gateway", "client", "order", "port")


def plain(n: int, sender: str, subject: str, words: str, more: str = "") -> str:
    return (f"From: {sender}\r\nTo: support@cadents.example\r\nSubject: {subject}\r\nMessage-ID: <{n}@robot.example>\r\n{more}\r\n"
            f"{words}\r\n")


def in_thread(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", f"Re: {ours.subject}", "Thank you, we have received it and will be in touch.",
                 f"In-Reply-To: {ours.message_id}\r\n")


def new_thread(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", f"Ticket {n} opened", f"Your request was filed as ticket {n}, we will be in touch.")


def varies_address(n: int, ours: Outgoing) -> str:
    return plain(n, f"reply-{n}@r.example", f"Ticket {n} opened", f"Your request was filed as ticket {n}, we will be in touch.")


def varies_words(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", " ".join(CHANCE.sample(NOUNS, 3)), " ".join(CHANCE.sample(NOUNS, 9)))


def null_sender(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", f"Question {n}", f"Which port does the {CHANCE.choice(NOUNS)} use?", "Return-Path: <>\r\n")


def a_report_for_each(n: int, ours: Outgoing) -> str:
    more = ("Return-Path: <>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n")
    body = (f"--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {ours.recipients[0].address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {ours.message_id}\r\n--b--")
    return plain(n, "MAILER-DAEMON@r.example", "Undelivered", body, more)


def an_absence(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", "Automatic reply: x", "I am away.", f"In-Reply-To: {ours.message_id}\r\n")


def our_own_words(n: int, ours: Outgoing) -> str:
    return plain(n, "robot@r.example", ours.subject, f"You wrote: we have received your message. Our number is {n}.")


# What may leave to it at the most: its first mail is answered, and a machine that speaks as one is answered no more.
BOUND = {in_thread: 3, new_thread: 3, varies_address: 21, varies_words: 10, null_sender: 1, a_report_for_each: 1, an_absence: 1,
         our_own_words: 3}


@pytest.mark.timeout(1800 if ROUNDS > 1000 else 120)
@pytest.mark.parametrize("answer", BOUND, ids=lambda answer: answer.__name__)
def test_a_responder_is_given_up(tmp_path: Path, answer: Answer) -> None:
    world = World(tmp_path, START)
    world.arrives(plain(0, "robot@r.example", "Hello", "How do we configure the port of the gateway?").encode(), "support")
    first = world.outgoing_rows()[0]
    for n in range(1, ROUNDS):
        world.now += timedelta(seconds=8)       # all within a day: the budgets are of a day
        left = [row for row in world.outgoing_rows()[-3:] if row.state.value == "queued"]
        row = world.arrives(answer(n, left[-1] if left else first).encode(), "support")
        assert row.outcome.value in ("new-case", "follow-up", "noted", "machine", "bounce-noted"), row.reason
    gone = [row for row in world.outgoing_rows() if row.state.value == "queued"]
    assert len(gone) <= BOUND[answer], [row.subject for row in gone]
