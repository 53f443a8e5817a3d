"""desk/unanswered.py: the open cases whose last word is the customer's and for which nothing of ours is on its way.

Reads next work/owed.py
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.model.case import Case
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
    return show(asked, "unanswered", rows=rows, total=len(owed), mine=mine, behind=found.behind)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are for this person; `behind` cases are not looked at yet."""

    n: int
    behind: int


def count(asked: Asked) -> Count:
    found = owing(asked.desk)
    return Count(sum(asked.person.sees(o.program) for o in found.values), found.behind)
