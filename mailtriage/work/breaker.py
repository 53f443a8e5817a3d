"""work/breaker.py: the breaker: when more answers were due in an hour than the budget of the whole desk, none leaves by
itself any more until a person has looked.

Promises   opened in the unit that held the first answer over the budget, so no other leaves beside it; open for ever,
           over restarts, until `mailtriage breaker --reset`; staff are told once (work/alert.py).
Does not   stop what a person approved, nor what stood in the outbox before.
Reads next work/budget.py, cli/breaker.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailtriage.deliver import outbox
from mailtriage.model.case import Event
from mailtriage.model.decision import Decision
from mailtriage.model.outgoing import OVERLOAD, Outgoing, OutState
from mailtriage.store.port import Unit, View
from mailtriage.work.desk import Desk

SETTING = "breaker"
HOW = "`mailtriage outbox list --state held` shows what waits; `mailtriage breaker --reset` lets answers leave again"


@dataclass(frozen=True, slots=True)
class Breaker:
    """`opened` is None while answers leave; `reset` is when a person last closed it."""

    opened: datetime | None = None
    why: str = ""
    reset: datetime | None = None
    by: str = ""

    @property
    def sentence(self) -> str:
        if self.opened is None:
            return ""
        return f"no answer leaves by itself since {self.opened:%Y-%m-%d %H:%M} UTC: {self.why}; {HOW}"


def state(view: View) -> Breaker:
    kept = view.setting(SETTING) or {}
    times = {name: datetime.fromisoformat(kept[name]) for name in ("opened", "reset") if kept.get(name)}
    return Breaker(why=kept.get("why", ""), by=kept.get("by", ""), **times)


def open_for(unit: Unit, decision: Decision, now: datetime) -> None:
    """Open it when this decision holds an answer because the whole desk is over its budget."""
    why = next((a.hold for a in decision.answers if a.hold.startswith(OVERLOAD)), "")
    was = state(unit)
    if why and was.opened is None:
        kept = {"opened": now.isoformat(), "why": why.removeprefix(OVERLOAD).strip()}
        unit.set_setting(SETTING, kept | ({"reset": was.reset.isoformat(), "by": was.by} if was.reset else {}))


def reset(desk: Desk, actor: str, release: bool = False) -> tuple[Breaker, int]:
    """Close it: (how it was, released mails). `release`: what it held leaves now."""
    now, released = desk.clock(), 0
    with desk.store.unit() as unit:
        was = state(unit)
        unit.set_setting(SETTING, {"reset": now.isoformat(), "by": actor})
        for row in unit.find(Outgoing, "state", OutState.HELD.value) if release else ():
            if row.held_why.startswith(OVERLOAD):
                unit.put(outbox.retry(row, now))
                unit.add(Event(row.case, now, "released", f"{row.text or row.purpose}: the breaker was reset", actor))
                released += 1
    return was, released
