"""work/repropose.py: what becomes of the drafts of a case when a new mail comes before they left.

Promises   nothing leaves that was approved before the customer wrote again; a draft that asks is written anew without
           what is known now, and one whose questions are all answered is taken back. Edited words are kept.
Reads next work/answer.py, work/commit.py
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.mail import Mail
from mailtriage.program.checklists import still_asked
from mailtriage.store.port import Unit
from mailtriage.work.answer import draft_digest, thread_of
from mailtriage.work.desk import Desk
from mailtriage.work.withdraw import asking, stopped

ANEW = " (proposed anew: a new mail came)"  # behind the reason of a draft, once however often it came to that


def repropose(unit: Unit, desk: Desk, case: Case, mail: Mail, now: datetime, instead: Collection[str] = ()) -> Case:
    """New human mail sends every open draft back, proposed anew under a new digest; an approved one that has not left
    yet is taken back the same way. `instead` are texts that the mail leads to itself: their old drafts just end."""
    for draft in unit.find(Draft, "case", case.number):
        if draft.state is not DraftState.PROPOSED and not stopped(unit, draft, "a new mail came"):
            continue
        why = "a new mail came"
        left = still_asked(desk.programs[case.program], case, draft.asks, draft.chosen)
        if draft.asks and not left and not draft.edited and draft.purpose == "questions":
            why = "what it asks was answered"
        elif draft.text and draft.text in instead:
            why = "the new mail has an answer of its own"
        unit.put(replace(draft, state=DraftState.SUPERSEDED, decided_at=now, decided_why=why))
        if why != "a new mail came":
            unit.add(Event(case.number, now, "draft", f"draft {draft.id} is taken back: {why}"))
            continue
        again = _anew(unit, desk, case, draft, mail, now, left)
        unit.add(Event(case.number, now, "draft", f"draft {draft.id} is proposed anew as {again.id}: a new mail came"))
    return case


def _anew(unit: Unit, desk: Desk, case: Case, draft: Draft, mail: Mail, now: datetime, asks: tuple[str, ...]) -> Draft:
    in_reply_to, references = thread_of(mail)
    body = draft.body
    if asks != draft.asks and not draft.edited:
        body = asking(unit, desk, case, draft, mail, now, asks) or body
    return unit.add(
        replace(
            draft,
            id=0,
            state=DraftState.PROPOSED,
            created=now,
            in_reply_to=in_reply_to,
            references=references,
            outgoing=0,
            body=body,
            asks=asks,
            digest=draft_digest(draft.to, draft.cc, draft.subject, body, in_reply_to, draft.attach),
            decided_by="",
            decided_at=None,
            decided_why="",
            replaces=draft.id,
            undone=0,
            words=draft.words.removesuffix(ANEW) + ANEW,
        )
    )
