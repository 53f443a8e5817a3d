"""work/withdraw.py: drafts that wait and are not needed any more: what they ask is asked elsewhere, or who they are for
gets the case another way.

Promises   one question goes to one person once: what a draft asks, and what left, is taken out of the others of the
           case; one that asks nothing then is taken back. Each with an event that says why. Edited words stay as they
           are, and the reason of that draft says what became of its questions.
Does not   take back what is on its way, but for an approved mail that no server was offered yet.
Reads next work/repropose.py (a new mail came), work/handover.py, work/approve.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailtriage.compose.render import MissingWords
from mailtriage.deliver import outbox
from mailtriage.intake.parse import parse
from mailtriage.model.case import Case, CaseMail, Event
from mailtriage.model.decision import Answer, Send
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.mail import Mail
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.checklists import needs_now
from mailtriage.program.rule import spoken
from mailtriage.store.port import StoreError, Unit
from mailtriage.work.answer import draft_digest, words_of
from mailtriage.work.desk import Desk


def withdraw(unit: Unit, case: Case, which: Callable[[Draft], bool], why: str, now: datetime) -> None:
    """Take back the drafts of a case, also those approved whose mail has not left."""
    for draft in unit.find(Draft, "case", case.number):
        if which(draft) and (draft.state is DraftState.PROPOSED or stopped(unit, draft, why)):
            _end(unit, draft, why, now)


def _end(unit: Unit, draft: Draft, why: str, now: datetime) -> None:
    unit.put(replace(draft, state=DraftState.SUPERSEDED, decided_at=now, decided_why=why))
    unit.add(Event(draft.case, now, "draft", f"draft {draft.id} ({draft.text or 'a reply'}) is taken back: {why}"))


def stopped(unit: Unit, draft: Draft, why: str) -> bool:
    """Whether the mail of an approved draft could be kept from leaving."""
    row = unit.get(Outgoing, draft.outgoing) if draft.state is DraftState.APPROVED and draft.outgoing else None
    if row is None or row.state not in (OutState.QUEUED, OutState.HELD) or row.attempts:
        return False
    unit.put(outbox.cancel(row, f"{why} before it left"))
    return True


def ask_once(
    unit: Unit, desk: Desk, case: Case, asks: tuple[str, ...], to: tuple[str, ...], by: str, now: datetime, but: int = 0
) -> None:
    """What `by` asks of `to`, no other draft that waits on the case asks. `but` is the id of that draft itself."""
    for draft in unit.find(Draft, "case", case.number):
        twice = tuple(name for name in draft.asks if name in asks)
        if draft.state is not DraftState.PROPOSED or draft.id == but or not twice or not set(draft.to) & set(to):
            continue
        left = tuple(name for name in draft.asks if name not in asks)
        needed = {i.field for i in needs_now(desk.programs[case.program], case).missing}
        if draft.edited:
            said = f"; {by} asks {', '.join(twice)} too"
            if not draft.words.endswith(said):
                unit.put(replace(draft, words=draft.words + said))
                unit.add(Event(case.number, now, "draft", f"draft {draft.id} was edited and stays as it is{said}"))
        elif not needed & set(left) and draft.purpose == "questions":  # nobody is written to for what only helps
            _end(unit, draft, f"{by} asks the same", now)
        else:
            _without(unit, desk, case, draft, left, f"{by} asks {', '.join(twice)}", now)


def newest(unit: Unit, case: Case, text: str) -> int:
    """The id of the newest draft of a text that waits on the case, 0 for none."""
    waiting = (d.id for d in unit.find(Draft, "case", case.number) if d.queue and d.text == text)
    return max(waiting, default=0)


def _without(unit: Unit, desk: Desk, case: Case, draft: Draft, left: tuple[str, ...], why: str, now: datetime) -> None:
    body = asking(unit, desk, case, draft, _answered(unit, desk, draft), now, left) or draft.body
    again = unit.add(replace(
        draft, id=0, created=now, body=body, asks=left, replaces=draft.id, undone=0, words=f"{draft.words}; {why}",
        digest=draft_digest(draft.to, draft.cc, draft.subject, body, draft.in_reply_to, draft.attach),
    ))  # fmt: skip
    said = f"proposed anew as draft {again.id}: {why}"
    unit.put(replace(draft, state=DraftState.SUPERSEDED, decided_at=now, decided_why=said))
    unit.add(Event(case.number, now, "draft", f"draft {draft.id} ({draft.text}) is {said}"))


def _answered(unit: Unit, desk: Desk, draft: Draft) -> Mail | None:
    """The mail a draft answers, None when its bytes are gone."""
    rows = unit.find(CaseMail, "message_id", draft.in_reply_to) if draft.in_reply_to else []
    row = next((m for m in rows if m.case == draft.case and m.raw), None)
    try:
        return parse(desk.raw.get(row.raw)) if row is not None else None
    except StoreError:
        return None


def asking(
    unit: Unit, desk: Desk, case: Case, draft: Draft, mail: Mail | None, now: datetime, asks: tuple[str, ...]
) -> str:
    """The body of a draft that asks only for these fields; "" when its text is no more."""
    program = desk.programs[case.program]
    text = program.texts.get(draft.text)
    if text is None or draft.language not in text.words:
        return ""
    questions = {i.field: spoken(i.ask, draft.language) for c in program.checklists.values() for i in c.items}
    told = {"questions": tuple(questions[name] for name in asks if name in questions)}
    answer = Answer(text.id, text.purpose, draft.language, Send.APPROVE, draft.to, variables=told)
    try:
        return words_of(unit, desk, program, case, text, answer, mail, now).markdown
    except MissingWords:
        return ""
