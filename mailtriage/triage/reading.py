"""triage/reading.py: what a mail says besides its words: the facts in it, and all that conditions of rules ask for.

Promises   a value of a mail never replaces one that staff set, nor a guess one that somebody filled in; what changes is
           recorded with what it was.
Reads next program/fields.py, triage/new_case.py, triage/reply.py
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailtriage.model.case import Case, Origin
from mailtriage.model.subject import strip_numbers
from mailtriage.program.checklists import facts_of, needs, title
from mailtriage.program.fields import REGISTER, TOLD, Found, Read, find_fields
from mailtriage.program.index import Said
from mailtriage.program.perhaps import perhaps
from mailtriage.program.rule import spoken
from mailtriage.program.secrets import mask
from mailtriage.program.standing import STRANGER, UNLISTED, roles_of
from mailtriage.program.when import Circumstances
from mailtriage.triage.working import Working


def read(w: Working) -> Circumstances:
    """Fields found in the mail go to `w.fields` with their reasons; what conditions ask for is returned."""
    mail, facts = w.mail, w.facts
    subject, text = strip_numbers(mail.subject, facts.prefixes), mail.said  # our own number is nobody's reference
    said = Said(w.program.index, {"subject": subject, "new text": text})
    old = w.case
    found = find_fields(
        w.program,
        Read(
            said,
            subject,
            text,
            mail.text,
            mail.attachments,
            _known(w),
            _questions(w, old) if old is not None else (),
            facts.products,
            mail.signature,
            _not_names(w),
        ),
    )
    w.found = found
    w.fields = {name: f for name, f in found.items() if old is None or _better(old, f)}
    for name, f in found.items():
        _because(w, old, f, kept=name in w.fields)
    held = dict(old.fields) if old is not None else {}
    told = {*(name for name in held if held[name]), *w.fields, *(old.perhaps if old is not None else ())}
    w.perhaps = perhaps(w.program.fields, told, said)
    about = Circumstances(
        said,
        mail.sender.address if mail.sender else "",
        tuple(a.address for a in (*mail.to, *mail.cc)),
        facts.mailbox,
        mail.language,
        mail.attachments,
        {**held, **{name: f.value for name, f in w.fields.items()}},
        facts_of(old) if old is not None else {},
        roles_of(w.program, facts.contact, mail.sender.address if mail.sender else "") or _not_listed(w),
    )
    w.about = about
    return about


def _not_listed(w: Working) -> tuple[str, ...]:
    """What who writes is where the register has no contact of that address: by whether it knows the domain."""
    if w.facts.contact or w.facts.unclear_customer:
        return ()
    return (UNLISTED,) if w.facts.customer else (STRANGER,)


def _known(w: Working) -> dict[str, str]:
    """What the register and the head of the mail give to fields, by vocabulary.SENDER."""
    contact, customer, sender = w.facts.contact, w.facts.customer, w.mail.sender
    products = customer.products if customer else ()
    return {
        "contact.name": contact.name if contact else "",
        "contact.address": contact.address if contact else "",
        "customer.name": customer.name if customer else "",
        "customer.number": customer.number if customer else "",
        "customer.products": products[0] if len(products) == 1 else "",
        "sender.name": sender.name if sender else "",
        "sender.address": sender.address if sender else "",
        "subject": mask(w.mail.subject),
    }


def _not_names(w: Working) -> tuple[str, ...]:
    """What people write with a capital and means neither a person nor a place: products, organisations, the sender."""
    customer, contact, sender = w.facts.customer, w.facts.contact, w.mail.sender
    names = [*w.program.products, *(p.title for p in w.program.partner_list)]
    names += [customer.name, customer.partner] if customer else []
    names += [contact.name, contact.customer, *contact.acts_for] if contact else []
    names += [sender.name] if sender else []
    return tuple(name for name in names if name)


def _questions(w: Working, case: Case) -> tuple[tuple[str, str], ...]:
    """What we asked last, as (field, question), in its order."""
    asked: dict[str, str] = {}
    for checklist in w.program.checklists.values():
        for item in checklist.items:
            asked.setdefault(item.field, spoken(item.ask, case.language))
    for item in (i for name in needs(w.program, case).lists for i in w.program.checklists[name].items):
        asked[item.field] = spoken(item.ask, case.language)
    return tuple((name, asked.get(name, "")) for name in case.questions)


def _better(case: Case, found: Found) -> bool:
    """Whether a value goes before the one a case has."""
    if not case.fields.get(found.field):
        return True
    had = case.sources.get(found.field, Origin("", rank=TOLD)).rank
    many = case.fields[found.field] != found.value
    return many and (found.rank > had or found.rank == had == TOLD)


def _because(w: Working, case: Case | None, found: Found, *, kept: bool) -> None:
    was = case.fields.get(found.field, "") if case is not None else ""
    if was == found.value:
        return
    result = f"{found.field} = {found.value[:120]!r} ({found.by})"
    if was:
        result += f", was {was[:120]!r}" if kept else f", and stays {was[:120]!r}"
    w.because("field", result, found.field, found.source, (found.words[:120],))


def changes(w: Working) -> dict[str, Any]:
    """The fields of the mail as the parts of a CaseChange."""
    mail = w.mail.message_id or f"sha256:{w.mail.sha256}"
    sources = {
        name: Origin("register" if f.rank == REGISTER else mail, f.by, f.words[:200], f.rank)
        for name, f in w.fields.items()
    }
    fields = {name: f.value for name, f in w.fields.items()}
    said = {name: mask(sentence) for name, (_, sentence) in w.perhaps.items()}
    return {"fields": fields, "sources": sources, "perhaps": said}


def knowing(w: Working, case: Case) -> Case:
    """The case with what the mail brought."""
    new = changes(w)
    return replace(case, fields={**case.fields, **new["fields"]}, perhaps={**new["perhaps"], **case.perhaps})


def completed(w: Working, case: Case) -> tuple[tuple[str, str], ...]:
    """Events that say what a reply brought to a case that was asked: all, or what is still missing."""
    if not w.fields:
        return ()
    after = knowing(w, case)
    before, now = needs(w.program, case), needs(w.program, after)
    names = ", ".join(title(w.program, name, w.program.languages[0]) for name in w.fields)
    if not before.missing:
        return (("information", f"came: {names}"),)
    if not now.missing:
        w.because("checklist", f"{', '.join(now.lists)}: all is known now", now.lists[0], now.source)
        return (("complete", f"came: {names}; all that {', '.join(now.lists)} asks for is known"),)
    still = ", ".join(title(w.program, i.field, w.program.languages[0]) for i in now.missing)
    w.because("checklist", f"{', '.join(now.lists)}: still missing {still}", now.lists[0], now.source)
    return (("information", f"came: {names}; still missing: {still}"),)
