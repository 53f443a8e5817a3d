"""work/tick.py: what time brings: clocks that fall due, solved cases whose window ends, incidents left half closed.

Promises   a stage fires once per (clock, stage, base), in the unit that records it: a crash cannot fire it twice. A
           clock that is put forward sends a few escalations at most, and closes no case at once.
Reads next model/clock.py, work/answer.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailtriage import log
from mailtriage.model.case import Case, Event, State
from mailtriage.model.clock import ASKING, Clock, ClockState
from mailtriage.model.decision import Answer, Send
from mailtriage.program.program import Program, Step
from mailtriage.store.port import Unit
from mailtriage.work.answer import carry_out
from mailtriage.work.desk import Desk
from mailtriage.work.handover import time_is_up
from mailtriage.work.incidents import finish
from mailtriage.work.words import local

MOST_A_TICK = 200
GAP = timedelta(minutes=30)     # nobody looked for longer: the desk was switched off, or the clock was put forward
MOST_AFTER_GAP = 10             # steps that are taken by themselves then; the mails of the others wait for a person


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many clocks fired, and for how many of them the step waits for a person."""

    fired: int = 0
    held: int = 0


def tick(desk: Desk, last: datetime | None = None) -> Ticked:
    """Fire what is due, the longest due first. One unit per clock, so that one bad case stops nobody else. `last` is
    when the desk looked before. After more than GAP it may be the clock that is wrong, so the breaker falls: everything
    due is settled now, MOST_AFTER_GAP steps leave, the others are drafts, and one warning says so."""
    now = desk.clock()
    gap = last is not None and now - last > GAP
    with desk.store.view() as view:
        due = [clock.id for clock in view.upto(Clock, "alarm", now.isoformat(), 1_000_000 if gap else MOST_A_TICK)]
    fired = held = 0
    for id in due:
        hold = gap and fired >= MOST_AFTER_GAP
        with desk.store.unit() as unit:
            clock = unit.get(Clock, id)
            if clock is not None and clock.state is ClockState.RUNNING and clock.due <= now:
                _miss(unit, desk, clock, now, hold)
                fired += 1
                held += hold
    finish(desk)
    if held:
        log.get("tick").warning("many clocks ran out at once", fired=fired, held=held, since=last,
                                mend="look at the clock of this machine; `mailtriage draft list` has what waits")
    return Ticked(fired, held)


def _miss(unit: Unit, desk: Desk, clock: Clock, now: datetime, hold: bool = False) -> None:
    if clock.kind == ASKING:
        _asked_long_enough(unit, desk, clock, now)
        return
    stage = f"{clock.base}:missed"
    unit.put(replace(clock, state=ClockState.MISSED, fired=(*clock.fired, stage)))
    case = unit.one(Case, "number", clock.case)
    if case is None or not case.is_open or stage in clock.fired:
        return
    unit.add(Event(case.number, now, "clock", f"{clock.kind} was due {clock.due:%Y-%m-%d %H:%M} UTC and is missed"))
    for rung in desk.programs[case.program].steps if case.program in desk.programs else ():
        if rung.clock == clock.kind:
            why = f"{clock.kind} was due by {local(clock.due, desk.programs[case.program])}"
            cause = f"clock/{clock.id}/{stage}"
            case = escalate_step(unit, desk, case, rung, cause, why, now, clock.due, hold)
    unit.put(replace(case, updated=now, revision=case.revision + 1))


def _asked_long_enough(unit: Unit, desk: Desk, clock: Clock, now: datetime) -> None:
    unit.put(replace(clock, state=ClockState.MET, stopped=now))
    case = unit.one(Case, "number", clock.case)
    if case is not None and case.is_open and case.program in desk.programs:
        case = time_is_up(unit, desk, case, now)
        unit.put(replace(case, updated=now, revision=case.revision + 1))


def escalate_step(
    unit: Unit, desk: Desk, case: Case, rung: Step, cause: str, why: str, now: datetime, due: datetime | None = None,
    hold: bool = False,
) -> Case:
    """Take one rung: its text to the contact of its role, by itself or (as the rung says, or `hold`) as a draft. The
    contact is read again when the mail is claimed for sending, so that the master list is always the one used."""
    program = desk.programs[case.program]
    text = program.texts[rung.text]
    to = program.contacts[rung.role]
    answer = Answer(
        text.id,
        text.purpose,
        program.languages[0],
        Send.AUTO if rung.goes_by_itself and not hold else Send.APPROVE,
        (to,),
        variables={
            "expected": "Take the case, or name who does.",
            "why": why,
            "missed_local": _missed(unit, program, case, rung),
        },
        words=why,
        role=rung.role,
    )
    case = carry_out(unit, desk, case, (answer,), None, cause=f"escalate/{rung.id}/{cause}", now=now, caused=due)
    waits = "; it waits for a person, because nobody had looked for long" if hold else ""
    unit.add(Event(case.number, now, "escalated", f"step {rung.id}: {rung.role}, {why}{waits}"))
    return case


def _missed(unit: Unit, program: Program, case: Case, rung: Step) -> str:
    """When the clock of the rung ran out, for people; "" when it did not."""
    missed = [c.due for c in unit.find(Clock, "case", case.number) if c.kind == rung.clock
              and c.state is ClockState.MISSED]
    return local(missed[-1], program) if missed else ""


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
