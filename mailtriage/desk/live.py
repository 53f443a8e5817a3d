"""desk/live.py: the list of drafts as it is now, for a page that is open, and what became of the draft it shows.

Promises   nothing is sent while nothing has changed (204): the page says what it has seen. Whoever looks at a draft
           that somebody else decides or changes is told who, in words; the page takes nothing of theirs away.
Reads next desk/queue.py, static/desk.js
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from mailtriage.desk.drafts import ONLY, besides, listed
from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.desk.queue import MOST
from mailtriage.desk.unanswered import count
from mailtriage.model.case import Case, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ids import digest
from mailtriage.staff import people
from mailtriage.store.port import View

SEEN = "x-seen"


def look(asked: Asked) -> Response:
    """`?at=` the draft that is shown, `digest=` its words, `seen=` what this answered last."""
    now = asked.desk.clock()
    owed = count(asked)
    at = asked.query.get("at", "")
    seen = digest(repr(asked.desk.store.changed()), f"{now:%Y-%m-%dT%H:%M}", at, repr(owed), asked.only)[:16]
    if asked.query.get("seen") == seen:
        return Response(status_code=204)
    with asked.desk.store.view() as view:
        found = listed(view, asked.desk, asked.person, MOST, asked.only)
        waiting = view.count(Draft, "state", "proposed")
        taken, instead = _taken(view, asked)
        open_besides = besides(view, asked.desk)
    answer = show(asked, "live", cards=found.cards, waiting=waiting, at=int(at) if at.isdecimal() else 0, taken=taken,
                  instead=instead, besides=open_besides, owed=owed, only=asked.only, ways=ONLY)
    answer.headers[SEEN] = "" if found.behind else seen       # what is not looked at yet is asked for again
    return answer


def _taken(view: View, asked: Asked) -> tuple[str, int]:
    """Who did what to the draft that is shown, and the draft to look at now; "" and 0 when it is as it was."""
    at = asked.query.get("at", "")
    draft = view.get(Draft, int(at)) if at.isdecimal() and len(at) < 10 else None
    case = view.one(Case, "number", draft.case) if draft is not None else None
    if draft is None or case is None or not asked.person.sees(case.program):
        return "", 0
    names = {p.login: p.name for p in people.people(view)}
    if draft.state is DraftState.PROPOSED:
        if asked.query.get("digest", draft.digest) == draft.digest:
            return "", 0
        events = (e for e in reversed(view.find(Event, "case", case.number)) if f"draft {draft.id} " in e.text)
        last = next((e for e in events if e.kind == "edited" or "undone" in e.text), None)
        did = "changed the words of" if last is None or last.kind == "edited" else "took back the approval of"
        return f"{_name(names, last.actor if last else '', asked)} {did} this draft", draft.id
    again = next((d.id for d in reversed(view.find(Draft, "case", case.number))
                  if d.replaces == draft.id and d.state is DraftState.PROPOSED), 0)
    when = f" at {draft.decided_at:%H:%M} UTC" if draft.decided_at else ""
    why = f": {draft.decided_why}" if draft.decided_why else ""
    if draft.state is DraftState.SUPERSEDED:
        return f"This draft does not wait any more{why}", again
    did = {DraftState.APPROVED: "approved", DraftState.REJECTED: "rejected"}[draft.state]
    return f"{_name(names, draft.decided_by, asked)} {did} this draft{when}{why}", again


def _name(names: Mapping[str, str], login: str, asked: Asked) -> str:
    return "You" if login == asked.person.login else names.get(login, login) or "Somebody"
