"""work/volume.py: how much came, what became of the drafts, and how old open cases are: numbers for charts.

Promises   days and weeks are those of the desk's own clock. An acknowledgement is no answer (work/clocks.py), and is
           not counted as one that left by itself.
Reads next work/summaries.py, work/hits.py, desk/charts.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from mailtriage.model.case import OPEN, Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.variables import PURPOSES, TO_STAFF
from mailtriage.store.port import View
from mailtriage.work.approve import UNDO
from mailtriage.work.hits import Mail
from mailtriage.work.summaries import Look, Summaries

GROUPS: tuple[tuple[str, frozenset[Outcome]], ...] = (
    ("new cases", frozenset({Outcome.NEW_CASE, Outcome.CLOSED_REPLY_NEW_CASE})),
    ("replies on cases", frozenset({Outcome.FOLLOW_UP, Outcome.REOPENED, Outcome.PARTNER_REPLY, Outcome.STAFF_REPLY,
                                    Outcome.STAFF_COMMAND})),
    ("need no answer", frozenset({Outcome.NOTED, Outcome.BOUNCE_NOTED, Outcome.MACHINE, Outcome.LOOP,
                                  Outcome.DUPLICATE, Outcome.OWN_COPY})),
    ("held, dropped", frozenset({Outcome.HELD, Outcome.QUARANTINED, Outcome.DROPPED})),
)
DECIDED = ("left by itself", "approved as proposed", "approved edited", "another text chosen", "rejected")
AGES = ((1, "under a day"), (3, "1 to 3 days"), (7, "3 to 7 days"), (14, "1 to 2 weeks"), (28, "2 to 4 weeks"),
        (10**6, "over 4 weeks"))
OTHER = "other"
_MOST = 5               # categories with a colour of their own
_ANSWERS = frozenset(PURPOSES) - {"acknowledgement", "closed-number"} - TO_STAFF


@dataclass(frozen=True, slots=True)
class Numbers:
    """`series` are (name, one number for each of `labels`)."""

    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def total(self) -> int:
        return sum(sum(values) for _, values in self.series)


def by_day(found: Look[Mail], programs: Collection[str], zone: tzinfo, today: date, days: int, by: str) -> Numbers:
    """Mails of the last `days` days by what became of them, or new cases by their category."""
    first = today - timedelta(days=days - 1)
    counted: Counter[tuple[str, date]] = Counter()
    for mail in found.values:
        day = mail.at.astimezone(zone).date()
        if first <= day <= today and (not mail.program or mail.program in programs):
            name = _category(mail) if by == "category" else _group(mail)
            if name:
                counted[name, day] += 1
    names = _largest(counted) if by == "category" else [name for name, _ in GROUPS]
    all_days = [first + timedelta(days=n) for n in range(days)]
    series = [(name, tuple(counted[name, day] for day in all_days)) for name in names]
    if by == "category":
        rest = {name for name, _ in counted} - set(names)
        if rest:
            series.append((OTHER, tuple(sum(counted[name, day] for name in rest) for day in all_days)))
    return Numbers(tuple(f"{day:%a} {day.day} {day:%b}" for day in all_days), tuple(series))


def _group(mail: Mail) -> str:
    return next((name for name, outcomes in GROUPS if mail.outcome in outcomes), "")


def _category(mail: Mail) -> str:
    new = mail.outcome in GROUPS[0][1]
    return (mail.category or "none") if new else ""


def _largest(counted: Counter[tuple[str, date]]) -> list[str]:
    totals: Counter[str] = Counter()
    for (name, _), n in counted.items():
        totals[name] += n
    return [name for name, _ in sorted(totals.items(), key=lambda t: (-t[1], t[0]))[:_MOST]]


@dataclass(frozen=True, slots=True)
class Opened:
    """An open case, as far as its age goes."""

    program: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a draft, or of an answer that needed none: one of DECIDED, "" for what counts as neither."""

    what: str
    at: datetime
    mailbox: str


def by_week(view: View, data: str, mailboxes: Collection[str], zone: tzinfo, now: datetime, weeks: int, seconds: float
            ) -> tuple[Numbers, int]:
    """What became of the drafts of the last weeks, this one included; and how many records are not read yet."""
    drafts, rows, _ = _summaries(data)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=n) for n in reversed(range(weeks))]
    counted: Counter[tuple[str, date]] = Counter()
    behind = 0
    for look in (drafts.look(view, seconds, lambda done: now - done.at <= UNDO), rows.look(view, seconds)):
        behind += look.behind
        for done in look.values:
            if done.what and done.mailbox in mailboxes:
                day = done.at.astimezone(zone).date()
                counted[done.what, day - timedelta(days=day.weekday())] += 1
    labels = tuple(f"{day.day} {day:%b}" for day in mondays)
    return Numbers(labels, tuple((name, tuple(counted[name, day] for day in mondays)) for name in DECIDED)), behind


@lru_cache(maxsize=4)
def _summaries(data: str) -> tuple[Summaries[Draft, Done], Summaries[Outgoing, Done], Summaries[Case, Opened]]:
    """One set for each store this process has open."""
    return (Summaries(Draft, "state", (DraftState.APPROVED, DraftState.REJECTED), _of_draft),
            Summaries(Outgoing, "state", (OutState.SENT,), _of_mail),
            Summaries(Case, "state", sorted(OPEN), lambda case: Opened(case.program, case.opened)))


def _of_draft(draft: Draft) -> Done:
    left = DECIDED[3] if draft.chosen else DECIDED[2] if draft.edited else DECIDED[1]
    what = {DraftState.APPROVED: left, DraftState.REJECTED: DECIDED[4]}.get(draft.state, "")
    return Done(what, draft.decided_at or draft.created, draft.mailbox)


def _of_mail(row: Outgoing) -> Done:
    answer = not row.draft and not row.role and row.purpose in _ANSWERS
    return Done(DECIDED[0] if answer else "", row.sent_at or row.created, row.mailbox)


def by_age(view: View, data: str, programs: Collection[str], now: datetime, seconds: float) -> tuple[Numbers, int]:
    """Open cases by the days since they were opened; and how many are not read yet."""
    look = _summaries(data)[2].look(view, seconds)
    counted = [0] * len(AGES)
    for case in look.values:
        if case.program in programs:
            age = (now - case.at) / timedelta(days=1)
            counted[next(n for n, (most, _) in enumerate(AGES) if age < most)] += 1
    return Numbers(tuple(name for _, name in AGES), (("open cases", tuple(counted)),)), look.behind
