"""model/outgoing.py: one mail that leaves, frozen; its states and what became of each recipient.

Promises   one row per intent, one Message-ID and one byte string per row, for ever.
Reads next deliver/outbox.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SUSPECTED = "suspected spam:"  # how the `held_why` of a row begins that a move out of the Junk folder releases
OVERLOAD = "too many answers:"  # how the `held_why` of a row begins that the breaker holds (work/breaker.py)
RESTORED = "restored from a backup:"  # how the `held_why` of a row begins that waits for `restore --confirm`


class OutState(StrEnum):
    """queued → sending → sent | queued (again, later) | failed | unknown. `held` waits for a person or for the
    master switch; `cancelled` and `failed` never leave. `unknown`: the line died between the final dot and the
    250, or we died between the 250 and the commit: nobody can know, so a policy decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    CANCELLED = "cancelled"


class Policy(StrEnum):
    """What to do with `unknown`: leave it for a person, or send the same bytes under the same Message-ID again."""

    HOLD = "hold"
    RESEND = "resend"


class Verdict(StrEnum):
    """One recipient's fate at the server."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"  # 5xx: permanent
    DEFERRED = "deferred"  # 4xx or no answer before the final dot: may be tried again


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    verdict: Verdict = Verdict.WAITING
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`intent` = hash(case, cause, text, recipients): the reason this mail exists, unique. `raw` names the frozen
    bytes (canonical CRLF, 7-bit). `role` is set for escalations: the contact is read again in the claim.
    `not_before` is when it may leave; `held_why` is for people. `unknowns` counts attempts nobody knows the end of.
    `next_state` is the case's state once it has left ("" = that of its draft, if any)."""

    intent: str
    case: str
    mailbox: str
    purpose: str
    text: str
    message_id: str
    raw: str
    envelope_from: str
    recipients: tuple[Recipient, ...]
    created: datetime
    not_before: datetime
    subject: str = ""
    policy: Policy = Policy.HOLD
    state: OutState = OutState.QUEUED
    held_why: str = ""
    role: str = ""
    draft: int = 0
    attempts: int = 0
    last_attempt: datetime | None = None
    last_answer: str = ""
    sent_at: datetime | None = None
    unknowns: int = 0
    next_state: str = ""
    copy: str = ""  # "due": it is to be put into the Sent folder; "done"; "" when nobody asked for that
    earns: str = ""  # key and version of the Standing it speaks for (model/autonomy.py)
    id: int = 0

    @property
    def due(self) -> str:
        """Ordered index value: when a queued row may leave (ISO, UTC), else "" (not in the index)."""
        return self.not_before.isoformat() if self.state is OutState.QUEUED else ""

    @property
    def copy_queue(self) -> str:
        """Index value: the mailbox while the copy for its Sent folder is due, else ""."""
        return self.mailbox if self.copy == "due" and self.state is OutState.SENT else ""

    @property
    def waiting(self) -> tuple[str, ...]:
        """Recipients the server has neither accepted nor refused."""
        return tuple(r.address for r in self.recipients if r.verdict in (Verdict.WAITING, Verdict.DEFERRED))
