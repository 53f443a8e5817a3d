"""desk/beside.py: what stands around a case: the known problem it looks like, similar cases, a call to make, incidents.

Does not   decide anything: similar cases are for the eyes of staff (work/search.py).
Reads next desk/cases.py, triage/suggest.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mailtriage.desk.guard import Asked
from mailtriage.model.case import Case, CaseMail, Direction
from mailtriage.model.incident import LINK, Incident
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.program import Program, Text
from mailtriage.program.rule import KnownProblem
from mailtriage.store.port import View
from mailtriage.work.desk import Desk
from mailtriage.work.search import alike
from mailtriage.work.status import last_pass
from mailtriage.work.written import fitting

_GONE = (OutState.SENT, OutState.SENDING)
_SILENT = timedelta(minutes=2)      # a daemon that runs says so each few seconds
NO_DAEMON = "the daemon does not run, so nothing leaves; `mailtriage run` starts it"


@dataclass(frozen=True, slots=True)
class Beside:
    """`problem` is what the program says of the suggested one, None when it is in it no more; `left` what became of
    our mails, by Message-ID, where they have not simply left; `undo` a reply that can be taken back, and the seconds
    for that; `own` whether each of the mails that came may become a case of its own."""

    problem: KnownProblem | None
    fix: str                        # the text that answers it, "" when there is none or the case had it
    similar: tuple[dict[str, Any], ...]
    texts: tuple[Text, ...]
    incidents: tuple[Incident, ...]         # it is linked to, or was
    joinable: tuple[Incident, ...]          # active ones it is not linked to
    left: dict[str, str]
    undo: tuple[Outgoing, int] | None
    splits: bool


def around(view: View, asked: Asked, case: Case, mails: Sequence[CaseMail]) -> Beside:
    """Everything of that for one case."""
    program = asked.desk.programs[case.program]
    problem, fix = problem_of(program, case)
    rows = view.find(Outgoing, "case", case.number)
    linked = [view.one(Incident, "key", key) for key in case.incidents]
    active = view.find(Incident, "active", case.program) if case.is_open else []
    return Beside(
        problem, fix, tuple(alike(view, asked.desk, case.number)),
        tuple(fitting(program, case)) if case.is_open else (), tuple(i for i in linked if i is not None),
        tuple(i for i in active if f"{LINK}{i.key}" not in case.links),
        {r.message_id: _left(r, asked.desk) for r in rows if r.state not in _GONE},
        undoable(asked, rows),
        case.is_open and sum(m.direction is Direction.IN for m in mails) > (0 if case.also else 1),
    )


def _left(row: Outgoing, desk: Desk) -> str:
    """What became of a mail of ours that has not simply left."""
    now = desk.clock()
    if row.state is not OutState.QUEUED:
        return ": ".join(filter(None, (row.state.value, row.held_why)))
    seconds = math.ceil((row.not_before - now).total_seconds())
    if seconds <= 0 and now - last_pass(desk) > _SILENT:
        return f"queued: {NO_DAEMON}"
    if row.attempts:
        again = f", tried again in {math.ceil(seconds / 60)} min" if seconds > 0 else ""
        return f"queued: the mail server did not take it yet{again}"
    return f"queued: leaves in {seconds} s" if seconds > 0 else "queued: waits for the mail server"


def problem_of(program: Program, case: Case) -> tuple[KnownProblem | None, str]:
    """The known problem the case looks like, and the text that answers it: "" for none, or when the case had it."""
    known = case.known_problem
    problem = next((p for p in program.known_problems if known is not None and p.id == known.id), None)
    return problem, problem.text if problem and case.is_open and problem.text not in case.texts_sent else ""


def undoable(asked: Asked, rows: Sequence[Outgoing]) -> tuple[Outgoing, int] | None:
    """The last reply of a person, while it may still be taken back."""
    now = asked.desk.clock()
    for row in reversed(rows):
        if row.purpose == "reply" and row.state is OutState.QUEUED and not row.attempts and row.not_before > now:
            return row, int((row.not_before - now).total_seconds())
    return None
