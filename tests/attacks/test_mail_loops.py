"""Loops (RT: "A to B and B to A instances are not caught"; FreeScout #688: a responder that varies its address; Zammad
#2923 mailed itself): whatever answers us, we stop."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage.work.release import release
from tests.scenarios.story import World

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def answers_to(world: World, responder: str, rounds: int, *, strip: bool) -> int:
    """A responder answers every mail of ours at once; how many of ours left. `strip`: it hides that it is a machine,
    starts a new thread and changes the subject each time."""
    seen = 0
    mail = f"From: {responder}\r\nSubject: hello\r\nMessage-ID: <0@r.example>\r\n\r\nplease help with the thing\r\n"
    for n in range(1, rounds):
        world.arrives(mail.encode(), "support")
        world.now += timedelta(minutes=1)
        left = [r for r in world.outgoing_rows() if r.state.value == "queued"]
        if len(left) == seen:
            break
        seen = len(left)
        if strip:
            mail = (
                f"From: {responder}\r\nSubject: got it, number {n}\r\nMessage-ID: <{n}@r.example>\r\n\r\n"
                f"we have received your message, our reference is {n}\r\n"
            )
        else:
            mail = (
                f"From: {responder}\r\nSubject: Automatic reply\r\nMessage-ID: <{n}@r.example>\r\n"
                f"In-Reply-To: {left[-1].message_id}\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"
            )
    return seen


def test_an_honest_autoresponder_gets_one_answer(tmp_path: Path) -> None:
    assert answers_to(World(tmp_path, START), "away@r.example", 50, strip=False) == 1


def test_a_responder_that_hides_being_a_machine_is_stopped_by_the_budget(tmp_path: Path) -> None:
    world = World(tmp_path, START)
    assert answers_to(world, "robot@r.example", 200, strip=True) == 3, "one for its first mail, two for its words"
    assert any(r.state.value == "held" and "budget" in r.held_why for r in world.outgoing_rows()), (
        "what was held is not shown"
    )


def test_two_desks_do_not_talk_to_each_other(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    ours, theirs = World(tmp_path / "a", START), World(tmp_path / "b", START)
    ours.arrives(
        b"From: support@other.example\r\nSubject: hello\r\nMessage-ID: <1@o.example>\r\n\r\nplease help\r\n", "support"
    )
    answer = ours.desk.raw.get(ours.outgoing_rows()[0].raw)
    row = theirs.arrives(re.sub(rb"cadents\.example", b"first.example", answer), "support")
    assert row.outcome.value == "machine" and theirs.outgoing_rows() == []


def test_a_web_form_that_writes_in_our_name_waits_for_a_person_and_is_not_answered_when_it_is_let_in(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, START)
    row = world.arrives(
        b"From: support@cadents.example\r\nReply-To: bob@customer.example\r\nSubject: form\r\n"
        b"Message-ID: <f1@web.example>\r\n\r\nBob writes: our client crashes\r\n", "support"
    )
    assert row.outcome.value == "quarantined"
    assert "does not carry our mark" in row.reason
    released = release(world.desk, row.id, "kari")
    assert (released.outcome.value, bool(released.case), world.outgoing_rows()) == ("new-case", True, [])


def test_our_own_mail_that_comes_back_is_a_loop_even_when_ids_and_senders_are_rewritten(tmp_path: Path) -> None:
    world = World(tmp_path, START)
    world.arrives(b"From: a@b.example\r\nSubject: hello\r\nMessage-ID: <1@b.example>\r\n\r\nplease help\r\n", "support")
    answer = world.desk.raw.get(world.outgoing_rows()[0].raw)
    for changed in (
        answer,
        re.sub(rb"(?m)^Message-ID: .*\r\n", b"Message-ID: <new@provider.example>\r\n", answer),
        re.sub(rb"(?m)^From: .*\r\n", b"From: a@b.example\r\n", answer),
    ):
        assert world.arrives(changed, "support").outcome.value == "loop"
    assert len(world.outgoing_rows()) == 1
