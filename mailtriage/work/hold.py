"""work/hold.py: put a mail on record without deciding on it: the ledger says `held`, people decide.

Used for mail too big to fetch, and for mail of unclear age after a folder was rebuilt: an answer would be a guess, to
forget it would be a loss. Nothing changes on the server.
Reads next work/release.py
"""

from __future__ import annotations

from mailtriage.config import Mailbox
from mailtriage.intake.auth_results import hop_of
from mailtriage.intake.imap import About
from mailtriage.intake.parse import parse
from mailtriage.intake.spool import ledger_key
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.work.desk import Desk


def held_row(desk: Desk, box: Mailbox, folder: str, uidvalidity: int, uid: int, raw: bytes, about: About,
             reason: str) -> LedgerRow:
    """The row for a unit to add. `raw` is kept first (the header alone, when the mail is too big), so that a row never
    names bytes that are not there. OSError when the disk does not take it."""
    mail, now = parse(raw, hop=hop_of(box)), desk.clock()
    desk.raw.put(raw)
    return LedgerRow(
        key=ledger_key(box.name, folder, uidvalidity, uid), mailbox=box.name, folder=folder, uidvalidity=uidvalidity,
        uid=uid, sha256=mail.sha256, identity=mail.identity, message_id=mail.message_id, received=about.received or now,
        handled=now, outcome=Outcome.HELD, reason=reason[:500], size=about.size,
        sender=mail.sender.address if mail.sender else "", subject=mail.subject[:200], program=box.program,
    )


def oversized(size: int, limit: int) -> str:
    """Why a mail that is too big is held."""
    return (f"oversized: {_mib(size)}, the limit is {_mib(limit)}; only the header was read. Read it in the mailbox, "
            "or raise limits.mail_bytes")


def _mib(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
