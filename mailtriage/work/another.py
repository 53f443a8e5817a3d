"""work/another.py: a waiting draft written anew, because a person wants another text, or says the case is another.

Promises   one unit each: the old draft ends, the new one waits under a digest of its own and names the one it stands
           for, with an event that says who and why. Edited words are kept, unless another text is chosen.
Does not   approve anything, nor start clocks anew.
Reads next work/written.py, work/repropose.py (which does it when a mail comes)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailtriage.model.case import Case, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.program.checklists import needs
from mailtriage.program.entitlement import Found
from mailtriage.program.program import Program, Text
from mailtriage.program.variables import TO_STAFF
from mailtriage.store.port import Unit, View
from mailtriage.work import autonomy
from mailtriage.work.answer import draft_digest, nearest, with_text
from mailtriage.work.approve import Refused, get_draft
from mailtriage.work.attached import attached
from mailtriage.work.checked import check_facts, chosen, entitle, find_by_address
from mailtriage.work.desk import Desk
from mailtriage.work.withdraw import ask_once
from mailtriage.work.written import Written, mail_of, open_case, unfit, written

CHANGEABLE = ("category", "priority")
# What an answer to the content of a mail may be: when the category is another, the answer is.
_OF_THE_CATEGORY = frozenset({"prescribed-answer", "reference", "referral", "questions"})


def choose(desk: Desk, id: int, actor: str, text: str) -> Draft:
    """Propose `text` in place of draft `id`. Raises Refused."""
    with desk.store.unit() as unit:
        return choose_in(unit, desk, id, actor, text)


def afresh(desk: Desk, id: int, actor: str, *, check: bool = False) -> Draft:
    """Propose the draft's own text anew, in the words of the case as it is now and without what was edited. The draft
    itself, where that says the same. `check`: after the contract was checked against the register of today, which may
    end a draft that spoke of the verdict before. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        draft = get_draft(unit, id)
        case, program = open_case(unit, desk, draft.case)
        if check:
            case = entitle(unit, desk, case, _customer_of(unit, program, case), now, actor)
            case = unit.put(replace(case, updated=now, revision=case.revision + 1))
            draft = unit.get(Draft, id) or draft
            if draft.state is not DraftState.PROPOSED:
                return draft
        text = program.texts.get(draft.text)
        if text is None:
            raise Refused(f"{program.id} has no text {draft.text or 'for a free reply'}: edit draft {id} instead")
        made = _made(unit, desk, case, draft, text, now)
        if (made.words.subject, made.words.markdown, made.missing) == (draft.subject, draft.body, draft.missing):
            return draft
        again = _anew(unit, desk, case, draft, text, actor, f"written afresh by {actor}", now)
        unit.put(replace(case, updated=now, revision=case.revision + 1))
        return again


def _customer_of(view: View, program: Program, case: Case) -> Found:
    """By the register of today: the customer of the case, else whose address its reporter's is."""
    if case.customer:
        return chosen(view, program, case, case.customer)
    return find_by_address(view, program, case.participants[0] if case.participants else "")


def choose_in(unit: Unit, desk: Desk, id: int, actor: str, text: str) -> Draft:
    """The same in an open unit. Refused is raised before anything is written."""
    now, draft = desk.clock(), get_draft(unit, id)
    case, program = open_case(unit, desk, draft.case)
    found = program.texts.get(text)
    if found is None:
        raise Refused(f"{program.id} has no text {text}; `mailtriage draft texts {id}` shows those that fit")
    if text == draft.text:
        raise Refused(f"draft {id} is {text} already")
    if why := unfit(case, draft.purpose, found):
        raise Refused(f"{text} cannot stand for draft {id}: {why}")
    why = f"chosen by {actor} in place of {draft.text or 'a reply'}"
    again = _anew(unit, desk, case, draft, found, actor, why, now, chosen=True)
    autonomy.replaced(unit, program, draft, f"{actor} chose {text} in its place", now)
    case = replace(case, texts_proposed=with_text(case.texts_proposed, text), updated=now, revision=case.revision + 1)
    unit.put(case)
    return again


