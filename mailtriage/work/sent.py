"""work/sent.py: the Sent folder: what people answered from their mail program, and copies of what we sent ourselves.

Promises   an answer typed in Outlook or on a phone is put on its case as staff's, stops the clock of the first response
           and changes nothing else; it is found by what it answers or by the number, and only when it is written to
           somebody who takes part in the case. A copy of our own mail is known by its mark; when the provider gave it
           another Message-ID, that one is remembered, so that replies to it find the case. Everything else there is
           on record without a case. Our own mails are put there once, where `save_sent` asks for it.
Does not   answer, triage or move anything.
Crash      between APPEND and the unit: the copy is found by its Message-ID and not made again.
Reads next work/receive.py, work/watch.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.config import Mailbox
from mailtriage.intake.imap import Session
from mailtriage.model import tokens
from mailtriage.model.arrival import Arrival
from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.decision import CaseChange, Decision, Reason
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.model.mark import is_mark
from mailtriage.model.outgoing import Outgoing
from mailtriage.points import point
from mailtriage.store.port import Unit, View
from mailtriage.work.clocks import first_response
from mailtriage.work.commit import ledger_row
from mailtriage.work.desk import Desk
from mailtriage.work.facts import candidates_of, sent_as
from mailtriage.work.record import snippet

COPIES = 50             # put into the folder in one pass; the next pass goes on


def is_sent(desk: Desk, arrival: Arrival) -> bool:
    """Whether it came from a folder of sent mail."""
    return any(m.name == arrival.mailbox and m.sent_folder == arrival.folder and m.sent_folder
               for m in desk.config.mailbox)


def keep_sent(unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, now: datetime) -> LedgerRow:
    """Put one mail of the Sent folder where it belongs, in the open unit."""
    if our_id := _our_id(unit, desk, mail):
        return _own_copy(unit, desk, arrival, mail, our_id, now)
    case, why = _case_of(unit, desk, arrival, mail)
    if case is None:
        return unit.add(ledger_row(desk, _decision(desk, arrival, Outcome.NOTED, why), mail, arrival, None, now))
    decision = _decision(desk, arrival, Outcome.STAFF_REPLY, why, case)
    row = unit.add(ledger_row(desk, decision, mail, arrival, case, now))
    at = min(arrival.received, now)
    to = tuple(a.address for a in (*mail.to, *mail.cc))[:50]
    sender = mail.sender.address if mail.sender else ""
    unit.add(CaseMail(
        case=case.number, direction=Direction.OUT, message_id=mail.message_id, at=at, raw=mail.sha256, sender=sender,
        to=to, subject=mail.subject[:300], snippet=snippet(mail.reply_text), attachments=mail.attachments))
    said = f"answered from a mail program, to {', '.join(to)}"[:500]
    unit.add(Event(case.number, now, row.outcome.value, said, actor=sender, blob=row.decision))
    answered = first_response(unit, case, at)
    unit.put(replace(answered, updated=now, revision=case.revision + 1))
    return row


def _our_id(view: View, desk: Desk, mail: Mail) -> str:
    """The Message-ID we gave this mail, "" when it is none of ours: by the mark, else by the id itself."""
    if is_mark(desk.keys, mail.mark):
        return mail.mark.split()[-1]
    known = sent_as(view, mail.message_id)
    return known if known and view.one(Outgoing, "message_id", known) is not None else ""


def _own_copy(unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, our_id: str, now: datetime) -> LedgerRow:
    out = unit.one(Outgoing, "message_id", our_id)
    token = tokens.read(desk.keys, our_id)
    case = unit.one(Case, "number", out.case) if out else unit.get(Case, token.case_id) if token else None
    other = mail.message_id if mail.message_id and mail.message_id != our_id else ""
    why = f"our own mail on {case.number}" if case else "our own mail"
    why += f", which the provider sent as {other}" if other else ""
    decision = _decision(desk, arrival, Outcome.OWN_COPY, why, case)
    return unit.add(replace(ledger_row(desk, decision, mail, arrival, case, now), alias_of=our_id if other else ""))


def _case_of(view: View, desk: Desk, arrival: Arrival, mail: Mail) -> tuple[Case | None, str]:
    """The case an answer belongs to, and why; or why it belongs to none."""
    sender = mail.sender.address if mail.sender else ""
    if mail.kind not in (Kind.HUMAN, Kind.EMPTY):
        return None, f"sent, but by a machine: {mail.kind.value}"
    if sender not in desk.own_addresses:
        return None, f"sent as {sender or 'nobody'}, which is no address of ours"
    for row in view.find(LedgerRow, "identity", mail.identity)[:20]:
        if row.outcome is Outcome.STAFF_REPLY and row.key != arrival.key:
            return None, f"the same mail is on record as {row.key}"
    program = desk.program_of(arrival.mailbox).id
    to = {a.address for a in (*mail.to, *mail.cc)}
    why = "sent, but it answers no case"
    for candidate in candidates_of(view, desk, mail):
        case = candidate.case
        if case.program != program:
            continue
        if written := sorted(to & set(case.participants)):
            return case, f"a person answered {case.number} from a mail program ({candidate.how}), to {written[0]}"
        why = f"sent, and it names {case.number}, but to nobody who takes part in it"
    return None, why


def _decision(desk: Desk, arrival: Arrival, outcome: Outcome, why: str, case: Case | None = None) -> Decision:
    program = desk.program_of(arrival.mailbox)
    return Decision(
        outcome, why, program=program.id, program_hash=program.hash, mailbox=arrival.mailbox, attach=False,
        case=CaseChange(number=case.number) if case else None, reasons=(Reason("sent", why),))


# Our own mails, for servers that do not keep what they send

def copies_due(desk: Desk, box: Mailbox, folder: str) -> int:
    """How many of our mails are to be put into this folder. O(1)."""
    if not box.save_sent or folder != box.sent_folder:
        return 0
    with desk.store.view() as view:
        return view.count(Outgoing, "copy_queue", box.name)


def save_copies(desk: Desk, box: Mailbox, session: Session) -> int:
    """Put what has left into the open Sent folder, each mail once; how many are settled. ImapTrouble, StoreError:
    nothing is twice, the next call goes on."""
    with desk.store.view() as view:
        rows = view.find(Outgoing, "copy_queue", box.name)[:COPIES]
    for row in rows:
        session.refresh()
        # A server that keeps what it sends, or we before a crash, may have put it there.
        if not session.with_message_id(row.message_id.strip("<>")):
            session.append(box.sent_folder, desk.raw.get(row.raw), row.sent_at)
        point("sent.copied")
        with desk.store.unit() as unit:
            now = unit.get(Outgoing, row.id)
            if now is not None:
                unit.put(replace(now, copy="done"))
    return len(rows)
