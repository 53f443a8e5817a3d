"""desk/queue.py: the page that opens: the drafts that wait, one of them whole, and what to do with it.

Promises   what a person approves is what they saw: the form carries the digest of the words. Whoever comes second is
           told who was first. A draft with something dangerous about it wants a second press.
Reads next work/queue.py, work/approve.py, desk/drafts.py
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.beside import problem_of
from mailtriage.desk.drafts import ONLY, Shown, besides, difference, ids, listed, shown
from mailtriage.desk.guard import Asked
from mailtriage.desk.original import framed
from mailtriage.desk.pages import part, show
from mailtriage.desk.unanswered import count
from mailtriage.desk.undone import fate_of, remember
from mailtriage.model.case import NotAllowed
from mailtriage.model.draft import Draft, DraftState
from mailtriage.program.variables import TO_STAFF
from mailtriage.staff import people
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import View
from mailtriage.work import approve as decide
from mailtriage.work import queue as work
from mailtriage.work.approve import Refused
from mailtriage.work.repropose import ANEW
from mailtriage.work.written import Offer

MOST = 100              # cards on a page
REASONS = ("wrong category", "wrong person", "wrong text", "already answered", "suspicious sender", "contract",
           "language", "other")
PUT_OFF = {"1 hour": timedelta(hours=1), "4 hours": timedelta(hours=4), "1 day": timedelta(days=1)}


def look(asked: Asked) -> Response:
    """The queue with the draft of the path, else its first."""
    return draft_page(asked, int(asked.path.get("id", 0)))


def editor(asked: Asked) -> Response:
    """The draft with its words in a form."""
    return draft_page(asked, asked.number("id"), editing=True)


def approve(asked: Asked) -> Response:
    id = asked.number("id")
    with asked.desk.store.view() as view:
        found = own(view, asked, id)
    if found.dangers and asked.form.get("sure") != "yes":
        return draft_page(asked, id, sure=True)
    following = _following(asked, id)
    try:
        decide.approve(asked.desk, id, asked.person.login, digest=asked.form.get("digest", ""))
    except (Refused, NotAllowed) as e:
        return draft_page(asked, id, told=str(e), status=409)
    return _undoable(asked, at(following))


def edit(asked: Asked) -> Response:
    id, form = asked.number("id"), asked.form
    if form.get("preview"):
        return previewed(asked, id)
    with asked.desk.store.view() as view:
        before = own(view, asked, id).draft
    if form.get("digest", "") != before.digest:
        return draft_page(asked, id, status=409, editing=True, words=form, told=f"draft {id} has changed since you "
                          "opened it; your words are not lost: copy them from the form below")
    try:
        after = decide.edit(asked.desk, id, asked.person.login, subject=" ".join(form.get("subject", "").split()),
                            body=form.get("body", "").replace("\r\n", "\n"))
    except (Refused, NotAllowed) as e:
        return draft_page(asked, id, told=str(e), editing=True, words=form, status=409)
    return draft_page(asked, id, changes=difference(before.body, after.body))


def previewed(asked: Asked, id: int) -> Response:
    """What is typed, as its reader will see it: beside the form, or alone for a page that has it already."""
    body = asked.form.get("body", "").replace("\r\n", "\n")
    if asked.form["preview"] == "part":
        return part(body)
    return draft_page(asked, id, editing=True, words=asked.form, preview=body)


def reject(asked: Asked) -> Response:
    reason, words = (" ".join(asked.form.get(name, "").split()) for name in ("why", "words"))
    why = words if words and reason in ("", "other") else ": ".join(filter(None, (reason, words)))
    if not why:
        return draft_page(asked, asked.number("id"), told="say why: it teaches the rules", status=422)
    return _act(asked, lambda id: decide.reject(asked.desk, id, asked.person.login, why[:500]), undo=True)


def undo(asked: Asked) -> Response:
    id = asked.number("id")
    with asked.desk.store.view() as view:
        rejected = own(view, asked, id).draft.state is DraftState.REJECTED
    try:
        again = (work.unreject if rejected else work.undo)(asked.desk, id, asked.person.login)
    except Refused as e:
        return draft_page(asked, 0, told=str(e), status=409)
    return at(again.id)


def snooze(asked: Asked) -> Response:
    wait = PUT_OFF.get(asked.form.get("wait", ""), timedelta(hours=1))
    return _act(asked, lambda id: work.snooze(asked.desk, id, asked.person.login, asked.desk.clock() + wait))


def ask(asked: Asked) -> Response:
    whom, question = asked.form.get("whom", ""), asked.form.get("question", "")
    return _act(asked, lambda id: work.ask(asked.desk, id, asked.person.login, whom, question))


def _act(asked: Asked, how: Any, undo: bool = False) -> Response:
    id = asked.number("id")
    with asked.desk.store.view() as view:
        own(view, asked, id)
    following = _following(asked, id)
    try:
        how(id)
    except (Refused, NotAllowed) as e:
        return draft_page(asked, id, told=str(e), status=409)
    return _undoable(asked, at(following)) if undo else at(following)


def _undoable(asked: Asked, answer: Response) -> Response:
    return remember(answer, asked.number("id"), asked.desk.config.desk.base_url.startswith("https:"))


def own(view: View, asked: Asked, id: int) -> Shown:
    """The draft, if this person may see it. NotYours when not, also when there is none: numbers tell nothing."""
    draft = view.get(Draft, id)
    found = shown(view, asked.desk, draft) if draft else None
    if found is None:
        raise NotYours(f"there is no draft {id}")
    check(asked.person, "see", found.case.program)
    return found


def _following(asked: Asked, id: int) -> int:
    """The draft that stands after this one in the list, else the one before it; 0 when there is no other."""
    with asked.desk.store.view() as view:
        found = ids(view, asked.desk, asked.person, MOST, asked.only)
    place = found.index(id) if id in found else -1
    return next(iter((*found[place + 1:], *reversed(found[:max(place, 0)]))), 0)


def at(id: int) -> Response:
    """Go on with that draft: by a redirect, so that loading the page again does nothing twice."""
    return RedirectResponse(f"/drafts/{id}" if id else "/", 303)


def draft_page(asked: Asked, id: int, *, status: int = 200, editing: bool = False, sure: bool = False, told: str = "",
               changes: tuple[str, ...] = (), words: Any = None, preview: str | None = None,
               offers: list[Offer] | None = None, check: bool = False) -> Response:
    """`check` offers to have the contract checked today and the draft written anew."""
    with asked.desk.store.view() as view:
        cards = listed(view, asked.desk, asked.person, MOST, asked.only).cards
        waiting = view.count(Draft, "state", "proposed")
        one: Shown | None = None
        chosen = id or (cards[0].id if cards else 0)
        if chosen:
            try:
                one = own(view, asked, chosen)
            except NotYours:
                told = told or f"there is no draft {chosen}"
        open_besides = besides(view, asked.desk)
        fate = fate_of(view, one.draft) if one is not None and one.draft.state is DraftState.REJECTED else ""
        fix = _fix(view, asked, one) if one is not None else ("", 0)
        staff = [p for p in people.people(view) if not p.disabled and one is not None and p.sees(one.case.program)]
    html = one is not None and one.html and asked.query.get("html") == "1"
    frame = framed(asked.desk, one.mail) if html and one is not None and one.mail is not None else None
    template = "pane" if asked.htmx and asked.query.get("part") == "pane" else "queue"
    return show(asked, template, status, cards=cards, waiting=waiting, one=one, editing=editing, sure=sure, told=told,
                check=check, changes=changes, words=words or {}, reasons=REASONS, waits=list(PUT_OFF),
                preview=preview, offers=offers, staff=staff,
                besides=open_besides, owed=count(asked), anew=ANEW, frame=frame, fate=fate, fix=fix,
                to_staff=TO_STAFF, only=asked.only, ways=ONLY,
                program=asked.desk.programs.get(one.case.program) if one else None)


def _fix(view: View, asked: Asked, one: Shown) -> tuple[str, int]:
    """The text that answers the known problem the case looks like, and the draft of it that waits (0 for none)."""
    text = problem_of(asked.desk.programs[one.case.program], one.case)[1]
    waits = (d.id for d in view.find(Draft, "case", one.case.number) if text and d.queue and d.text == text)
    return text, next(waits, 0)
