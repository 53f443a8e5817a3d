"""work/checked.py: what staff may write into a case, checked against its program and the register.

Promises   a refusal names the choices. Whoever sets a customer gets the contract checked again, with an event; what was
           proposed because of the verdict before is superseded.
Reads next work/cases.py, program/entitlement.py
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import get_args

from mailtriage.intake.addresses import canonical
from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.mail import Tier
from mailtriage.model.register import Contact, Customer
from mailtriage.model.wire import BadAddress, wire_address
from mailtriage.program import entitlement
from mailtriage.program.entitlement import Found, find_customer, lookup_domain
from mailtriage.program.problems import nearest
from mailtriage.program.program import Program
from mailtriage.program.schema import CategoryType
from mailtriage.store.port import StoreError, Unit, View
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.receive import read_mail


class BadInput(Refused):
    """What a person typed can never be right; the command exits 2."""


def check_facts(view: View, program: Program, values: Mapping[str, str]) -> None:
    """Raise Refused for the first value the program or the register does not know."""
    choices: dict[str, Collection[str]] = {
        "category": {*(c.id for c in program.categories), program.default_category} - {""},
        "priority": [p.id for p in program.priorities],
        "level": [v.id for v in program.levels],
        "team": list(program.teams),
        "type": get_args(CategoryType),
        "language": program.languages,
    }
    for name, value in values.items():
        if name in choices and value not in choices[name]:
            raise Refused(f'{program.id} has no {name} "{value}"; these are: {", ".join(sorted(choices[name]))}')
        if name == "subject" and not value.strip():
            raise Refused("a case must have a subject")
        if name == "customer" and value and view.one(Customer, "key", f"{program.id}/{value}") is None:
            known = [c.name for c in view.all(Customer) if c.program == program.id]
            raise Refused(f'the register of {program.id} has no customer "{value}"; '
                          f"{nearest(value, known) if len(known) <= 20 else _near(value, known)}")


def checked_field(program: Program, name: str, value: str) -> str:
    """The value for a field, when it is one of the program and may be stored. Raises Refused."""
    if program.fields and name not in program.fields:
        raise Refused(f'{program.id} has no field "{name}"; {nearest(name, program.fields)}')
    if name in program.fields and program.fields[name].secret:
        raise Refused(f"{name} is a secret, and secrets are never stored")
    return value.strip()


def _near(value: str, known: list[str]) -> str:
    hits = sorted(name for name in known if value.casefold() in name.casefold())[:10]
    return f"it has {', '.join(hits)}" if hits else "`mailtriage customer list` shows them"


def address_of(desk: Desk, text: str) -> str:
    """A person's address in its canonical form. BadInput when nobody can be written to there, or it is ours."""
    address = canonical(text)
    try:
        wire_address(address or text)
    except BadAddress as e:
        raise BadInput(str(e)) from None
    if not address:
        raise BadInput(f"{text} is not an address that can be written to")
    if address in desk.own_addresses:
        raise BadInput(f"{address} is ours; give the address of the person who asks")
    return address


def find_by_address(view: View, program: Program, address: str) -> Found:
    """Whose address this is by the register of the program, as for a mail from there."""
    contact = view.one(Contact, "key", f"{program.id}/{address}")
    domain = lookup_domain(address)
    return find_customer(
        address,
        contact=contact,
        by_address=view.one(Customer, "key", contact.customer_key) if contact else None,
        by_domain=view.find(Customer, "domain_keys", f"{program.id}/{domain}") if domain else (),
    )


def entitle(unit: Unit, desk: Desk, case: Case, found: Found, now: datetime, actor: str) -> Case:
    """The case with the customer found and the contract checked today, an event, and without proposals that no longer
    fit the verdict."""
    program = desk.programs[case.program]
    verdict = entitlement.check(program, program.today(now), _tier(unit, desk, case), found.contact, found.customer,
                                found.matched_by)
    wanted = entitlement.path(program, verdict).reply
    unit.add(Event(case.number, now, "entitlement", f"{verdict.verdict.value}: {verdict.evidence}",
                   actor, face=desk.face))
    for draft in unit.find(Draft, "case", case.number):
        if draft.state is DraftState.PROPOSED and draft.purpose == "entitlement" and draft.text != wanted:
            why = f"{draft.text} no longer fits: the entitlement is {verdict.verdict.value}"
            unit.put(replace(draft, state=DraftState.SUPERSEDED, decided_at=now, decided_by=actor, decided_why=why))
            unit.add(Event(case.number, now, "superseded", f"draft {draft.id}: {why}", actor, face=desk.face))
    return replace(case, customer=found.customer.name if found.customer else "", entitlement=verdict)


def chosen(view: View, program: Program, case: Case, name: str) -> Found:
    """The customer a person chose for a case; the contact, when the reporter is listed there."""
    customer = view.one(Customer, "key", f"{program.id}/{name}") if name else None
    if customer is None:
        return Found(None, None, "", "no customer")
    reporter = case.participants[0] if case.participants else ""
    contact = view.one(Contact, "key", f"{program.id}/{reporter}")
    if contact is not None and contact.customer == customer.name:
        return Found(customer, contact, "address", "")
    by = "domain" if lookup_domain(reporter) in customer.domains else "a person's choice"
    return Found(customer, None, by, "")


def _tier(view: View, desk: Desk, case: Case) -> Tier:
    """How sure we are of the reporter: by the first mail of the case."""
    first = next((m for m in view.find(CaseMail, "case", case.number) if m.direction is Direction.IN), None)
    if first is None:
        return Tier.UNVERIFIED
    try:
        return read_mail(desk, case.mailbox, desk.raw.get(first.raw)).authenticity.tier
    except StoreError:
        return Tier.UNVERIFIED
