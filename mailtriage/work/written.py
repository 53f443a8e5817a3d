"""work/written.py: the prescribed texts that a case may have, in its words as it is now, for a person to choose among.

Promises   what is offered is what would be written: the same words, questions and gaps.
Does not   write anything down: work/another.py in place of a draft, `propose` here where none waits.
Reads next work/answer.py, work/another.py
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mailtriage.compose.markdown import to_text
from mailtriage.compose.render import MissingWords, Rendered
from mailtriage.model.case import Case, CaseMail, State
from mailtriage.model.decision import Answer, Send
from mailtriage.model.draft import Draft
from mailtriage.model.incident import LINK, OVER, Incident
from mailtriage.model.mail import Mail
from mailtriage.program.checklists import needs
from mailtriage.program.program import Program, Text
from mailtriage.program.variables import PURPOSES, TO_STAFF
from mailtriage.store.port import StoreError, View
from mailtriage.work import answer as writing
from mailtriage.work.answer import Letter, thread_of, with_text, words_of
from mailtriage.work.approve import Refused
from mailtriage.work.attached import attached
from mailtriage.work.cases import find
from mailtriage.work.desk import Desk
from mailtriage.work.likely import likeliest
from mailtriage.work.reading import unanswered
from mailtriage.work.receive import read_mail
from mailtriage.work.withdraw import ask_once
from mailtriage.work.words import explains

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


@dataclass(frozen=True, slots=True)
class Written:
    """A text in the words of a case. `missing`: the variables nobody has a value for; `asks`: the fields it asks."""

    words: Rendered
    language: str
    missing: tuple[str, ...]
    asks: tuple[str, ...]


def offers(view: View, desk: Desk, draft: Draft) -> list[Offer]:
    """The texts of the program that whom the draft is for may get, likeliest first, without its own."""
    case, program = open_case(view, desk, draft.case)
    mail, now = mail_of(view, desk, case, draft.in_reply_to), desk.clock()
    found, words = dict[str, Offer](), dict[str, str]()
    for text in program.texts.values():
        if text.id == draft.text or unfit(case, draft.purpose, text) or not language_of(program, case, text):
            continue
        made = written(view, desk, case, draft.to, text, mail, now, but=draft.text, chosen=True)
        first = "" if made.missing else _first(made.words.markdown)
        found[text.id] = Offer(text.id, text.purpose, first, made.missing, text.id in case.texts_sent)
        words[text.id] = made.words.markdown
    asked = f"{mail.subject}\n{mail.reply_text}" if mail is not None else case.subject
    return [found[id] for id in likeliest(program, case, asked, words)]


def fitting(program: Program, case: Case) -> list[Text]:
    """The texts a person may propose to the reporter of a case."""
    return [t for t in program.texts.values() if not unfit(case, "", t) and language_of(program, case, t)]


def propose(desk: Desk, number: str, actor: str, text: str) -> Draft:
    """A draft of that text to the reporter, where none waits. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        case, program = open_case(unit, desk, find(unit, desk, number).number)
        found = program.texts.get(text)
        why = unfit(case, "", found) if found else f"{program.id} has no such text"
        if found is None or why or not case.participants:
            raise Refused(f"{text} cannot be proposed on {case.number}: {why or 'nobody takes part in it'}")
        waiting = [d for d in unit.find(Draft, "case", case.number) if d.queue and d.text == text]
        if waiting:
            raise Refused(f"{text} waits on {case.number} already, as draft {waiting[0].id}")
        mail, to = mail_of(unit, desk, case), case.participants[:1]
        made = written(unit, desk, case, to, found, mail, now, chosen=True)
        in_reply_to, references = thread_of(mail)
        letter = Letter(found.purpose, text, to, made.words.subject, made.words.markdown, made.language,
                        in_reply_to=in_reply_to, references=references, asks=made.asks, attach=attached(program, found))
        draft = writing.propose(unit, case, letter, words=f"proposed by {actor}", next_state=found.next_state,
                                missing=made.missing, now=now, actor=actor)
        draft = unit.put(replace(draft, chosen=True))
        ask_once(unit, desk, case, draft.asks, draft.to, f"draft {draft.id}, proposed by {actor},", now, but=draft.id)
        unit.put(replace(case, texts_proposed=with_text(case.texts_proposed, text), updated=now,
                         revision=case.revision + 1))
        return draft


