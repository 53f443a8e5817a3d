"""desk/unanswered.py: the open cases whose last word is the customer's and for which nothing of ours is on its way.

Reads next work/owed.py
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.store.port import View
from mailtriage.work.owed import most_urgent, owing

MOST = 200              # lines of the list


def look(asked: Asked) -> Response:
    """The most urgent first; `?mine=1` those that are with whoever asks."""
    mine, now = asked.query.get("mine", ""), asked.desk.clock()
    found = owing(asked.desk)
    owed = [o for o in found.values if asked.person.sees(o.program)]
    with asked.desk.store.view() as view:
        if mine:
            with_me = set(view.ids(Case, "assignee", asked.person.login))
            owed = [o for o in owed if o.id in with_me]
        rows = most_urgent(view, owed, now, MOST)
        rejected = {case.number: last for _, case, _ in rows if (last := _rejected(view, case)) is not None}
    return show(asked, "unanswered", rows=rows, rejected=rejected, total=len(owed), mine=mine, behind=found.behind)


def _rejected(view: View, case: Case) -> Draft | None:
    """The draft a person rejected last on a case, with their words for whoever goes on."""
    drafts = [d for d in view.find(Draft, "case", case.number) if d.state is DraftState.REJECTED and d.decided_at]
    return max(drafts, key=lambda d: (d.decided_at, d.id), default=None)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are for this person; `behind` cases are not looked at yet."""

    n: int
    behind: int


def count(asked: Asked) -> Count:
    found = owing(asked.desk)
    return Count(sum(asked.person.sees(o.program) for o in found.values), found.behind)
