"""work/approve.py: what a person decides about a draft: approve, edit, reject. First one wins.

Promises   an approval names the digest of the words it approves; words that changed meanwhile are not approved.
           Approved bytes are frozen in the same unit, and leave after UNDO at the earliest.
Reads next work/answer.py, work/send.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailtriage.model.case import Case, Event, State
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.incident import Incident
from mailtriage.model.kept import kept_of
from mailtriage.model.outgoing import Outgoing, Policy
from mailtriage.store.port import Unit, View
from mailtriage.work import autonomy
from mailtriage.work.answer import Letter, draft_digest, having, send
from mailtriage.work.attached import FileChanged, files
from mailtriage.work.desk import Desk
from mailtriage.work.withdraw import ask_once

UNDO = timedelta(seconds=10)


class Refused(Exception):
    """A person asked for something that cannot be done now; the message says why and what to do instead."""


def get_draft(unit: Unit, id: int) -> Draft:
    """The draft while it can still be decided. Refused says who was faster."""
    draft = unit.get(Draft, id)
    if draft is None:
        raise Refused(f"there is no draft {id}; `mailtriage draft list` shows those that wait")
    if draft.state is not DraftState.PROPOSED:
        who = f" by {draft.decided_by}" if draft.decided_by else ""
        when = f" at {draft.decided_at:%Y-%m-%d %H:%M} UTC" if draft.decided_at else ""
        why = f" ({draft.decided_why})" if draft.decided_why else ""
        raise Refused(f"draft {id} was {draft.state.value}{who}{when}{why}")
    return draft


def approve(desk: Desk, id: int, actor: str, *, digest: str = "", undo: timedelta = UNDO) -> Outgoing:
    """Approve draft `id`. `digest` is that of the words the person saw ("" on the command line, which shows them in the
    same command). Raises Refused."""
    with desk.store.unit() as unit:
        return approve_in(unit, desk, id, actor, digest=digest, undo=undo)


def approve_in(unit: Unit, desk: Desk, id: int, actor: str, *, digest: str = "", undo: timedelta = UNDO) -> Outgoing:
    """The same in an open unit. Refused is raised before anything is written."""
    now = desk.clock()
    draft = get_draft(unit, id)
    if digest and digest != draft.digest:
        raise Refused(f"draft {id} has changed since you saw it; look at it again")
    if draft.missing:
        raise Refused(f"draft {id} lacks {', '.join(draft.missing)}: edit it first")
    if not draft.body.strip():
        raise Refused(f"draft {id} is empty: edit it first")
    case = _case(unit, draft)
    try:
        files(desk.programs[case.program], draft.attach)
    except FileChanged as e:
        raise Refused(f"draft {id}: {e}") from None
    cause = f"draft/{draft.id}" + (f"/{draft.undone}" if draft.undone else "")
    row = send(unit, desk, case, _letter(draft), cause=cause, now=now, policy=Policy.RESEND, not_before=now + undo,
               caused=draft.created)
    unit.put(replace(draft, state=DraftState.APPROVED, decided_by=actor, decided_at=now, outgoing=row.id))
    said = f"draft {id} approved" + (" as edited" if draft.edited else "")
    unit.add(Event(case.number, now, "approved", said, actor, face=desk.face))
    autonomy.approved(unit, desk.programs[case.program], draft, actor, now)
    case = having(case, draft.text, draft.asks)
    ask_once(unit, desk, case, draft.asks, draft.to, f"draft {id}, approved by {actor},", now, but=id)
    unit.put(replace(case, updated=now, revision=case.revision + 1))
    return row


def _letter(draft: Draft) -> Letter:
    return Letter(
        draft.purpose, draft.text, draft.to, draft.subject, draft.body, draft.language, draft.cc, draft.in_reply_to,
        draft.references, draft=draft.id, attach=draft.attach,
        earns=draft.earns,
    )


def edit(desk: Desk, id: int, actor: str, *, subject: str | None = None, body: str | None = None) -> Draft:
    """Replace the words of a draft; it still waits for approval. Raises Refused."""
    with desk.store.unit() as unit:
        return edit_in(unit, desk, id, actor, subject=subject, body=body)


def edit_in(
    unit: Unit, desk: Desk, id: int, actor: str, *, subject: str | None = None, body: str | None = None
) -> Draft:
    """The same in an open unit."""
    draft = get_draft(unit, id)
    subject, body = (subject if subject is not None else draft.subject, body if body is not None else draft.body)
    if (subject, body) == (draft.subject, draft.body):
        return draft
    digest = draft_digest(draft.to, draft.cc, subject, body, draft.in_reply_to, draft.attach, draft.undone)
    kept = tokens_of(unit, desk, draft)
    draft = unit.put(replace(draft, subject=subject, body=body, edited=True, missing=(), digest=digest, kept=kept))
    unit.add(Event(draft.case, desk.clock(), "edited", f"draft {id} edited", actor, face=desk.face))
    return draft


def tokens_of(view: View, desk: Desk, draft: Draft) -> tuple[str, ...]:
    """What the words of a draft have that an edit should keep."""
    if draft.edited:
        return draft.kept
    case = view.one(Case, "number", draft.case)
    program = desk.programs.get(case.program) if case is not None else None
    text = program.texts.get(draft.text) if program is not None else None
    if case is None or program is None or text is None:
        return kept_of(draft.body, draft.case, (), ())
    incidents = [view.one(Incident, "key", key) for key in case.incidents]
    sources = (*(body for _, body in text.words.values()), program.signature,
               *(problem.article for problem in program.known_problems),
               *(f"{i.tell}\n{i.over}" for i in incidents if i is not None))
    return kept_of(draft.body, draft.case, text.references, sources)


def reject(desk: Desk, id: int, actor: str, why: str) -> Draft:
    """Reject a draft with a reason. The case stays in the queue. Raises Refused."""
    with desk.store.unit() as unit:
        return reject_in(unit, desk, id, actor, why)


def reject_in(unit: Unit, desk: Desk, id: int, actor: str, why: str) -> Draft:
    """The same in an open unit."""
    now = desk.clock()
    draft = get_draft(unit, id)
    draft = unit.put(replace(draft, state=DraftState.REJECTED, decided_by=actor, decided_at=now, decided_why=why))
    unit.add(Event(draft.case, now, "rejected", f"draft {id} rejected: {why}", actor, face=desk.face))
    case = unit.one(Case, "number", draft.case)
    if case is not None and case.program in desk.programs:
        autonomy.rejected(unit, desk.programs[case.program], draft, actor, now)
    return draft


def _case(unit: Unit, draft: Draft) -> Case:
    case = unit.one(Case, "number", draft.case)
    assert case is not None, draft.case
    if case.state is State.CLOSED:
        raise Refused(f"{case.number} is closed; nothing more leaves on it")
    return case
