"""work/words.py: the values a prescribed text may use. Values only: nothing a customer wrote becomes a template.

Which text may use which of them, and what each means, is the table in program/variables.py; a test compares.
Reads next compose/render.py
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailtriage.model.case import Case, CaseMail
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.decision import Answer
from mailtriage.model.mail import Mail
from mailtriage.program.program import Program
from mailtriage.store.port import View
from mailtriage.work.desk import Desk

# A display name is the sender's own words: greet by it only when it looks like a person's name.
_NAME = re.compile(r"^[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_][^\W\d_.'’-]*){0,4}\.?$")


def greeting_name(case: Case) -> str:
    """How to greet: the first name of the contact, or "" when we do not know it."""
    name = " ".join(case.contact.split())
    if "," in name:                                 # "Mokoena, Naledi"
        name = name.partition(",")[2].strip()
    return name.split(" ")[0] if name and len(name) <= 60 and _NAME.match(name) else ""


def local(moment: datetime, program: Program) -> str:
    """`Tuesday 24 November, 13:00` in the desk's zone: with the weekday, because people plan by it."""
    there = moment.astimezone(ZoneInfo(program.calendars[program.calendar].zone))
    return f"{there:%A} {there.day} {there:%B}, {there:%H:%M}"


def variables(view: View, desk: Desk, program: Program, case: Case, mail: Mail | None, answer: Answer,
              now: datetime) -> dict[str, Any]:
    """Every word that is known for this case now. A word without a value is left out, so that a text which needs it
    is held instead of leaving a gap."""
    mailbox = desk.mailbox(case.mailbox)
    category = next((c for c in program.categories if c.id == case.category), None)
    clocks = [c for c in view.find(Clock, "case", case.number) if c.state is ClockState.RUNNING]
    words: dict[str, Any] = {
        "case_number": case.number,
        "subject": case.subject,
        "greeting_name": greeting_name(case),
        "mailbox_address": mailbox.address,
        "mailbox_name": mailbox.display_name or program.title,
        "program_title": program.title,
        "team": case.team,
        "category_title": category.title if category else "",
        "opened_local": local(case.opened, program),
        "product": case.fields.get("product", ""),
        "noted": [(k.replace("_", " "), v) for k, v in case.fields.items()],
        "questions": [],
        "customer": case.customer,
        "contact": case.contact,
        "participants": list(case.participants),
        "priority": case.priority,
        "state": case.state.value,
        "assignee": case.assignee,
    }
    if clocks:
        words["due_local"] = local(min(c.due for c in clocks), program)
    if mail is not None:
        words["mail_text"] = mail.reply_text[:4000]
    words["mails"] = [(local(m.at, program), m.sender, m.snippet) for m in view.find(CaseMail, "case", case.number)][-20:]
    return {**words, **answer.variables, "new_number": case.number}
