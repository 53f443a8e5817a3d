"""work/send.py: what is due leaves: claim, hand over, record. Two units a mail, nothing held in between.

Promises   a row is claimed only when its server is ready for it, so that a dead server costs no attempt and
           makes no `unknown`; the claim reads an escalation's contact again; an answer heard is kept until
           the store took it; one hanging server does not stop the other mailboxes.
Does not   render or change bytes; with `outgoing` other than "on" it claims nothing.
Crash      after send.claimed and before send.recorded the row stays `sending`; `recover` says `unknown` or
           queues it again by its policy. Only the process that holds the daemon lock may call either.
Reads next deliver/loop.py, deliver/outbox.py
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from mailtriage import oauth_tokens
from mailtriage.deliver import outbox
from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Outcome
from mailtriage.model.case import NEXT, Case, Event, State
from mailtriage.model.draft import Draft
from mailtriage.model.outgoing import Outgoing, OutState, Verdict
from mailtriage.points import point
from mailtriage.store.port import StoreError, Unit
from mailtriage.work import autonomy
from mailtriage.work.cases import step
from mailtriage.work.clocks import answered
from mailtriage.work.tick import escalate_step

if TYPE_CHECKING:
    from mailtriage.work.desk import Desk

MOST = 1000                          # rows looked at in one pass
LONGEST_POSTPONE = timedelta(minutes=15)


class Lines(Protocol):
    """What this needs of `deliver.loop.SendLoop`."""

    def ready(self, mailbox: str, patience: float = 0.0) -> Future[Outcome | None]: ...

    def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Future[Outcome]: ...


@dataclass(slots=True)
class Counts:
    """One pass. `trouble` is mailbox -> one line: why nothing can leave there now."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    unknown: int = 0
    held: int = 0
    cancelled: int = 0
    flying: int = 0
    trouble: dict[str, str] = field(default_factory=dict)
    well: set[str] = field(default_factory=set)         # mailboxes from which a mail has left

    def note(self, row: Outgoing) -> None:
        match row.state:
            case OutState.SENT:
                self.sent += 1
                self.well.add(row.mailbox)
            case OutState.QUEUED:
                self.again += 1
            case OutState.FAILED:
                self.failed += 1
            case OutState.UNKNOWN:
                self.unknown += 1
            case OutState.HELD:
                self.held += 1
            case OutState.CANCELLED:
                self.cancelled += 1
            case OutState.SENDING:
                self.flying += 1


