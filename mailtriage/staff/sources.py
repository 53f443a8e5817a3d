"""staff/sources.py: everything a fact of a draft may come from, text by text, the likeliest and cheapest first.

Promises   a generator: who has found all asks no further. The mail that is answered, the case as it is kept, the
           register about its customer, the program's texts and what they are made of, then the other mails and notes,
           newest first.
Does not   take the program's examples for facts: what somebody wrote once in a rule is nobody's version here.
Reads next staff/unwritten.py, staff/around.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from mailtriage.model.case import Case, CaseMail
from mailtriage.model.clock import Clock
from mailtriage.model.draft import Draft
from mailtriage.model.incident import Incident
from mailtriage.model.mail import Mail
from mailtriage.model.register import Contact, Customer
from mailtriage.program.program import Program
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.receive import read_mail
from mailtriage.work.words import local, zone_of_reader

_MOST_MAILS = 20
# Files of rules whose words reach texts, and that hold no examples of mails.
_RULES = ("program.toml", "prescribed.toml", "checklists.toml", "escalation.toml", "clocks.toml")


def sources(view: View, desk: Desk, case: Case, draft: Draft, mail: Mail | None, customer: Customer | None,
            contact: Contact | None) -> Iterator[str]:
    """The texts a fact of the draft may stand in."""
    program = desk.programs[case.program]
    if mail is not None:
        yield _of_mail(mail)
    yield "\n".join((case.subject, case.contact, *case.fields.values(), *draft.attach))
    of = view.one(Customer, "key", f"{program.id}/{case.customer}") if case.customer else None
    yield "\n".join(_of_register(record) for record in (of, customer, contact) if record is not None)
    text = program.texts.get(draft.text)
    if text is not None:
        yield "\n".join(f"{subject}\n{body}" for subject, body in text.words.values())
    yield _of_program(program)
    yield _times(view, program, case, draft)
    incidents = [view.one(Incident, "key", key) for key in case.incidents]
    yield "\n".join(f"{i.title}\n{i.tell}\n{i.over}" for i in incidents if i is not None)
    mails = view.find(CaseMail, "case", case.number)
    yield "\n".join(f"{m.subject}\n{m.snippet}" for m in mails)
    for row in reversed([m for m in mails if m.raw][-_MOST_MAILS:]):
        try:
            yield _of_mail(read_mail(desk, case.mailbox, desk.raw.get(row.raw)))
        except StoreError:
            continue                    # past its retention


def _of_mail(mail: Mail) -> str:
    return "\n".join((mail.subject, mail.text, *(a.name for a in mail.attachments)))


def _of_register(record: Customer | Contact) -> str:
    values = (v if isinstance(v, tuple) else (v,) for v in astuple(record)[:-1])
    return "\n".join(str(v) for group in values for v in group if v not in ("", None))


def _times(view: View, program: Program, case: Case, draft: Draft) -> str:
    """Moments a text may speak of, as it says them."""
    calendar, zone = program.calendars[program.calendar], zone_of_reader(view, program, case)
    dues = [clock.due for clock in view.find(Clock, "case", case.number)]
    moments = (case.opened, draft.created, calendar.next_open(draft.created), *dues)
    return "\n".join(f"{local(moment, program, zone)} {moment:%Y-%m-%d}" for moment in moments)


def _of_program(program: Program) -> str:
    """What the program says to people, and the known problems it names."""
    files = (data.decode("utf-8", "replace") for name, data in program.files.items()
             if name.startswith("templates/") or name.removeprefix("rules/") in _RULES)
    asks = (ask for f in program.fields.values() for ask in f.ask.values())
    return "\n".join((*files, *(f"{p.title} {p.article}" for p in program.known_problems), *asks))
