"""deliver/outbox.py: what a row of the outbox becomes after an attempt. Pure: no clock, disk, network or chance.

    queued ─ claim ─► sending ─ settle ─► sent | failed | unknown | queued again, later
    held, failed, unknown ─ retry ─► queued         queued, held, failed, unknown ─ cancel ─► cancelled

Promises   a refused recipient is never asked again, an accepted one never gets a second copy; the wait
           between attempts stands in the row, so a restart does not hammer; a mail is given up only for
           what a server said about this mail, or after GIVE_UP of waiting.
Crash      a row left in `sending` by a process that died may or may not have left: `lost` says so.
Reads next work/send.py
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from mailtriage.deliver.outcome import Outcome, Result
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient, Verdict

WAITS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 30))
LONGEST = timedelta(hours=1)
GIVE_UP = timedelta(days=5)          # RFC 5321 4.5.4.1: at least 4-5 days
MOST_RESENDS = 3                     # times `resend` may follow an `unknown` before a person is asked


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many attempts, before jitter."""
    return WAITS[attempts - 1] if 1 <= attempts <= len(WAITS) else LONGEST


def waited(attempts: int) -> timedelta:
    """All waits up to that attempt. Counted by attempts, not by the calendar: a desk that was switched off for a
    week has not tried for a week, and a clock that jumps gives nothing up."""
    over = max(0, attempts - len(WAITS))
    return sum(WAITS[:attempts], timedelta()) + over * LONGEST


def claim(row: Outgoing, now: datetime) -> Outgoing:
    """The row while it is on its way. Only a queued row can be claimed."""
    if row.state is not OutState.QUEUED:
        raise ValueError(f"outbox row {row.id} is {row.state}, not queued")
    return replace(row, state=OutState.SENDING, attempts=row.attempts + 1, last_attempt=now)


def settle(row: Outgoing, outcome: Outcome, now: datetime, rng: random.Random) -> Outgoing:
    """The row after `outcome`."""
    fates = {r.address: r for r in outcome.recipients}
    recipients = tuple(fates.get(r.address, r) if _open(r) else r for r in row.recipients)
    row = replace(row, recipients=recipients, last_answer=outcome.line[:500])
    if outcome.result is Result.UNKNOWN:
        return _unknown(row, now, rng)
    if not row.waiting:
        accepted = any(r.verdict is Verdict.ACCEPTED for r in recipients)
        return replace(row, state=OutState.SENT, sent_at=now) if accepted else replace(row, state=OutState.FAILED)
    if outcome.result is Result.REFUSED:
        # Refused as a whole before a recipient was named (too large, not canonical): for all of them.
        refused = (replace(r, verdict=Verdict.REFUSED, answer=outcome.line) if _open(r) else r for r in recipients)
        return replace(row, recipients=tuple(refused), state=OutState.FAILED)
    if not outcome.trouble and waited(row.attempts) >= GIVE_UP:
        why = f"given up after {row.attempts} attempts; {row.last_answer}"
        return replace(row, state=OutState.FAILED, last_answer=why)
    return _again(row, now, rng)


def lost(row: Outgoing, now: datetime, rng: random.Random) -> Outgoing:
    """The row after the process that was sending it died: nobody knows whether it left."""
    died = Outcome(Result.UNKNOWN, "dot", text="mailtriage stopped while this mail was on its way")
    return settle(row, died, now, rng)


def postpone(row: Outgoing, outcome: Outcome, until: datetime) -> Outgoing:
    """A queued row whose server cannot be reached now: no attempt was made."""
    return replace(row, not_before=until, last_answer=outcome.line[:500])


def retry(row: Outgoing, now: datetime) -> Outgoing:
    """A person sends it once more. ValueError says why not."""
    if row.state not in (OutState.FAILED, OutState.UNKNOWN, OutState.HELD, OutState.QUEUED):
        raise ValueError(f"outbox row {row.id} is {row.state}; only failed, unknown, held or queued mail is retried")
    # Those who refused are asked again, those who accepted are not.
    recipients = tuple(
        r if r.verdict is Verdict.ACCEPTED else replace(r, verdict=Verdict.WAITING) for r in row.recipients
    )
    return replace(
        row, state=OutState.QUEUED, recipients=recipients, held_why="", attempts=0, unknowns=0,
        not_before=now if row.attempts or row.state is not OutState.QUEUED else max(now, row.not_before),
    )


def cancel(row: Outgoing, why: str) -> Outgoing:
    """It shall not leave. ValueError when it has left or is on its way."""
    if row.state in (OutState.SENT, OutState.SENDING, OutState.CANCELLED):
        raise ValueError(f"outbox row {row.id} is {row.state}; it cannot be cancelled")
    return replace(row, state=OutState.CANCELLED, held_why=why)


def _open(recipient: Recipient) -> bool:
    return recipient.verdict in (Verdict.WAITING, Verdict.DEFERRED)


def _unknown(row: Outgoing, now: datetime, rng: random.Random) -> Outgoing:
    row = replace(row, unknowns=row.unknowns + 1)
    if row.policy is Policy.RESEND and row.unknowns <= MOST_RESENDS:
        return _again(row, now, rng)
    return replace(row, state=OutState.UNKNOWN)


def _again(row: Outgoing, now: datetime, rng: random.Random) -> Outgoing:
    # Jitter, so that a hundred mails deferred together do not come back together.
    wait = wait_after(row.attempts) * (0.9 + 0.2 * rng.random())
    return replace(row, state=OutState.QUEUED, not_before=now + wait)
