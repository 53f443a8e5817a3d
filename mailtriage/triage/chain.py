"""triage/chain.py: the page everyone reads first: what happens to a mail, step by step.

`triage(mail, facts, program, now) → Decision`. Each step either decides, and the chain ends, or says why it did not
and passes on; hits and misses are both kept as reasons, which `mailtriage explain` prints.

Promises   pure and replayable: the same four values give the same Decision.
Reads next triage/gate.py, triage/which_case.py, triage/reply.py, triage/new_case.py; what makes it so: work/receive.py
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailtriage.model.decision import Decision
from mailtriage.model.mail import Mail
from mailtriage.program.program import Program
from mailtriage.triage.facts import Facts
from mailtriage.triage.gate import (
    machines_are_never_answered,
    note_bounce_on_its_case,
    pass_over_our_own_mail,
    pass_over_what_we_have,
    quarantine_what_cannot_be_read,
)
from mailtriage.triage.new_case import open_new_case
from mailtriage.triage.reply import (
    continue_open_case,
    note_answer_of_who_has_it,
    note_thanks,
    reactivate_solved_case,
    turn_closed_reply_into_new_case,
)
from mailtriage.triage.which_case import find_case
from mailtriage.triage.working import Working

CHAIN: tuple[Callable[[Working], Decision | None], ...] = (
    quarantine_what_cannot_be_read,  # bytes kept, a person looks
    pass_over_our_own_mail,  # a loop: it carries an id only we can make
    pass_over_what_we_have,  # the same mail by another route, or to both mailboxes
    note_bounce_on_its_case,  # a DSN informs; it opens nothing and is never answered
    find_case,  # token, then Message-ID, then number; each needs the right sender
    machines_are_never_answered,  # out-of-office, receipts, lists: noted where they belong
    note_thanks,  # "thanks" asks for nothing, also on a closed case
    turn_closed_reply_into_new_case,  # closed stays closed; the sender gets both numbers
    note_answer_of_who_has_it,  # a level or partner it was passed to: for staff, never for the customer unread
    reactivate_solved_case,  # within the program's window
    continue_open_case,  # the ordinary reply
    open_new_case,  # entitlement, category, answers, clocks
)


def triage(mail: Mail, facts: Facts, program: Program, now: datetime) -> Decision:
    """Decide about one mail. `now` is aware and in UTC. Total: every mail gets exactly one Decision."""
    work = Working(mail, facts, program, now)
    for step in CHAIN:
        decision = step(work)
        if decision is not None:
            return decision
    raise AssertionError("the last step of CHAIN decides every mail")
