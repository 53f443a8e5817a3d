"""work/cases.py: what staff do to a case by hand: open, note, reply, assign, set, solve, close, hand over, escalate.

Every act is an event with person and time. A reply is written by a person, so it is approved as it is made.
Reads next work/approve.py, work/tick.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mailtriage.deliver import outbox
from mailtriage.model.case import Case, CaseMail, Direction, Event, Origin, State, check_step
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState, Policy
from mailtriage.program.entitlement import Found
from mailtriage.program.fields import STAFF
from mailtriage.program.match import prioritise
from mailtriage.program.weighed import by_words
from mailtriage.store.port import Unit, View
from mailtriage.work import autonomy
from mailtriage.work.answer import Letter, send
from mailtriage.work.approve import UNDO, Refused
from mailtriage.work.checked import address_of, check_facts, checked_field, chosen, entitle, find_by_address
from mailtriage.work.commit import next_number
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import find_case
from mailtriage.work.handover import begin, go_on
from mailtriage.work.record import snippet
from mailtriage.work.reopen import reopen, start_clocks
from mailtriage.work.tick import escalate_step

MOST_NOTE = 20_000      # characters; a note is in the journal, whole
SETTABLE = ("subject", "customer", "contact", "type", "category", "priority", "level", "team", "language")


def find(view: View, desk: Desk, number: str) -> Case:
    """The case with that number (any letter case, or its sequence alone). Raises Refused."""
    case = find_case(view, desk.prefixes, number)
    if case is None:
        raise Refused(f"there is no case {number}; `mailtriage case list` shows them")
    return case


def change(
    desk: Desk, number: str, actor: str, kind: str, text: str, how: Callable[[Unit, Case, datetime], Case]
) -> Case:
    """One act on one case, with its event, in one unit."""
    now = desk.clock()
    with desk.store.unit() as unit:
        case = how(unit, find(unit, desk, number), now)
        case = unit.put(replace(case, updated=now, revision=case.revision + 1))
        unit.add(Event(case.number, now, kind, text, actor, face=desk.face))
    return case


def _acted(desk: Desk, number: str, how: Callable[[Unit, Case, datetime], Case]) -> Case:
    """One act on one case that writes its own events, in one unit."""
    now = desk.clock()
    with desk.store.unit() as unit:
        case = how(unit, find(unit, desk, number), now)
        return unit.put(replace(case, updated=now, revision=case.revision + 1))


def open_by_hand(
    desk: Desk,
    mailbox: str,
    actor: str,
    *,
    subject: str,
    sender: str,
    text: str,
    channel: str,
    facts: Mapping[str, str] = MappingProxyType({}),
) -> Case:
    """Log what came by telephone or message as a case on the same record, with the category and priority a mail of the
    same words would get. `facts` are category, priority and customer, where the person said so. Raises Refused."""
    now = desk.clock()
    program = desk.program_of(mailbox)
    address = address_of(desk, sender) if sender else ""
    with desk.store.unit() as unit:
        check_facts(unit, program, {"subject": subject, **facts})
        found = find_by_address(unit, program, address) if address else Found(None, None, "", "nobody is named")
        guess = by_words(program, subject, text).winner
        category = program.category(facts["category"]) if "category" in facts else guess
        case = unit.add(
            Case(
                number=next_number(unit, program),
                program=program.id,
                mailbox=mailbox,
                subject=subject,
                opened=now,
                updated=now,
                contact=found.contact.name if found.contact else "",
                type=category.type if category else "question",
                category=category.id if category else facts.get("category") or program.default_category,
                priority=facts.get("priority") or prioritise(program, category, subject, text).id,
                level=category.level if category else "L1",
                team=(category.team if category else "") or program.default_team,
                language=program.language(
                    (found.contact.language if found.contact else "")
                    or (found.customer.language if found.customer else "")
                ),
                channel=channel,
                participants=(address,) if address else (),
            )
        )
        unit.add(Event(case.number, now, "opened", f"opened by hand ({channel})", actor, face=desk.face))
        if "customer" in facts:
            found = chosen(unit, program, case, facts["customer"])
        case = unit.put(entitle(unit, desk, case, found, now, actor))
        if text:
            unit.add(note_of(case, now, actor, text))
        start_clocks(unit, program, case, now)
    return case


def note_of(case: Case, now: datetime, actor: str, text: str) -> CaseMail:
    if len(text) > MOST_NOTE:
        raise Refused(f"the note is too long: {len(text)} characters, {MOST_NOTE} is the most")
    return CaseMail(case.number, Direction.NOTE, "", now, "", actor, subject="internal note", snippet=text)


def note(desk: Desk, number: str, actor: str, text: str) -> Case:
    """An internal note; it never leaves."""

    with desk.store.unit() as unit:
        return note_in(unit, desk, find(unit, desk, number), actor, text)


def note_in(unit: Unit, desk: Desk, case: Case, actor: str, text: str) -> Case:
    """The same in an open unit."""
    now = desk.clock()
    unit.add(note_of(case, now, actor, text))
    unit.add(Event(case.number, now, "note", snippet(text), actor, face=desk.face))
    return unit.put(replace(case, updated=now, revision=case.revision + 1))


def reply(desk: Desk, number: str, actor: str, body: str) -> Outgoing:
    """A person's answer to the participants, with the program's signature; leaves after the undo time."""
    with desk.store.unit() as unit:
        return reply_in(unit, desk, find(unit, desk, number), actor, body)


def reply_in(unit: Unit, desk: Desk, case: Case, actor: str, body: str) -> Outgoing:
    """The same in an open unit. Refused is raised before anything is written."""
    now = desk.clock()
    letter = reply_letter(unit, desk, case, body)
    row = send(unit, desk, case, letter, cause=f"reply/{now.isoformat()}", now=now, policy=Policy.RESEND,
               not_before=now + UNDO)
    unit.put(replace(case, updated=now, revision=case.revision + 1))
    unit.add(Event(case.number, now, "reply", snippet(body), actor, face=desk.face))
    return row


def reply_letter(view: View, desk: Desk, case: Case, body: str) -> Letter:
    """What `reply` would send. Raises Refused."""
    if case.state is State.CLOSED:
        raise Refused(f"{case.number} is closed; nothing more leaves on it")
    if not case.participants:
        raise Refused(f"{case.number} has nobody to write to")
    signature = desk.programs[case.program].signature.strip()
    words = body.strip("\n")
    if signature and not words.rstrip().endswith(signature):
        words = f"{words}\n\n{signature}"
    last = _last_mail(view, case)
    to, cc = case.participants[:1], case.participants[1:]
    return Letter(
        "reply", "", to, f"Re: {case.subject}", words + "\n", case.language, cc, last, (last,) if last else ())


def _last_mail(view: View, case: Case) -> str:
    return next(
        (m.message_id for m in reversed(view.find(CaseMail, "case", case.number)) if m.direction is Direction.IN),
        "",
    )


def assign(desk: Desk, number: str, actor: str, to: str, *, team: bool = False) -> Case:
    def give(unit: Unit, case: Case, now: datetime) -> Case:
        moved = State.ASSIGNED if case.state is State.NEW else case.state
        return replace(case, state=moved, team=to if team else case.team, assignee=case.assignee if team else to)

    return change(desk, number, actor, "assigned", f"assigned to {'team ' if team else ''}{to}", give)


def set_values(desk: Desk, number: str, actor: str, values: dict[str, str]) -> Case:
    """Change facts of a case; `state=…` goes through the table of states, `field.NAME=…` sets a field."""

    def put(unit: Unit, case: Case, now: datetime) -> Case:
        new: dict[str, Any] = {}
        fields, sources = dict(case.fields), dict(case.sources)
        for name, value in values.items():
            if name == "state":
                before, case = case.state, step(unit, case, _state(value), now)
                if before is State.SOLVED and case.is_open:
                    case = reopen(unit, desk.programs[case.program], case, now)
            elif name.startswith("field."):
                name = name.removeprefix("field.")
                fields[name] = checked_field(desk.programs[case.program], name, value)
                sources[name] = Origin(f"staff {actor}", "case set", rank=STAFF)
            elif name in SETTABLE:
                new[name] = value
            else:
                raise Refused(f"{name} cannot be set; these can: state, {', '.join(SETTABLE)}, field.NAME")
        program = desk.programs[case.program]
        check_facts(unit, program, new)
        was, case = case, replace(case, fields=fields, sources=sources, **new)
        autonomy.moved(unit, program, was, case)
        if "customer" in new:
            case = entitle(unit, desk, case, chosen(unit, program, case, new["customer"]), now, actor)
        return go_on(unit, desk, case, now)

    return change(desk, number, actor, "set", ", ".join(f"{k}={v}" for k, v in values.items()), put)


def _state(value: str) -> State:
    try:
        return State(value)
    except ValueError:
        raise Refused(f"{value} is no state; these are: {', '.join(s.value for s in State)}") from None


def step(unit: Unit, case: Case, to: State, now: datetime) -> Case:
    """Change the state along the table; solved and closed stop the clocks and drop the drafts that wait, and closed
    takes back what a person wrote or approved and has not left."""
    check_step(case.number, case.state, to)
    if to is State.CLOSED:
        take_back(unit, case, now)
    if to in (State.SOLVED, State.CLOSED):
        for clock in unit.find(Clock, "case", case.number):
            if clock.state in (ClockState.RUNNING, ClockState.PAUSED):
                unit.put(replace(clock, state=ClockState.STOPPED, stopped=now))
        for draft in unit.find(Draft, "case", case.number):
            if draft.state is DraftState.PROPOSED:
                unit.put(
                    replace(
                        draft,
                        state=DraftState.SUPERSEDED,
                        decided_at=now,
                        decided_why=f"the case was {to.value}",
                    )
                )
    return replace(
        case,
        state=to,
        solved=now if to is State.SOLVED else case.solved,
        closed=now if to is State.CLOSED else None,
    )


def solve(desk: Desk, number: str, actor: str, why: str = "") -> Case:
    return change(desk, number, actor, "solved", why or "solved", lambda u, c, now: step(u, c, State.SOLVED, now))


def take_back(unit: Unit, case: Case, now: datetime) -> None:
    """Cancel answers of people that wait to leave: after the close, nothing leaves. What was tried already may have
    arrived in part, and goes on."""
    for row in unit.find(Outgoing, "case", case.number):
        answer = (row.draft or row.purpose == "reply") and not row.role
        if answer and row.state in (OutState.QUEUED, OutState.HELD) and not row.attempts:
            unit.put(outbox.cancel(row, "the case was closed before it left"))
            to = ", ".join(row.waiting)
            unit.add(Event(case.number, now, "cancelled", f"{row.text or row.purpose} to {to}: the case was closed"))


def close(desk: Desk, number: str, actor: str, why: str = "") -> tuple[Case, int]:
    """Close a case for good; the case, and how many mails that had not left were taken back."""
    taken = 0

    def shut(unit: Unit, case: Case, now: datetime) -> Case:
        nonlocal taken
        before = _cancelled(unit, case)
        case = step(unit, case, State.CLOSED, now)
        taken = _cancelled(unit, case) - before
        return case

    return change(desk, number, actor, "closed", why or "closed", shut), taken


def _cancelled(view: View, case: Case) -> int:
    return sum(1 for row in view.find(Outgoing, "case", case.number) if row.state is OutState.CANCELLED)


def hand_over(desk: Desk, number: str, actor: str, to: str, *, again: bool = False, force: str = "") -> Case:
    """Functional escalation: the next level gets the dossier by mail, at once or when it is whole (work/handover.py).
    `again`: although that level has it; `force`: why it leaves with its gaps. Raises Refused."""
    why = " ".join(force.split())
    return _acted(desk, number, lambda u, c, now: begin(u, desk, c, actor, to, now, again=again, why=why))


def escalate(desk: Desk, number: str, actor: str, why: str = "") -> Case:
    """Hierarchical escalation by hand: the next step of the ladder not yet taken. `why` stands in the mail."""
    asked = f"asked for by {actor}" + (f": {why}" if why else "")

    def take(unit: Unit, case: Case, now: datetime) -> Case:
        program = desk.programs[case.program]
        taken = {e.text.partition(":")[0] for e in unit.find(Event, "case", case.number) if e.kind == "escalated"}
        rung = next((s for s in program.steps if f"step {s.id}" not in taken), None)
        if rung is None:
            raise Refused(f"every step of the ladder of {program.id} was taken on {case.number}")
        return escalate_step(unit, desk, case, rung, f"by hand/{now.isoformat()}", asked, now)

    return change(desk, number, actor, "escalate", f"escalated by hand, {asked}", take)
