"""work/retention.py: what need not be kept any longer goes, once a day: contents of closed cases, bytes of old mail.

    [retention] closed_cases   a case closed longer ago than that keeps number, state and times, nothing else
    [retention] raw            the bytes of mail older than that, in and out, unless its case is open

Also the files nobody names (a unit that failed after it wrote them) are deleted when they are a week old.

Promises   idempotent, and safe to kill: rows change in one unit, which says what is still to delete (work/erase.py).
Does not   forget that there was a mail: its ledger row stays, so that `verify` can count.
Reads next work/erase.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mailtriage.model.case import Case, CaseMail, State
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import View
from mailtriage.work.desk import Desk
from mailtriage.work.erase import collect, commit, finish, leave
from mailtriage.work.erase_plan import Plan, case_plan
from mailtriage.work.scrub import ERASED

LAST = "retention"                              # store setting: when it was done
EVERY = timedelta(days=1)
UNNAMED = timedelta(days=7)                     # age of a file that no record names
_WAITS = (Outcome.QUARANTINED, Outcome.HELD)    # a person has not looked yet
_LEFT = (OutState.SENT, OutState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Kept:
    cases: int = 0
    mails: int = 0
    files: int = 0


def keep(desk: Desk) -> Kept | None:
    """Do what is due; None when it was done within a day. StoreError or OSError: the next call goes on."""
    now = desk.clock()
    with desk.store.view() as view:
        last = view.setting(LAST)
        if last is not None and timedelta(0) <= now - datetime.fromisoformat(last) < EVERY:
            return None
        numbers, old = _closed(desk, view, now), _old_mail(desk, view, now)
        plans = [case_plan(desk, view, number) for number in numbers]
    files = collect(desk, UNNAMED)
    with desk.store.unit() as unit:
        for plan in plans:
            commit(unit, plan, "retention", now)
        for kind, id, name, _ in old:
            if (record := unit.get(kind, id)) is not None:
                unit.put(replace(record, **{name: ""}))
        if old:
            leave(unit, Plan("", raw={sha256 for *_, sha256 in old}), "retention", now)
        unit.set_setting(LAST, now.isoformat())
    finish(desk)
    return Kept(len(numbers), len(old), files)


def _closed(desk: Desk, view: View, now: datetime) -> list[str]:
    span = desk.config.retention.closed_cases
    if span is None:
        return []
    closed = view.find(Case, "state", State.CLOSED.value)
    return [c.number for c in closed if c.closed is not None and c.closed < now - span and c.subject != ERASED]


def _old_mail(desk: Desk, view: View, now: datetime) -> list[tuple[type[Any], int, str, str]]:
    """(record, id, field, sha256) of every name of bytes that are old enough."""
    span = desk.config.retention.raw
    if span is None:
        return []
    before, found = now - span, list[tuple[type[Any], int, str, str]]()
    is_open = {c.number for c in view.all(Case) if c.state is not State.CLOSED}
    for row in view.all(LedgerRow):
        if row.sha256 and row.received < before and row.case not in is_open and row.outcome not in _WAITS:
            found.append((LedgerRow, row.id, "sha256", row.sha256))
    for mail in view.all(CaseMail):
        if mail.raw and mail.at < before and mail.case not in is_open:
            found.append((CaseMail, mail.id, "raw", mail.raw))
    for out in view.all(Outgoing):
        if out.raw and out.created < before and out.case not in is_open and out.state in _LEFT:
            found.append((Outgoing, out.id, "raw", out.raw))
    return found