def written(
    view: View, desk: Desk, case: Case, to: tuple[str, ...], text: Text, mail: Mail | None, now: datetime,
    but: str = "", chosen: bool = False,
) -> Written:
    """The words of `text` to `to` on this case. `chosen` by a person, it may ask what the mail perhaps says.
    `but` is a text proposed on it that will not leave."""
    program = desk.programs[case.program]
    wanted = needs(program, case)
    ask = (wanted.ask or (wanted.unsure if chosen else ())) if text.asks else ()
    told: dict[str, Any] = {
        "questions": tuple(question for _, question in ask),
        "article": _article(program, case, text.id),
        "explain_levels": explains(view, program, to[0], text.id, but=(case.number, but)),
        **_incident(view, case),
    }
    language = language_of(program, case, text)
    answer = Answer(text.id, text.purpose, language, Send.APPROVE, to, variables=told)
    try:
        words = words_of(view, desk, program, case, text, answer, mail, now)
    except MissingWords as e:
        return Written(Rendered(f"Re: {case.subject}", ""), language, e.names, ())
    return Written(words, language, (), tuple(name for name, _ in ask))


def _article(program: Program, case: Case, text: str) -> str:
    """Where more stands about the known problem that names the text: the one the case looks like, else the only one."""
    named = {p.id: p.article for p in program.known_problems if p.text == text}
    if case.known_problem is not None and case.known_problem.id in named:
        return case.known_problem.article
    return next(iter(named.values())) if len(set(named.values())) == 1 else ""


def _incident(view: View, case: Case) -> dict[str, str]:
    """What a text says of the incident the case was linked to last."""
    incident = view.one(Incident, "key", case.incidents[-1]) if case.incidents else None
    if incident is None:
        return {}
    return {"incident": incident.title, "incident_text": incident.over if incident.closed else incident.tell}


def unfit(case: Case, purpose: str, text: Text) -> str:
    """Why whom a draft of that purpose is for ("" for a customer) cannot get that text, "" when they can."""
    link = {"incident": LINK, "incident-over": OVER}.get(text.purpose, "")
    if (text.purpose in TO_STAFF or purpose in TO_STAFF) and text.purpose != purpose:
        return f"it is {PURPOSES[text.purpose]}"
    if text.purpose in _NEVER_CHOSEN:
        return "it leaves with the mail that causes it"
    if link and not any(one.startswith(link) for one in case.links):
        return "the case is linked to no such incident"
    return ""


def language_of(program: Program, case: Case, text: Text) -> str:
    """The language of the case, where the text has it; else the first the program has it in; "" for none."""
    return next((v for v in (program.language(case.language), *program.languages) if v in text.words), "")


def _first(markdown: str) -> str:
    """How a text begins, behind its greeting."""
    lines = [line for line in to_text(markdown, 1_000).splitlines() if line.strip()]
    line = next((v for n, v in enumerate(lines) if n or not v.endswith(",")), "")
    return textwrap.shorten(line, _FIRST, placeholder=" …")


def open_case(view: View, desk: Desk, number: str) -> tuple[Case, Program]:
    """The case and its program. Raises Refused when nothing more leaves on it."""
    case = view.one(Case, "number", number)
    assert case is not None, number
    if case.state is State.CLOSED:
        raise Refused(f"{case.number} is closed; nothing more leaves on it")
    return case, desk.programs[case.program]


def mail_of(view: View, desk: Desk, case: Case, message_id: str = "") -> Mail | None:
    """The mail that is answered, else the latest a person wrote; None when its bytes are gone: no text depends on
    them."""
    mails = view.find(CaseMail, "case", case.number)
    found = [m for m in mails if message_id and m.message_id == message_id]
    row = next(iter(found[-1:] or unanswered(view, case, 1)), None)
    try:
        return read_mail(desk, case.mailbox, desk.raw.get(row.raw)) if row is not None else None
    except StoreError:
        return None
