"""staff/case_mail.py: agents' own mail: a customer's mail goes to whose case it is, their answer to the customer.

    news(desk)          writes what is new into the outbox; how many mails
    carry_out(...)      the answer, after staff/approval_mail.py has found it genuine

Promises   a person gets each mail of a customer once. The answer goes to the participants of the case as a reply at the
           web desk does, from the support address, with the program's signature, after the undo time; the person's own
           address is in none of it. It does not go when the customer has written again, or the case is another's or
           not open. A first line `note` keeps it inside.
Reads next work/cases.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailtriage.model import tokens
from mailtriage.model.case import Case, CaseMail, Direction
from mailtriage.model.mail import Mail
from mailtriage.model.staff import Person
from mailtriage.model.told import Told, hour
from mailtriage.program.secrets import mask
from mailtriage.staff import may
from mailtriage.staff.answers import NotDone
from mailtriage.staff.letters import may_write, plain, post, reachable, verbatim
from mailtriage.staff.notices import silent
from mailtriage.staff.offers import A_PASS, AN_HOUR, VALID
from mailtriage.store.port import Unit, View
from mailtriage.work.cases import note_in, reply_in
from mailtriage.work.desk import Desk
from mailtriage.work.reading import automatic, read

KIND = "case"
NEWS = timedelta(days=3)        # an older mail is none
_COMMANDS = ("ok", "okay", "no", "edit", "yes")
_OURS = "Your answer to this mail goes to the customer"


def news(desk: Desk) -> int:
    """Mail the latest mail of a customer to whoever has the case and wants it. StoreError, OSError."""
    now = desk.clock()
    with desk.store.view() as view:
        people = [p for p in view.all(Person) if p.case_mail and reachable(desk, p)]
        if not people or not may_write(view, desk):
            return 0
        due = [(p.login, case.number) for p in people for case in view.find(Case, "assignee", p.login)
               if _news(view, desk, p, case, now) is not None]
    return sum(_tell_one(desk, login, number, now) for login, number in due[:A_PASS])


def _news(view: View, desk: Desk, person: Person, case: Case, now: datetime) -> CaseMail | None:
    """The mail this person is to be told of now."""
    if not case.is_open or case.assignee != person.login or not _may(person, case) or silent(desk, person, now):
        return None
    mail = _latest(view, case.number)
    if mail is None or mail.at < now - NEWS or view.one(Told, "key", _key(person, mail)) is not None:
        return None
    return mail if view.count(Told, "in_hour", hour(person.login, KIND, now)) < AN_HOUR else None


def _latest(view: View, number: str) -> CaseMail | None:
    """The latest mail that came in on a case; an automatic reply (RFC 3834) is no news, and a bounce is."""
    mails = (m for m in reversed(view.find(CaseMail, "case", number)) if m.direction is Direction.IN)
    return next((m for m in mails if not automatic(view, m)), None)


def _key(person: Person, mail: CaseMail) -> str:
    return f"{KIND}/{person.login}/{mail.id}"


def _may(person: Person, case: Case) -> bool:
    try:
        may.check(person, "change-case", case.program)
    except may.NotYours:
        return False
    return True


def _tell_one(desk: Desk, login: str, number: str, now: datetime) -> bool:
    with desk.store.view() as view:         # a mail is parsed outside the unit
        person, case = view.one(Person, "login", login), view.one(Case, "number", number)
        mail = _news(view, desk, person, case, now) if person and case else None
    words = mask(read(desk, mail).new or mail.snippet) if mail else ""
    with desk.store.unit() as unit:
        person, case = unit.one(Person, "login", login), unit.one(Case, "number", number)
        if mail is None or person is None or case is None or not person.case_mail or not reachable(desk, person):
            return False
        if _news(unit, desk, person, case, now) != mail:
            return False
        _write(unit, desk, person, case, mail, words, now)
    return True


def _write(unit: Unit, desk: Desk, person: Person, case: Case, mail: CaseMail, words: str, now: datetime) -> None:
    expires = (now + VALID).replace(microsecond=0)
    message_id = tokens.issue_to_staff(
        desk.keys, desk.key_id, tokens.ANSWER, case.id, _state(case, mail), person.address, int(expires.timestamp()),
        desk.rng.randbytes(6), desk.mailbox(case.mailbox).address.rpartition("@")[2])
    base = desk.config.desk.base_url.rstrip("/")
    files = ", ".join(a.name for a in mail.attachments)
    text = "\n\n".join(part for part in (
        f"**{plain(mail.sender)}** wrote on {case.number}, which is yours:", verbatim(words),
        f"With it: {plain(files)}" if files else "",
        f"{_OURS} ({plain(', '.join(case.participants))}) from the support address, with its signature, once, until "
        f"{expires:%Y-%m-%d %H:%M} UTC. With a first line `note` it stays inside, as a note.",
        f"At the desk: {base}/cases/{case.number}" if base else "") if part)
    post(unit, desk, person, mailbox=case.mailbox, case=case.number, purpose="case-news",
         subject=f"New mail: {case.subject}", markdown=text, message_id=message_id, now=now)
    unit.add(Told(_key(person, mail), person.login, KIND, now, message_id, case.id, expires))


def _state(case: Case, mail: CaseMail | None) -> str:
    return f"{case.number}/{mail.id if mail else 0}"


def carry_out(
    unit: Unit, desk: Desk, person: Person, case: Case, bound: str, mail: Mail, first: str, rest: str
) -> str:
    """Send or note what the person wrote; one sentence. Raises NotDone, NotYours or Refused before it writes."""
    may.check(person, "change-case", case.program)
    if first.rstrip(":").lower() == "note":
        if not rest:
            raise NotDone("below `note` stands the note", True)
        note_in(unit, desk, case, person.login, rest)
        return f"noted on {case.number} by mail by {person.login}"
    if case.assignee != person.login:
        raise NotDone(f"{case.number} is {case.assignee or 'nobody'}'s now", True)
    if not case.is_open:
        raise NotDone(f"{case.number} is {case.state.value}", True)
    if tokens.bound_to(_state(case, _latest(unit, case.number))) != bound:
        raise NotDone("the customer wrote again since; answer that mail", True)
    if any(not a.inline for a in mail.attachments):
        raise NotDone("files cannot be sent by mail; use the desk", True)
    words = mail.reply_text.strip()
    if not words or words.lower().rstrip(".!") in _COMMANDS or _OURS in words:
        raise NotDone("there are no words for the customer in it, or words of our mail", True)
    reply_in(unit, desk, case, person.login, words)
    return f"answered {case.number} by mail by {person.login}"
