"""The plots: each is killed at every point."""

from __future__ import annotations

from datetime import timedelta

from mailtriage.desk import queue
from tests.crash.letters import (
    BIG,
    BOUNCE,
    COMPLAINT,
    FAULT,
    HOW_TO,
    LATER,
    MANUAL,
    MANUAL_LAST,
    MANUAL_TOO,
    OK,
    OTHER,
    POISON,
    REPLY,
    STAFF,
    THIRD,
)
from tests.crash.setting import WITHOUT_MOVE, Setting
from tests.crash.stage import Plot, Step
from tests.crash.steps import (
    answers_by_hand,
    approves,
    approves_text,
    closes,
    confirms,
    copies,
    drops,
    edits,
    erases,
    expires,
    has_folder,
    joins,
    later,
    lets_go,
    listens,
    mail,
    passes,
    pipes,
    quiet,
    rebuilt,
    rejects,
    releases,
    restores,
    searches,
    sleeps_till_alarm,
    solves,
    takes_back,
    undoes,
)
from tests.crash.web import approves_there, pins_there, presses, puts_off_there, rejects_there, signs_in, undoes_there

START: tuple[Step, ...] = (passes,)                    # first contact, with an empty mailbox
CASE: tuple[Step, ...] = (*START, mail(FAULT), quiet)
DRAFT: tuple[Step, ...] = (*START, mail(HOW_TO), quiet)
AT_DESK: tuple[Step, ...] = (signs_in, *DRAFT)
TWO = Setting(mailboxes=("support", "easupport"))
SENT = Setting(mailbox='sent_folder = "Sent"')
COPIES = Setting(mailbox='sent_folder = "Sent"\nsave_sent = true')
JUNK = Setting(mailbox='junk_folders = ["Junk"]')
SMALL = Setting(sections="[limits]\nmail_bytes = 65536")
FORGETFUL = Setting(sections='[retention]\nclosed_cases = "30 days"\nraw = "60 days"')
NO_BYTES = Setting(sections='[retention]\nraw = "60 days"')
BY_MAIL = Setting(mailbox='trusted_authserv_id = "mx.cadents.example"')
WATCHED_OVER = Setting(sections='[alert]\nto = ["ops@cadents-it.example"]')
EARNS = Setting(earns=True)
ASKED: tuple[Step, ...] = (*START, mail(MANUAL), quiet)
EARNING: tuple[Step, ...] = (approves_text("documentation"), later(seconds=11), quiet, mail(MANUAL_TOO), quiet)
BACKED_UP: tuple[Step, ...] = (*DRAFT, approves, copies, later(seconds=11), quiet, mail(OTHER), quiet)

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
    Plot("erase", (pipes(LATER), erases("naledi@thaba.example"), quiet, mail(THIRD), quiet),
         (*CASE, mail(OTHER), quiet, searches)),
    Plot("retention", (quiet, mail(THIRD), quiet), (*CASE, closes, mail(OTHER), quiet, closes, searches, expires), FORGETFUL),
    Plot("retention-of-bytes", (quiet, mail(THIRD), quiet), (*CASE, closes, expires), NO_BYTES),
    Plot("restore", (restores, quiet, later(minutes=12), mail(THIRD), quiet, confirms, quiet), BACKED_UP),
    Plot("answered-by-phone", (mail(STAFF, folder="Sent"), quiet), (has_folder("Sent"), *CASE), SENT),
    Plot("sent-is-copied", (mail(FAULT), quiet, passes, quiet), START, COPIES),
    Plot("junk", (mail(FAULT, folder="Junk"), quiet, lets_go, quiet), (has_folder("Junk"), *START), JUNK),
    Plot("oversized", (mail(BIG), quiet, mail(OTHER), quiet), START, SMALL),
    Plot("reply-by-hand", (answers_by_hand, passes, later(seconds=11), quiet), CASE),
    Plot("undo-and-approve-again", (approves, undoes, approves, later(seconds=11), quiet), DRAFT),
    Plot("autonomy-gained", EARNING, ASKED, EARNS),
    Plot("autonomy-lost", (mail(COMPLAINT), quiet, mail(MANUAL_LAST), quiet), (*ASKED, *EARNING), EARNS),
    Plot("approve-by-mail", (mail(OK), quiet, later(seconds=11), quiet), (*START, joins, mail(HOW_TO), quiet), BY_MAIL),
    Plot("asked-by-mail", (mail(HOW_TO), quiet), (*START, joins), BY_MAIL),
    Plot("desk-approve", (approves_there, passes, later(seconds=11), quiet), AT_DESK),
    Plot("desk-undo", (approves_there, undoes_there, later(seconds=11), quiet), AT_DESK),
    Plot("desk-put-off-and-reject", (puts_off_there, quiet, rejects_there, quiet), AT_DESK),
    Plot("desk-autonomy", (presses(queue.approve, "documentation"), later(seconds=11), quiet, mail(MANUAL_TOO), quiet,
                           pins_there("never"), mail(MANUAL_LAST), quiet), (signs_in, *ASKED), EARNS),
    Plot("notified", (mail(POISON), quiet, later(hours=5), quiet, later(hours=2), quiet), (*START, listens)),
    Plot("alert", (mail(POISON), quiet, drops, quiet), START, WATCHED_OVER),
)
