"""model/decision.py: what triage decided about one mail, and why.

Promises   plain values, replayable: the same mail, facts and program give the same Decision. Nothing here has
           happened yet; `work/` makes it so in one unit.
Reads next triage/chain.py
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailtriage.model.case import Entitlement, Origin, State, Suggested
from mailtriage.model.ledger import Outcome


@dataclass(slots=True, unsafe_hash=True)  # nobody changes one; but a mail has twenty, and frozen is five times as dear
class Reason:
    """One step of the chain: which rule in which file and line, the words that decided, what came of it."""

    step: str
    result: str
    rule: str = ""
    file: str = ""
    line: int = 0
    words: tuple[str, ...] = ()


class Send(StrEnum):
    AUTO = "auto"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class Answer:
    """A prescribed text to be rendered and sent or proposed. `variables` are values only (customer text never
    becomes a template). `to` are addresses; `hold` says why an `auto` answer must wait ("" = it need not).
    `next_state` is the case's state once it has left ("" = unchanged). `asks` are the fields its questions ask for, in
    their order."""

    text: str
    purpose: str
    language: str
    send: Send
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    variables: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    hold: str = ""
    next_state: str = ""
    role: str = ""
    asks: tuple[str, ...] = ()
    earns: str = ""     # of a text that may earn it: key of its Standing and version
    earned: str = ""    # why it leaves by itself, when it has


@dataclass(frozen=True, slots=True)
class ClockStart:
    kind: str
    calendar: str
    due: datetime


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What becomes of a case. For a new case `number` is "" and the unit allocates one. None = leave as it is;
    `add_*` append. `links` are `relation:number`; work/ writes the other end."""

    number: str = ""
    subject: str | None = None
    state: State | None = None
    customer: str | None = None
    contact: str | None = None
    entitlement: Entitlement | None = None
    type: str | None = None
    category: str | None = None
    priority: str | None = None
    level: str | None = None
    team: str | None = None
    language: str | None = None
    known_problem: Suggested | None = None
    fields: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Origin] = field(default_factory=dict)
    perhaps: dict[str, str] = field(default_factory=dict)
    add_also: tuple[str, ...] = ()
    add_participants: tuple[str, ...] = ()
    add_links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`case` is None when no case is touched. `attach` says whether the mail is put on the case's thread.
    `actions` are one-line descriptions for people and `--json`; the machine-readable acts are the fields. `events` are
    (kind, text) to be written on the case."""

    outcome: Outcome
    reason: str
    program: str = ""
    program_hash: str = ""
    mailbox: str = ""
    case: CaseChange | None = None
    attach: bool = True
    answers: tuple[Answer, ...] = ()
    clocks: tuple[ClockStart, ...] = ()
    stop_clocks: tuple[str, ...] = ()
    supersede_drafts: bool = False
    mark_address: str = ""
    actions: tuple[str, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Reason, ...] = ()
