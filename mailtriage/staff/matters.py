"""staff/matters.py: what needs a person now, from the store, as staff/pace.py plans with it.

Promises   a matter has the same key as long as it is the same: whoever was told of it is not told again. Nothing of a
           mail's body is in it. What another program's people are to see is not shown to this program's.
Reads next staff/pace.py, staff/notices.py
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mailtriage.model.case import Case
from mailtriage.model.clock import Clock
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.staff.letters import NOTICE, plain
from mailtriage.staff.pace import Matter
from mailtriage.store.port import View
from mailtriage.work import breaker
from mailtriage.work.desk import Desk
from mailtriage.work.queue import waiting

MOST = 200              # of each kind, looked at; who has more to do has the desk
DAYS = 3                # a miss that is older is no news
BREAKER, MISSED, DUE, QUARANTINE, UNKNOWN = KINDS = (
    "The breaker is open", "Missed", "Due soon", "In quarantine", "May or may not have left")


def matters(view: View, desk: Desk, now: datetime) -> list[Matter]:
    """Everything, the most urgent kind first."""
    return [*_breaker(view), *_missed(view, desk, now), *_due(view, desk, now), *_quarantine(view),
            *_unknown(view)]


def _breaker(view: View) -> Iterator[Matter]:
    switch = breaker.state(view)
    if switch.opened is not None:
        yield Matter(f"breaker/{switch.opened.isoformat()}", BREAKER, plain(switch.sentence, 600), urgent=True)


def _missed(view: View, desk: Desk, now: datetime) -> Iterator[Matter]:
    for n in range(DAYS):
        for clock in view.newest(Clock, "missed_on", f"{now - timedelta(days=n):%Y-%m-%d}", MOST):
            case = view.one(Case, "number", clock.case)
            if case is not None and case.is_open:
                yield Matter(f"missed/{clock.id}/{clock.base}", MISSED, f"{_case(case)}: {clock.kind} was due",
                             case.program, urgent=True, when=clock.due, link=_at(desk, f"/cases/{case.number}"))


def _due(view: View, desk: Desk, now: datetime) -> Iterator[Matter]:
    for draft in waiting(view, now, 5 * MOST):      # those that were missed stand before them
        case = view.one(Case, "number", draft.case) if draft.due is not None and draft.due > now else None
        if case is not None:
            what = f"draft {draft.id}, {plain(draft.text or 'a reply')}"
            yield Matter(f"due/{draft.id}", DUE, f"{_case(case)}: {what}, due", case.program,
                         due=draft.due, when=draft.due, link=_at(desk, f"/drafts/{draft.id}"))


def _quarantine(view: View) -> Iterator[Matter]:
    for row in view.newest(LedgerRow, "outcome", Outcome.QUARANTINED.value, MOST):
        said = f"from {plain(row.sender or 'nobody')}: {plain(row.reason)}"
        yield Matter(f"quarantine/{row.id}", QUARANTINE, said, row.program)


def _unknown(view: View) -> Iterator[Matter]:
    for row in view.newest(Outgoing, "state", OutState.UNKNOWN.value, MOST):
        if row.purpose != NOTICE:       # or one would be told that one may not have been told
            case = view.one(Case, "number", row.case)
            where = _case(case) if case else "no case"
            to = ", ".join(r.address for r in row.recipients)
            yield Matter(f"unknown/{row.id}", UNKNOWN, f"{where}: {plain(row.text or row.purpose)} to {plain(to)}",
                         case.program if case else "")


def _case(case: Case) -> str:
    about = f" “{plain(case.subject, 80)}”" if case.subject else ""
    return f"{case.number}{about}" + (f", {plain(case.whose, 80)}" if case.whose != "-" else "")


def _at(desk: Desk, path: str) -> str:
    base = desk.config.desk.base_url.rstrip("/")
    return f"{base}{path}" if base else ""
