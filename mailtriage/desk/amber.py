"""desk/amber.py: which drafts of a list carry an amber line, for the mark on their cards.

Promises   a list costs at most SECONDS of looking: what is not looked at yet is `behind`, and an open page asks
           again. What is known is kept in this process while draft and case are as they were, and looked at again after
           STALE, because registers change, too. The draft itself is always looked at afresh when it is opened.
Reads next staff/danger.py, desk/drafts.py
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from mailtriage.model.case import Case, CaseMail
from mailtriage.model.draft import Draft
from mailtriage.staff.around import look_twice
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.receive import read_mail

SECONDS = 0.08          # of processor time in one list
STALE = timedelta(minutes=5)
_MOST = 5_000           # drafts that are kept


@dataclass(frozen=True, slots=True)
class Marks:
    """The first amber line of those that have one, by the id of the draft; `behind` were not looked at yet."""

    lines: dict[int, str]
    behind: int


@dataclass(frozen=True, slots=True)
class _Known:
    of: tuple[object, ...]
    at: datetime
    line: str


def marks(view: View, desk: Desk, drafts: Iterable[tuple[Draft, Case, CaseMail | None]],
          seconds: float = SECONDS) -> Marks:
    """Those of `drafts`, each with its case and the mail it answers."""
    return _looker(str(desk.data)).look(view, desk, drafts, seconds)


@lru_cache(maxsize=4)
def _looker(data: str) -> _Looker:
    """One for each store this process has open."""
    return _Looker()


class _Looker:
    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._lock = threading.Lock()

    def look(self, view: View, desk: Desk, drafts: Iterable[tuple[Draft, Case, CaseMail | None]], seconds: float
             ) -> Marks:
        now, end, lines, behind = desk.clock(), time.thread_time() + seconds, dict[int, str](), 0
        with self._lock:
            for draft, case, mail in drafts:
                of = (draft.digest, case.revision, mail.id if mail else 0, desk.programs[case.program].hash)
                known = self._known.get(draft.id)
                known = known if known is not None and known.of == of else None
                if (known is None or now - known.at > STALE) and time.thread_time() < end:
                    known = self._known[draft.id] = _Known(of, now, _line(view, desk, case, draft, mail))
                if known is None:
                    behind += 1
                elif known.line:
                    lines[draft.id] = known.line
            for id in list(self._known)[:max(0, len(self._known) - _MOST)]:
                del self._known[id]
        return Marks(lines, behind)


def _line(view: View, desk: Desk, case: Case, draft: Draft, mail: CaseMail | None) -> str:
    try:
        parsed = read_mail(desk, case.mailbox, desk.raw.get(mail.raw)) if mail is not None else None
    except StoreError:
        parsed = None
    return next(iter(look_twice(view, desk, case, draft, parsed)), "")