class Sender:
    """One per process. Keeps what is in flight between passes, and answers the store could not yet take."""

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk = desk
        self._lines = lines
        self._asked: dict[Future[Any], str] = {}                    # "ready?" -> mailbox
        self._flying: dict[Future[Outcome], Outgoing] = {}
        self._heard: dict[int, tuple[Outcome, datetime]] = {}       # row id -> what the server said, not yet stored
        self._failures: dict[str, int] = {}                         # mailbox -> passes in a row it was not ready
        self._last: datetime | None = None                          # the pass before

    def deliver_due(self, now: datetime, seconds: float = 20.0) -> Counts:
        """Send what is due at `now`; claims nothing new after `seconds`, and leaves unanswered mail in flight for the
        next pass. Raises StoreError or OSError when the store cannot keep what happened; nothing heard is lost."""
        counts = Counts()
        self._record_heard(counts)
        if self._desk.config.outgoing != "on":
            return self._listen({}, time.monotonic() + seconds, counts)
        if self._last is None or now < self._last:
            self._bring_near(now)
        self._last = now
        due = self._due(now)
        busy = set(self._asked.values()) | {row.mailbox for row in self._flying.values()}
        for mailbox in due:
            if mailbox not in busy:
                self._ask(mailbox)
        return self._listen(due, time.monotonic() + seconds, counts)

    def finish(self, seconds: float) -> Counts:
        """Wait for the answers of what is in flight: for `run --once` and for an orderly stop."""
        counts = Counts()
        self._record_heard(counts)
        return self._listen({}, time.monotonic() + seconds, counts)

    def _bring_near(self, now: datetime) -> None:
        """A row waits an hour at most; one that waits longer was written before the clock was put back."""
        farthest = now + outbox.LONGEST * 1.2
        with self._desk.store.view() as view:
            far = [r.id for r in view.upto(Outgoing, "due", "9999", 1_000_000) if r.not_before > farthest]
        if not far:
            return
        with self._desk.store.unit() as unit:
            for id in far:
                row = unit.get(Outgoing, id)
                if row is not None and row.state is OutState.QUEUED:
                    unit.put(replace(row, not_before=now + outbox.WAITS[0]))

    def _due(self, now: datetime) -> dict[str, deque[int]]:
        due: dict[str, deque[int]] = {}
        with self._desk.store.view() as view:
            for row in view.upto(Outgoing, "due", now.isoformat(), MOST):
                due.setdefault(row.mailbox, deque()).append(row.id)
        return due

    def _ask(self, mailbox: str) -> None:
        self._asked[self._lines.ready(mailbox)] = mailbox

    def _listen(self, due: dict[str, deque[int]], deadline: float, counts: Counts) -> Counts:
        """Until nothing is in flight or time is up: each lane by turns asks, claims, sends, records."""
        while self._asked or self._flying:
            left = deadline - time.monotonic()
            done, _ = wait((*self._asked, *self._flying), timeout=max(0.0, left), return_when=FIRST_COMPLETED)
            if not done:
                break
            for future in done:
                if (mailbox := self._asked.pop(future, "")):
                    self._asked_done(mailbox, future.result(), due.get(mailbox, deque()), counts)
                    continue
                row = self._flying.pop(future)
                self._heard[row.id] = (future.result(), self._desk.clock())
                self._record_heard(counts)
                if due.get(row.mailbox) and time.monotonic() < deadline:
                    self._ask(row.mailbox)
        counts.flying = len(self._flying)
        return counts

    def _asked_done(self, mailbox: str, stopped: Outcome | None, rows: deque[int], counts: Counts) -> None:
        if stopped is None:
            self._failures.pop(mailbox, None)
            while rows:
                if self._send(rows.popleft(), counts):
                    return
        elif stopped.trouble:
            counts.trouble[mailbox] = stopped.line
            self._failures[mailbox] = self._failures.get(mailbox, 0) + 1
            counts.again += self._postpone(rows, stopped, self._failures[mailbox])

    def _postpone(self, rows: deque[int], stopped: Outcome, failures: int) -> int:
        """Nothing can leave now: the rows say why and stand back, so that other mailboxes' rows come into view."""
        desk, now = self._desk, self._desk.clock()
        until = now + min(outbox.wait_after(failures), LONGEST_POSTPONE) * (0.9 + 0.2 * desk.rng.random())
        with desk.store.unit() as unit:
            for id in rows:
                row = unit.get(Outgoing, id)
                if row is not None and row.state is OutState.QUEUED:
                    unit.put(outbox.postpone(row, stopped, until))
        return len(rows)

    def _send(self, id: int, counts: Counts) -> bool:
        """Claim a row and put it on its way. False when it is not to be sent."""
        desk = self._desk
        data = self._bytes(id, counts)
        row = claim(desk, id, desk.clock(), counts) if data else None
        if row is None:
            return False
        point("send.claimed")
        self._flying[self._lines.submit(row.mailbox, Envelope(row.envelope_from, row.waiting), data)] = row
        return True

    def _bytes(self, id: int, counts: Counts) -> bytes:
        """The frozen bytes, read before the claim; b"" when they are gone, and the row is held."""
        desk = self._desk
        try:
            with desk.store.view() as view:
                row = view.get(Outgoing, id)
            return desk.raw.get(row.raw) if row else b""
        except StoreError as e:
            hold(desk, id, str(e), desk.clock())
            counts.held += 1
            return b""

    def _record_heard(self, counts: Counts) -> None:
        for id, (outcome, at) in list(self._heard.items()):
            row = record(self._desk, id, outcome, at)
            del self._heard[id]                  # only after the commit: an error above leaves it for the next pass
            point("send.recorded")
            if row is not None:
                counts.note(row)
                if outcome.trouble:
                    counts.trouble[row.mailbox] = outcome.line


def account_of(desk: Desk) -> Callable[[str], Account]:
    """What a SendLoop asks at each connect: where and as whom a mailbox sends, with its password as it is now.
    LookupError, ConfigErrors or OAuthTrouble say what is missing."""

    def account(name: str) -> Account:
        mailbox = next((m for m in desk.config.mailbox if m.name == name), None)
        if mailbox is None or mailbox.smtp is None:
            raise LookupError(f"mailbox {name} has no [mailbox.smtp] in config.toml")
        password = oauth_tokens.secret(mailbox, "smtp", desk.data, desk.clock())
        return Account.of(mailbox.smtp, password, mailbox.address.rpartition("@")[2])

    return account


def claim(desk: Desk, id: int, now: datetime, counts: Counts) -> Outgoing | None:
    """Queued → sending, in one unit; None when it is no longer to be sent. An escalation whose contact has changed
    goes to the new one, under a new row."""
    with desk.store.unit() as unit:
        row = unit.get(Outgoing, id)
        if row is None or row.state is not OutState.QUEUED or row.not_before > now:
            return None
        if _supersede(unit, desk, row, now):
            counts.cancelled += 1
            return None
        return unit.put(outbox.claim(row, now))


