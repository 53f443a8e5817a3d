"""work/owed.py: the open cases whose last word is the customer's, with no answer of ours on its way.

An acknowledgement is no answer, nor is a mail to our own staff; what is held, failed or was taken back has not left. A
case in `waiting` waits on the customer: whoever put it there has answered. What machines, partners and colleagues wrote
is no word of the customer's, nor are thanks that were only noted. Where a case was merged, the one it went on in owes
what was not answered on either.

Promises   ten thousand open cases are gone through by their indexes alone; a mail is read once a process, because what
           is kept of it does not change. A look takes about as long as it is given, and says how many cases are left.
Does not   store anything, nor judge whether an answer was a good one.
Reads next desk/unanswered.py, work/summaries.py
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from mailtriage.model.case import OPEN, Case, CaseMail, Direction, State
from mailtriage.model.clock import ASKING, Clock, ClockState
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.variables import TO_STAFF
from mailtriage.store.port import View
from mailtriage.work.clocks import FIRST_RESPONSE
from mailtriage.work.desk import Desk
from mailtriage.work.thread import goes_on_in, merged

SECONDS = 0.15          # of reading in one look
FEW = 400               # so many are put in order by reading all of their clocks
_MOST_CLOCKS = 1_500    # read to find the most urgent of more
_MISSED_DAYS = 60       # how far back a missed clock is looked for there
_NO_ANSWER = TO_STAFF | {"acknowledgement", "closed-number", "case-news", "approval", "staff-answer"}
_NOT_LEFT = (OutState.CANCELLED, OutState.FAILED, OutState.HELD)
_NOT_THEIRS = frozenset({Outcome.BOUNCE_NOTED, Outcome.MACHINE, Outcome.LOOP, Outcome.NOTED, Outcome.PARTNER_REPLY,
                         Outcome.STAFF_REPLY, Outcome.STAFF_COMMAND, Outcome.OWN_COPY})


@dataclass(frozen=True, slots=True)
class Owed:
    """A case that waits for our answer: `since` the first word we have not answered."""

    id: int
    number: str
    program: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Owing:
    """`drafted` are ids of cases where the answer waits as a draft, `answered` of those where ours is the last word.
    `behind` cases are not looked at yet."""

    values: tuple[Owed, ...] = ()
    drafted: frozenset[int] = frozenset()
    answered: frozenset[int] = frozenset()
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """When the most urgent promise of a case runs, or ran, out."""

    at: datetime
    missed: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """What is kept of a mail: whether the customer said it, or it answers them, by which row of the outbox."""

    id: int
    case: str
    theirs: bool
    answers: bool
    row: int
    at: datetime


def owing(desk: Desk, seconds: float = SECONDS) -> Owing:
    """What the desk owes now, as far as `seconds` of reading go."""
    return _looker(str(desk.data)).look(desk, seconds)


@lru_cache(maxsize=4)
def _looker(data: str) -> _Looker:
    """One for each store this process has open."""
    return _Looker()


class _Looker:
    """What is known of the cases, kept in step by what is new and what is gone among mails, drafts and rows: ids are
    never used again, and a mail that moves to another case gets a new one (work/regroup.py)."""

    def __init__(self) -> None:
        self._words: dict[int, _Word] = {}
        self._known: dict[int, Owed | None] = {}
        self._drafts: dict[int, str] = {}
        self._mails: set[int] = set()
        self._open: set[int] = set()
        self._not_left: set[int] = set()
        self._lock = threading.Lock()
        self._last: tuple[object, Owing] | None = None

    def look(self, desk: Desk, seconds: float) -> Owing:
        with self._lock:
            now = desk.store.changed()      # before the view: what is committed between them is looked at again
            if self._last is not None and self._last[0] == now:
                return self._last[1]
            with desk.store.view() as view:
                found = self._through(view, seconds)
            self._last = None if found.behind else (now, found)
            return found

    def _through(self, view: View, seconds: float) -> Owing:
        self._keep_step(view)
        ids = sorted((id for state in OPEN for id in view.ids(Case, "state", state.value)), reverse=True)
        self._merge(view, set(ids))
        new = [id for id in ids if id not in self._known]
        end, behind = time.monotonic() + seconds, len(new)
        for id in new:
            if time.monotonic() >= end:
                break
            self._known[id] = self._read_case(view, id)
            behind -= 1
        known = {id: self._known[id] for id in ids if id in self._known} if behind else self._known
        drafts = {self._case_of(view, id) for id in view.ids(Draft, "state", DraftState.PROPOSED.value)}
        drafted = frozenset(id for number in drafts for id in view.ids(Case, "number", number))
        elsewhere = drafted.union(view.ids(Case, "state", State.WAITING.value))
        values = tuple(owed for id in ids if (owed := known.get(id)) is not None and id not in elsewhere)
        answered = frozenset(id for id in ids if id in known and known[id] is None)
        return Owing(values, drafted - answered, answered, behind)

    def _keep_step(self, view: View) -> None:
        """Forget what is known of a case that has a mail more or less, or an answer that will not leave after all."""
        mails, changed = set(view.ids(CaseMail)), set[str]()
        not_left = {id for state in _NOT_LEFT for id in view.ids(Outgoing, "state", state.value)}
        if self._known:
            changed |= {self._read_word(view, id).case for id in mails - self._mails}
            changed |= {word.case for id in self._mails - mails if (word := self._words.pop(id, None)) is not None}
            rows = (view.get(Outgoing, id) for id in not_left ^ self._not_left)
            changed |= {row.case for row in rows if row is not None}
        for number in changed:
            for id in view.ids(Case, "number", number):
                self._forget(view, id)
        self._mails, self._not_left = mails, not_left

    def _merge(self, view: View, opened: set[int]) -> None:
        """Forget what is known of cases that others were merged into since the last look."""
        closed, self._open = self._open - opened, opened
        for id in closed:
            self._forget(view, id)

    def _forget(self, view: View, id: int) -> None:
        """What is known of a case, and of the one it went on in."""
        self._known.pop(id, None)
        if (case := view.get(Case, id)) is not None:
            self._known.pop(goes_on_in(view, case).id, None)

    def _read_case(self, view: View, id: int) -> Owed | None:
        """Since when the customer waits, on the case or one merged into it. None when nobody does."""
        case = view.get(Case, id)
        assert case is not None, id
        cases = [case, *merged(view, case)]
        answers = [w for c in cases for w in self._words_of(view, c) if w.answers and w.row not in self._not_left]
        found = (self._waits(view, c, [w.id for w in answers if w.case == c.number or (c.closed and w.at > c.closed)])
                 for c in cases)
        since = min((at for at in found if at is not None), default=None)
        return Owed(id, case.number, case.program, since) if since is not None else None

    def _waits(self, view: View, case: Case, answers: list[int]) -> datetime | None:
        """When they first said on one case what nothing of ours came after, `answers` by their ids. What came by
        telephone or message stands in a note: their word is when the case was opened."""
        last = max(answers, default=0)
        words = (w.at for w in self._words_of(view, case) if w.theirs and w.id > last)
        return next(words, case.opened if case.channel != "mail" and not answers else None)

    def _words_of(self, view: View, case: Case) -> Iterator[_Word]:
        return (self._words.get(id) or self._read_word(view, id) for id in view.ids(CaseMail, "case", case.number))

    def _read_word(self, view: View, id: int) -> _Word:
        mail = view.get(CaseMail, id)
        assert mail is not None, id
        theirs = answers = False
        row = None
        if mail.direction is Direction.IN:
            rows = view.newest(LedgerRow, "sha256", mail.raw, 10) if mail.raw else []
            theirs = not any(r.outcome in _NOT_THEIRS for r in rows)
        elif mail.direction is Direction.OUT:       # without a row: a person answered from a mail program of theirs
            row = view.one(Outgoing, "message_id", mail.message_id) if mail.message_id else None
            answers = row is None or not (row.role or row.purpose in _NO_ANSWER)
        word = self._words[id] = _Word(id, mail.case, theirs, answers, row.id if row is not None else 0, mail.at)
        return word

    def _case_of(self, view: View, id: int) -> str:
        """The number of the case whose customer that draft answers."""
        if id not in self._drafts:
            draft = view.get(Draft, id)
            self._drafts[id] = draft.case if draft is not None and draft.purpose not in _NO_ANSWER else ""
        return self._drafts[id]


def due_of(view: View, case: Case, now: datetime) -> Due | None:
    """The promise of an open case that was missed, else the one that runs out first. A first response that was missed
    and then given is over; how long a hand-over waits is no promise to anybody."""
    found = []
    for clock in view.find(Clock, "case", case.number):
        given = clock.kind == FIRST_RESPONSE and case.first_response is not None
        if clock.kind == ASKING or (clock.state is ClockState.MISSED and given):
            continue
        if clock.state in (ClockState.RUNNING, ClockState.MISSED):
            found.append(Due(clock.due, clock.state is ClockState.MISSED or clock.due < now))
    return min(found, key=lambda d: (not d.missed, d.at), default=None)


def most_urgent(view: View, owed: Sequence[Owed], now: datetime, most: int) -> list[tuple[Owed, Case, Due | None]]:
    """The most urgent of them, by what is due; what has no clock by how long it waits, after the others. Of very many,
    those whose clocks ran out in the last months or do next are found by the indexes of the clocks."""
    chosen = owed if len(owed) <= FEW else _likely(view, owed, now.date(), most)
    found = []
    for one in chosen:
        case = view.get(Case, one.id)
        if case is not None:
            found.append((one, case, due_of(view, case, now)))
    found.sort(key=lambda f: (f[2] is None, f[2].at if f[2] is not None else f[0].since))
    return found[:most]


def _likely(view: View, owed: Sequence[Owed], today: date, most: int) -> list[Owed]:
    by_number = {o.number: o for o in owed}
    days = ((today - timedelta(days=n)).isoformat() for n in range(_MISSED_DAYS))
    missed = [id for day in days for id in view.ids(Clock, "missed_on", day)][:_MOST_CLOCKS]
    numbers = [c.case for id in missed if (c := view.get(Clock, id)) is not None]
    numbers += [c.case for c in view.upto(Clock, "alarm", "~", _MOST_CLOCKS) if c.kind != ASKING]
    longest = (o.number for o in sorted(owed, key=lambda o: o.since))
    return [by_number[n] for n in _first((*numbers, *longest), by_number, most + FEW)]


def _first(numbers: Iterable[str], known: Collection[str], most: int) -> list[str]:
    return list(dict.fromkeys(n for n in numbers if n in known))[:most]
