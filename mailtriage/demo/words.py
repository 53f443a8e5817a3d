"""demo/words.py: from what the store and the SMTP receiver hold to one line for people. Nothing here is made up.

Reads next demo/play.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mailtriage.model.case import Case
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing

_HOW = re.compile(r": ([a-z-]+) of ")
_WORDS = 2          # of those that decided, as many are told; `explain` has them all


def decided(row: LedgerRow, reasons: Sequence[Mapping[str, Any]], case: Case | None) -> str:
    """What became of a mail, and the step that decided it, from its stored Decision."""
    steps = {r["step"]: r for r in reasons}
    how = _HOW.search(steps["which case"]["result"]) if row.outcome is Outcome.FOLLOW_UP else None
    return f"{row.outcome.value}{f' by {how[1]}' if how else ''}: {_why(row, steps, case)}"


def _why(row: LedgerRow, steps: Mapping[str, Mapping[str, Any]], case: Case | None) -> str:
    match row.outcome:
        case Outcome.NEW_CASE if "link" in steps:
            return "the sender takes no part in the case they name, and learns nothing"
        case Outcome.NEW_CASE if case is not None:
            words = ", ".join(f"“{w}”" for w in list(dict.fromkeys(steps["category"]["words"]))[:_WORDS])
            return "; ".join(filter(None, (
                f"{case.category} by {words}" if words else f"{case.category}, a person decides",
                ", ".join(filter(None, (case.entitlement.verdict.value, case.entitlement.level))),
                "answered in English" if "language" in steps else "",
            )))
        case Outcome.FOLLOW_UP:
            return str(steps["which case"]["result"]).partition("; ")[2] or row.reason
        case Outcome.MACHINE:
            return str(steps["who speaks"]["result"])
        case Outcome.BOUNCE_NOTED:
            return row.reason.partition(" is ")[2] or row.reason
        case _:
            return row.reason.replace("quarantined: ", "").replace(f", noted on {row.case}", "")


def went_out(left: Iterable[Outgoing], waiting: Iterable[Draft], sender: str = "") -> str:
    """The texts that left, with the recipient unless it is `sender`; and those that wait for a person."""
    sent = []
    for row in left:
        to = row.recipients[0].address
        sent.append((row.text or row.purpose) + ("" if to == sender else f" to {to}"))
    drafts = [f"draft {d.id}: {d.text}" for d in waiting]
    return " · ".join((*sent, *drafts)) or "nothing"
