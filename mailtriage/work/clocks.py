"""work/clocks.py: what stops a first-response clock: a person's answer that left. An acknowledgement is no answer.

Reads next work/send.py (which calls it), work/sent.py, work/tick.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.outgoing import Outgoing
from mailtriage.program.variables import TO_STAFF
from mailtriage.store.port import Unit

FIRST_RESPONSE = "first-response"


def answered(unit: Unit, case: Case, row: Outgoing, at: datetime) -> Case:
    """The case after `row` has left at `at`: the first mail a person wrote or approved is the first response."""
    person = row.draft or row.purpose == "reply"
    return first_response(unit, case, at) if person and not row.role and row.purpose not in TO_STAFF else case


def first_response(unit: Unit, case: Case, at: datetime) -> Case:
    """The case after a person's answer left at `at`. The clock may run again, because the case was reopened; the first
    response stays the first."""
    for clock in unit.find(Clock, "case", case.number):
        if clock.kind == FIRST_RESPONSE and clock.state in (ClockState.RUNNING, ClockState.PAUSED):
            unit.put(replace(clock, state=ClockState.MET, stopped=at))
    return case if case.first_response is not None else replace(case, first_response=at)
