"""program/entitlement.py: what does the contract give this sender, and how sure are we? Pure.

The register gives a verdict (dates, channel, who may report). The tier of the sender says how much of it
counts:

    full      the verdict stands, a text may speak of it
    quiet     the verdict is `unverified`; staff see what the register says, clocks and routing follow the
              contract, and no text speaks of it: the desk works as usual where no trusted
              Authentication-Results hop is configured
    nothing   the verdict is `unverified` and nothing follows from the register: the sender failed
              authentication

A customer number in the mail proves nothing about who quotes it: it never grants more than quiet.
Reads next triage/new_case.py, rules/cadents/entitlement.toml
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mailtriage.model.case import Entitlement, Verdict
from mailtriage.model.mail import Tier
from mailtriage.model.register import Contact, Customer
from mailtriage.program.patterns import compiled, encode
from mailtriage.program.program import Path, Program
from mailtriage.program.public_domains import is_public

_STATED = (
    r"re:(?:customer|client|account|contract|kunde|kunden|klant)[ -]?(?:number|no\.?|nr\.?|nummer|id)"
    r"(?: is|[ :#.=-]){1,4} ?([a-z0-9][a-z0-9-]{1,29})"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Which customer a sender belongs to: `matched_by` is address, domain, number, or "" with `why` not."""

    customer: Customer | None
    contact: Contact | None
    matched_by: str
    why: str


def find_customer(
    address: str,
    *,
    contact: Contact | None = None,
    by_address: Customer | None = None,
    by_domain: Sequence[Customer] = (),
    by_number: Sequence[Customer] = (),
) -> Found:
    """The customer of a sender among what the register has: the listed contact, else the only customer with
    that domain (never a public mail provider's), else the only one whose number the mail states."""
    domain = address.rpartition("@")[2]
    if contact is not None and by_address is not None:
        return Found(by_address, contact, "address", f"{address} is a listed contact")
    if by_domain and is_public(domain):
        by_domain = ()
    if len(by_domain) == 1:
        return Found(by_domain[0], None, "domain", f"{domain} is a domain of the customer")
    if len(by_number) == 1:
        return Found(by_number[0], None, "number", f"the mail states customer number {by_number[0].number}")
    if len(by_domain) > 1:
        return Found(
            None,
            None,
            "",
            f"{domain} is a domain of several customers: {', '.join(c.name for c in by_domain)}",
        )
    return Found(None, None, "", f"neither {address} nor {domain} is in the register")


def lookup_domain(address: str) -> str:
    """The domain to look an unlisted sender up by, or "" when it says nothing about an organisation."""
    domain = address.rpartition("@")[2]
    return "" if is_public(domain) else domain


def stated_number(text: str) -> str:
    """The customer number a mail states ("customer no. 4711"), lower case, or ""."""
    hit = compiled(_STATED).search(encode(text))
    return hit.group(2).decode("utf-8", "replace") if hit else ""


def check(
    program: Program,
    today: date,
    tier: Tier,
    contact: Contact | None,
    customer: Customer | None,
    matched_by: str,
    uncovered: str = "",
) -> Entitlement:
    """The verdict on a sender's mail of `today` (a date of the program's calendar), with its evidence in one
    sentence. `matched_by` is address, domain, number or "" (`find_customer`); `uncovered` the product the mail is
    about, where the customer has no contract for it."""
    if customer is None:
        return Entitlement(Verdict.UNKNOWN, "", f"not in the register; sender {tier.value}")
    verdict, why = _by_register(program, today, contact, customer, matched_by)
    if uncovered and verdict in (Verdict.ENTITLED, Verdict.GRACE):
        verdict, why = Verdict.NOT_COVERED, f"the contract covers {', '.join(customer.products)}, not {uncovered}"
    grant = program.tiers.get(tier.value, "nothing")
    if matched_by == "number" and grant == "full":
        grant = "quiet"
    evidence = f"{_row(customer)}; matched by {matched_by}; {why}; sender {tier.value}"
    if grant == "full":
        return Entitlement(verdict, customer.service_level, evidence, verdict)
    if grant == "quiet":
        return Entitlement(
            Verdict.UNVERIFIED,
            customer.service_level,
            f"{evidence}; by the register {verdict.value}",
            verdict,
        )
    return Entitlement(Verdict.UNVERIFIED, "", f"{evidence}; nothing is granted to such a sender")


def path(program: Program, entitlement: Entitlement) -> Path:
    """What a verdict leads to. Where it is `unverified`, work goes on only if it would by the register too,
    and the text is that of `unverified`: it says nothing of the contract."""
    own = _path(program, entitlement.verdict)
    if entitlement.verdict is Verdict.UNVERIFIED and entitlement.register is None:
        return Path(own.verdict, own.reply, False, own.source)      # somebody else writes under a customer's name
    if entitlement.verdict is Verdict.UNVERIFIED and entitlement.register is not None:
        would = _path(program, entitlement.register)
        if not would.work_goes_on:
            return Path(own.verdict, own.reply, False, would.source)
    return own


def _path(program: Program, verdict: Verdict) -> Path:
    return program.paths.get(verdict.value) or Path(verdict.value, "", True)


def _by_register(
    program: Program, today: date, contact: Contact | None, customer: Customer, matched_by: str
) -> tuple[Verdict, str]:
    """What the register says of the sender, were it certain who writes. Who may report comes first: to
    anybody else the contract is none of their business."""
    roles = program.authorised_roles
    if contact is None and matched_by == "domain" and not customer.open_to_domain:
        return (
            Verdict.NOT_AUTHORISED,
            "the sender is no listed contact and the contract is not open to the domain",
        )
    if contact is not None and roles and not roles & set(contact.roles):
        return (
            Verdict.NOT_AUTHORISED,
            f"role {', '.join(contact.roles) or 'none'}, {' or '.join(sorted(roles))} may report",
        )
    if "mail" not in customer.channels:
        return Verdict.NOT_COVERED, f"the contract covers {', '.join(customer.channels)}, not mail"
    return by_dates(program, today, customer)


def by_dates(program: Program, today: date, customer: Customer) -> tuple[Verdict, str]:
    """What the dates of a contract alone say on that day, and in one sentence."""
    if customer.valid_from is not None and today < customer.valid_from:
        return Verdict.NOT_COVERED, f"the contract begins on {customer.valid_from}"
    if customer.valid_to is None or today <= customer.valid_to:
        return Verdict.ENTITLED, "the contract is in force"
    until = customer.valid_to + timedelta(days=program.grace.days)
    if today <= until:
        return Verdict.GRACE, f"ended {_day(customer.valid_to)}, in grace until {_day(until)}: may be answered"
    return Verdict.EXPIRED, f"the contract has ended on {_day(customer.valid_to)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _row(customer: Customer) -> str:
    dates = f"{customer.valid_from or 'the beginning'} to {customer.valid_to or 'open end'}"
    return f"{customer.source or 'register'}: {customer.name}, {customer.service_level or 'no service level'}, {dates}"
