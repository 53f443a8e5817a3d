"""model/correspondent.py: what is known of an address or domain we write to, whoever it belongs to.

`muted`: a person wants no mail of ours to leave there by itself; what comes from there is recorded as ever.
`undeliverable`: a mail system said for good that our mail cannot be delivered, about a mail we sent there.
Reads next work/correspondents.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Correspondent:
    """`who` is an address, or `@domain` for a whole domain. `reason` is one of bounce_reasons, `status` an RFC 3463
    code or ""; `case` is where that mail was sent from."""

    who: str
    muted: datetime | None = None
    muted_by: str = ""
    muted_why: str = ""
    undeliverable: datetime | None = None
    reason: str = ""
    status: str = ""
    case: str = ""
    id: int = 0

    @property
    def is_muted(self) -> str:
        """Index value: "yes" or "" (not in the index)."""
        return "yes" if self.muted else ""

    @property
    def mute_sentence(self) -> str:
        since = f"{self.muted:%Y-%m-%d %H:%M} UTC" if self.muted else "never"
        why = f": {self.muted_why}" if self.muted_why else ""
        return f"{self.who} is muted since {since} by {self.muted_by}{why}"

    @property
    def undeliverable_sentence(self) -> str:
        since = f"{self.undeliverable:%Y-%m-%d}" if self.undeliverable else "never"
        return f"{self.who} is undeliverable since {since}: {self.reason} {self.status}".rstrip()
