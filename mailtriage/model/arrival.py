"""model/arrival.py: how a mail came to the desk.

Reads next intake/spool.py (a spooled mail is one), model/ledger.py (so is the row of a mail released from quarantine)
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Arrival(Protocol):
    """Mailbox, folder and number on the server (`-`, 0 and nanoseconds where it came without IMAP), and when the server
    had it (UTC). `key` names the ledger row: one mail of one folder, once."""

    @property
    def key(self) -> str: ...
    @property
    def mailbox(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def uidvalidity(self) -> int: ...
    @property
    def uid(self) -> int: ...
    @property
    def received(self) -> datetime: ...
