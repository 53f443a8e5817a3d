"""staff/approval_mail.py: a person of the desk answers one of our mails to them: `ok`, `no <reason>` or `edit`, or
words for the customer of a case that is theirs.

    take(unit, desk, arrival, mail, now)     the ledger row, or None when the mail answers no mail of ours to staff

Promises   something is done only when all hold: a person wrote (no automatic reply); the From is that of somebody at
           the desk, not disabled, who gets mail from us and may do it; the trusted hop says `aligned`; the token is
           ours, for this purpose, person and draft, known, not expired and not used; the draft waits, with the words
           that were sent. Otherwise nothing is done and the ledger says why. Such a mail never becomes a case; one by
           somebody who is not of the desk (they were forwarded ours) waits in quarantine, because it may be a customer.
           A short answer goes only to the registered address of the person whose token it is, a few times a day.
Crash      the act, the used token and the ledger row are one unit.
Reads next staff/offers.py, work/approve.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.intake.reply_text import BLANK, NEW, SIGNED
from mailtriage.model import tokens
from mailtriage.model.arrival import Arrival
from mailtriage.model.case import Case, Event
from mailtriage.model.decision import CaseChange, Decision, Reason
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.model.mark import is_mark
from mailtriage.model.staff import MailPace, Person
from mailtriage.model.tiers import Act, May, may
from mailtriage.model.told import Told
from mailtriage.staff import may as roles
from mailtriage.staff.answers import NotDone, answer
from mailtriage.staff.case_mail import carry_out as answer_case
from mailtriage.store.port import Unit, View
from mailtriage.work.approve import Refused, approve_in, edit_in, get_draft, reject_in
from mailtriage.work.commit import ledger_row
from mailtriage.work.desk import Desk
from mailtriage.work.facts import sent_as

MOST_REFERENCES = 50
MOST_REASON = 500
_OK = re.compile(r"ok(?:ay)?[.!]?", re.I)
_NO = re.compile(r"no\b[\s,:.–-]*(?P<why>.*)", re.I)
_SIGNATURE = re.compile(r"^-- ?$", re.M)      # RFC 3676 4.3
_EDIT = re.compile(r"edit:?", re.I)
_OURS = ("Answer this mail. Its first line decides:", "This works for you alone, once, until")


@dataclass(frozen=True, slots=True)
class _Command:
    """A mail and what it answers. `person` has the address in its From; `token` is "" when none holds."""

    mail: Mail
    message_id: str
    token: tokens.StaffToken | None
    person: Person | None


def take(unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, now: datetime) -> LedgerRow | None:
    """Do what the mail commands, in the open unit; its ledger row. None: it is not for us, triage decides."""
    desk = replace(desk, face="mail")
    command = _command(unit, desk, mail)
    if command is None:
        return None
    if command.person is None:
        who = mail.sender.address if mail.sender else "nobody"
        why = f"it answers a mail that went to a person of the desk, but {who} is none"
        return _keep(unit, desk, arrival, mail, None, Outcome.QUARANTINED, why, now)
    draft, case = _about(unit, command.token)
    if _had_already(unit, mail, arrival):
        return _keep(unit, desk, arrival, mail, case, Outcome.DUPLICATE, "the same answer came by another route", now)
    try:
        done = _act(unit, desk, command, draft, case, now)
    except NotDone as e:
        if e.tell:
            answer(unit, desk, command.person, case, arrival.mailbox, mail, str(e), now)
        done = f"nothing done: {e}"
    return _keep(unit, desk, arrival, mail, case, Outcome.STAFF_COMMAND, done, now, command.person.login)


def _command(view: View, desk: Desk, mail: Mail) -> _Command | None:
    """What the mail answers, nearest first; None when that is no mail of ours to staff. An id that only has the shape
    of one counts when a person of the desk wrote: from others it is a customer's mail like any."""
    if mail.kind in (Kind.LOOP, Kind.MALFORMED, Kind.BOUNCE) or is_mark(desk.keys, mail.mark):
        return None
    sender = mail.sender.address if mail.sender else ""
    ids = (sent_as(view, message_id) for message_id in mail.threading[:MOST_REFERENCES])
    for message_id in ids:
        purpose = tokens.looks_like_staff(message_id)
        if not purpose:
            continue
        token = tokens.read_of_staff(desk.keys, message_id, purpose)
        person = next((p for p in view.all(Person) if p.address == sender), None) if sender else None
        if token is not None or person is not None:
            return _Command(mail, message_id, token, person)
    return None


def _about(view: View, token: tokens.StaffToken | None) -> tuple[Draft | None, Case | None]:
    """The draft, if it is about one, and the case."""
    if token is None or token.purpose == tokens.NOTICE:
        return None, None
    if token.purpose == tokens.ANSWER:
        return None, view.get(Case, token.about)
    draft = view.get(Draft, token.about)
    return draft, view.one(Case, "number", draft.case) if draft else None


def _had_already(view: View, mail: Mail, arrival: Arrival) -> bool:
    rows = view.find(LedgerRow, "identity", mail.identity)[:20]
    return any(row.outcome is Outcome.STAFF_COMMAND and row.key != arrival.key for row in rows)