def change(desk: Desk, id: int, actor: str, values: Mapping[str, str]) -> Draft:
    """Say that the case of draft `id` is of another category or priority: what waits on it is written anew. The draft
    that waits in its place, or itself where its words stay. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        draft = get_draft(unit, id)
        before, program = open_case(unit, desk, draft.case)
        values = {k: v for k, v in values.items() if k in CHANGEABLE and v and v != getattr(before, k)}
        if not values:
            raise Refused(f"{before.number} is of that {' and '.join(CHANGEABLE)} already")
        check_facts(unit, program, values)
        case = unit.put(_changed(program, before, values, now))
        said = ", ".join(f"{k} {v}, was {getattr(before, k) or 'none'}" for k, v in values.items())
        unit.add(Event(case.number, now, "set", said, actor, face=desk.face))
        result = draft
        for waiting in unit.find(Draft, "case", case.number):
            waiting = unit.get(Draft, waiting.id) or waiting  # one written anew may have ended it
            if waiting.state is DraftState.PROPOSED:
                text = _fitting(program, before, case, waiting) if waiting.id == id else program.texts.get(waiting.text)
                again = _again(unit, desk, case, waiting, text, actor, said, now)
                result = again if waiting.id == id else result
        autonomy.moved(unit, program, before, case)
        result = unit.get(Draft, result.id) or result
        proposed = with_text(case.texts_proposed, result.text)
        unit.put(replace(case, texts_proposed=proposed))
        return result


def _changed(program: Program, case: Case, values: Mapping[str, str], now: datetime) -> Case:
    """The case with the new facts; type, team, priority and level follow the category where they were those of the old
    one."""
    new: dict[str, Any] = dict(values)
    old, category = program.category(case.category), program.category(values.get("category", ""))
    if old is not None and category is not None:
        new |= {"type": category.type} if case.type == old.type else {}
        new |= {"team": category.team or program.default_team} if case.team == old.team else {}
        new |= {k: getattr(category, k) for k in ("priority", "level")
                if k not in values and getattr(case, k) == getattr(old, k)}
    return replace(case, **new, updated=now, revision=case.revision + 1)


def _fitting(program: Program, before: Case, case: Case, draft: Draft) -> Text | None:
    """The text the draft is to have now: the reply of the new category, where the draft answers the category."""
    category = program.category(case.category)
    if case.category != before.category and category is not None and draft.purpose in _OF_THE_CATEGORY:
        reply = program.texts.get(category.reply)
        if reply is not None and reply.id not in case.texts_sent:
            return reply
    return program.texts.get(draft.text)


def _again(unit: Unit, desk: Desk, case: Case, draft: Draft, text: Text | None, actor: str, said: str, now: datetime
           ) -> Draft:
    """The draft as the case is now, written anew where that changes its words; it ends where nothing is left to ask."""
    program = desk.programs[case.program]
    if text is None or draft.purpose in TO_STAFF or (draft.edited and text.id == draft.text):
        return draft
    if text.id == draft.text and text.purpose == "questions" and draft.asks and not needs(program, case).ask:
        unit.put(_ended(draft, actor, f"nothing is left to ask: {said}", now))
        unit.add(Event(case.number, now, "draft", f"draft {draft.id} is taken back: nothing is left to ask",
                       actor, face=desk.face))
        return draft
    if text.id == draft.text:
        made = _made(unit, desk, case, draft, text, now)
        words = made.words
        if (words.subject, words.markdown, made.missing, made.asks) == (
                draft.subject, draft.body, draft.missing, draft.asks):
            return draft
    else:
        autonomy.replaced(unit, program, draft, f"{actor} changed the case: {said}", now)
    return _anew(unit, desk, case, draft, text, actor, said, now)


def _anew(
    unit: Unit, desk: Desk, case: Case, draft: Draft, text: Text, actor: str, why: str, now: datetime,
    chosen: bool = False,
) -> Draft:
    made = _made(unit, desk, case, draft, text, now, chosen)
    words, files = made.words, attached(desk.programs[case.program], text)
    again = unit.add(
        replace(
            draft, id=0, text=text.id, purpose=text.purpose, language=made.language,
            subject=words.subject, body=words.markdown, created=now, words=why, next_state=text.next_state,
            missing=made.missing, edited=False, asks=made.asks, attach=files,
            due=nearest(unit, case.number), snoozed=None,
            earns=draft.earns if text.id == draft.text else "", replaces=draft.id, undone=0,
            chosen=draft.chosen or text.id != draft.text,
            digest=draft_digest(draft.to, draft.cc, words.subject, words.markdown, draft.in_reply_to, files),
        )
    )
    unit.put(_ended(draft, actor, f"proposed anew as draft {again.id}: {why}", now))
    said = f"draft {draft.id} ({draft.text or 'a reply'}) is proposed anew as {again.id} ({text.id}): {why}"
    unit.add(Event(case.number, now, "draft", said, actor, face=desk.face))
    ask_once(unit, desk, case, again.asks, again.to, f"draft {again.id}", now, but=again.id)
    return again


def _made(
    unit: Unit, desk: Desk, case: Case, draft: Draft, text: Text, now: datetime, chosen: bool = False
) -> Written:
    mail = mail_of(unit, desk, case, draft.in_reply_to)
    return written(unit, desk, case, draft.to, text, mail, now, but=draft.text, chosen=chosen)


def _ended(draft: Draft, actor: str, why: str, now: datetime) -> Draft:
    return replace(draft, state=DraftState.SUPERSEDED, decided_by=actor, decided_at=now, decided_why=why)
