"""staff/offers.py: waiting drafts go by mail to the people who asked for them and may approve them.

    offer(desk)     writes what is new into the outbox; how many mails

Promises   a person gets the same words of the same draft once: the mail, its token and the note that they were told are
           one unit. A draft that was edited or proposed anew is other words, and comes again with another token. Nobody
           gets more than AN_HOUR such mails in an hour; the rest waits at the web desk, and comes later.
Does not   act: that is staff/approval_mail.py, when the person answers.
Reads next staff/approval_mail.py, staff/letters.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailtriage.model import tokens
from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.mail import Mail, Tier
from mailtriage.model.staff import MailPace, Person
from mailtriage.model.told import Told, hour
from mailtriage.program.secrets import mask
from mailtriage.staff import may
from mailtriage.staff.around import look_twice
from mailtriage.staff.letters import may_write, plain, post, reachable, verbatim
from mailtriage.staff.notices import silent
from mailtriage.store.port import StoreError, Unit, View
from mailtriage.work.desk import Desk
from mailtriage.work.queue import waiting
from mailtriage.work.reading import unanswered
from mailtriage.work.receive import read_mail

VALID = timedelta(days=3)
AN_HOUR = 30
A_PASS = 20             # mails made in one pass, each in a unit of its own
KIND = "draft"


def offer(desk: Desk) -> int:
    """Mail each waiting draft to each person who wants drafts and may approve it. StoreError, OSError."""
    now = desk.clock()
    with desk.store.view() as view:
        people = [p for p in view.all(Person) if p.mail is MailPace.DRAFTS and reachable(desk, p)]
        if not people or not may_write(view, desk):
            return 0
        due = [(p.login, d.id) for d in waiting(view, now) for p in people if _is_due(view, desk, p, d, now)]
    return sum(_offer_one(desk, login, id, now) for login, id in due[:A_PASS])


def _is_due(view: View, desk: Desk, person: Person, draft: Draft, now: datetime) -> bool:
    if view.one(Told, "key", _key(person, draft)) is not None:
        return False
    case = view.one(Case, "number", draft.case)
    if silent(desk, person, now):
        return False
    had = view.count(Told, "in_hour", hour(person.login, KIND, now))
    return case is not None and _may(person, case) and had < AN_HOUR


def _may(person: Person, case: Case) -> bool:
    try:
        may.check(person, "approve", case.program)
    except may.NotYours:
        return False
    return True


def _key(person: Person, draft: Draft) -> str:
    return f"{KIND}/{person.login}/{draft.id}/{draft.digest}"


def _offer_one(desk: Desk, login: str, id: int, now: datetime) -> bool:
    with desk.store.unit() as unit:
        person, draft = unit.one(Person, "login", login), unit.get(Draft, id)
        case = unit.one(Case, "number", draft.case) if draft else None
        if person is None or draft is None or case is None or draft.state is not DraftState.PROPOSED:
            return False
        if person.mail is not MailPace.DRAFTS or not reachable(desk, person):
            return False
        if not _is_due(unit, desk, person, draft, now):
            return False
        _write(unit, desk, person, case, draft, now)
    return True


def _write(unit: Unit, desk: Desk, person: Person, case: Case, draft: Draft, now: datetime) -> None:
    expires = (now + VALID).replace(microsecond=0)
    domain = desk.mailbox(case.mailbox).address.rpartition("@")[2]
    message_id = tokens.issue_to_staff(
        desk.keys, desk.key_id, tokens.APPROVE, draft.id, draft.digest, person.address, int(expires.timestamp()),
        desk.rng.randbytes(6), domain)
    post(unit, desk, person, mailbox=case.mailbox, case=case.number, purpose="approval",
         subject=f"Draft {draft.id}: {case.subject or draft.subject}",
         markdown=_words(unit, desk, case, draft, expires), message_id=message_id, now=now)
    unit.add(Told(_key(person, draft), person.login, KIND, now, message_id, draft.id, expires))


def _words(view: View, desk: Desk, case: Case, draft: Draft, expires: datetime) -> str:
    arrived = next(iter(unanswered(view, case, 1)), None)
    mail = _read(desk, case.mailbox, arrived.raw) if arrived else None
    said = mask(mail.reply_text if mail else arrived.snippet if arrived else "")
    careful = look_twice(view, desk, case, draft, mail)
    parts = [f"**Draft {draft.id}** on {case.number} waits for approval. It goes to {plain(', '.join(draft.to))}"
             + (f", with a copy to {plain(', '.join(draft.cc))}" if draft.cc else "") + "."]
    parts += [f"Why: {plain(draft.words)}"] if draft.words else []
    parts += [f"Due: {draft.due:%Y-%m-%d %H:%M} UTC"] if draft.due else []
    parts += [f"**Look twice:** {plain('; '.join(careful))}"] if careful else []
    if said:
        parts += [f"New from {plain(_who(mail))}:", verbatim(said)]
    parts += [f"The draft, subject “{plain(draft.subject)}”:", verbatim(draft.body, 50_000)]
    parts += [_how(draft), f"This works for you alone, once, until {expires:%Y-%m-%d %H:%M} UTC." + _link(desk, draft)]
    return "\n\n".join(parts)


def _how(draft: Draft) -> str:
    ok = "- `ok` sends the draft as it stands here\n"
    if draft.missing:
        ok, lacks = "", f"It cannot be sent before somebody writes what it lacks: {', '.join(draft.missing)}.\n"
    else:
        lacks = ""
    return (f"{lacks}Answer this mail. Its first line decides:\n\n{ok}- `no` and a reason rejects it\n"
            "- `edit`, and the whole new text from the next line on: you get it again, and send it with `ok`")


def _link(desk: Desk, draft: Draft) -> str:
    base = desk.config.desk.base_url.rstrip("/")
    return f" At the desk: {base}/drafts/{draft.id}" if base else ""


def _who(mail: Mail | None) -> str:
    if mail is None or mail.sender is None:
        return "the customer"
    sure = {Tier.ALIGNED: "", Tier.UNVERIFIED: " (not authenticated)", Tier.FAILED: " (forged)"}
    return mail.sender.address + sure[mail.authenticity.tier]


def _read(desk: Desk, mailbox: str, raw: str) -> Mail | None:
    """The mail read anew; None when its bytes are gone (retention)."""
    try:
        return read_mail(desk, mailbox, desk.raw.get(raw))
    except StoreError:
        return None
