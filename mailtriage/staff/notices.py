"""staff/notices.py: notifications: who of the desk is told of what needs one, at their pace.

    notify(desk)    writes what is due into the outbox; how many mails

Promises   one mail for all there is to tell somebody, none when there is nothing; nobody is told the same thing twice.
           The mail, its slot and what it told are one unit: a digest is sent once for its time, whenever we die. It is
           auto-generated, carries our mark and goes to no mailbox of ours; an answer to it does nothing.
Reads next staff/pace.py (when), staff/matters.py (what)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailtriage.config import Mailbox
from mailtriage.model import tokens
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.staff import Notify, Person
from mailtriage.model.told import Told
from mailtriage.staff.letters import NOTICE, may_write, post, reachable
from mailtriage.staff.matters import BREAKER, DUE, KINDS, MISSED, QUARANTINE, UNKNOWN, matters
from mailtriage.staff.pace import Matter, Plan, is_quiet, plan
from mailtriage.store.port import Unit, View
from mailtriage.work.desk import Desk

VALID = timedelta(days=3)       # for so long we know the answer to a notice for one
SHOWN = 20                      # of each kind; the others are counted
_IN_WORDS = {BREAKER: "the breaker is open", MISSED: "{} missed", DUE: "{} due soon", QUARANTINE: "{} in quarantine",
             UNKNOWN: "{} of unknown fate"}


def zone_for(desk: Desk, person: Person) -> ZoneInfo:
    """The person's, else that of the desk's first program they see."""
    boxes = [m for m in desk.config.mailbox if person.sees(m.program)] or list(desk.config.mailbox)
    program = desk.programs[boxes[0].program]
    return ZoneInfo(person.wish.zone or program.calendars[program.calendar].zone)


def silent(desk: Desk, person: Person, now: datetime) -> bool:
    """Whether it is quiet for this person now: no mail of any kind is made for them."""
    return is_quiet(person.wish, zone_for(desk, person), now)


def notify(desk: Desk) -> int:
    """Mail each person what they were not told yet. StoreError, OSError."""
    now = desk.clock()
    with desk.store.view() as view:
        people = [p for p in view.all(Person) if p.wish.notify is not Notify.OFF and reachable(desk, p)]
        if not people or not may_write(view, desk):
            return 0
        found = matters(view, desk, now)
        due = [p.login for p in people if _plan(view, desk, p, found, now) is not None]
    return sum(_notify_one(desk, login, found, now) for login in due)


def _plan(view: View, desk: Desk, person: Person, found: Sequence[Matter], now: datetime) -> Plan | None:
    """Only what this person may see and was not told."""
    mine = [m for m in found if (not m.program or person.sees(m.program))
            and view.one(Told, "key", f"{NOTICE}/{person.login}/{m.key}") is None]
    return plan(person.wish, zone_for(desk, person), mine,
                lambda slot: view.one(Told, "key", f"{NOTICE}/{person.login}/{slot}") is not None, now)


def _notify_one(desk: Desk, login: str, found: Sequence[Matter], now: datetime) -> int:
    with desk.store.unit() as unit:
        person = unit.one(Person, "login", login)
        what = _plan(unit, desk, person, found, now) if person is not None and reachable(desk, person) else None
        if person is None or what is None:
            return 0
        message_id = _write(unit, desk, person, what.matters, now) if what.matters else ""
        unit.add(Told(f"{NOTICE}/{login}/{what.slot}", login, NOTICE, now, message_id, expires=now + VALID))
        for m in what.matters:
            unit.add(Told(f"{NOTICE}/{login}/{m.key}", login, NOTICE, now))
        return 1 if message_id else 0


def _write(unit: Unit, desk: Desk, person: Person, told: Sequence[Matter], now: datetime) -> str:
    box = _sender(desk, person)
    expires = int((now + VALID).timestamp())
    message_id = tokens.issue_to_staff(
        desk.keys, desk.key_id, tokens.NOTICE, person.id, person.login, person.address, expires,
        desk.rng.randbytes(6), box.address.rpartition("@")[2])
    post(unit, desk, person, mailbox=box.name, purpose=NOTICE, subject=_subject(told),
         markdown=_words(unit, desk, person, told), message_id=message_id, now=now)
    return message_id


def _sender(desk: Desk, person: Person) -> Mailbox:
    """A mailbox that can send, best one whose cases they see."""
    return min(desk.config.mailbox, key=lambda m: (m.smtp is None, not person.sees(m.program)))


def _subject(told: Sequence[Matter]) -> str:
    counts = {kind: sum(m.kind == kind for m in told) for kind in KINDS}
    said = ", ".join(_IN_WORDS[kind].format(n) for kind, n in counts.items() if n)
    return f"{said[:1].upper()}{said[1:]}"


def _line(matter: Matter, zone: ZoneInfo) -> str:
    when = f" {matter.when.astimezone(zone):%A %d %B, %H:%M (%Z)}" if matter.when else ""
    return f"- {matter.said}{when}" + (f" {matter.link}" if matter.link else "")


def _words(view: View, desk: Desk, person: Person, told: Sequence[Matter]) -> str:
    parts, zone = [], zone_for(desk, person)
    for kind in KINDS:
        lines = [_line(m, zone) for m in told if m.kind == kind]
        more = [f"- and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        parts += [f"**{kind}**", "\n".join(lines[:SHOWN] + more)] if lines else []
    waiting = view.count(Draft, "state", DraftState.PROPOSED)
    base = desk.config.desk.base_url.rstrip("/")
    parts.append(f"{waiting} draft{' waits' if waiting == 1 else 's wait'} in all."
                 + (f" The desk: {base}/" if base else ""))
    return "\n\n".join((*parts, "An answer to this mail does nothing."))
