"""work/tick.py: what time brings: clocks that fall due, solved cases whose window ends.

Promises   a stage fires once per (clock, stage, base), in the unit that records it: a crash cannot fire it twice.
Reads next model/clock.py, work/answer.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case, Event, State
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.decision import Answer, Send
from mailtriage.program.program import Step
from mailtriage.store.port import Unit
from mailtriage.work.answer import carry_out
from mailtriage.work.desk import Desk

MOST_A_TICK = 200  # a forward jump of the clock must not fire everything in one breath


def tick(desk: Desk) -> int:
    """Fire what is due; returns how many clocks fired. One unit per clock, so that one bad case stops nobody else."""
    now = desk.clock()
    with desk.store.view() as view:
        due = [clock.id for clock in view.upto(Clock, "alarm", now.isoformat(), MOST_A_TICK)]
    for id in due:
        with desk.store.unit() as unit:
            clock = unit.get(Clock, id)
            if clock is not None and clock.state is ClockState.RUNNING and clock.due <= now:
                _miss(unit, desk, clock, now)
    return len(due)


def _miss(unit: Unit, desk: Desk, clock: Clock, now: datetime) -> None:
    stage = f"{clock.base}:missed"
    unit.put(replace(clock, state=ClockState.MISSED, fired=(*clock.fired, stage)))
    case = unit.one(Case, "number", clock.case)
    if case is None or not case.is_open or stage in clock.fired:
        return
    unit.add(Event(case.number, now, "clock", f"{clock.kind} was due {clock.due:%Y-%m-%d %H:%M} UTC and is missed"))
    for rung in desk.programs[case.program].steps if case.program in desk.programs else ():
        if rung.clock == clock.kind:
            why = f"{clock.kind} was due {clock.due:%Y-%m-%d %H:%M} UTC"
            case = escalate_step(unit, desk, case, rung, f"clock/{clock.id}/{stage}", why, now, clock.due)
    unit.put(replace(case, updated=now, revision=case.revision + 1))


def escalate_step(
    unit: Unit, desk: Desk, case: Case, rung: Step, cause: str, why: str, now: datetime, due: datetime | None = None
) -> Case:
    """Take one rung: its text to the contact of its role, by itself or as a draft. The contact is read again when the
    mail is claimed for sending, so that the master list is always the one used."""
    program = desk.programs[case.program]
    text = program.texts[rung.text]
    to = program.contacts[rung.role]
    answer = Answer(
        text.id,
        text.purpose,
        program.languages[0],
        Send.AUTO if rung.goes_by_itself else Send.APPROVE,
        (to,),
        variables={"expected": f"Take the case or name who does: {why}."},
        words=why,
        role=rung.role,
    )
    case = carry_out(unit, desk, case, (answer,), None, cause=f"escalate/{rung.id}/{cause}", now=now, caused=due)
    unit.add(Event(case.number, now, "escalated", f"step {rung.id}: {rung.role}, {why}"))
    return case


def close_what_stayed_solved(desk: Desk) -> int:
    """Close cases whose reactivation window has passed; returns how many."""
    now = desk.clock()
    closed = 0
    with desk.store.view() as view:
        solved = view.find(Case, "state", State.SOLVED.value)
    for seen in solved:
        program = desk.programs.get(seen.program)
        if program is None or seen.solved is None or now <= seen.solved + program.reactivate_within:
            continue
        with desk.store.unit() as unit:
            case = unit.get(Case, seen.id)
            if case is not None and case.state is State.SOLVED and case.solved == seen.solved:
                unit.put(replace(case, state=State.CLOSED, closed=now, updated=now, revision=case.revision + 1))
                unit.add(Event(case.number, now, "closed", "nobody came back within the reactivation window"))
                closed += 1
    return closed
