"""work/another.py: a waiting draft written anew, because a person wants another text, or says the case is another.

Promises   one unit each: the old draft ends, the new one waits under a digest of its own and names the one it stands
           for, with an event that says who and why. Edited words are kept, unless another text is chosen.
Does not   approve anything, nor start clocks anew.
Reads next work/repropose.py (which does it when a mail comes), program/checklists.py
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mailtriage.compose.markdown import to_text
from mailtriage.compose.render import MissingWords, Rendered
from mailtriage.model.case import Case, CaseMail, Event, State
from mailtriage.model.decision import Answer, Send
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.incident import LINK, OVER, Incident
from mailtriage.model.mail import Mail
from mailtriage.program.checklists import needs
from mailtriage.program.program import Program, Text
from mailtriage.program.variables import PURPOSES, TO_STAFF
from mailtriage.store.port import StoreError, Unit, View
from mailtriage.work import autonomy
from mailtriage.work.answer import draft_digest, nearest, with_text, words_of
from mailtriage.work.approve import Refused, get_draft
from mailtriage.work.attached import attached
from mailtriage.work.checked import check_facts
from mailtriage.work.desk import Desk
from mailtriage.work.reading import latest
from mailtriage.work.receive import read_mail
from mailtriage.work.words import explains

CHANGEABLE = ("category", "priority")
# What an answer to the content of a mail may be: when the category is another, the answer is.
_OF_THE_CATEGORY = frozenset({"prescribed-answer", "reference", "referral", "questions"})
_NEVER_CHOSEN = frozenset({"acknowledgement", "closed-number"})     # each leaves with the mail that causes it
_FIRST = 140            # characters of the first line, for a list


@dataclass(frozen=True, slots=True)
class Offer:
    """A text a person may choose: how it begins, the words nobody has for it, and whether the case had it."""

    id: str
    purpose: str
    first: str
    lacks: tuple[str, ...]
    had: bool


def offers(view: View, desk: Desk, draft: Draft) -> list[Offer]:
    """The texts of the program that whom the draft is for may get, in the order of its file, without its own."""
    case, program = _case(view, desk, draft)
    mail, now = _mail(view, desk, case, draft), desk.clock()
    found = []
    for text in program.texts.values():
        if text.id == draft.text or _unfit(case, draft, text) or _language(program, case, text) == "":
            continue
        words, missing, _ = _written(view, desk, program, case, draft, text, mail, now)
        had = text.id in case.texts_sent
        found.append(Offer(text.id, text.purpose, "" if missing else _first(words.markdown), missing, had))
    return found


def choose(desk: Desk, id: int, actor: str, text: str) -> Draft:
    """Propose `text` in place of draft `id`. Raises Refused."""
    with desk.store.unit() as unit:
        return choose_in(unit, desk, id, actor, text)


def choose_in(unit: Unit, desk: Desk, id: int, actor: str, text: str) -> Draft:
    """The same in an open unit. Refused is raised before anything is written."""
    now, draft = desk.clock(), get_draft(unit, id)
    case, program = _case(unit, desk, draft)
    found = program.texts.get(text)
    if found is None:
        raise Refused(f"{program.id} has no text {text}; `mailtriage draft texts {id}` shows those that fit")
    if text == draft.text:
        raise Refused(f"draft {id} is {text} already")
    if why := _unfit(case, draft, found):
        raise Refused(f"{text} cannot stand for draft {id}: {why}")
    why = f"chosen by {actor} in place of {draft.text or 'a reply'}"
    again = _anew(unit, desk, case, draft, found, actor, why, now)
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
        before, program = _case(unit, desk, draft)
        values = {k: v for k, v in values.items() if k in CHANGEABLE and v and v != getattr(before, k)}
        if not values:
            raise Refused(f"{before.number} is of that {' and '.join(CHANGEABLE)} already")
        check_facts(unit, program, values)
        case = unit.put(_changed(program, before, values, now))
        said = ", ".join(f"{k} {v}, was {getattr(before, k) or 'none'}" for k, v in values.items())
        unit.add(Event(case.number, now, "set", said, actor))
        result = draft
        for waiting in unit.find(Draft, "case", case.number):
            if waiting.state is DraftState.PROPOSED:
                text = _fitting(program, before, case, waiting) if waiting.id == id else program.texts.get(waiting.text)
                again = _again(unit, desk, case, waiting, text, actor, said, now)
                result = again if waiting.id == id else result
        proposed = with_text(case.texts_proposed, result.text)
        unit.put(replace(case, texts_proposed=proposed))
        return result


def _changed(program: Program, case: Case, values: Mapping[str, str], now: datetime) -> Case:
    """The case with the new facts; type and team follow the category where they were those of the old one."""
    new: dict[str, Any] = dict(values)
    old, category = program.category(case.category), program.category(values.get("category", ""))
    if old is not None and category is not None:
        new |= {"type": category.type} if case.type == old.type else {}
        new |= {"team": category.team or program.default_team} if case.team == old.team else {}
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
        unit.add(Event(case.number, now, "draft", f"draft {draft.id} is taken back: nothing is left to ask", actor))
        return draft
    if text.id == draft.text:
        mail = _mail(unit, desk, case, draft)
        words, missing, asks = _written(unit, desk, program, case, draft, text, mail, now)
        if (words.subject, words.markdown, missing, asks) == (draft.subject, draft.body, draft.missing, draft.asks):
            return draft
    else:
        autonomy.replaced(unit, program, draft, f"{actor} changed the case: {said}", now)
    return _anew(unit, desk, case, draft, text, actor, said, now)


def _anew(unit: Unit, desk: Desk, case: Case, draft: Draft, text: Text, actor: str, why: str, now: datetime) -> Draft:
    program = desk.programs[case.program]
    mail = _mail(unit, desk, case, draft)
    words, missing, asks = _written(unit, desk, program, case, draft, text, mail, now)
    files = attached(program, text)
    again = unit.add(
        replace(
            draft, id=0, text=text.id, purpose=text.purpose, language=_language(program, case, text),
            subject=words.subject, body=words.markdown, created=now, words=why, next_state=text.next_state,
            missing=missing, edited=False, asks=asks, attach=files, due=nearest(unit, case.number), snoozed=None,
            earns=draft.earns if text.id == draft.text else "", replaces=draft.id,
            digest=draft_digest(draft.to, draft.cc, words.subject, words.markdown, draft.in_reply_to, files),
        )
    )
    unit.put(_ended(draft, actor, f"proposed anew as draft {again.id}: {why}", now))
    said = f"draft {draft.id} ({draft.text or 'a reply'}) is proposed anew as {again.id} ({text.id}): {why}"
    unit.add(Event(case.number, now, "draft", said, actor))
    return again


def _ended(draft: Draft, actor: str, why: str, now: datetime) -> Draft:
    return replace(draft, state=DraftState.SUPERSEDED, decided_by=actor, decided_at=now, decided_why=why)


def _written(
    view: View, desk: Desk, program: Program, case: Case, draft: Draft, text: Text, mail: Mail | None, now: datetime
) -> tuple[Rendered, tuple[str, ...], tuple[str, ...]]:
    """The words of `text` for this case, the variables nobody has a value for, and the fields it asks."""
    ask = needs(program, case).ask if text.asks else ()
    fixes = case.known_problem is not None and text.id in {
        p.text for p in program.known_problems if p.id == case.known_problem.id}
    told: dict[str, Any] = {
        "questions": tuple(question for _, question in ask),
        "article": case.known_problem.article if fixes and case.known_problem else "",
        "explain_levels": explains(view, program, draft.to[0], text.id, but=(case.number, draft.text)),
        **_incident(view, case),
    }
    answer = Answer(text.id, text.purpose, _language(program, case, text), Send.APPROVE, draft.to, draft.cc, told)
    try:
        return words_of(view, desk, program, case, text, answer, mail, now), (), tuple(name for name, _ in ask)
    except MissingWords as e:
        return Rendered(f"Re: {case.subject}", ""), e.names, ()


def _incident(view: View, case: Case) -> dict[str, str]:
    """What a text says of the incident the case was linked to last."""
    incident = view.one(Incident, "key", case.incidents[-1]) if case.incidents else None
    if incident is None:
        return {}
    return {"incident": incident.title, "incident_text": incident.over if incident.closed else incident.tell}


def _unfit(case: Case, draft: Draft, text: Text) -> str:
    """Why whom the draft is for cannot get that text, "" when they can."""
    link = {"incident": LINK, "incident-over": OVER}.get(text.purpose, "")
    if (text.purpose in TO_STAFF or draft.purpose in TO_STAFF) and text.purpose != draft.purpose:
        return f"it is {PURPOSES[text.purpose]}"
    if text.purpose in _NEVER_CHOSEN:
        return "it leaves with the mail that causes it"
    if link and not any(one.startswith(link) for one in case.links):
        return "the case is linked to no such incident"
    return ""


def _language(program: Program, case: Case, text: Text) -> str:
    """The language of the case, where the text has it; else the first the program has it in; "" for none."""
    return next((v for v in (program.language(case.language), *program.languages) if v in text.words), "")


def _first(markdown: str) -> str:
    """How a text begins, behind its greeting."""
    lines = [line for line in to_text(markdown, 1_000).splitlines() if line.strip()]
    line = next((v for n, v in enumerate(lines) if n or not v.endswith(",")), "")
    return textwrap.shorten(line, _FIRST, placeholder=" …")


def _case(view: View, desk: Desk, draft: Draft) -> tuple[Case, Program]:
    case = view.one(Case, "number", draft.case)
    assert case is not None, draft.case
    if case.state is State.CLOSED:
        raise Refused(f"{case.number} is closed; nothing more leaves on it")
    return case, desk.programs[case.program]


def _mail(view: View, desk: Desk, case: Case, draft: Draft) -> Mail | None:
    """The mail the draft answers, None when its bytes are gone: no text depends on them."""
    found = [m for m in view.find(CaseMail, "case", case.number) if m.message_id and m.message_id == draft.in_reply_to]
    row = found[-1] if found else latest(view, case.number)
    try:
        return read_mail(desk, case.mailbox, desk.raw.get(row.raw)) if row is not None else None
    except StoreError:
        return None
