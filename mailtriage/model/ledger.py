"""model/ledger.py: one row per mail, what became of it; and one per watched folder, where its history begins.

Promises   every UID of every watched folder is in exactly one of: the folder's `baseline`, a ledger row, the spool.
           `mailtriage verify` compares that with the server.
Reads next work/receive.py, ops/verify.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a mail: the `outcome` of a Decision, and of its ledger row."""

    NEW_CASE = "new-case"
    FOLLOW_UP = "follow-up"
    CLOSED_REPLY_NEW_CASE = "closed-reply-new-case"
    REOPENED = "reopened"
    NOTED = "noted"
    BOUNCE_NOTED = "bounce-noted"
    MACHINE = "machine"
    LOOP = "loop"
    DUPLICATE = "duplicate"
    HELD = "held"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    STAFF_COMMAND = "staff-command"
    PARTNER_REPLY = "partner-reply"
    STAFF_REPLY = "staff-reply"  # found in the Sent folder: a person answered from a mail program
    OWN_COPY = "own-copy"  # found in the Sent folder: what this desk has sent


class Filing(StrEnum):
    """Whether the mail was moved or flagged on the server after the commit."""

    PENDING = "pending"
    DONE = "done"
    NONE = "none"  # nothing to do: ingested, or the mailbox files nothing
    GONE = "gone"  # somebody else removed it before us


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """`key` is `mailbox/folder/uidvalidity/uid` (the folder percent-encoded); for ingested mail the folder is
    `-`. `reason` is one sentence for people. `case` is the case's number, "" when there is none. `decision`
    names the blob with the whole Decision. `filed` is where the mail was moved to, in the form of `key`, "" when it
    was not or the server did not say. `alias_of` is, for a copy of our own mail, the Message-ID we gave it when the
    provider has given it another."""

    key: str
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    sha256: str
    identity: str
    message_id: str
    received: datetime
    handled: datetime
    outcome: Outcome
    reason: str
    size: int = 0
    sender: str = ""
    subject: str = ""
    case: str = ""
    program: str = ""
    program_hash: str = ""
    decision: str = ""
    filing: Filing = Filing.NONE
    filed: str = ""
    tries: int = 0
    alias_of: str = ""
    shape: str = ""  # of its words (model/shape.py), for the budget of answers; "" when it has none
    id: int = 0

    @property
    def filing_queue(self) -> str:
        """Index value: `mailbox/folder` while the mail waits to be filed away, else ""."""
        return f"{self.mailbox}/{self.folder}" if self.filing is Filing.PENDING else ""

    @property
    def sender_day(self) -> str:
        """Index value: sender without its tag, and UTC day, for the budget of answers; "" when none was due."""
        return f"{untagged(self.sender)}|{self.handled:%Y-%m-%d}" if self._asked else ""

    @property
    def domain_day(self) -> str:
        """The same for the sender's domain."""
        return f"{self.sender.rpartition('@')[2]}|{self.handled:%Y-%m-%d}" if self._asked else ""

    @property
    def shape_day(self) -> str:
        """The same for mails in the same words from one domain."""
        asked = self._asked and self.shape
        return f"{self.sender.rpartition('@')[2]}|{self.shape}|{self.handled:%Y-%m-%d}" if asked else ""

    @property
    def asked_hour(self) -> str:
        """The same for the whole desk, by the hour."""
        return f"{self.handled:%Y-%m-%dT%H}" if self._asked else ""

    @property
    def _asked(self) -> bool:
        """A held mail has a case when its sender was told that it is too big."""
        told = self.outcome is Outcome.HELD and self.case
        return bool(self.sender) and (bool(told) or self.outcome in (Outcome.NEW_CASE, Outcome.CLOSED_REPLY_NEW_CASE))


def untagged(address: str) -> str:
    """`naledi+shop@thaba.example` is naledi@thaba.example: a tag makes no second person (RFC 5233)."""
    local, at, domain = address.partition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A watched folder. `baseline` is an IMAP sequence set ("1:40,42") of what lay there at first sight and gets no
    case and no answer. `last_uid` is only a hint for the search; the ledger decides what is known."""

    key: str
    mailbox: str
    folder: str
    uidvalidity: int
    baseline: str
    first_seen: datetime
    last_uid: int = 0
    last_pass: datetime | None = None
    id: int = 0
