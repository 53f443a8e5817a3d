"""Records for the store's tests, told apart by a number, and what a whole store says as plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mailtriage.model.case import Case, CaseMail, Direction, Event, State
from mailtriage.model.clock import Clock
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState, Recipient
from mailtriage.store import schema
from mailtriage.store.port import Store, View

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def case(n: int, **more: Any) -> Case:
    return Case(**{
        "number": f"MEZ-{n:06d}-0", "program": "mezzanine", "mailbox": "support", "subject": f"case {n}",
        "opened": NOON, "updated": NOON, "participants": (f"p{n}@customer.example",), **more,
    })


def row(n: int, **more: Any) -> LedgerRow:
    return LedgerRow(**{
        "key": f"support/INBOX/1/{n}", "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "uid": n,
        "sha256": f"{n:064x}", "identity": f"{n * 7:064x}", "message_id": f"<{n}@customer.example>", "received": NOON,
        "handled": NOON, "outcome": Outcome.NEW_CASE, "reason": "opened a case", "case": f"MEZ-{n:06d}-0",
        "filing": Filing.PENDING, **more,
    })


def mail(n: int, **more: Any) -> CaseMail:
    return CaseMail(**{
        "case": f"MEZ-{n:06d}-0", "direction": Direction.IN, "message_id": f"<{n}@customer.example>", "at": NOON,
        "raw": f"{n:064x}", "sender": f"p{n}@customer.example", **more,
    })


def event(n: int, text: str = "opened") -> Event:
    return Event(f"MEZ-{n:06d}-0", NOON, "opened", text)


def out(n: int, minutes: int = 0, **more: Any) -> Outgoing:
    return Outgoing(**{
        "intent": f"intent {n}", "case": f"MEZ-{n:06d}-0", "mailbox": "support", "purpose": "acknowledgement",
        "text": "acknowledgement", "message_id": f"<mt1.{n}@desk.example>", "raw": f"{n:064x}",
        "envelope_from": "support@desk.example", "recipients": (Recipient(f"p{n}@customer.example"),), "created": NOON,
        "not_before": NOON + timedelta(minutes=minutes), "state": OutState.QUEUED, **more,
    })


def clock(n: int, minutes: int = 0, **more: Any) -> Clock:
    due = NOON + timedelta(minutes=minutes)
    return Clock(**{
        "case": f"MEZ-{n:06d}-0", "kind": "first-response", "calendar": "desk", "started": NOON, "due": due, **more,
    })


def contents(store: Store) -> dict[str, list[Any]]:
    """Every record of every table: two stores that are equal here hold the same."""
    with store.view() as view:
        return everything(view)


def everything(view: View) -> dict[str, list[Any]]:
    return {t.name: list(view.all(t.record)) for t in schema.TABLES}


def closed(c: Case) -> dict[str, Any]:
    return {"state": State.CLOSED, "closed": NOON}
