"""work/handover.py: a case goes to the next level with its dossier, and waits where the dossier has gaps.

A checklist with `holds` (checklists.toml) keeps a hand-over back until nothing of it is missing. What is missing is
asked for once, of the reporter or of who has the case now. It leaves when the last of it comes, when the asking period
ends (then with the gaps marked), when the case gets a priority that is never held, or when a person says why.

Promises   the level changes, and the dossier leaves, in the unit that makes the case ready; once.
Does not   find what is missing (program/checklists.py), nor read it out of a mail (triage/reading.py).
Reads next rules/cadents/checklists.toml; who calls it: work/commit.py, work/cases.py (a case changed), work/tick.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mailtriage.model.case import Case, Event, HandingOver, State
from mailtriage.model.clock import ASKING, Clock, ClockState
from mailtriage.model.decision import Answer, Send
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.register import Customer
from mailtriage.program.checklists import gaps, needs, title
from mailtriage.program.program import Level, Program
from mailtriage.program.rule import Checklist, Item
from mailtriage.program.standing import PARTNER, partner_named
from mailtriage.store.port import Unit, View
from mailtriage.work.answer import carry_out
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.withdraw import ask_once, newest, withdraw

KIND = "hand-over"


def begin(unit: Unit, desk: Desk, case: Case, actor: str, to: str, now: datetime, *, again: bool, why: str) -> Case:
    """Hand the case to a level, or hold that until its dossier is whole. `again`: although that level has it; `why`: it
    leaves as it is, and this is the reason. Raises Refused."""
    program = desk.programs[case.program]
    level = _level(program, to)
    if not case.is_open:
        raise Refused(f"{case.number} is {case.state.value}; only an open case is handed over")
    given = [e for e in unit.find(Event, "case", case.number) if e.kind == KIND]
    if case.level == to and given and not again:
        raise Refused(f"{case.number} was handed over to {to} by {given[-1].actor} at "
                      f"{given[-1].at:%Y-%m-%d %H:%M} UTC; --again sends the dossier once more")
    held = _held(program, case, level)
    if not held or why:
        forced = f", although {_names(program, held)} is missing: {why}" if held else f": {why}" if why else ""
        return _leaves(unit, desk, case, level, actor, now, f"handed over to {to}{forced}")
    if case.handing_over is not None and case.handing_over.to == to:
        raise Refused(f"{case.number} waits for {_names(program, held)} before it goes to {to}; "
                      "--force REASON hands it over as it is")
    _address_of(unit, program, case, level)  # refused now, and not when it is ready
    return _hold(unit, desk, case, level, actor, now, held)


def go_on(unit: Unit, desk: Desk, case: Case, now: datetime) -> Case:
    """The case after something of it has changed: what waited leaves where nothing is missing any more."""
    waits, program = case.handing_over, desk.programs[case.program]
    if waits is None or not case.is_open:
        return case
    level = next((v for v in program.levels if v.id == waits.to), None)
    if level is None or _held(program, case, level):
        return case
    checklist = program.checklists[level.dossier]
    never = case.priority in checklist.never_held
    ready = f"{case.priority} is never held" if never else "all that was missing is known"
    return _leaves(unit, desk, case, level, "mailtriage", now, f"handed over to {level.id}: {ready}")


def time_is_up(unit: Unit, desk: Desk, case: Case, now: datetime) -> Case:
    """The case after its asking period: it leaves, with its gaps marked."""
    waits, program = case.handing_over, desk.programs[case.program]
    level = next((v for v in program.levels if waits is not None and v.id == waits.to), None)
    if level is None:
        return case
    missing = _names(program, _held(program, case, level))
    return _leaves(unit, desk, case, level, "mailtriage", now,
                   f"handed over to {level.id} without {missing}: the time to answer has passed")  # fmt: skip


def _level(program: Program, to: str) -> Level:
    level = next((v for v in program.levels if v.id == to), None)
    if level is None:
        raise Refused(f"{program.id} has no level {to}; it has {', '.join(v.id for v in program.levels)}")
    return level


def _held(program: Program, case: Case, level: Level) -> tuple[Item, ...]:
    """What keeps the hand-over back; () when nothing does. Nobody is asked for what a mail perhaps says, so nothing
    waits for it: it leaves marked, with the sentence."""
    checklist = program.checklists.get(level.dossier)
    if checklist is None or not checklist.holds or case.priority in checklist.never_held:
        return ()
    ours = {i.field for i in checklist.items}
    ours -= set(case.perhaps) if checklist.asked_of == "reporter" else set()
    return tuple(i for i in needs(program, case, level.id).missing if i.field in ours)


def _names(program: Program, missing: tuple[Item, ...]) -> str:
    return ", ".join(title(program, i.field, program.languages[0]) for i in missing)


def _hold(
    unit: Unit, desk: Desk, case: Case, level: Level, actor: str, now: datetime, missing: tuple[Item, ...]
) -> Case:
    program = desk.programs[case.program]
    checklist = program.checklists[level.dossier]
    until = program.calendars[program.calendar].add(now, checklist.held_for) if checklist.held_for else None
    case = replace(case, handing_over=HandingOver(level.id, actor, now, until))
    end = f", at the latest on {until:%Y-%m-%d %H:%M} UTC" if until else ""
    waits = f"the hand-over to {level.id} waits for {_names(program, missing)}{end}"
    unit.add(Event(case.number, now, "hand-over-held", waits, actor))
    for clock in _asking(unit, case):
        unit.put(replace(clock, state=ClockState.STOPPED, stopped=now))
    if until is not None:
        unit.add(Clock(case.number, ASKING, program.calendar, started=now, due=until))
    return _ask(unit, desk, case, checklist, level, now, missing)


def _ask(
    unit: Unit, desk: Desk, case: Case, checklist: Checklist, level: Level, now: datetime, missing: tuple[Item, ...]
) -> Case:
    """One mail for what nobody was asked for yet. It takes in what a draft that waits asks of the same person, and
    leaves out what one asks in words a person wrote."""
    program = desk.programs[case.program]
    text = program.texts.get(checklist.gaps)
    of_level = checklist.asked_of == "level"
    if of_level:
        now_at = next((v for v in program.levels if v.id == case.level), None)
        to = _address_of(unit, program, case, now_at) if now_at is not None else ""
    else:
        to = next(iter(case.participants), "")
    wanted, waiting = needs(program, case, level.id), [
        d for d in unit.find(Draft, "case", case.number) if d.state is DraftState.PROPOSED and to in d.to]
    others = {f for d in waiting for f in d.asks} & {i.field for i in wanted.missing}
    edited = {f for d in waiting if d.edited for f in d.asks}
    ask = [(f, q) for f, q in wanted.ask if f in {i.field for i in missing} | others and f not in edited]
    if text is None or not ask or not to:
        return case
    told: dict[str, Any] = {"missing": tuple(title(program, f, case.language) for f, _ in ask)}
    if of_level:
        told["level"] = f"{level.id} ({level.owner})"
    else:
        told["questions"] = tuple(q for _, q in ask)
    auto = text.send == "auto" and text.purpose in program.sends_by_itself
    language = program.languages[0] if of_level else program.language(case.language)
    answer = Answer(text.id, text.purpose, language, Send.AUTO if auto else Send.APPROVE, (to,), variables=told,
                    words=f"the hand-over to {level.id} waits for it", asks=tuple(f for f, _ in ask),
                    next_state=text.next_state)  # fmt: skip
    case = carry_out(unit, desk, case, (answer,), None, cause=f"gaps/{level.id}/{now.isoformat()}", now=now)
    ask_once(unit, desk, case, answer.asks, answer.to, text.id, now, but=newest(unit, case, text.id))
    return case


def _leaves(unit: Unit, desk: Desk, case: Case, level: Level, actor: str, now: datetime, said: str) -> Case:
    program = desk.programs[case.program]
    by = case.handing_over.by if case.handing_over is not None else actor
    for clock in _asking(unit, case):
        unit.put(replace(clock, state=ClockState.STOPPED if clock.due > now else ClockState.MET, stopped=now))
    address = _address_of(unit, program, case, level)
    _not_twice(unit, program, case, level, address, now)
    if address:
        missing = gaps(program, case, needs(program, case, level.id).missing)
        told = {"level": f"{level.id} ({level.owner})", "missing": missing}
        answer = to_staff(program, KIND, (address,), f"handed over by {by}", **told)
        case = carry_out(unit, desk, case, (answer,), None, cause=f"handover/{level.id}/{now.isoformat()}", now=now)
    unit.add(Event(case.number, now, KIND, said, actor))
    state = State.ASSIGNED if case.state in (State.NEW, State.WAITING) else case.state
    return replace(case, level=level.id, handing_over=None, state=state)


def _not_twice(unit: Unit, program: Program, case: Case, level: Level, address: str, now: datetime) -> None:
    """Take back the questions that the hand-over waited for, and what would bring the case to the same address too."""
    waited = next((v for v in program.levels if case.handing_over and v.id == case.handing_over.to), None)
    gaps = program.checklists[waited.dossier].gaps if waited is not None and waited.dossier else ""
    withdraw(unit, case, lambda d: bool(gaps) and d.text == gaps, f"the case goes to {level.id} without an answer", now)
    withdraw(unit, case, lambda d: d.purpose == KIND and bool(address) and address in d.to,
             f"{address} gets the case by the hand-over to {level.id}", now)  # fmt: skip


def _asking(view: View, case: Case) -> list[Clock]:
    return [c for c in view.find(Clock, "case", case.number) if c.kind == ASKING and c.state is ClockState.RUNNING]


def _address_of(view: View, program: Program, case: Case, level: Level) -> str:
    """Where a hand-over to the level goes, "" for the desk itself. Refused when it is the partner of a customer who has
    none."""
    if level.address != PARTNER:
        return level.address
    customer = view.one(Customer, "key", f"{program.id}/{case.customer}") if case.customer else None
    partner = partner_named(program, customer.partner) if customer else None
    if partner is None:
        whose = f"{case.customer} has no partner {program.id} knows" if customer else "nobody knows whose it is"
        raise Refused(f"{case.number} cannot go to {level.id}: {whose}; set it in the register (column partner)")
    return partner.address


def to_staff(program: Program, purpose: str, to: tuple[str, ...], words: str, **extra: Any) -> Answer:
    """The program's text of that purpose, to our own people. Raises Refused where it has none."""
    texts = [t for t in program.texts.values() if t.purpose == purpose]
    text = next((t for t in texts if t.id == purpose), texts[0] if texts else None)
    if text is None:
        raise Refused(f"program {program.id} has no text with purpose {purpose}")
    return Answer(text.id, purpose, program.languages[0], Send.AUTO, to, variables=extra, words=words)
