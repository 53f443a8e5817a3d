"""work/facts.py: read what triage may know about one mail, inside the unit that will commit its Decision.

Every read is an index look-up: the cost of a mail does not grow with the number of cases.
Reads next triage/chain.py
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote

from mailtriage.intake.lookalikes import looks_like
from mailtriage.intake.parse import parse
from mailtriage.model import tokens
from mailtriage.model.case import Case, CaseMail
from mailtriage.model.incident import Incident
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.model.mark import is_mark
from mailtriage.model.outgoing import Outgoing
from mailtriage.model.register import Contact, Customer
from mailtriage.model.subject import find_numbers
from mailtriage.program.acts_for import choose
from mailtriage.program.entitlement import Found, find_customer, lookup_domain, stated_number
from mailtriage.program.news import asks_for_news
from mailtriage.program.program import Program
from mailtriage.program.standing import PARTNER, partner_writing
from mailtriage.store.port import StoreError, View
from mailtriage.triage.facts import Candidate, Facts
from mailtriage.triage.same import same_by_another_route
from mailtriage.work import autonomy, correspondents, epoch
from mailtriage.work.budget import over_budget
from mailtriage.work.desk import Desk
from mailtriage.work.register import products_of

MOST_REFERENCES = 50  # a References header of 10,000 ids is an attack, not a thread
MOST_MERGED = 20
MOST_COMPARED = 3     # mails under one Message-ID that are read again to compare them
# A copy counts as the same mail only when it became something: a person's mail must not be swallowed because a forged
# or listed copy of it was passed over before.
SEEN = frozenset({
    Outcome.NEW_CASE, Outcome.FOLLOW_UP, Outcome.PARTNER_REPLY, Outcome.CLOSED_REPLY_NEW_CASE, Outcome.REOPENED,
    Outcome.NOTED, Outcome.BOUNCE_NOTED,
})  # fmt: skip
SEEN_MACHINE = SEEN | {Outcome.MACHINE, Outcome.LOOP}


def read_facts(
    view: View,
    desk: Desk,
    program: Program,
    mailbox: str,
    mail: Mail,
    key: str,
    received: datetime,
    now: datetime,
    released: bool = False,
) -> Facts:
    """Facts about `mail`, whose ledger key is `key` and which came to `mailbox` at `received`."""
    found = _register(view, program, mail)
    seen = _seen_before(view, desk, mail, key)
    came_back = returned(view, mail)
    return Facts(
        mailbox=mailbox,
        received=received,
        own_addresses=desk.own_addresses,
        prefixes=desk.prefixes,
        candidates=candidates_of(view, desk, mail) or _asked_about(view, program, mail),
        contact=found.contact,
        customer=found.customer,
        matched_by=found.matched_by,
        products=products_of(view, program.id),
        carries_our_id=_is_ours(view, desk, mail),
        duplicate_of=seen.key if seen else "",
        duplicate_case=seen.case if seen else "",
        returned_case=view.one(Case, "number", came_back.case) if came_back else None,
        returned_to=frozenset(a.address for a in came_back.recipients) if came_back else frozenset(),
        over_budget=over_budget(view, desk.config.limits, mail, found.contact is not None, now),
        answer_within=desk.config.answer_within,
        suspected=_suspected(desk, key),
        colleagues=_colleagues(view, program, found),
        unclear_customer=found.why if found.contact and found.customer is None else "",
        choices=_names_acted_for(found.contact) if found.contact and found.customer is None else (),
        own=_own(view, program, found),
        passes_for=_passes_for(view, program, mail),
        restored=epoch.held_until(view),
        muted=correspondents.why_muted(view, (mail.sender.address,)) if mail.sender else "",
        incidents=tuple(view.find(Incident, "active", program.id)),
        standings=autonomy.standings(view, program),
        released=released,
    )


def _colleagues(view: View, program: Program, found: Found) -> tuple[Contact, ...]:
    """Contacts of the customer whom a route may pass a case to."""
    roles = {route.to.partition(":")[2] for route in program.routes if route.to.startswith("customer:")}
    if not roles or found.customer is None:
        return ()
    return tuple(c for c in view.find(Contact, "customer_key", found.customer.key) if roles & set(c.roles))


def _suspected(desk: Desk, key: str) -> str:
    """The folder a mail came to, when the config calls it one of suspected spam."""
    mailbox, _, rest = key.partition("/")
    name = unquote(rest.partition("/")[0])
    return name if any(m.name == mailbox and name in m.junk_folders for m in desk.config.mailbox) else ""


def sent_as(view: View, message_id: str) -> str:
    """The id we gave a mail that its provider sent under `message_id`; the same when the provider changed nothing."""
    rows = view.find(LedgerRow, "message_id", message_id)[:20] if message_id else []
    return next((row.alias_of for row in rows if row.alias_of), message_id)


def _is_ours(view: View, desk: Desk, mail: Mail) -> bool:
    """Our mark, a token of ours, or an id we sent under: providers rewrite one or the other, not all three."""
    message_id = sent_as(view, mail.message_id)
    if is_mark(desk.keys, mail.mark):
        return True
    if not message_id:
        return False
    return tokens.read(desk.keys, message_id) is not None or view.one(Outgoing, "message_id", message_id) is not None


def candidates_of(view: View, desk: Desk, mail: Mail) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    sender = tokens.recipient_hash(mail.sender.address) if mail.sender else ""
    ids = [sent_as(view, message_id) for message_id in mail.threading[:MOST_REFERENCES]]

    def point_at(case: Case | None, how: str, issued: bool = False) -> None:
        if case is not None:
            last, merged = _merged(view, case)
            found.setdefault(last.number, Candidate(last, how, issued, merged))

    for message_id in ids:
        if token := tokens.read(desk.keys, message_id):
            point_at(view.get(Case, token.case_id), "token", token.recipient_hash == sender)
    for message_id in ids:
        for row in view.find(CaseMail, "message_id", message_id)[:5]:
            point_at(view.one(Case, "number", row.case), "message-id")
    for number in find_numbers(mail.subject, desk.prefixes)[:5]:
        point_at(view.one(Case, "number", number), "number")
    return tuple(found.values())


def _merged(view: View, case: Case) -> tuple[Case, tuple[Case, ...]]:
    """Where a case went, and the cases on the way there. A ring, which merging cannot make, ends where it began."""
    way: dict[str, Case] = {}
    while case.merged_into and case.number not in way and len(way) < MOST_MERGED:
        way[case.number] = case
        following = view.one(Case, "number", case.merged_into)
        if following is None:
            break
        case = following
    return case, tuple(way.values())


def _asked_about(view: View, program: Program, mail: Mail) -> tuple[Candidate, ...]:
    """The only open case of a sender who asks for news and names none."""
    if mail.sender is None or mail.kind is not Kind.HUMAN:
        return ()
    if not asks_for_news(program, mail.subject, mail.reply_text):
        return ()
    cases = view.find(Case, "participants", mail.sender.address)
    running = [c for c in cases if c.is_open and c.program == program.id]
    return (Candidate(running[0], "a question for news and the only open case"),) if len(running) == 1 else ()


def _register(view: View, program: Program, mail: Mail) -> Found:
    """What the register of this program, and of no other, has about the sender."""
    if mail.sender is None:
        return Found(None, None, "", "the mail names no single author")
    address = mail.sender.address
    contact = view.one(Contact, "key", f"{program.id}/{address}")
    if contact is not None and contact.acts_for:
        keys = (f"{program.id}/{name}" for name in _names_acted_for(contact))
        customers = [c for key in keys if (c := view.one(Customer, "key", key)) is not None]
        return choose(contact, customers, f"{mail.subject}\n{mail.said}")
    if contact is None and (partner := partner_writing(program, address)) is not None:
        names = dict.fromkeys((partner.id, partner.title.casefold()))
        served = [c for name in names for c in view.find(Customer, "partner_key", f"{program.id}/{name}")]
        if served:
            clerk = Contact(program.id, partner.title, address, roles=(PARTNER,))
            return choose(clerk, served, f"{mail.subject}\n{mail.said}")
    domain, number = lookup_domain(address), stated_number(f"{mail.subject}\n{mail.reply_text}")
    return find_customer(
        address,
        contact=contact,
        by_address=view.one(Customer, "key", contact.customer_key) if contact else None,
        by_domain=view.find(Customer, "domain_keys", f"{program.id}/{domain}") if domain else (),
        by_number=view.find(Customer, "number_key", f"{program.id}/{number}") if number else (),
    )


def _own(view: View, program: Program, found: Found) -> Customer | None:
    """The contract of a partner's contact themselves, where nobody knows for which customer they write."""
    if found.contact is None or found.customer is not None or not found.contact.customer:
        return None
    return view.one(Customer, "key", found.contact.customer_key)


