"""work/words.py: the values a prescribed text may use. Values only: nothing a customer wrote becomes a template.

Promises   every variable of `program/variables.py` that a purpose may use has a value here, empty when nobody knows.
Reads next compose/render.py
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailtriage.intake.parse import parse
from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.clock import ASKING, Clock, ClockState
from mailtriage.model.decision import Answer
from mailtriage.model.mail import Mail
from mailtriage.model.register import Customer
from mailtriage.program.checklists import gaps, known, needs_now, title
from mailtriage.program.program import Program
from mailtriage.program.secrets import mask
from mailtriage.program.standing import reader_zone
from mailtriage.program.standing_values import Identity
from mailtriage.program.variables import TO_STAFF, allowed
from mailtriage.store.port import View
from mailtriage.work.desk import Desk

MOST_TEXT = 4000  # characters of one mail that a hand-over quotes

# A display name is the sender's own words: greet by it only when it looks like a person's name.
_NAME = re.compile(r"^[^\W\d_][^\W\d_.'’-]*(?:(?:[ '’-]+|\. )[^\W\d_][^\W\d_.'’-]*){0,4}\.?$")  # never a.b: a link


def greeting_name(case: Case) -> str:
    """How to greet: the first name of the contact, or "" when we do not know it."""
    name = " ".join(case.contact.split())
    if "," in name:  # "Mokoena, Naledi"
        name = name.partition(",")[2].strip()
    if not name or len(name) > 60 or not _NAME.match(name):
        return ""
    return next((word for word in name.split(" ") if not word.endswith(".")), "")      # not "Hello Dr.,"


def local(moment: datetime, program: Program, zone: str = "") -> str:
    """`Tuesday 24 November, 13:00 (SAST)` in the desk's zone: with the weekday, because people plan by it. Behind it
    the same in the reader's `zone`, where their clock shows something else."""
    there = moment.astimezone(ZoneInfo(program.calendars[program.calendar].zone))
    said = f"{there:%A} {there.day} {there:%B}, {there:%H:%M} ({there:%Z})"
    own = moment.astimezone(ZoneInfo(zone)) if zone else there
    if own.utcoffset() == there.utcoffset():
        return said
    day = "" if own.date() == there.date() else f"{own:%A} {own.day} {own:%B}, "
    return f"{said}, {day}{own:%H:%M} your time ({own:%Z})"


def variables(
    view: View, desk: Desk, program: Program, case: Case, mail: Mail | None, answer: Answer, now: datetime
) -> dict[str, Any]:
    """Every word this purpose may use. What a step of triage knows better (`answer.variables`) wins."""
    words = _for_everybody(view, desk, program, case, mail, now) | {
        "explain_levels": explains(view, program, answer.to[0] if answer.to else "", answer.text)}
    if answer.purpose in TO_STAFF:
        words |= _for_staff(view, desk, program, case, mail)
    text = program.texts.get(answer.text)
    words |= {"new_number": case.number, "references": text.references if text else (), **answer.variables}
    names = allowed(answer.purpose)
    return {name: value for name, value in words.items() if name in names}


def _for_everybody(
    view: View, desk: Desk, program: Program, case: Case, mail: Mail | None, now: datetime
) -> dict[str, Any]:
    mailbox, face = desk.mailbox(case.mailbox), program.mailboxes.get(case.mailbox, Identity())
    zone = zone_of_reader(view, program, case)
    category, team = program.category(case.category), program.teams.get(case.team)
    calendar = program.calendars[program.calendar]
    running = [c.due for c in view.find(Clock, "case", case.number)
               if c.state is ClockState.RUNNING and c.kind != ASKING]  # fmt: skip
    return {
        "case_number": case.number,
        "subject": case.subject,
        "mailbox_name": face.name or mailbox.display_name or program.title,
        "telephone": face.telephone,
        "whatsapp": face.whatsapp,
        "passed_to": "",
        "reader": "",
        "mailbox_address": mailbox.address,
        "team": team.title if team else case.team,
        "team_address": team.address if team else "",
        "category_title": category.title if category else "",
        "product": case.fields.get("product", ""),
        "opened_local": local(case.opened, program, zone),
        "due_local": local(min(running), program, zone) if running else "",
        "greeting_name": greeting_name(case),
        "desk_open": "" if calendar.is_open(now) else local(calendar.next_open(now), program, zone),
        "known": known(program, case, to_customer=True),
        "missing": tuple(title(program, item.field, case.language) for item in needs_now(program, case).missing
                         if item.field not in case.perhaps),
        "questions": (),
        "article": "",
        "language_line": _language_line(program, mail),
        "state": case.state.value,
        "customers": (),
        "mail_size": "",
        "size_limit": "",
    }


