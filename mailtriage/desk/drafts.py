"""desk/drafts.py: a waiting draft as people decide about it: a card for the list, and everything for the pane.

Reads next work/reading.py, staff/around.py, desk/queue.py
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailtriage.compose.message import subject_line
from mailtriage.desk.amber import marks
from mailtriage.desk.original import is_html
from mailtriage.desk.why import Reason, reasons
from mailtriage.intake.reply_text import FORWARDED
from mailtriage.model.case import OPEN, Case, CaseMail
from mailtriage.model.draft import Draft
from mailtriage.model.mail import Address, Attachment, Mail
from mailtriage.model.staff import Person
from mailtriage.program.checklists import perhaps_said
from mailtriage.program.secrets import mask
from mailtriage.staff.around import around
from mailtriage.staff.danger import dangers, doubts
from mailtriage.store.port import StoreError, View
from mailtriage.work.approve import tokens_of
from mailtriage.work.desk import Desk
from mailtriage.work.queue import place, waiting
from mailtriage.work.reading import read, unanswered
from mailtriage.work.receive import read_mail
from mailtriage.work.tally import tally

ONLY = {"mine": "Mine", "today": "Due today"}        # what the list may be narrowed to
LOOKED_AT = 4           # times as many drafts as are shown are looked at for that


@dataclass(frozen=True, slots=True)
class Card:
    """A line of the list. `missed` and `soon` are said in words there, never by a colour alone."""

    id: int
    number: str
    who: str
    what: str
    snippet: str
    due: datetime | None
    missed: bool
    soon: bool
    asked: str
    files: tuple[str, ...]      # names of what is attached to the mail
    amber: str = ""             # the first of its amber lines


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a decision wants, without a click. `earlier` are the mails before `mail` that nobody has
    answered yet, each with its new words and files."""

    draft: Draft
    case: Case
    mail: CaseMail | None
    earlier: tuple[tuple[CaseMail, str, tuple[Attachment, ...]], ...]
    new_words: str
    quoted: str                 # the lines of the mail that are quoted, or forwarded
    signature: str
    forwarded: bool
    attachments: tuple[Attachment, ...]
    sender: str
    tier: str
    evidence: str
    reasons: tuple[Reason, ...]
    dangers: tuple[str, ...]
    doubts: Mapping[str, str]   # what these doubt of sender, customer and contract (staff/danger.py)
    changes: tuple[str, ...]    # what differs from the draft it stands for, as lines of a diff
    html: bool = False          # whether the mail has an HTML wording
    subject: str = ""           # as it will leave, with our number in front
    kept: tuple[str, ...] = ()  # what an edit should keep
    perhaps: tuple[str, ...] = ()  # what is missing and not asked, with the sentence that perhaps says it


@dataclass(frozen=True, slots=True)
class Listed:
    """Cards in their order; `behind`: of so many it is not known yet whether they carry an amber line."""

    cards: list[Card]
    behind: int = 0


def listed(view: View, desk: Desk, person: Person, most: int, only: str = "") -> Listed:
    """The most urgent drafts this person sees, with marks; `only` those that are "mine", or due "today"."""
    now, rows = desk.clock(), list[tuple[Draft, Case, CaseMail | None]]()
    for draft, case in _seen(view, desk, person, most, only):
        rows.append((draft, case, next(iter(unanswered(view, case, 1)), None)))
    found = marks(view, desk, rows)
    return Listed([_card(*row, now, found.lines.get(row[0].id, "")) for row in rows], found.behind)


def ids(view: View, desk: Desk, person: Person, most: int, only: str = "") -> list[int]:
    """The same by their numbers alone."""
    return [draft.id for draft, _ in _seen(view, desk, person, most, only)]


def _seen(view: View, desk: Desk, person: Person, most: int, only: str) -> Iterator[tuple[Draft, Case]]:
    left = most
    for draft in _chosen(view, desk, person, desk.clock(), most, only):
        case = view.one(Case, "number", draft.case) if left else None
        if case is not None and person.sees(case.program):
            left -= 1
            yield draft, case


