"""desk/drafts.py: a waiting draft as people decide about it: a card for the list, and everything for the pane.

Reads next work/reading.py, staff/danger.py, desk/queue.py
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailtriage.model.case import Case, CaseMail
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.mail import Address, Attachment, Mail
from mailtriage.model.staff import Person
from mailtriage.staff.danger import dangers
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import decision_of
from mailtriage.work.queue import waiting
from mailtriage.work.reading import latest
from mailtriage.work.receive import read_mail

_STEPS = ("category", "priority", "entitlement", "answer", "language")


@dataclass(frozen=True, slots=True)
class Card:
    """A line of the list. `missed` and `soon` are said in words there, never by a colour alone."""

    id: int
    number: str
    who: str
    what: str
    snippet: str
    due: datetime | None
    missed: bool
    soon: bool
    asked: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a decision wants, without a click."""

    draft: Draft
    case: Case
    mail: CaseMail | None
    new_words: str
    folded: int                 # lines of the mail that are quoted or a signature
    attachments: tuple[Attachment, ...]
    sender: str
    tier: str
    evidence: str
    reasons: tuple[dict[str, Any], ...]
    dangers: tuple[str, ...]
    changes: tuple[str, ...]    # what differs from the draft it stands for, as lines of a diff


def cards(view: View, person: Person, now: datetime, most: int) -> tuple[list[Card], int]:
    """The most urgent drafts this person sees, and how many wait in all."""
    drafts = waiting(view, now, most * 4)
    found = []
    for draft in drafts:
        case = view.one(Case, "number", draft.case)
        if case is not None and person.sees(case.program):
            found.append(_card(view, case, draft, now))
            if len(found) == most:
                break
    return found, view.count(Draft, "state", "proposed")


def _card(view: View, case: Case, draft: Draft, now: datetime) -> Card:
    mail = latest(view, case.number)
    left = (draft.due - now).total_seconds() if draft.due else None
    who = case.customer or case.contact or next(iter(case.participants), "unknown")
    return Card(
        draft.id, case.number, who, draft.text or "reply", mail.snippet if mail else "", draft.due,
        missed=left is not None and left < 0, soon=left is not None and 0 <= left < 3600, asked=draft.asked,
    )


def shown(view: View, desk: Desk, draft: Draft) -> Shown | None:
    """The draft with what it answers; None when its case is gone (erased)."""
    case = view.one(Case, "number", draft.case)
    if case is None:
        return None
    mail = latest(view, case.number)
    read = _read(desk, case.mailbox, mail) if mail else None
    row = next(iter(view.find(LedgerRow, "sha256", mail.raw)), None) if mail else None
    decision = decision_of(desk, row) if row is not None and row.decision else {}
    before = view.get(Draft, draft.replaces) if draft.replaces else None
    new = read.reply_text if read else ""
    tier = read.authenticity.tier if read else None
    return Shown(
        draft, case, mail, new or (mail.snippet if mail else ""),
        len(read.text.splitlines()) - len(new.splitlines()) if read else 0,
        read.attachments if read else (),
        _sender(read.sender) if read and read.sender else "",
        tier.value if tier else "", read.authenticity.evidence if read else "",
        tuple(r for r in decision.get("reasons", ()) if r["step"] in _STEPS),
        dangers(case, draft, tier if desk.mailbox(case.mailbox).trusted_authserv_id else None),
        difference(before.body, draft.body) if before is not None else (),
    )


def difference(before: str, after: str) -> tuple[str, ...]:
    """What became of some words, line by line: each begins with -, + or a space."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _read(desk: Desk, mailbox: str, mail: CaseMail) -> Mail | None:
    """The mail read anew from its bytes; None when they are gone (retention) or cannot be read now."""
    try:
        return read_mail(desk, mailbox, desk.raw.get(mail.raw))
    except StoreError:
        return None


def _sender(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address
