"""triage/facts.py: everything triage may know besides the mail itself, as one frozen value.

Promises   read inside the unit that commits the Decision, so it is true when the Decision becomes true.
Reads next triage/chain.py; who fills it: work/facts.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailtriage.model.autonomy import Standing
from mailtriage.model.case import Case
from mailtriage.model.incident import Incident
from mailtriage.model.register import Contact, Customer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case this mail may belong to. `how` is token, message-id or number; `issued_to_sender` says that the token
    was issued to the address that now writes. `merged` are cases, now merged into this one, that the mail points at."""

    case: Case
    how: str
    issued_to_sender: bool = False
    merged: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """`candidates` best evidence first. `duplicate_of` is the ledger key of the same mail seen before, and
    `duplicate_case` its case number. `returned_case` and `returned_to` are what a bounce came back from.
    `over_budget` says why no more answers may leave by themselves now, "" when they may."""

    mailbox: str
    received: datetime
    own_addresses: frozenset[str]
    prefixes: frozenset[str] = frozenset()
    candidates: tuple[Candidate, ...] = ()
    contact: Contact | None = None
    customer: Customer | None = None
    products: tuple[str, ...] = ()  # all that some customer of the program has
    matched_by: str = ""
    carries_our_id: bool = False
    duplicate_of: str = ""
    duplicate_case: str = ""
    returned_case: Case | None = None
    returned_to: frozenset[str] = frozenset()
    over_budget: str = ""
    answer_within: timedelta = timedelta(days=3)
    restored: datetime | None = None  # what came before it may have been answered: the store is from a backup
    suspected: str = ""  # the folder of suspected spam it came to, "" when it came to another
    colleagues: tuple[Contact, ...] = ()  # contacts of the customer in a role the program passes cases to
    unclear_customer: str = ""  # why nobody knows which of their customers a partner's contact writes for
    choices: tuple[str, ...] = ()  # the customers they act for
    own: Customer | None = None  # the partner's own contract, where it is unclear for whom they write
    passes_for: str = ""  # a domain of the register that the sender's domain only looks like
    muted: str = ""  # why a person wants nothing to leave to this sender by itself, "" when nobody does
    incidents: tuple[Incident, ...] = ()  # of this program, those that last
    standings: tuple[Standing, ...] = ()  # of the program's texts that may earn to leave by themselves
    released: bool = False  # staff let it out of quarantine: gates that quarantine do not apply again
