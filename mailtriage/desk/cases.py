"""desk/cases.py: one case: its thread, its facts with where each comes from, its clocks, and what can be done to it.

Promises   every act is one transaction of `work/cases.py` under the person's name, and shows the case as it is
           afterwards; a refusal shows the case, why, and what was typed.
Reads next work/cases.py, work/dossier.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.beside import around
from mailtriage.desk.customers import names
from mailtriage.desk.guard import Asked
from mailtriage.desk.original import Framed, framed, is_html
from mailtriage.desk.pages import part, show
from mailtriage.model.case import NEXT, Case, CaseMail, Direction, NotAllowed, State
from mailtriage.model.mail import Attachment, Tier
from mailtriage.program.secrets import mask
from mailtriage.staff import people
from mailtriage.staff.around import beyond
from mailtriage.staff.danger import Around, doubts, of_case
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import View
from mailtriage.work import cases as work
from mailtriage.work.approve import Refused
from mailtriage.work.checked import BadInput
from mailtriage.work.dossier import dossier, find_case
from mailtriage.work.reading import by_machine, read
from mailtriage.work.thread import goes_on_in, merged, thread

MOST_MAILS = 40         # shown whole; of a longer thread the latest


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail or note of the thread. `way` is in, out or note; `rest` what it quotes, folded away. `html`: it can be
    shown as HTML, and `frame` is where that was asked for."""

    mail: CaseMail
    way: str
    new: str
    rest: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    sender: str = ""
    tier: str = ""
    evidence: str = ""
    warnings: tuple[str, ...] = ()
    html: bool = False
    frame: Framed | None = None


def look(asked: Asked) -> Response:
    """The case; of one that was merged that which lives on, but `?alone=1` shows it as it was."""
    with asked.desk.store.view() as view:
        case = own(view, asked)
        after = goes_on_in(view, case)
    if after.number != case.number and not asked.query.get("alone") and asked.person.sees(after.program):
        return RedirectResponse(f"/cases/{after.number}?was={case.number}", 303)
    return case_page(asked)


def note(asked: Asked) -> Response:
    return act(asked, lambda n, who: work.note(asked.desk, n, who, words_in(asked, "words")))


def reply(asked: Asked) -> Response:
    """Answer the participants; with `preview` only show how it would look."""
    if asked.form.get("preview"):
        return _previewed(asked)
    return act(asked, lambda n, who: work.reply(asked.desk, n, who, words_in(asked, "words")))


def _previewed(asked: Asked) -> Response:
    with asked.desk.store.view() as view:
        case = own(view, asked)
        try:
            body = work.reply_letter(view, asked.desk, case, words_in(asked, "words")).markdown
        except Refused as e:
            body = str(e)
    return part(body) if asked.form["preview"] == "part" else case_page(asked, preview=body)


def assign(asked: Asked) -> Response:
    to = asked.form.get("to", "")
    return act(asked, lambda n, who: work.assign(asked.desk, n, who, to or who))


def change(asked: Asked) -> Response:
    """Category, priority and what else stands in the form and differs from the case."""
    with asked.desk.store.view() as view:
        case = own(view, asked)
    wanted = {k: " ".join(asked.form[k].split()) for k in work.SETTABLE if asked.form.get(k)}
    if asked.form.get("customer-was"):      # the field of the page was emptied: nobody is the customer
        wanted.setdefault("customer", "")
    values = {k: v for k, v in wanted.items() if v != getattr(case, k)}
    if not values:
        return _back(asked)
    return act(asked, lambda n, who: work.set_values(asked.desk, n, who, values))


def state(asked: Asked) -> Response:
    to, why = asked.form.get("to", ""), asked.form.get("why", "")
    with asked.desk.store.view() as view:
        if own(view, asked).state.value == to:      # the form as it stood: nothing was chosen
            return _back(asked)
    if to == State.SOLVED.value:
        return act(asked, lambda n, who: work.solve(asked.desk, n, who, why))
    if to == State.CLOSED.value:
        return act(asked, lambda n, who: work.close(asked.desk, n, who, why))
    return act(asked, lambda n, who: work.set_values(asked.desk, n, who, {"state": to}))


