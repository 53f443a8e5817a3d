"""work/outbox.py: what a person does with mail that waits to leave, or did not: send it once more, or never.

Reads next deliver/outbox.py, work/send.py
"""

from __future__ import annotations

from mailtriage.deliver import outbox
from mailtriage.model.case import Event
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import Unit
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.unsent import never_had


def _row(unit: Unit, id: int) -> Outgoing:
    row = unit.get(Outgoing, id)
    if row is None:
        raise Refused(f"there is no mail {id} in the outbox; `mailtriage outbox list --all` shows them")
    return row


def retry(desk: Desk, id: int, actor: str) -> tuple[Outgoing, str]:
    """Queue it again; the row, and what that means. Those who took the mail are not sent it again. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        before = _row(unit, id)
        try:
            row = unit.put(outbox.retry(before, now))
        except ValueError as e:
            raise Refused(str(e)) from None
        meaning = {
            OutState.UNKNOWN: "it may have arrived already: the same bytes leave once more under the same Message-ID, "
            "which most mail programs show once",
            OutState.FAILED: f"{', '.join(row.waiting)} will be asked again",
            OutState.HELD: f"it was held: {before.held_why}",
        }.get(before.state, "it was waiting already")
        unit.add(Event(row.case, now, "retried", f"outgoing mail {id}, {before.state.value}: {meaning}"[:500],
                       actor, face=desk.face))
    return row, meaning


def cancel(desk: Desk, id: int, actor: str, why: str = "") -> Outgoing:
    """It shall never leave. Raises Refused when it has, or is on its way."""
    now = desk.clock()
    with desk.store.unit() as unit:
        before = _row(unit, id)
        why = why or f"cancelled by {actor}"
        try:
            row = unit.put(outbox.cancel(before, why))
        except ValueError as e:
            raise Refused(str(e)) from None
        never_had(unit, row, now)
        unit.add(Event(row.case, now, "cancelled", f"outgoing mail {id}, {before.state.value}: {why}"[:500],
                       actor, face=desk.face))
    return row
