"""desk/undone.py: what a person did last and can still take back, on whatever page they are.

Promises   the page offers it until its time is over. The browser names the draft in a cookie that lives as long; who
           decided it, and when, says the store.
Reads next work/queue.py, desk/queue.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.staff import Person
from mailtriage.store.port import View
from mailtriage.work.approve import UNDO

COOKIE = "mailtriage_undo"


@dataclass(frozen=True, slots=True)
class Undoable:
    """A draft this person just decided, and the whole seconds in which that can be taken back."""

    draft: Draft
    seconds: int
    fate: str       # what becomes of the case of a rejected one

    @property
    def approved(self) -> bool:
        """Whether it leaves when they are over."""
        return self.draft.state is DraftState.APPROVED


def found(view: View, person: Person, cookie: str, now: datetime) -> Undoable | None:
    """What the cookie names, while this person can take it back."""
    draft = view.get(Draft, int(cookie)) if cookie.isdecimal() and len(cookie) < 10 else None
    if draft is None or draft.decided_at is None or draft.decided_by != person.login:
        return None
    left = UNDO - (now - draft.decided_at)
    if draft.state not in (DraftState.APPROVED, DraftState.REJECTED) or left <= timedelta():
        return None
    return Undoable(draft, -(-left // timedelta(seconds=1)), fate_of(view, draft))


def fate_of(view: View, draft: Draft) -> str:
    """What becomes of the case when nothing leaves of this draft."""
    case = view.one(Case, "number", draft.case)
    if case is None or not case.is_open:
        return f"nothing leaves; {draft.case} is {case.state.value if case else 'erased'}"
    waits = any(d.queue for d in view.find(Draft, "case", draft.case))
    return f"nothing leaves; {draft.case} stays open, " + ("another draft waits on it" if waits else "unanswered")


def remember(answer: Response, id: int, secure: bool) -> Response:
    """The answer, after which the pages of this browser offer to take the decision on that draft back."""
    answer.set_cookie(COOKIE, str(id), max_age=int(UNDO.total_seconds()), path="/", httponly=True, samesite="strict",
                      secure=secure)
    return answer