def _names_acted_for(contact: Contact) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*contact.acts_for, contact.customer))) if contact.acts_for else ()


def _passes_for(view: View, program: Program, mail: Mail) -> str:
    """A registered customer's domain that the sender's only looks like, such as one with a Cyrillic a in it."""
    domain = looks_like(mail.sender.domain) if mail.sender else ""
    return domain if domain and view.find(Customer, "domain_keys", f"{program.id}/{domain}") else ""


def _seen_before(view: View, desk: Desk, mail: Mail, key: str) -> LedgerRow | None:
    """The same mail by another route. Without a Message-ID only the very same bytes count, or the same words to another
    mailbox of ours: two monitoring mails to one may well read alike."""
    seen = SEEN if mail.kind is Kind.HUMAN else SEEN_MACHINE
    box = key.partition("/")[0]
    for index, value in (("sha256", mail.sha256), ("identity", mail.identity)):
        for row in view.find(LedgerRow, index, value)[:20]:
            sure = mail.message_id or index == "sha256" or (mail.date is not None and row.mailbox != box)
            if sure and row.key != key and row.outcome in seen:
                return row
    alike = [r for r in view.find(LedgerRow, "message_id", mail.message_id)[:20] if mail.message_id and r.key != key]
    sender = mail.sender.address if mail.sender else ""
    known = {*seen, Outcome.DUPLICATE}      # a copy of a copy: the first with a footer, the second bare, a banner here
    for row in [r for r in alike if r.outcome in known and r.case and r.sender == sender][:MOST_COMPARED]:
        had = _read_again(desk, row.sha256)
        if had is not None and same_by_another_route(mail, had):
            return row
    return None


def _read_again(desk: Desk, sha256: str) -> Mail | None:
    """A mail we had, from its bytes; None when they are gone (retention, erasure)."""
    try:
        return parse(desk.raw.get(sha256))
    except StoreError:
        return None


def returned(view: View, mail: Mail) -> Outgoing | None:
    """The mail a bounce quotes, if we sent it: a forged DSN that quotes no id of ours finds nothing."""
    if mail.bounce is None or not mail.bounce.original_message_id:
        return None
    return view.one(Outgoing, "message_id", sent_as(view, mail.bounce.original_message_id))
