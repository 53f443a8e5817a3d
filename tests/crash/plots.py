"""What happens at a desk, as plots: each is killed at every point."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from mailtriage.model.case import State
from mailtriage.model.outgoing import OutState
from mailtriage.ops.backup import backup as make_backup
from mailtriage.store.port import StoreError
from mailtriage.work import cases, outbox
from mailtriage.work.approve import approve, edit, reject
from mailtriage.work.release import drop, release
from tests.crash.stage import WITHOUT_MOVE, Plot, Setting, Stage, Step

_HEAD = "From: Naledi Mokoena <naledi@thaba.example>\nTo: support@cadents.example\n"
FAULT = _HEAD + """Subject: Gateway keeps restarting
Message-ID: <one@thaba.example>

The gateway in Maseru crashes and restarts since this morning. Error 0x80070005.
"""
OTHER = _HEAD.replace("naledi", "sipho") + """Subject: Router is down
Message-ID: <other@thaba.example>

The router does not start any more, error 17.
"""
REPLY = _HEAD + """Subject: Re: the gateway
Message-ID: <two@thaba.example>
In-Reply-To: {ack}

It still crashes, also with the new cable.
"""
HOW_TO = _HEAD + """Subject: How do I reset my password?
Message-ID: <howto@thaba.example>

How can I reset my password?
"""
BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: support@cadents.example
Subject: Undelivered Mail
Message-ID: <bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I could not deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; naledi@thaba.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: support@cadents.example
Message-ID: {ack}

--b--
"""
POISON = "From: a@one.example, b@two.example\nTo: support@cadents.example\nSubject: who?\nMessage-ID: <p@x.example>\n\nhi\n"


# Steps

def mail(text: str, to: str = "support", age: timedelta = timedelta(0)) -> Step:
    """A mail arrives. {ack}: the Message-ID of the last mail that left; {number}: the last case."""

    def arrives(stage: Stage) -> None:
        known = {"ack": lambda: stage.last_sent().message_id, "number": lambda: stage.numbers()[-1]}
        filled = re.sub(r"\{(ack|number)\}", lambda m: known[m[1]](), text)
        stage.server(to).deliver(filled.replace("\n", "\r\n").encode(), stage.now - age)

    return arrives


def pipes(text: str) -> Step:
    """An MTA hands us a mail by `ingest --keep-only`, and forgets it once we said that we have it."""

    def hands_over(stage: Stage) -> None:
        raw = text.replace("\n", "\r\n").encode()
        kept = stage.desk.spool.put("support", "-", 0, 42, stage.now, raw)
        folder = stage.truth / "pipe"
        folder.mkdir(exist_ok=True)
        (folder / kept.sha256).write_bytes(raw)

    return hands_over


def later(**time: float) -> Step:
    return lambda stage: stage.advance(timedelta(**time))


def passes(stage: Stage) -> None:
    stage.one_pass()


def quiet(stage: Stage) -> None:
    stage.to_quiet()


def _draft(stage: Stage, how: Callable[[Stage, int], object]) -> None:
    """Do it with the first draft; a person who does not know whether it was done names the same one again."""
    how(stage, stage.first_draft())


def approves(stage: Stage) -> None:
    _draft(stage, lambda s, id: approve(s.desk, id, "thandi"))


def rejects(stage: Stage) -> None:
    _draft(stage, lambda s, id: reject(s.desk, id, "thandi", "not this"))


def edits(stage: Stage) -> None:
    _draft(stage, lambda s, id: edit(s.desk, id, "thandi", body="Please press the red button."))


def takes_back(stage: Stage) -> None:
    outbox.cancel(stage.desk, stage.rows()[-1].id, "thandi")


def releases(stage: Stage) -> None:
    release(stage.desk, stage.ledger()[-1].id, "thandi")


def drops(stage: Stage) -> None:
    drop(stage.desk, stage.ledger()[-1].id, "thandi", "spam")


