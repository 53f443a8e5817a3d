"""desk/customers.py: the register as staff look things up in it: who is a customer, on what contract, with which cases.

Promises   nothing is changed here: the register is a file of the customer's own books (`mailtriage customer import`).
Reads next model/register.py, program/entitlement.py
"""

from __future__ import annotations

from starlette.responses import Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.model.case import Case, Verdict
from mailtriage.model.register import Contact, Customer
from mailtriage.program.entitlement import by_dates
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import View
from mailtriage.work.register_index import register_index

MOST = 200              # lines of a list
MOST_CASES = 100
MOST_NAMES = 2_000      # offered in a form


def search(asked: Asked) -> Response:
    """Customers by any word of theirs: name, number, domain, product, partner, or a contact's name or address."""
    words = asked.query.get("q", "").strip()[:200]
    with asked.desk.store.view() as view:
        known = register_index(view, str(asked.desk.data))
    found, mine = known.holding(_terms(words), asked.person.sees), known.holding((), asked.person.sees)
    rows = [(c, len(known.of(c)), _contract(asked, c)) for c in found[:MOST]]
    return show(asked, "customers", words=words, rows=rows, total=len(found), all=len(mine),
                several=len({c.program for c in mine}) > 1)


def named(view: View, asked: Asked, words: str, most: int) -> list[tuple[Customer, list[Contact]]]:
    """Customers for the page of search, with those of their contacts that hold all the words."""
    known, terms = register_index(view, str(asked.desk.data)), _terms(words)

    def meant(contact: Contact) -> bool:
        return all(t in f"{contact.name} {contact.address}".casefold() for t in terms)

    found = known.holding(terms, asked.person.sees)[:most]
    return [(c, [p for p in known.of(c) if meant(p)][:5]) for c in found]


def _terms(words: str) -> list[str]:
    return words.replace('"', " ").casefold().split()


def look(asked: Asked) -> Response:
    """One customer: contract, contacts, and its cases, those that are open first."""
    program, name = asked.path["program"], asked.path["name"]
    check(asked.person, "see", program)
    with asked.desk.store.view() as view:
        customer = view.one(Customer, "key", f"{program}/{name}")
        if customer is None:
            raise NotYours(f"the register of {program} has no such customer")
        contacts = view.find(Contact, "customer_key", customer.key)
        cases = [c for c in view.find(Case, "customer", customer.name) if c.program == program]
    cases.sort(key=lambda c: (not c.is_open, -c.updated.timestamp()))
    contacts.sort(key=lambda c: (c.name or c.address).casefold())
    return show(asked, "customer", customer=customer, contacts=contacts, cases=cases[:MOST_CASES], total=len(cases),
                open=sum(c.is_open for c in cases), contract=_contract(asked, customer))


def names(view: View, asked: Asked, program: str) -> list[str]:
    """Names a form offers to choose among; the server checks what was typed, so that a longer register does no harm."""
    known = register_index(view, str(asked.desk.data))
    return [c.name for c in known.customers if c.program == program][:MOST_NAMES]


def _contract(asked: Asked, customer: Customer) -> tuple[Verdict, str]:
    """How the contract stands today, at the desk."""
    program = asked.desk.programs.get(customer.program)
    if program is None:
        return Verdict.UNKNOWN, "no mailbox has this program"
    return by_dates(program, program.today(asked.desk.clock()), customer)
