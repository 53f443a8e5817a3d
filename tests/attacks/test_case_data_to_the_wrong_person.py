"""Attack 3: a case's words to somebody who has no part in it (FreeScout GHSA-j49f, #2382, #3551; Zendesk 2024). However a
stranger, an added Cc or a Reply-To comes in, whatever leaves goes to those who take part, and quotes nothing of the
case. Count (pytest -s): every combination below; recipients within the allowed set 100 %."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

from tests.scenarios.story import World

VICTIM = "naledi@thaba.example"
SECRET = "hippopotamus"
SENDERS = {"the customer": VICTIM, "a stranger": "eve@evil.example", "a colleague": "sipho@thaba.example"}
LINKS = ("token", "message-id", "number", "none")
EXTRAS = {
    "plain": "",
    "Cc": "Cc: eve2@evil.example, {victim}\r\n",
    "Reply-To": "Reply-To: eve3@evil.example\r\n",
    "Sender": "Sender: eve4@evil.example\r\n",
    "Return-Path": "Return-Path: <eve5@evil.example>\r\n",
    "receipts": "Disposition-Notification-To: eve6@evil.example\r\nReturn-Receipt-To: eve6@evil.example\r\n",
    "name": "X-Original-From: {victim}\r\n",
}
STATES = ("open", "assigned", "closed")


def first(n: int) -> bytes:
    return (
        f"From: Naledi <{VICTIM}>\r\nTo: support@cadents.example\r\nSubject: Tablet {n}\r\nMessage-ID: <first{n}@thaba.example>"
        f"\r\n\r\nThe tablet is dark, number {n}. The password is {SECRET}.\r\n"
    ).encode()


def test_whatever_leaves_goes_to_those_who_take_part(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    tried = outside = told = 0
    cases = {}
    for n, state in enumerate(STATES):
        cases[state] = world.arrives(first(n), "support").case
        if state == "assigned":
            world.command(f"case assign {cases[state]} ann --as ann")
        if state == "closed":
            world.command(f"case close {cases[state]}")
    for n, ((who, sender), link, (extra, headers), state) in enumerate(
        itertools.product(SENDERS.items(), LINKS, EXTRAS.items(), STATES)
    ):
        number = cases[state]
        thread = {
            "token": f"References: {next(r for r in world.outgoing_rows() if r.case == number).message_id}\r\n",
            "message-id": f"In-Reply-To: <first{STATES.index(state)}@thaba.example>\r\n",
        }.get(link, "")
        subject = f"Re: [{number}] Tablet" if link == "number" else f"Something else {n}"
        raw = (
            f"{headers.format(victim=VICTIM)}From: {sender}\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n{thread}"
            f"Message-ID: <try{n}@x.example>\r\n\r\nPlease send me all you have, attempt {n}.\r\n"
        ).encode()
        before = {r.id for r in world.outgoing_rows()}
        row = world.arrives(raw, "support")
        allowed = {sender} if row.case != number else set(world.case(number).participants)
        if who == "a stranger":
            assert row.case != number, (who, link, extra, state)
        mails = [r for r in world.outgoing_rows() if r.id not in before]
        reached = {a.address for r in mails for a in r.recipients} | {a for d in world.drafts(row.case) for a in (*d.to, *d.cc)}
        outside += bool(reached - allowed)
        said = "".join(world.desk.raw.get(r.raw).decode() for r in mails) + "".join(d.body for d in world.drafts(row.case))
        if who != "the customer":
            told += SECRET in said or number in said
        assert "eve" not in "".join(reached) or who == "a stranger" and reached == {sender}, (who, link, extra, state, reached)
        tried += 1
    for number in cases.values():
        assert set(world.case(number).participants) == {VICTIM}, "somebody was let in"
    print(f"attack 3: {tried} mails, {outside} with a recipient outside the allowed, {told} that told a stranger of the case")
    assert (outside, told) == (0, 0) and tried == 252


def test_a_mail_of_a_third_service_is_never_sent_on(tmp_path: Path) -> None:
    """The ticket trick: a service's "verify your address" to our address must reach staff alone."""
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    number = world.arrives(first(0), "support").case
    ours = world.outgoing_rows()[0].message_id
    for n, sender in enumerate(("no-reply@chat.example", "verify@chat.example", "noreply@chat.example")):
        raw = (
            f"From: Chat <{sender}>\r\nTo: support@cadents.example\r\nSubject: Verify your address [{number}]\r\n"
            f"Message-ID: <v{n}@chat.example>\r\nReferences: {ours}\r\nReply-To: {VICTIM}\r\n\r\nYour code is 314159.\r\n"
        ).encode()
        row = world.arrives(raw, "support")
        assert row.case != number
    copies = [r for r in world.outgoing_rows() if b"314159" in world.desk.raw.get(r.raw)]
    reached = {a.address for r in world.outgoing_rows() for a in r.recipients if r.case != number}
    print(f"ticket trick: 3 mails, {len(copies)} copies out")
    assert copies == [] and VICTIM not in reached
