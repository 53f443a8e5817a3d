"""model/draft.py: an answer that waits for a person. It stays a draft until a commit says `approved`.

Reads next work/approve.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DraftState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is the id of the prescribed text ("" for a free reply), `body` its Markdown as the agent sees and may
    edit it, `words` what chose it (one line), `in_reply_to` the Message-ID it answers. `hold` says why even an
    approved draft would not leave (""), `digest` is the sha256 over recipients, subject and body: an approval
    names it, so that nobody approves words they did not see, nor what was taken back since."""

    case: str
    text: str
    purpose: str
    language: str
    mailbox: str
    to: tuple[str, ...]
    subject: str
    body: str
    digest: str
    created: datetime
    cc: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    words: str = ""
    next_state: str = ""
    missing: tuple[str, ...] = ()
    state: DraftState = DraftState.PROPOSED
    edited: bool = False
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""
    outgoing: int = 0
    asks: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    due: datetime | None = None         # when the case's nearest clock runs out
    snoozed: datetime | None = None     # not shown before
    earns: str = ""                     # key and version of the Standing it speaks for (model/autonomy.py)
    asked: str = ""                     # the login of whom somebody asked to look at it
    replaces: int = 0                   # the id of the draft it was proposed in place of
    chosen: bool = False                # a person chose its text, in place of another or where none was proposed
    undone: int = 0                     # how often its approval was taken back
    kept: tuple[str, ...] = ()          # of an edited one: what its text had that should stay (model/kept.py)
    id: int = 0

    @property
    def queue(self) -> str:
        """Ordered index value: its place in the queue of those that wait (ISO, UTC), "" once it is decided."""
        if self.state is not DraftState.PROPOSED:
            return ""
        return (self.snoozed or self.due or self.created).isoformat()