def zone_of_reader(view: View, program: Program, case: Case) -> str:
    customer = view.one(Customer, "key", f"{program.id}/{case.customer}") if case.customer and program.regions else None
    return reader_zone(program, case.mailbox, customer.region if customer else "")


def explains(view: View, program: Program, reader: str, text: str, but: tuple[str, str] = ("", "")) -> bool:
    """Whether the reader has had no text yet that explains the levels, on any case of theirs. `but` is a case and a
    text proposed there that will not leave."""
    explaining = {t.id for t in program.texts.values() if any("explain_levels" in body for _, body in t.words.values())}
    cases = view.find(Case, "participants", reader) if text in explaining else []
    return not any(
        explaining & {*c.texts_sent, *(t for t in c.texts_proposed if (c.number, t) != but)}
        for c in cases if c.program == program.id)


def _language_line(program: Program, mail: Mail | None) -> str:
    """What a mail in a language of none of our texts is told."""
    if mail is None or not program.language_line or mail.language in ("", *program.languages):
        return ""
    return program.language_line.get(mail.language) or program.language_line.get("", "")


def _for_staff(view: View, desk: Desk, program: Program, case: Case, mail: Mail | None) -> dict[str, Any]:
    mails = view.find(CaseMail, "case", case.number)
    clocks = view.find(Clock, "case", case.number)  # staff see a missed one too
    priority = next((p for p in program.priorities if p.id == case.priority), None)
    events = view.find(Event, "case", case.number)
    return {
        "priority": f"{priority.id} ({priority.title})" if priority else case.priority,
        "level": case.level,
        "customer": case.customer,
        "contact": ", ".join(x for x in (case.contact, *case.participants[:1]) if x),
        "entitlement": f"{case.entitlement.verdict.value}, {case.entitlement.level}".rstrip(", "),
        "known": known(program, case),
        "missing": gaps(program, case, needs_now(program, case).missing),
        "symptoms": mask(mail.reply_text[:MOST_TEXT] if mail else _symptoms(desk, mails)),
        "steps": tuple(text for _, text in _acts(events, program)),
        "mails": tuple((local(m.at, program), m.sender, m.snippet) for m in mails if m.direction is not Direction.NOTE)[
            -20:
        ],
        "responsible": case.assignee or case.team,
        "done": tuple(text for _, text in sorted((*_acts(events, program), *_letters(mails, program))))[-12:],
        "expected": "",
        "due_local": local(min(c.due for c in clocks), program) if clocks else "",
    }


_SAID_BY_THE_MAIL = {"reply", "approved", "staff-reply", "cancelled", "retried"}


def _acts(events: list[Event], program: Program) -> list[tuple[datetime, str]]:
    """What people did, in their words; what the desk noted for itself (queues, servers) is no news to a reader."""
    return [(e.at, f"{local(e.at, program)}, {e.actor}: {e.text}") for e in events
            if e.actor != "mailtriage" and e.kind not in _SAID_BY_THE_MAIL]


def _letters(mails: list[CaseMail], program: Program) -> list[tuple[datetime, str]]:
    way = {Direction.IN: "mail from", Direction.OUT: "mail to"}
    return [(m.at, f"{local(m.at, program)}: {way[m.direction]} "
                   f"{m.sender if m.direction is Direction.IN else ', '.join(m.to)}: {m.subject}")
            for m in mails if m.direction in way]


def _symptoms(desk: Desk, mails: list[CaseMail]) -> str:
    """What the customer first wrote, whole: a hand-over must not depend on a list's first line."""
    first = next((m for m in mails if m.direction is Direction.IN and m.raw), None)
    if first is not None:
        return parse(desk.raw.get(first.raw)).reply_text[:MOST_TEXT]
    return next((m.snippet for m in mails if m.direction is Direction.NOTE), "")
