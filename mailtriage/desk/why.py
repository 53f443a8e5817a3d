"""desk/why.py: why a draft says what it says: how its case was decided, and what has changed since.

Promises   what is so now stands first; what it was decided as stays below it and says so, where that is not the same.
Reads next desk/drafts.py, work/dossier.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailtriage.model.case import Case, Event
from mailtriage.model.ledger import LedgerRow
from mailtriage.staff import people
from mailtriage.store.port import View
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import decision_of

_MOST_ROWS = 20
_STEPS = ("category", "priority", "entitlement", "answer", "language")
_CHANGEABLE = ("category", "priority")
_CHECKED = "entitlement"


@dataclass(frozen=True, slots=True)
class Reason:
    """`said` of a step, and the line of the rules that says so. `at`: since when, where a person changed it. `past`: it
    was so when it was decided, and is not now, or not surely."""

    step: str
    said: str
    place: str = ""
    at: datetime | None = None
    past: bool = False


def reasons(view: View, desk: Desk, case: Case, doubts: Mapping[str, str]) -> tuple[Reason, ...]:
    """The steps of the latest decision that said what the case is about (a follow-up often says nothing of that), each
    behind what has changed it. `doubts` are those of staff/danger.py."""
    row, steps = _decided(view, desk, case)
    if row is None:
        return ()
    events = [e for e in view.find(Event, "case", case.number) if e.at >= row.received and e.actor != "mailtriage"]
    names = {p.login: p.name for p in people.people(view)}
    found = []
    for step in steps:
        now = tuple(_now(case, step["step"], step["result"], events, names, doubts))
        place = f"{step['file']}:{step['line']}" if step.get("file") else ""
        found += [*now, Reason(step["step"], step["result"], place, past=bool(now))]
    return tuple(found)


def _decided(view: View, desk: Desk, case: Case) -> tuple[LedgerRow | None, list[dict[str, str]]]:
    for row in reversed(view.newest(LedgerRow, "case", case.number, _MOST_ROWS)):
        found = decision_of(desk, row).get("reasons", ()) if row.decision else ()
        if any(r["step"] == "category" for r in found):
            return row, [r for r in found if r["step"] in _STEPS]
    return None, []


def _now(case: Case, step: str, decided: str, events: Sequence[Event], names: Mapping[str, str],
         doubts: Mapping[str, str]) -> Iterator[Reason]:
    """What is so instead of what was decided in that step; nothing where it stands."""
    if step in _CHANGEABLE:
        value = str(getattr(case, step))
        for event in reversed(events):
            said = re.search(rf"\b{step}[ =]([^,]+)(?:, was ([^,]+))?", event.text) if event.kind == "set" else None
            if said is not None:
                was = f", was {said[2]}" if said[2] else ""
                if said[1] == value:
                    yield Reason(step, f"{value}: set by {names.get(event.actor, event.actor)}{was}", at=event.at)
                return
    elif step == _CHECKED:
        checked = next((e for e in reversed(events) if e.kind == _CHECKED), None)
        if checked is not None:
            who = names.get(checked.actor, checked.actor)
            yield Reason(step, f"{checked.text}; checked again by {who}", at=checked.at)
        if doubts:
            yield Reason(step, f"today: {'; '.join(doubts.values())}, see the amber line")
