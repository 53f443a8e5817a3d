"""desk/incidents.py: what is broken for many: open one, see which cases are reports of it, tell them when it is over.

Promises   who opens or closes one is told before how many are written to; a refusal keeps what was typed.
Reads next work/incidents.py, model/incident.py
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.model.case import NotAllowed
from mailtriage.model.incident import LINK, Incident
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import View
from mailtriage.triage.incidents import text_for
from mailtriage.work import incidents as work
from mailtriage.work.approve import Refused
from mailtriage.work.dossier import find_case

MOST = 100              # of those that are over
MOST_CASES = 300


def look(asked: Asked) -> Response:
    return _list(asked)


def open_one(asked: Asked) -> Response:
    """Open an incident from the form below the list."""
    form = asked.form
    program = form.get("program", "")
    if program not in asked.desk.programs:
        return _list(asked, "choose the program whose customers are affected", 422)
    check(asked.person, "incident", program)
    words = [line.strip() for line in form.get("words", "").splitlines() if line.strip()]
    try:
        found = work.open_incident(
            asked.desk, asked.desk.programs[program], asked.person.login, form.get("title", ""), words=words,
            categories=[form["category"]] if form.get("category") else [],
            products=[form["product"]] if form.get("product") else [], tell=_typed(form.get("tell", "")))
    except Refused as e:
        return _list(asked, str(e), 409)
    return RedirectResponse(f"/incidents/{found.key}", 303)


def one(asked: Asked) -> Response:
    return _page(asked)


def close(asked: Asked) -> Response:
    return _act(asked, lambda key: work.close(asked.desk, key, asked.person.login, _typed(asked.form.get("over", ""))))


def link(asked: Asked) -> Response:
    return _act(asked, lambda key: work.link(asked.desk, key, _case(asked), asked.person.login))


def unlink(asked: Asked) -> Response:
    return _act(asked, lambda key: work.unlink(asked.desk, key, _case(asked), asked.person.login))


def _typed(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _case(asked: Asked) -> str:
    """The number of a case this person may see."""
    typed = asked.form.get("number", "")
    with asked.desk.store.view() as view:
        case = find_case(view, asked.desk.prefixes, typed)
    if case is None or not asked.person.sees(case.program):
        raise Refused(f"there is no case {typed}")
    return case.number


def _act(asked: Asked, how: Callable[[str], object]) -> Response:
    with asked.desk.store.view() as view:
        incident = _own(view, asked)
    if asked.url.endswith("/close"):
        check(asked.person, "incident", incident.program)
    try:
        how(incident.key)
    except (Refused, NotAllowed) as e:
        return _page(asked, str(e), 409)
    return RedirectResponse(f"/incidents/{incident.key}", 303)


def _own(view: View, asked: Asked) -> Incident:
    """The incident of the path, if this person may see it."""
    try:
        found = work.find(view, asked.path["key"])
    except Refused as e:
        raise NotYours(f"there is no incident {asked.path['key']}") from e
    check(asked.person, "see", found.program)
    return found


def _list(asked: Asked, told: str = "", status: int = 200) -> Response:
    with asked.desk.store.view() as view:
        mine = [i for i in view.all(Incident) if asked.person.sees(i.program)]
        rows = [(i, len(work.linked(view, i.key))) for i in mine if i.state != "closed"]
        over = [(i, len(work.linked(view, i.key))) for i in reversed(mine) if i.state == "closed"][:MOST]
    programs = [p for p in asked.desk.programs.values() if asked.person.sees(p.id)]
    return show(asked, "incidents", status, rows=rows, over=over, told=told, words=asked.form, programs=programs,
                may=may(asked))


def _page(asked: Asked, told: str = "", status: int = 200) -> Response:
    with asked.desk.store.view() as view:
        incident = _own(view, asked)
        cases = work.linked(view, incident.key)
    program = asked.desk.programs[incident.program]
    waiting = [c for c in cases if c.is_open and f"{LINK}{incident.key}" in c.links]
    cases.sort(key=lambda c: (not c.is_open, -c.updated.timestamp()))
    return show(asked, "incident", status, i=incident, cases=cases[:MOST_CASES], total=len(cases), told=told,
                waiting=len(waiting), text=text_for(program, "incident-over"), words=asked.form, may=may(asked))


def may(asked: Asked) -> bool:
    """Whether this person may open and close incidents."""
    try:
        check(asked.person, "incident")
    except NotYours:
        return False
    return True
