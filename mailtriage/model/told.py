"""model/told.py: what one person of the desk was told by mail, once, and what they may still do by answering it.

Reads next staff/offers.py (writes it), staff/approval_mail.py (reads it)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """`key` names the person and the thing, so that nobody is told twice. `message_id` is that of the mail. `about` is
    the id of the draft or case it was about, `expires` when its token ends, `used` when it was used up."""

    key: str
    login: str
    kind: str
    at: datetime
    message_id: str = ""
    about: int = 0
    expires: datetime | None = None
    used: datetime | None = None
    id: int = 0

    @property
    def in_hour(self) -> str:
        """Index value: what this person was told of that kind in that hour (UTC), for the budget."""
        return hour(self.login, self.kind, self.at)

    @property
    def forget(self) -> str:
        """Ordered index value: when nothing can come of it any more (ISO, UTC)."""
        return ((self.expires or self.at) + KEPT).isoformat()


def hour(login: str, kind: str, at: datetime) -> str:
    return f"{login}|{kind}|{at:%Y-%m-%dT%H}"
