"""work/epoch.py: the time after a restore, until a person says that what may have been answered is settled.

A backup does not know what was sent after it. So `restore` starts an epoch: whatever was caused before the restore may
have left already, and is held. What comes afterwards is answered as ever.

    ops/restore.py    begin(unit, ...): unsent rows are held, ids and case numbers jump by a block, the setting says why
    triage, answer.py hold whatever came, was proposed or fell due before the restore
    work/recollect.py finds again the mails that were filed away after the backup
    confirm           a person ends it: what is held leaves, or is cancelled because it was answered before

Promises   between restore and confirm nothing leaves that was caused before the restore, whatever staff approve.
Does not   guess what was answered: only the mail server's log or the Sent folder can tell.
Reads next ops/restore.py, work/recollect.py
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailtriage.deliver import outbox
from mailtriage.model.case import Case, Event
from mailtriage.model.outgoing import RESTORED, Outgoing, OutState
from mailtriage.store.port import Unit, View
from mailtriage.work.record import plain

if TYPE_CHECKING:
    from mailtriage.work.desk import Desk

SETTING = "epoch"
MARGIN = timedelta(minutes=10)                  # between the mail server's clock and ours


@dataclass(frozen=True, slots=True)
class Epoch:
    """One restore. `backup` is when the copy's last mail was handled or sent; `numbers` are, by prefix, the last number
    given out before and the last one skipped. `recollected` are mailboxes whose filed mail was looked through."""

    number: int
    restored: datetime
    backup: datetime
    block: int
    numbers: dict[str, tuple[int, int]] = field(default_factory=dict)
    recollected: tuple[str, ...] = ()
    confirmed: datetime | None = None

    @property
    def sentence(self) -> str:
        return (f"restored {self.restored:%Y-%m-%d %H:%M} UTC from a backup of {self.backup:%Y-%m-%d %H:%M} UTC; "
                "answers to what came before are held until `mailtriage restore --confirm`")


def newest(view: View) -> Epoch | None:
    """The last restore of this store, None when there was none."""
    value = view.setting(SETTING)
    if value is None:
        return None
    times = {name: datetime.fromisoformat(value[name]) for name in ("restored", "backup")}
    confirmed = datetime.fromisoformat(value["confirmed"]) if value["confirmed"] else None
    numbers = {prefix: (before, last) for prefix, (before, last) in value["numbers"].items()}
    return Epoch(value["number"], times["restored"], times["backup"], value["block"], numbers,
                 tuple(value["recollected"]), confirmed)


def waiting(view: View) -> Epoch | None:
    """The restore that nobody has confirmed yet."""
    epoch = newest(view)
    return epoch if epoch is not None and epoch.confirmed is None else None


def held_until(view: View) -> datetime | None:
    """What was caused up to then may have left before the restore; None while no restore waits."""
    epoch = waiting(view)
    return epoch.restored + MARGIN if epoch else None


def why_held(view: View, caused: datetime) -> str:
    """Why a mail for something that happened at `caused` must wait, or ""."""
    until = held_until(view)
    if until is None or caused > until:
        return ""
    return f"{RESTORED} its cause is older than the restore, it may have left before"


def save(unit: Unit, epoch: Epoch) -> None:
    unit.set_setting(SETTING, plain(asdict(epoch)))


def hold_unsent(unit: Unit, now: datetime) -> int:
    """Hold every row that was waiting or on its way when the backup was made; how many."""
    rows = [row for state in (OutState.QUEUED, OutState.SENDING) for row in unit.find(Outgoing, "state", state.value)]
    for row in rows:
        was = "on its way" if row.state is OutState.SENDING else "queued"
        why = f"{RESTORED} it was {was} when the backup was made"
        unit.put(replace(row, state=OutState.HELD, held_why=why))
        unit.add(Event(row.case, now, "held", f"{row.text or row.purpose}: {why}"))
    return len(rows)


def recollected(desk: Desk, mailboxes: Iterable[str]) -> None:
    """Note that the filed mail of these mailboxes was looked through."""
    with desk.store.unit() as unit:
        if (epoch := waiting(unit)) is not None:
            save(unit, replace(epoch, recollected=tuple(dict.fromkeys((*epoch.recollected, *mailboxes)))))


def held_rows(view: View) -> list[Outgoing]:
    """What waits for the confirmation, oldest first."""
    return [r for r in view.find(Outgoing, "state", OutState.HELD.value) if r.held_why.startswith(RESTORED)]


def cause_time(view: View, row: Outgoing, epoch: Epoch) -> datetime:
    """When a row's cause arrived: a case opens when its mail did; what was in the backup already, when it was made."""
    case = view.one(Case, "number", row.case) if row.created > epoch.backup else None
    return case.opened if case is not None else row.created


def confirm(desk: Desk, actor: str, answered_until: datetime | None = None) -> tuple[int, int]:
    """End the epoch: (released, cancelled). Cancelled is what was caused before `answered_until`, because it was
    answered before the disaster; the rest leaves. One unit: all of it or nothing. LookupError when no restore waits."""
    now, released, cancelled = desk.clock(), 0, 0
    with desk.store.unit() as unit:
        epoch = waiting(unit)
        if epoch is None:
            raise LookupError("no restore waits for confirmation")
        for row in held_rows(unit):
            if answered_until is not None and cause_time(unit, row, epoch) < answered_until:
                why = f"answered before the disaster, says {actor}"
                unit.put(outbox.cancel(row, why))
                unit.add(Event(row.case, now, "cancelled", f"{row.text or row.purpose}: {why}", actor))
                cancelled += 1
            else:
                unit.put(outbox.retry(row, now))
                what = f"{row.text or row.purpose}: the restore is confirmed"
                unit.add(Event(row.case, now, "released", what, actor))
                released += 1
        save(unit, replace(epoch, confirmed=now))
    return released, cancelled
