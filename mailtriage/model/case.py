"""model/case.py: a case, its mails and its events; the states as a table.

Promises   a case changes state only along NEXT; `closed` is final (a reply there becomes a new-case request).
Reads next model/decision.py
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailtriage.model.mail import Attachment


class State(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    WAITING = "waiting"  # on the customer
    ON_HOLD = "on-hold"  # technical work
    SOLVED = "solved"
    CLOSED = "closed"


OPEN = frozenset({State.NEW, State.ASSIGNED, State.WAITING, State.ON_HOLD})

# The whole life of a case. The diagram in the README is this table; a test compares them.
NEXT: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.ASSIGNED, State.WAITING, State.ON_HOLD, State.SOLVED, State.CLOSED}),
    State.ASSIGNED: frozenset({State.WAITING, State.ON_HOLD, State.SOLVED, State.CLOSED}),
    State.WAITING: frozenset({State.ASSIGNED, State.ON_HOLD, State.SOLVED, State.CLOSED}),
    State.ON_HOLD: frozenset({State.ASSIGNED, State.WAITING, State.SOLVED, State.CLOSED}),
    State.SOLVED: frozenset({State.ASSIGNED, State.CLOSED}),
    State.CLOSED: frozenset(),
}


class Verdict(StrEnum):
    """Entitlement verdicts; `none` is shown before any check was made."""

    ENTITLED = "entitled"
    EXPIRED = "expired"
    GRACE = "grace"
    NOT_COVERED = "not-covered"
    NOT_AUTHORISED = "not-authorised"
    UNKNOWN = "unknown"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Frozen on the case when it was checked. `level` is the service level of the contract; `evidence` says which
    row, which dates, which tier. `register` is what the register alone says, for staff, while `verdict` also weighs
    how sure we are of the sender: only what `verdict` says may be told to a customer."""

    verdict: Verdict = Verdict.UNKNOWN
    level: str = ""
    evidence: str = "not checked"
    register: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a field comes from: `source` is a mail (its Message-ID, else sha256:…), staff NAME, or
    register; `by` says how it was found, `words` on which words; `rank` how far it is believed (program/fields.py)."""

    source: str
    by: str = ""
    words: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """The known problem of the program's register that fits best: how well, and on which words."""

    id: str
    title: str
    score: int
    words: tuple[str, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """Who reported is to be called on `number`, by `due`; `said` is when in their own words. `by` is who flagged it."""

    number: str
    due: datetime | None = None
    said: str = ""
    by: str = ""
    done: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class HandingOver:
    """A hand-over that waits for what is missing: to which level, by whom and since when; `until` ends the wait."""

    to: str
    by: str
    since: datetime
    until: datetime | None = None


class NotAllowed(Exception):
    """A state change that NEXT does not contain. The message says what is allowed instead."""


@dataclass(frozen=True, slots=True)
class Case:
    """`number` is PREFIX-SEQUENCE-CHECK; `participants` are canonical addresses that may see and join the case, the
    first is the reporter. `texts_sent` are the ids of prescribed texts that were queued to leave, `texts_proposed` of
    those that were only proposed. `links` are
    `relation:number` (continues, continued-by, claims, related). `fields` are values by the program's field ids, and
    `sources` where each comes from. `also` are categories of other matters in its mails. `asked` are the fields that
    were asked for, `questions` those of the last list, in its order. `perhaps` are the sentences of fields that are not
    known and that nobody is asked for, because a mail perhaps said them."""

    number: str
    program: str
    mailbox: str
    subject: str
    opened: datetime
    updated: datetime
    state: State = State.NEW
    customer: str = ""
    contact: str = ""
    entitlement: Entitlement = Entitlement()
    type: str = ""
    category: str = ""
    priority: str = ""
    level: str = "L1"
    team: str = ""
    assignee: str = ""
    language: str = "en"
    fields: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Origin] = field(default_factory=dict)
    perhaps: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    known_problem: Suggested | None = None
    callback: Callback | None = None
    handing_over: HandingOver | None = None
    participants: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    texts_sent: tuple[str, ...] = ()
    texts_proposed: tuple[str, ...] = ()
    channel: str = "mail"
    first_response: datetime | None = None
    solved: datetime | None = None
    closed: datetime | None = None
    revision: int = 0
    id: int = 0

    @property
    def merged_into(self) -> str:
        """The number of the case this one was merged into, "" when it was not (link `merged-into:NUMBER`)."""
        return next((link.partition(":")[2] for link in self.links if link.startswith("merged-into:")), "")

    @property
    def to_call(self) -> Callback | None:
        """The call that is still to be made."""
        return self.callback if self.callback is not None and self.callback.done is None else None

    @property
    def incidents(self) -> tuple[str, ...]:
        """Index value: the keys of the incidents it is or was linked to (model/incident.py)."""
        links = (link for link in self.links if link.startswith(("incident:", "incident-over:")))
        return tuple(dict.fromkeys(link.partition(":")[2] for link in links))

    @property
    def whose(self) -> str:
        """For lists: the customer; where there is none, who wrote, in brackets, by address: what a stranger calls
        themselves may be the name of a customer."""
        who = next(iter(self.participants), "") or self.contact
        return self.customer or (f"({who})" if who else "-")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def idle_since(self) -> str:
        """Ordered index value: when an open case last changed (ISO, UTC), "" for one that is not open."""
        return self.updated.isoformat() if self.is_open else ""


def check_step(number: str, now: State, to: State) -> None:
    """Raise NotAllowed unless NEXT allows `now → to`; the same state again is allowed and means nothing."""
    if to is not now and to not in NEXT[now]:
        allowed = ", ".join(sorted(s.value for s in NEXT[now])) or "nothing: a closed case stays closed"
        raise NotAllowed(f"{number} is {now.value} and cannot become {to.value} (allowed: {allowed})")


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"  # internal, never leaves


@dataclass(frozen=True, slots=True)
class CaseMail:
    """One mail or note of a case. `raw` is the sha256 of the bytes in the raw store. `snippet` is the first line
    or two of the new text, for lists, or the whole note; bodies are read from `raw`."""

    case: str
    direction: Direction
    message_id: str
    at: datetime
    raw: str
    sender: str
    to: tuple[str, ...] = ()
    subject: str = ""
    snippet: str = ""
    attachments: tuple[Attachment, ...] = ()
    quarantined: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case: `kind` is a short noun (opened, state, draft, approved, sent, escalated,
    assigned, note, bounce …), `actor` a person or `mailtriage`, `text` one sentence, `blob` the sha256 of more. `face`
    is how a person did it: web, mail or command line."""

    case: str
    at: datetime
    kind: str
    text: str
    actor: str = "mailtriage"
    blob: str = ""
    id: int = 0
    face: str = ""
