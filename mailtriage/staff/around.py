"""staff/around.py: what a waiting draft stands in now: the mail it answers, the register, the program. For danger.py.

Promises   read in the caller's view, some milliseconds a draft.
Reads next staff/danger.py, desk/drafts.py, staff/offers.py
"""

from __future__ import annotations

from datetime import date

from mailtriage.intake.language import language_of
from mailtriage.model.case import Case, CaseMail, Direction
from mailtriage.model.draft import Draft
from mailtriage.model.kept import own_words
from mailtriage.model.mail import Mail, Tier
from mailtriage.model.register import Contact, Customer
from mailtriage.model.subject import find_numbers
from mailtriage.program.program import Program
from mailtriage.program.texts import asks_anything
from mailtriage.program.variables import TO_STAFF
from mailtriage.staff.danger import Around, dangers, hosts_in
from mailtriage.staff.sources import sources
from mailtriage.staff.unwritten import unwritten
from mailtriage.store.port import View
from mailtriage.work.checked import find_by_address
from mailtriage.work.correspondents import undeliverable
from mailtriage.work.desk import Desk
from mailtriage.work.reading import by_machine
from mailtriage.work.register import products_of


def look_twice(view: View, desk: Desk, case: Case, draft: Draft, mail: Mail | None) -> tuple[str, ...]:
    """What is dangerous about a draft, one sentence each; `mail` is what it answers, where that can be read."""
    return dangers(case, draft, around(view, desk, case, draft, mail))


def beyond(view: View, desk: Desk, case: Case, tier: Tier | None, warnings: tuple[str, ...]) -> Around:
    """What a case stands in now, whatever is answered: `tier` and `warnings` are those of its latest mail."""
    program = desk.programs[case.program]
    customer, _ = _owner(view, program, case, case.participants[0] if case.participants else "")
    return Around(tier, warnings, owner=customer.name if customer else "", until=_until(program, customer),
                  today=program.today(desk.clock()))


def around(view: View, desk: Desk, case: Case, draft: Draft, mail: Mail | None) -> Around:
    program = desk.programs[case.program]
    customer, contact = _owner(view, program, case, draft.to[0] if draft.to else "")
    text = program.texts.get(draft.text)
    vouched = desk.mailbox(case.mailbox).trusted_authserv_id
    return Around(
        tier=mail.authenticity.tier if mail and vouched else None,
        warnings=mail.warnings if mail else (),
        undeliverable=tuple(row.undeliverable_sentence for row in undeliverable(view, (*draft.to, *draft.cc))),
        speaks=language_of(mail.reply_text) if mail else "",
        reads=language_of(draft.body),
        listed=(contact.language if contact else "") or (customer.language if customer else ""),
        languages=program.languages,
        hosts=_hosts(desk, program, mail) if hosts_in(f"{draft.subject}\n{draft.body}") else frozenset(),
        numbers=find_numbers(f"{draft.subject}\n{draft.body}", desk.prefixes),
        owner=customer.name if customer else "",
        until=_until(program, customer),
        today=program.today(desk.clock()),
        unwritten=() if draft.purpose in TO_STAFF else unwritten(
            f"{draft.subject}\n{draft.body}", {*program.products, *products_of(view, program.id)},
            sources(view, desk, case, draft, mail, customer, contact)),
        wrote_again=any(m.direction is Direction.IN and m.at > draft.created and not by_machine(view, m)
                        for m in view.find(CaseMail, "case", case.number)),
        strange=text is not None and bool(draft.body.strip())
        and not own_words(draft.body, (body for _, body in text.words.values())),
        asks_nothing=text is not None and text.asks and draft.purpose == "questions" and not asks_anything(draft.body),
    )


def _owner(view: View, program: Program, case: Case, address: str) -> tuple[Customer | None, Contact | None]:
    """Whose address it is in the register of today; of who acts for the case's customer, that customer."""
    found = find_by_address(view, program, address) if address else None
    customer, contact = (found.customer, found.contact) if found else (None, None)
    if contact is not None and case.customer in contact.acts_for:
        customer = view.one(Customer, "key", f"{program.id}/{case.customer}") or customer
    return customer, contact


def _until(program: Program, customer: Customer | None) -> date | None:
    return customer.valid_to + program.grace if customer and customer.valid_to else None


_NAMED: dict[str, frozenset[str]] = {}      # the hosts of a program's files, by its hash: some milliseconds to find


def _named_by(program: Program) -> frozenset[str]:
    return frozenset().union(*(hosts_in(data.decode("utf-8", "replace")) for data in program.files.values()))


def _hosts(desk: Desk, program: Program, mail: Mail | None) -> frozenset[str]:
    """Hosts a link may lead to: those the program's files name, our own, and those the customer's words name."""
    ours = {own.rpartition("@")[2] for own in desk.own_addresses}
    if program.hash not in _NAMED:
        _NAMED.clear()                  # of programs that are no more
        _NAMED.update({p.hash: _named_by(p) for p in (*desk.programs.values(), program)})
    return frozenset({*ours, *_NAMED[program.hash], *(hosts_in(f"{mail.subject}\n{mail.text}") if mail else ())})
