"""desk/anew.py: a draft with another text, or on a case of another category or priority; and whose case it is.

Promises   the list of texts is what `work/another.py` would write for this case, by how each begins. Afterwards the
           draft that waits in its place is shown, with what changed.
Reads next work/another.py, desk/queue.py
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.queue import at, draft_page, own
from mailtriage.model.case import NotAllowed
from mailtriage.model.draft import DraftState
from mailtriage.work import another as work
from mailtriage.work import cases, written
from mailtriage.work.approve import Refused


def texts(asked: Asked) -> Response:
    """The texts that may stand for the draft, each with how it begins."""
    id = asked.number("id")
    with asked.desk.store.view() as view:
        draft = own(view, asked, id).draft
        try:
            found = written.offers(view, asked.desk, draft)
        except Refused as e:
            return draft_page(asked, id, told=str(e), status=409)
    waits = asked.query.get("waits") == "1" and draft.state is DraftState.PROPOSED
    told = f"{draft.text} waits on {draft.case} already, as this draft: write it afresh, or leave it as it was"
    return draft_page(asked, id, offers=found, told=told if waits else "")


def choose(asked: Asked) -> Response:
    """Another text; its own, written afresh; or, where the draft was rejected, a text where none waits."""
    id, text, who = asked.number("id"), asked.form.get("text", ""), asked.person.login
    with asked.desk.store.view() as view:
        draft = own(view, asked, id).draft
    if draft.state is DraftState.REJECTED:
        return _act(asked, lambda id: written.propose(asked.desk, draft.case, who, text).id)
    if text and text == draft.text:
        return _act(asked, lambda id: work.afresh(asked.desk, id, who).id, f"Written afresh, {text} says the same: "
                    "nothing was done.")
    return _act(asked, lambda id: work.choose(asked.desk, id, who, text).id)


def change(asked: Asked) -> Response:
    """Another category or priority; the same ones offer to write the draft anew by the register of today."""
    if asked.form.get("check"):
        return _act(asked, lambda id: work.afresh(asked.desk, id, asked.person.login, check=True).id,
                    "The contract was checked by the register of today, below under Why; the draft says the same.")
    values = {name: asked.form.get(name, "") for name in work.CHANGEABLE}
    with asked.desk.store.view() as view:
        case = own(view, asked, asked.number("id")).case
    if all(value in ("", getattr(case, name)) for name, value in values.items()):
        return draft_page(asked, asked.number("id"), told=f"{case.number} is {case.category}, {case.priority} already: "
                          "nothing was done.", check=True)
    return _act(asked, lambda id: work.change(asked.desk, id, asked.person.login, values).id)


def assign(asked: Asked) -> Response:
    """Whose case it is from now on; the draft stays where it is."""
    def give(id: int) -> int:
        with asked.desk.store.view() as view:
            number = own(view, asked, id).case.number
        to = asked.form.get("to", "")
        if not to:
            raise Refused("say whose case it is to be")
        cases.assign(asked.desk, number, asked.person.login, to)
        return id

    return _act(asked, give)


def _act(asked: Asked, how: Callable[[int], int], same: str = "") -> Response:
    """Do it, and go to the draft it leads to; `same` is said where that is the draft itself."""
    id = asked.number("id")
    with asked.desk.store.view() as view:
        own(view, asked, id)
    try:
        after = how(id)
        return draft_page(asked, id, told=same) if same and after == id else at(after)
    except (Refused, NotAllowed) as e:
        return draft_page(asked, id, told=str(e), status=409)
