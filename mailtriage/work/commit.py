"""work/commit.py: make a Decision so, inside the unit that holds its facts.

Promises   rows only: ledger, case, mail, events, clocks, drafts, outgoing; all of it or nothing.
Does not   send, rename or talk to any server.
Reads next work/answer.py, deliver/outbox.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.deliver import outbox
from mailtriage.model.arrival import Arrival
from mailtriage.model.case import Callback, Case, CaseMail, Direction, Event, State, check_step
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.decision import CaseChange, Decision
from mailtriage.model.ids import case_number
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.model.outgoing import SUSPECTED, Outgoing, OutState
from mailtriage.model.shape import shape
from mailtriage.program.program import Program
from mailtriage.program.secrets import mask
from mailtriage.store.port import Unit
from mailtriage.work import autonomy, breaker, correspondents
from mailtriage.work.answer import carry_out
from mailtriage.work.desk import Desk
from mailtriage.work.facts import returned
from mailtriage.work.handover import go_on
from mailtriage.work.record import decision_blob, snippet
from mailtriage.work.reopen import reopen
from mailtriage.work.repropose import repropose
from mailtriage.work.withdraw import ask_once, newest

FIRST_NUMBER = 100_000  # numbers of six digits from the first day; sequence 1 is case 100001
CALL_BACK, CALL_BACK_TIME = "call_back", "callback_time"    # fields: they ask to be called on this number, then
INTERNAL = "-"  # the folder of mail that did not come by IMAP


@dataclass(frozen=True, slots=True)
class Done:
    row: LedgerRow
    case: Case | None


def commit(unit: Unit, desk: Desk, decision: Decision, mail: Mail, arrival: Arrival, now: datetime) -> Done:
    """Write everything the decision says. The ledger row's unique key makes a second commit of the same mail fail
    with Duplicate, and with it the whole unit."""
    case = _case(unit, desk, decision, min(arrival.received, now), now) if decision.case else None
    row = unit.add(ledger_row(desk, decision, mail, arrival, case, now))
    breaker.open_for(unit, decision, now)
    correspondents.wrote(unit, mail)
    if decision.mark_address and mail.bounce is not None:
        correspondents.came_back(unit, decision.mark_address, mail.bounce, row.case, now)
    if case is None:
        return Done(row, None)
    if decision.outcome is Outcome.DUPLICATE:
        _release(unit, desk, case, arrival, now)
    if decision.attach:
        _attach(unit, case, decision, mail, arrival, now)
    unit.add(Event(case.number, now, decision.outcome.value, decision.reason, blob=row.decision))
    for kind, text in decision.events:
        unit.add(Event(case.number, now, kind, text))
    if decision.case is not None and (number := decision.case.fields.get(CALL_BACK)):
        unit.add(Event(case.number, now, "call-back", f"they ask to be called on {number}"))
    case = _links(unit, decision, case, now)
    _clocks(unit, decision, case, now)
    if decision.outcome is Outcome.REOPENED:
        case = reopen(unit, desk.programs[case.program], case, min(arrival.received, now))
    _speaks(unit, desk.programs[case.program], decision, mail, case, now)
    if decision.supersede_drafts:
        case = repropose(unit, desk, case, mail, now, {a.text for a in decision.answers})
    case = carry_out(unit, desk, case, decision.answers, mail, cause=row.key, now=now)
    for answer in decision.answers if decision.supersede_drafts else ():
        ask_once(unit, desk, case, answer.asks, answer.to, answer.text, now, but=newest(unit, case, answer.text))
    case = go_on(unit, desk, case, now)
    return Done(row, unit.put(replace(case, updated=now, revision=case.revision + 1)))


def _speaks(unit: Unit, program: Program, decision: Decision, mail: Mail, case: Case, now: datetime) -> None:
    """What the mail says of texts that left or may leave by themselves: it came back, or it complains."""
    if decision.outcome is Outcome.BOUNCE_NOTED and decision.mark_address:
        row = returned(unit, mail)
        if row is not None:
            autonomy.bounced(unit, program, row, now)
    if mail.kind is Kind.COMPLAINT or any(kind == "complaint" for kind, _ in decision.events):
        autonomy.spoke_against(unit, program, case.number, f"a complaint on {case.number}", now)


def ledger_row(
    desk: Desk, decision: Decision, mail: Mail, arrival: Arrival, case: Case | None, now: datetime
) -> LedgerRow:
    ingested = arrival.folder == INTERNAL
    there = _is_filed_already(desk, arrival)
    return LedgerRow(
        key=arrival.key,
        mailbox=arrival.mailbox,
        folder=arrival.folder,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        sha256=mail.sha256,
        identity=mail.identity,
        message_id=mail.message_id,
        received=arrival.received,
        handled=now,
        outcome=decision.outcome,
        reason=decision.reason[:500],
        size=mail.size,
        sender=mail.sender.address if mail.sender else "",
        subject=mask(mail.subject[:200]),
        case=case.number if case else "",
        program=decision.program,
        program_hash=decision.program_hash,
        decision=desk.raw.put_blob(decision_blob(decision)),
        filing=Filing.NONE if ingested or stays(desk, arrival) else Filing.DONE if there else Filing.PENDING,
        filed=arrival.key if there else "",
        shape=shape(mail.subject, mail.reply_text),
    )


def stays(desk: Desk, arrival: Arrival) -> bool:
    """Whether the mail is left where it is: what people sent, and suspected spam (to move it would teach the server
    that it is none)."""
    boxes = (m for m in desk.config.mailbox if m.name == arrival.mailbox)
    return any(arrival.folder == m.sent_folder or arrival.folder in m.junk_folders for m in boxes)


def _release(unit: Unit, desk: Desk, case: Case, arrival: Arrival, now: datetime) -> None:
    """A person moved the mail out of the folder of suspected spam: what was held for that may leave."""
    if stays(desk, arrival):
        return
    for row in unit.find(Outgoing, "case", case.number):
        if row.state is OutState.HELD and row.held_why.startswith(SUSPECTED):
            unit.put(outbox.retry(row, now))
            unit.add(Event(case.number, now, "released", f"{row.text or row.purpose}: the mail now lies in "
                                                         f"{arrival.folder}, so it is no spam"))


def _is_filed_already(desk: Desk, arrival: Arrival) -> bool:
    """Whether it was found, after a restore, in the folder mails are filed to."""
    boxes = (m for m in desk.config.mailbox if m.name == arrival.mailbox)
    return any(arrival.folder == m.file_to and arrival.folder not in m.folders for m in boxes)


def _case(unit: Unit, desk: Desk, decision: Decision, arrived: datetime, now: datetime) -> Case:
    """The case as it is after the Decision. A new one opens when its mail arrived, not when we got round to it."""
    change = decision.case
    assert change is not None
    if change.number:
        case = unit.one(Case, "number", change.number)
        assert case is not None, change.number
        return unit.put(changed(case, change))
    program = desk.programs[decision.program]
    number = next_number(unit, program)
    fresh = Case(number=number, program=program.id, mailbox=decision.mailbox, subject="", opened=arrived, updated=now)
    return unit.add(changed(fresh, change))


def next_number(unit: Unit, program: Program) -> str:
    """The next case number of a program: unique, rising, never reused, without gaps (a failed unit takes none)."""
    return case_number(program.prefix, FIRST_NUMBER + unit.next(f"case/{program.prefix}"))


def changed(case: Case, change: CaseChange) -> Case:
    """The case as the Decision wants it. Raises NotAllowed when the table of states does not."""
    scalars = (
        "subject",
        "customer",
        "contact",
        "entitlement",
        "type",
        "category",
        "priority",
        "level",
        "team",
        "language",
        "known_problem",
    )
    new = {name: value for name in scalars if (value := getattr(change, name)) is not None}
    if change.state is not None:
        check_step(case.number, case.state, change.state)
        new["state"] = change.state
        if case.state is State.SOLVED and change.state is not State.CLOSED:
            new["solved"] = None
    if number := change.fields.get(CALL_BACK):
        new["callback"] = Callback(number, said=change.fields.get(CALL_BACK_TIME, ""), by="their mail")
    return replace(
        case,
        **new,
        fields={**case.fields, **change.fields},
        sources={**case.sources, **change.sources},
        perhaps={**change.perhaps, **case.perhaps},  # where it was said first
        also=tuple(dict.fromkeys((*case.also, *change.add_also))),
        participants=tuple(dict.fromkeys((*case.participants, *change.add_participants))),
        links=tuple(dict.fromkeys((*case.links, *change.add_links))),
    )


def _attach(unit: Unit, case: Case, decision: Decision, mail: Mail, arrival: Arrival, now: datetime) -> None:
    unit.add(
        CaseMail(
            case=case.number,
            direction=Direction.IN,
            message_id=mail.message_id,
            at=arrival.received,
            raw=mail.sha256,
            sender=mail.sender.address if mail.sender else "",
            to=tuple(a.address for a in (*mail.to, *mail.cc))[:50],
            subject=mask(mail.subject[:300]),
            snippet=snippet(mail.reply_text),
            attachments=mail.attachments,
        )
    )


_OTHER_END = {"continues": "continued-by", "claims": "claimed-by"}


def _links(unit: Unit, decision: Decision, case: Case, now: datetime) -> Case:
    """Write the other end of each new link, with an event that staff see there."""
    assert decision.case is not None
    for link in decision.case.add_links:
        relation, _, number = link.partition(":")
        other = unit.one(Case, "number", number)
        if other is None or relation not in _OTHER_END:
            continue
        back = f"{_OTHER_END[relation]}:{case.number}"
        unit.put(replace(other, links=tuple(dict.fromkeys((*other.links, back))), revision=other.revision + 1))
        said = {
            "continues": f"a reply to this {other.state.value} case became {case.number}",
            "claims": f"somebody who takes no part in this case named it; they got {case.number}",
        }[relation]
        unit.add(Event(number, now, "link", said))
    return case


def _clocks(unit: Unit, decision: Decision, case: Case, now: datetime) -> None:
    running = {c.kind: c for c in unit.find(Clock, "case", case.number) if c.state is ClockState.RUNNING}
    for start in decision.clocks:
        if start.kind not in running:
            unit.add(Clock(case.number, start.kind, start.calendar, started=now, due=start.due))
    for kind in decision.stop_clocks:
        if kind in running:
            unit.put(replace(running[kind], state=ClockState.STOPPED, stopped=now))