def _chosen(view: View, desk: Desk, person: Person, now: datetime, most: int, only: str) -> list[Draft]:
    """Those of the cases that are this person's, and those they are asked to look at; or those due before midnight at
    the desk, and those that are missed."""
    urgent = waiting(view, now, most * LOOKED_AT)
    if only == "mine":
        mine = {draft.id: draft for draft in urgent if draft.asked == person.login}
        open_ones = {id for state in OPEN for id in view.ids(Case, "state", state.value)}
        for id in open_ones.intersection(view.ids(Case, "assignee", person.login)):
            if (case := view.get(Case, id)) is not None:
                mine |= {d.id: d for d in view.find(Draft, "case", case.number) if d.queue}
        awake = (d for d in mine.values() if d.snoozed is None or d.snoozed <= now)
        return sorted(awake, key=place)
    if only == "today":
        zones = {p.id: ZoneInfo(p.calendars[p.calendar].zone) for p in desk.programs.values() if person.sees(p.id)}
        zone = next(iter(zones.values()), UTC)
        midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
        return [d for d in urgent if d.due is not None and d.due < midnight]
    return urgent


# What stands open besides drafts, as the list says it, and the page that has it.
_BESIDES = (("held", "held", "/health"), ("failed", "failed", "/health"),
            ("unknown", "unknown whether sent", "/health"), ("quarantine", "in quarantine", "/quarantine"),
            ("unread", "not read", "/quarantine"))


def besides(view: View, desk: Desk) -> list[tuple[int, str, str]]:
    """How many, what, and where: what waits for a person and is no draft. O(1)."""
    counts = tally(view, desk.config.mailbox)["counts"]
    return [(counts[name], said, path) for name, said, path in _BESIDES if counts[name]]


def _card(draft: Draft, case: Case, mail: CaseMail | None, now: datetime, amber: str) -> Card:
    left = (draft.due - now).total_seconds() if draft.due else None
    return Card(
        draft.id, case.number, case.whose, draft.text or "reply", mail.snippet if mail else "", draft.due,
        missed=left is not None and left < 0, soon=left is not None and 0 <= left < 3600, asked=draft.asked,
        files=tuple(a.name or a.type for a in mail.attachments) if mail else (), amber=amber,
    )


def shown(view: View, desk: Desk, draft: Draft) -> Shown | None:
    """The draft with what it answers; None when its case is gone (erased)."""
    case = view.one(Case, "number", draft.case)
    if case is None:
        return None
    mails = unanswered(view, case)
    mail = mails[-1] if mails else None
    parsed = _read(desk, case.mailbox, mail) if mail else None
    new = mask(parsed.reply_text) if parsed else ""
    tier = parsed.authenticity.tier if parsed else None
    before = view.get(Draft, draft.replaces) if draft.replaces else None
    now = around(view, desk, case, draft, parsed)
    doubted = doubts(case, now)
    return Shown(
        draft, case, mail, tuple((m, r.new or m.snippet, r.attachments) for m in mails[:-1] for r in (read(desk, m),)),
        new or (mail.snippet if mail else ""),
        mask(parsed.quoted_text).strip() if parsed else "", mask(parsed.signature).strip() if parsed else "",
        parsed is not None and FORWARDED in parsed.layout,
        parsed.attachments if parsed else (),
        _sender(parsed.sender) if parsed and parsed.sender else "",
        tier.value if tier else "", parsed.authenticity.evidence if parsed else "",
        reasons(view, desk, case, doubted),
        dangers(case, draft, now), doubted,
        difference(before.body, draft.body) if before is not None else (),
        is_html(desk, mail) if mail else False,
        subject_line(draft.subject, case.number), tokens_of(view, desk, draft),
        perhaps_said(desk.programs[case.program], case),
    )


def difference(before: str, after: str) -> tuple[str, ...]:
    """What became of some words, line by line: each begins with -, + or a space."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _read(desk: Desk, mailbox: str, mail: CaseMail) -> Mail | None:
    """The mail read anew from its bytes; None when they are gone (retention) or cannot be read now."""
    try:
        return read_mail(desk, mailbox, desk.raw.get(mail.raw))
    except StoreError:
        return None


def _sender(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address
