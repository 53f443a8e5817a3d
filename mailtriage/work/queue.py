"""work/queue.py: what a person does with a waiting draft besides approving it: put off, ask, undo, another text.

Promises   one unit each, with its event. A rejection is taken back within the time an approval can be. An approval is
           undone only while nothing of it has left: the outbox row is cancelled and the draft waits again, itself, in
           the same unit, so that a sender either has it whole or not at all. Whoever saw it before the undo, on a page
           or in a mail, does not approve it by that: its digest is another.
Reads next work/approve.py, work/answer.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import View
from mailtriage.work import autonomy
from mailtriage.work.answer import draft_digest
from mailtriage.work.approve import UNDO, Refused, get_draft
from mailtriage.work.desk import Desk
from mailtriage.work.unsent import never_had
from mailtriage.work.written import open_case


def waiting(view: View, now: datetime, most: int = 1_000) -> list[Draft]:
    """The drafts that wait, most urgent first, without those put off."""
    return sorted((d for d in view.upto(Draft, "queue", "~", most) if d.snoozed is None or d.snoozed <= now), key=place)


def place(draft: Draft) -> tuple[str, str, int]:
    """Where a draft stands among others: by what is due, then by which case came first. One that was written anew keeps
    the place of the one before."""
    return draft.queue, draft.case.partition("-")[2], draft.id


def undo(desk: Desk, id: int, actor: str) -> Draft:
    """Take an approval back while it has not left; the draft waits as it did, under its number. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        draft = unit.get(Draft, id)
        if draft is None or draft.state is not DraftState.APPROVED:
            raise Refused(f"draft {id} is not approved: there is nothing to undo")
        row = unit.get(Outgoing, draft.outgoing) if draft.outgoing else None
        if row is None or row.state not in (OutState.QUEUED, OutState.HELD) or row.attempts:
            raise Refused(f"draft {id} has left already; write to the customer again if it was wrong")
        row = unit.put(replace(row, state=OutState.CANCELLED, held_why=f"the approval was undone by {actor}"))
        never_had(unit, row, now)
        autonomy.undone(unit, draft, now)
        undone = draft.undone + 1
        digest = draft_digest(draft.to, draft.cc, draft.subject, draft.body, draft.in_reply_to, draft.attach, undone)
        again = unit.put(replace(_waiting_again(draft), outgoing=0, undone=undone, digest=digest))
        unit.add(Event(draft.case, now, "draft", f"approval of draft {id} undone; it waits again", actor,
                       face=desk.face))
        return again


def unreject(desk: Desk, id: int, actor: str) -> Draft:
    """Take a rejection back: the draft waits as it did, under its number. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        draft = unit.get(Draft, id)
        if draft is None or draft.state is not DraftState.REJECTED or draft.decided_at is None:
            raise Refused(f"draft {id} is not rejected: there is nothing to undo")
        if now - draft.decided_at > UNDO:
            raise Refused(f"the time to take it back is over: draft {id} stays rejected; propose another text on "
                          f"{draft.case} instead")
        open_case(unit, desk, draft.case)
        autonomy.undone(unit, replace(draft, edited=True), now)     # it counted as what an edit counts
        again = unit.put(_waiting_again(draft))
        unit.add(Event(draft.case, now, "draft", f"rejection of draft {id} undone; it waits again", actor,
                       face=desk.face))
        return again


def snooze(desk: Desk, id: int, actor: str, until: datetime) -> Draft:
    """Put a draft off until then; the clocks of its case run on. Raises Refused."""
    now = desk.clock()
    if until <= now:
        raise Refused("that time is over; name one to come")
    with desk.store.unit() as unit:
        draft = unit.put(replace(get_draft(unit, id), snoozed=until))
        unit.add(Event(draft.case, now, "draft", f"draft {id} put off until {until:%Y-%m-%d %H:%M} UTC",
                       actor, face=desk.face))
        return draft


def ask(desk: Desk, id: int, actor: str, whom: str, question: str = "") -> Draft:
    """Ask somebody to look at a draft; it stays in the queue of all. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        draft = unit.put(replace(get_draft(unit, id), asked=whom))
        said = f"{whom} is asked about draft {id}" + (f": {question.strip()[:500]}" if question.strip() else "")
        unit.add(Event(draft.case, now, "asked", said, actor, face=desk.face))
        return draft


def _waiting_again(draft: Draft) -> Draft:
    return replace(draft, state=DraftState.PROPOSED, decided_by="", decided_at=None, decided_why="")