def hand_over(asked: Asked) -> Response:
    return act(asked, lambda n, who: work.hand_over(asked.desk, n, who, asked.form.get("to", ""),
                                                   force=asked.form.get("why", "")))


def escalate(asked: Asked) -> Response:
    return act(asked, lambda n, who: work.escalate(asked.desk, n, who, asked.form.get("why", "")))


def words_in(asked: Asked, name: str) -> str:
    words = asked.form.get(name, "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("write something first")
    return words


def act(asked: Asked, how: Callable[[str, str], object]) -> Response:
    with asked.desk.store.view() as view:
        number = own(view, asked).number
    try:
        how(number, asked.person.login)
    except (Refused, NotAllowed, BadInput) as e:
        return case_page(asked, told=str(e), status=409)
    return _back(asked)


def _back(asked: Asked) -> Response:
    return RedirectResponse(f"/cases/{asked.path['number']}", 303)


def own(view: View, asked: Asked) -> Case:
    """The case of the path, if this person may see it; NotYours also when there is none: numbers tell nothing."""
    case = find_case(view, asked.desk.prefixes, asked.path["number"])
    if case is None:
        raise NotYours(f"there is no case {asked.path['number']}")
    check(asked.person, "see", case.program)
    return case


def case_page(asked: Asked, told: str = "", status: int = 200, words: Mapping[str, str] | None = None,
              preview: str | None = None) -> Response:
    with asked.desk.store.view() as view:
        case = own(view, asked)
        found: dict[str, Any] = dossier(view, asked.desk, case.number) or {}
        mails, before = thread(view, case), merged(view, case)
        staff = [p for p in people.people(view) if not p.disabled and p.sees(case.program)]
        beside = around(view, asked, case, [m for m in mails if m.case == case.number])
        customers = names(view, asked, case.program)
    program = asked.desk.programs[case.program]
    entries = [_entry(asked, m) for m in mails[-MOST_MAILS:]]
    now = _now(asked, case, entries)
    return show(asked, "case", status, case=case, d=found, entries=entries, earlier=len(mails) - len(entries),
                dangers=of_case(case, now), doubts=doubts(case, now), told=told, program=program, staff=staff,
                words=asked.form if words is None else words,
                preview=preview, beside=beside, customers=customers, zone=program.calendars[program.calendar].zone,
                states=sorted(s.value for s in NEXT[case.state]),
                was=next((c.number for c in before if c.number == asked.query.get("was")), ""))


def _now(asked: Asked, case: Case, entries: Sequence[Entry]) -> Around:
    """What the case stands in, by the mail a person wrote last."""
    with asked.desk.store.view() as view:
        wrote = next((e for e in reversed(entries) if e.way == "in" and not by_machine(view, e.mail)), None)
        tier = Tier(wrote.tier) if wrote and wrote.tier else None
        return beyond(view, asked.desk, case, tier, wrote.warnings if wrote else ())


def _entry(asked: Asked, mail: CaseMail) -> Entry:
    reading = read(asked.desk, mail)
    new, text = mask(reading.new), mask(reading.text)
    rest = "" if new.strip() == text.strip() else text
    way = {Direction.IN: "in", Direction.OUT: "out", Direction.NOTE: "note"}[mail.direction]
    if way == "out":
        new, rest = text, ""
    html = is_html(asked.desk, mail)
    frame = framed(asked.desk, mail) if html and asked.query.get("html") == str(mail.id) else None
    return Entry(mail, way, new or mask(mail.snippet), rest, reading.attachments, reading.headers, reading.sender,
                 reading.tier.value if reading.tier else "", reading.evidence, reading.warnings, html, frame)
