"""model/mail.py: one received mail, as `intake/parse.py` understood it.

Promises   every field is present and clean: no CR, LF or NUL in a header value, addresses canonical and lower case,
           times aware and in UTC. What could not be read is empty and named in `defects`.
Does not   hold the raw bytes: `sha256` names them in the raw store.
Reads next triage/chain.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Who is speaking (RFC 3834, RFC 3464, RFC 5965, RFC 8098)."""

    HUMAN = "human"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    DELIVERY_NOTICE = "delivery-notice"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    LIST = "list"
    LOOP = "loop"
    EMPTY = "empty"
    MALFORMED = "malformed"


class Tier(StrEnum):
    """How sure we are of the author: `aligned` needs DMARC, or aligned DKIM or SPF, by the trusted hop (RFC 8601)."""

    ALIGNED = "aligned"
    UNVERIFIED = "unverified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 3.4): `address` canonical and lower case, `name` for display only, never for matching."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """`name` is display text, never a path; `size` in bytes; `sha256` over the decoded bytes. `kind` is what sort of
    file it is, by bytes, type and name (program/kinds.py)."""

    name: str
    type: str
    size: int
    sha256: str
    inline: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Authenticity:
    tier: Tier = Tier.UNVERIFIED
    evidence: str = "no trusted Authentication-Results"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery status notification says (RFC 3464); `status` is RFC 3463, "" when absent."""

    recipients: tuple[str, ...] = ()
    status: str = ""
    permanent: bool = False
    reason: str = "other"
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as triage sees it. `identity` is equal for the same mail that came by two routes (Received and
    Delivered-To differ), and differs when a Message-ID is reused for other content."""

    sha256: str
    size: int
    identity: str
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    reply_text: str = ""
    quoted_text: str = ""
    signature: str = ""
    layout: str = ""    # a letter for each line of `text`: which of the three it is in (intake/reply_text.py)
    unproven: tuple[int, ...] = ()      # lines of `text` in quote or signature that may be words of the writer
    attachments: tuple[Attachment, ...] = ()
    language: str = ""
    kind: Kind = Kind.HUMAN
    kind_evidence: str = ""
    authenticity: Authenticity = Authenticity()
    bounce: Bounce | None = None
    must_not_acknowledge: bool = False
    mark: str = ""      # the value of our own loop mark (model/mark.py), checked against the keys by work/facts.py
    hidden_text: str = ""       # what the HTML holds and does not show; never part of `text` or `reply_text`
    defects: tuple[str, ...] = ()
    forwarded_by: str = ""              # the colleague who sent a customer's mail on; `sender` is then the customer
    warnings: tuple[str, ...] = ()      # for staff: why to look twice at who seems to write

    @property
    def said(self) -> str:
        """What rules read: what is new, with what a forward brings; all of it when there is nothing new."""
        if "f" in self.layout and len(lines := self.text.split("\n")) == len(self.layout):
            return "\n".join(line for line, kind in zip(lines, self.layout, strict=True) if kind in " nfw").strip()
        return self.reply_text or self.text

    @property
    def unproven_words(self) -> str:
        """What `reply_text` leaves out and may be words of the writer: who passes a mail over looks here too."""
        lines = self.text.split("\n")
        return " ".join(" ".join(lines[i] for i in self.unproven if i < len(lines)).split())

    @property
    def threading(self) -> tuple[str, ...]:
        """Message-IDs this mail answers, nearest first (RFC 5322 3.6.4)."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))