def hold(desk: Desk, id: int, why: str, now: datetime) -> None:
    """A queued row that waits for a person."""
    with desk.store.unit() as unit:
        row = unit.get(Outgoing, id)
        if row is not None and row.state is OutState.QUEUED:
            unit.put(replace(row, state=OutState.HELD, held_why=why[:500]))
            _note(unit, row, now, "held", f"{_what(row)}: {why}"[:500])


def _supersede(unit: Unit, desk: Desk, row: Outgoing, now: datetime) -> bool:
    """True when the mail goes to a role that somebody else has now: that one is written to instead."""
    case = unit.one(Case, "number", row.case)
    program = desk.programs.get(case.program) if case else None
    if not row.role or case is None or program is None:
        return False
    contact = program.contacts.get(row.role, "")
    if contact in {r.address for r in row.recipients}:
        return False
    who = f"{row.role} is now {contact}" if contact else f"the program has no {row.role} any more"
    unit.put(outbox.cancel(row, who))
    unit.add(Event(case.number, now, "superseded", f"{_what(row)}: {who}"))
    rung = next((s for s in program.steps if s.role == row.role and s.text == row.text), None)
    if contact and rung is not None:
        unit.put(escalate_step(unit, desk, case, rung, f"superseded/{row.id}", who, now))
    return True


def record(desk: Desk, id: int, outcome: Outcome, at: datetime) -> Outgoing | None:
    """What the server said, on the row and on the case, in one unit."""
    with desk.store.unit() as unit:
        row = unit.get(Outgoing, id)
        if row is None or row.state is not OutState.SENDING:
            return None
        row = unit.put(outbox.settle(row, outcome, at, desk.rng))
        if row.state is OutState.SENT and desk.saves_sent(row.mailbox):
            row = unit.put(replace(row, copy="due"))
        _note(unit, row, at, *_event(row, outcome))
        case = unit.one(Case, "number", row.case)
        if row.state is OutState.FAILED and case is not None and case.program in desk.programs:
            autonomy.bounced(unit, desk.programs[case.program], row, at)
        if row.state is OutState.SENT and case is not None:
            unit.put(_after(unit, case, row, at))
        return row


def _after(unit: Unit, case: Case, row: Outgoing, at: datetime) -> Case:
    """The case once the mail has left: its first response, and the state its text leads to."""
    changed = answered(unit, case, row, at)
    draft = unit.get(Draft, row.draft) if row.draft else None
    wanted = row.next_state or (draft.next_state if draft else "")
    # Not when the table does not allow it any more: the case may have moved on while the mail waited.
    if wanted and State(wanted) in NEXT[case.state]:
        changed = step(unit, changed, State(wanted), at)
        unit.add(Event(case.number, at, "state", f"{wanted}: {_what(row)} has left"))
    if changed == case:
        return case
    return replace(changed, updated=at, revision=case.revision + 1)


def _note(unit: Unit, row: Outgoing, at: datetime, kind: str, text: str) -> None:
    """On the case; a notification to staff belongs to none."""
    if row.case:
        unit.add(Event(row.case, at, kind, text))


def _what(row: Outgoing) -> str:
    return f"{row.text or row.purpose} to {', '.join(r.address for r in row.recipients)}"


def _event(row: Outgoing, outcome: Outcome) -> tuple[str, str]:
    refused = ", ".join(f"{r.address} ({r.answer})" for r in row.recipients if r.verdict is Verdict.REFUSED)
    but = f"; refused: {refused}" if refused else ""
    match row.state:
        case OutState.SENT:
            return "sent", f"{_what(row)}: {outcome.line}{but}"[:500]
        case OutState.FAILED:
            return "failed", f"{_what(row)}: {outcome.line}{but}"[:500]
        case OutState.UNKNOWN:
            return "unknown", f"{_what(row)} may or may not have left: {outcome.line}{but}"[:500]
        case _:
            when = f"{row.not_before:%Y-%m-%d %H:%M} UTC"
            return "deferred", f"{_what(row)}: {outcome.line}{but}; again at {when}"[:500]


def recover(desk: Desk, now: datetime) -> int:
    """Settle rows a dead process left in `sending`; how many. Only at start, under the daemon lock."""
    with desk.store.view() as view:
        ids = [row.id for row in view.find(Outgoing, "state", OutState.SENDING.value)]
    for id in ids:
        with desk.store.unit() as unit:
            row = unit.get(Outgoing, id)
            if row is None or row.state is not OutState.SENDING:
                continue
            row = unit.put(outbox.lost(row, now, desk.rng))
            then = "left for a person" if row.state is OutState.UNKNOWN else "the same bytes go again"
            _note(unit, row, now, "unknown", f"{_what(row)}: {row.last_answer}; {then}")
        point("send.recovered")
    return len(ids)
