"""work/tally.py: the numbers of the desk, for status.json and `mailtriage status --live`.

Promises   O(1) for each number: indexes count, nothing is read through.
Reads next cli/status.py
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailtriage.config import Mailbox
from mailtriage.model.case import OPEN, Case
from mailtriage.model.correspondent import Correspondent
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import View
from mailtriage.work import breaker, epoch


def tally(view: View, mailboxes: Iterable[Mailbox]) -> dict[str, Any]:
    """`{"counts": {...}, "outcomes": {...}, "restored": ""}`: what stands open now, what became of all mail so far, and
    a restore that waits for its confirmation."""
    queues = [f"{box.name}/{folder}" for box in mailboxes for folder in box.watched]
    outcomes = {str(o): n for o in Outcome if (n := view.count(LedgerRow, "outcome", o))}
    counts = {
        "cases_open": sum(view.count(Case, "state", state) for state in sorted(OPEN)),
        "drafts": view.count(Draft, "state", DraftState.PROPOSED),
        "queued": view.count(Outgoing, "state", OutState.QUEUED),
        "held": view.count(Outgoing, "state", OutState.HELD),
        "failed": view.count(Outgoing, "state", OutState.FAILED),
        "unknown": view.count(Outgoing, "state", OutState.UNKNOWN),
        "quarantine": outcomes.get(Outcome.QUARANTINED, 0),
        "unread": outcomes.get(Outcome.HELD, 0),
        "unfiled": sum(view.count(LedgerRow, "filing_queue", queue) for queue in queues),
        "received": view.count(LedgerRow),
        "muted": view.count(Correspondent, "is_muted", "yes"),
    }
    restored = epoch.waiting(view)
    return {"counts": counts, "outcomes": outcomes, "restored": restored.sentence if restored else "",
            "breaker": breaker.state(view).sentence}
