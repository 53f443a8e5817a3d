"""work/reopen.py: the clocks of a case that begins, or begins again: a reopened case has a deadline.

Promises   each clock of the program runs once a case; started again it has a base one higher, so that its stages fire
           anew (model/clock.py).
Reads next work/tick.py, work/clocks.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case, Event
from mailtriage.model.clock import Clock, ClockState
from mailtriage.program.program import Program
from mailtriage.store.port import Unit
from mailtriage.work import autonomy


def start_clocks(unit: Unit, program: Program, case: Case, at: datetime) -> None:
    """Start every clock of the program at `at`, or start it again."""
    had = {c.kind: c for c in unit.find(Clock, "case", case.number)}
    for rule in program.clocks_for(case.priority):
        due = program.calendars[rule.calendar].add(at, rule.within)
        before = had.get(rule.kind)
        if before is None:
            unit.add(Clock(case.number, rule.kind, rule.calendar, started=at, due=due))
        else:
            unit.put(replace(before, calendar=rule.calendar, started=at, due=due, state=ClockState.RUNNING,
                             base=before.base + 1, stopped=None))


def reopen(unit: Unit, program: Program, case: Case, at: datetime) -> Case:
    """A solved case that is reactivated at `at`: somebody waits for an answer again."""
    start_clocks(unit, program, case, at)
    autonomy.reopened(unit, program, case.number, at)
    case = case if case.assignee or case.team else replace(case, team=program.default_team)
    who = case.assignee or f"team {case.team}"
    unit.add(Event(case.number, at, "clock", f"reactivated, with {who}; the clocks run again"))
    return replace(case, solved=None)