def _act(
    unit: Unit, desk: Desk, command: _Command, draft: Draft | None, case: Case | None, now: datetime
) -> str:
    """Do it; one sentence. Raises NotDone before anything is written."""
    told = _checked(unit, desk, command, now)
    person, token = command.person, command.token
    assert person is not None and token is not None
    words, rest = _first_line(command.mail)
    try:
        if token.purpose == tokens.ANSWER and case is not None:
            done = answer_case(unit, desk, person, case, token.bound, command.mail, words, rest)
            unit.put(replace(told, used=now))
            return done
        if draft is None or case is None:
            raise NotDone("what it was about is gone")
        get_draft(unit, draft.id)
        if tokens.bound_to(draft.digest) != token.bound:
            raise NotDone(f"draft {draft.id} has changed since it was sent to you; its new words come by mail", True)
        done = _carry_out(unit, desk, person, case, draft, words, rest)
    except (Refused, roles.NotYours) as e:
        raise NotDone(str(e), True) from None
    unit.put(replace(told, used=now))
    return done


def _checked(view: View, desk: Desk, command: _Command, now: datetime) -> Told:
    """The note that this mail was sent to this person. Raises NotDone: a forger is told nothing."""
    mail, token, person = command.mail, command.token, command.person
    assert person is not None
    if mail.kind is not Kind.HUMAN:
        raise NotDone(f"an automatic or empty mail ({mail.kind.value}: {mail.kind_evidence or 'no words'})")
    if token is None:
        raise NotDone("its token is none of ours")
    if token.recipient_hash != tokens.recipient_hash(person.address):
        raise NotDone(f"its token was not sent to {person.login}")
    if person.disabled:
        raise NotDone(f"{person.login} is disabled")
    if token.purpose == tokens.NOTICE:
        genuine = may(mail.authenticity.tier, Act.APPROVE) is May.YES
        raise NotDone("a notification takes no answer; work at the desk, or answer the mail about a draft", genuine)
    if token.purpose == tokens.ANSWER and not person.case_mail:
        raise NotDone(f"{person.login} does not answer by mail: mailtriage staff set {person.login} --cases")
    if token.purpose == tokens.APPROVE and person.mail is MailPace.OFF:
        raise NotDone(f"{person.login} does not approve by mail: mailtriage staff set {person.login} --mail drafts")
    if may(mail.authenticity.tier, Act.APPROVE) is not May.YES:
        raise NotDone(f"its sender is {mail.authenticity.tier.value}: {mail.authenticity.evidence}", True)
    told = view.one(Told, "message_id", command.message_id)
    if told is None or told.login != person.login or told.about != token.about:
        raise NotDone("its token is not on record")
    if told.used is not None:
        raise NotDone(f"your answer to that mail came at {told.used:%Y-%m-%d %H:%M} UTC already", True)
    if told.expires is None or now >= told.expires or now.timestamp() >= token.expires:
        raise NotDone("that mail was valid for three days, which are over", True)
    return told


def _carry_out(
    unit: Unit, desk: Desk, person: Person, case: Case, draft: Draft, words: str, rest: str
) -> str:
    if _OK.fullmatch(words):
        roles.check(person, "approve", case.program)
        approve_in(unit, desk, draft.id, person.login, digest=draft.digest)
        return f"draft {draft.id} approved by mail by {person.login}"
    if found := _NO.fullmatch(words):
        roles.check(person, "reject", case.program)
        why = found["why"].strip()[:MOST_REASON]
        if not why:
            raise NotDone("write why behind `no`: the reason stays with the draft", True)
        reject_in(unit, desk, draft.id, person.login, why)
        return f"draft {draft.id} rejected by mail by {person.login}: {why}"
    if _EDIT.fullmatch(words):
        roles.check(person, "edit", case.program)
        if not rest or any(line in rest for line in _OURS):
            raise NotDone("below `edit` stands the whole new text and nothing of our mail", True)
        if rest == draft.body.strip():
            raise NotDone("that text is the draft's own; answer `ok` to send it", True)
        edit_in(unit, desk, draft.id, person.login, body=rest + "\n")
        return f"draft {draft.id} edited by mail by {person.login}; it waits for approval"
    raise NotDone("its first line is none of `ok`, `no <reason>` and `edit`", True)


def _first_line(mail: Mail) -> tuple[str, str]:
    """The first line with words in it, and what stands below."""
    first, _, rest = _above_the_quote(mail).partition("\n")
    return first.strip().strip("`*").strip(), rest.strip()


def _above_the_quote(mail: Mail) -> str:
    """What was written, with the closing words that `reply_text` takes for a signature: a new text may end so."""
    lines = mail.text.split("\n")
    if len(lines) != len(mail.layout):
        return mail.reply_text.strip()
    own = "\n".join(line for line, kind in zip(lines, mail.layout, strict=True) if kind in (BLANK, NEW, SIGNED))
    return _SIGNATURE.split(own, maxsplit=1)[0].strip()


def _keep(
    unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, case: Case | None, outcome: Outcome, why: str, now: datetime,
    actor: str = "",
) -> LedgerRow:
    program = desk.program_of(arrival.mailbox)
    decision = Decision(
        outcome, why, program=program.id, program_hash=program.hash, mailbox=arrival.mailbox, attach=False,
        case=CaseChange(number=case.number) if case else None, reasons=(Reason("staff command", why),))
    row = unit.add(ledger_row(desk, decision, mail, arrival, case, now))
    if case is not None and outcome is Outcome.STAFF_COMMAND:
        unit.add(Event(case.number, now, outcome.value, why, actor=actor, blob=row.decision))
    return row
