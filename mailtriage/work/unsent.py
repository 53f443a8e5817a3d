"""work/unsent.py: what a case has had, once a mail of it will not leave after all: an approval undone, a row cancelled.

Promises   a text and a question that reached nobody may be proposed and asked again.
Does not   know what a text that left by itself asked: that stays asked.
Reads next work/answer.py (`having`, the other way round)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import Unit


def never_had(unit: Unit, row: Outgoing, now: datetime) -> None:
    """The case of a row that was cancelled in this unit, without what only that row would have brought."""
    case = unit.one(Case, "number", row.case)
    draft = unit.get(Draft, row.draft) if row.draft else None
    if case is None or not row.text or row.attempts:     # what was tried may have arrived
        return
    left = {r.text for r in unit.find(Outgoing, "case", row.case) if r.state is not OutState.CANCELLED}
    others = sorted((d for d in unit.find(Draft, "case", row.case) if _left(d, row)), key=lambda d: d.id)
    asked = {name for d in others for name in d.asks}
    asks = draft.asks if draft is not None else ()
    unit.put(replace(
        case,
        texts_sent=tuple(t for t in case.texts_sent if t != row.text or t in left),
        asked=tuple(name for name in case.asked if name not in asks or name in asked),
        questions=next((d.asks for d in reversed(others) if d.asks), ()) if case.questions == asks else case.questions,
        updated=now,
        revision=case.revision + 1,
    ))  # fmt: skip


def _left(draft: Draft, row: Outgoing) -> bool:
    """Whether another draft of the case was approved and not undone."""
    return draft.state is DraftState.APPROVED and draft.id != row.draft