def closes(stage: Stage) -> None:
    cases.close(stage.desk, stage.numbers()[-1], "thandi")


def solves(stage: Stage) -> None:
    """A person looks at the case first: to solve it twice is to say twice that it is solved."""
    if stage.states()[-1] is not State.SOLVED:
        cases.solve(stage.desk, stage.numbers()[-1], "thandi")


def lets_go(stage: Stage) -> None:
    """Send on what is held; nothing when it was done already."""
    for row in stage.rows():
        if row.state is OutState.HELD:
            outbox.retry(stage.desk, row.id, "thandi")


def rebuilt(stage: Stage) -> None:
    stage.server().rebuild()


def sleeps_till_alarm(stage: Stage) -> None:
    stage.advance(timedelta(days=1))


def copies(stage: Stage) -> None:
    """A backup; whoever finds one of that name has his backup."""
    dest: Path = stage.folder / "copy"
    try:
        make_backup(stage.desk.store, stage.desk.data, dest)    # type: ignore[arg-type]
    except StoreError as e:
        if "exists" not in str(e):
            raise


START: tuple[Step, ...] = (passes,)                    # first contact, with an empty mailbox
CASE: tuple[Step, ...] = (*START, mail(FAULT), quiet)
DRAFT: tuple[Step, ...] = (*START, mail(HOW_TO), quiet)
TWO = Setting(mailboxes=("support", "easupport"))

PLOTS = (
    Plot("first-contact", (passes, mail(OTHER), quiet), (mail(FAULT), mail(HOW_TO))),
    Plot("new-case", (mail(FAULT), quiet), START),
    Plot("ingest", (pipes(FAULT), quiet), START),
    Plot("reply", (mail(REPLY), quiet), CASE),
    Plot("closed-reply", (mail(REPLY), quiet), (*CASE, closes)),
    Plot("bounce", (mail(BOUNCE), quiet), CASE),
    Plot("hold", (mail(FAULT, age=timedelta(days=5)), quiet, lets_go, quiet), (*START, later(days=6))),
    Plot("older-than-first-contact", (mail(FAULT, age=timedelta(days=5)), quiet, releases, quiet), START),
    Plot("approve", (approves, passes, later(seconds=11), quiet), DRAFT),
    Plot("edit-and-approve", (edits, approves, later(seconds=11), quiet), DRAFT),
    Plot("reject", (rejects, quiet), DRAFT),
    Plot("undo", (approves, takes_back, later(seconds=11), quiet), DRAFT),
    Plot("reply-takes-back-approved", (approves, mail(REPLY), quiet, later(seconds=11), quiet), DRAFT),
    Plot("timer-met", (approves, later(seconds=11), quiet, sleeps_till_alarm, quiet), DRAFT),
    Plot("escalation", (sleeps_till_alarm, quiet, later(days=2), quiet), CASE),
    Plot("solved-window-ends", (solves, quiet, later(days=60), quiet), CASE),
    Plot("quarantine-and-release", (mail(POISON), quiet, releases, quiet), START),
    Plot("quarantine-and-drop", (mail(POISON), quiet, drops, quiet), START),
    Plot("backup", (copies, mail(REPLY), quiet), CASE),
    Plot("compaction", (mail(FAULT), mail(OTHER), quiet), START, Setting(compact_bytes=2000)),
    Plot("upgrade", (mail(REPLY), quiet), CASE, Setting(upgrade=True)),
    Plot("uidvalidity", (rebuilt, mail(OTHER), quiet), (*CASE, mail(REPLY)), Setting(file_by="flag")),
    Plot("no-move", (mail(FAULT), mail(OTHER), quiet), START, Setting(capabilities=WITHOUT_MOVE)),
    Plot("flags", (mail(FAULT), quiet), START, Setting(file_by="flag")),
    Plot("two-mailboxes", (mail(FAULT), mail(FAULT, to="easupport"), mail(OTHER, to="easupport"), quiet), START, TWO),
)
