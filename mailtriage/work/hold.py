"""work/hold.py: put a mail on record without reading it: the ledger says `held`, people decide.

Used for mail too big to fetch, and for mail of unclear age after a folder was rebuilt: an answer would be a guess, to
forget it would be a loss. Nothing changes on the server. Of a mail too big, the sender is told (triage/oversized.py).
Reads next work/release.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage import log
from mailtriage.config import Mailbox
from mailtriage.intake.auth_results import hop_of
from mailtriage.intake.imap import About
from mailtriage.intake.spool import ledger_key
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.store.port import StoreError, Unit
from mailtriage.triage.oversized import Size, tell_of_oversized
from mailtriage.work.commit import commit
from mailtriage.work.desk import Desk
from mailtriage.work.facts import read_facts
from mailtriage.work.receive import owner
from mailtriage.work.sent import is_sent

_UNREAD = b"[not read]\r\n"
_REPORT = re.compile(rb"^content-type:\s*multipart/report\b", re.I | re.M)


@dataclass(frozen=True, slots=True)
class _There:
    """A mail that stays on the server (`work.commit.Arrival`)."""

    key: str
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    received: datetime


def held_row(desk: Desk, box: Mailbox, folder: str, uidvalidity: int, uid: int, raw: bytes, about: About,
             reason: str) -> LedgerRow:
    """The row for a unit to add. `raw` is kept first (the header alone, when the mail is too big), so that a row never
    names bytes that are not there. OSError when the disk does not take it."""
    mail, now = desk.parse(raw, hop=hop_of(box)), desk.clock()
    desk.raw.put(raw)
    return LedgerRow(
        key=ledger_key(box.name, folder, uidvalidity, uid), mailbox=box.name, folder=folder, uidvalidity=uidvalidity,
        uid=uid, sha256=mail.sha256, identity=mail.identity, message_id=mail.message_id, received=about.received or now,
        handled=now, outcome=Outcome.HELD, reason=reason[:500], size=about.size,
        sender=mail.sender.address if mail.sender else "", subject=mail.subject[:200], program=box.program,
    )


def hold_oversized(desk: Desk, box: Mailbox, row: LedgerRow, header: bytes) -> LedgerRow:
    """Put `row` (of `held_row`) on record and tell the sender, in one unit. Duplicate when it is there already; another
    StoreError when nothing can be committed."""
    try:
        with desk.store.unit() as unit:
            return _tell(unit, desk, box, row, header)
    except (StoreError, OSError):
        raise
    except Exception as e:  # noqa: BLE001  whatever a header makes us do wrong, the mails behind it must not wait
        log.get("hold").warning("nobody was told", mail=row.key, why=f"{type(e).__name__}: {e}"[:300])
        with desk.store.unit() as unit:
            return unit.add(row)


def _tell(unit: Unit, desk: Desk, box: Mailbox, row: LedgerRow, header: bytes) -> LedgerRow:
    there = _There(row.key, row.mailbox, row.folder, row.uidvalidity, row.uid, row.received)
    if is_sent(desk, there):
        return unit.add(row)
    now, mail = desk.clock(), _by_header(desk, header, box)
    ours = owner(desk, box.name, mail)
    program = desk.programs[ours.program]
    facts = read_facts(unit, desk, program, ours.name, mail, row.key, row.received, now)
    if told := _told_before(unit, row):
        facts = replace(facts, duplicate_of=told.key, duplicate_case=told.case)
    limit = desk.config.limits.mail_bytes
    decision = tell_of_oversized(mail, facts, program, now, Size(_mib(row.size), _mib(limit), row.reason))
    done = commit(unit, desk, decision, mail, there, now)
    return unit.put(replace(done.row, size=row.size, filing=Filing.NONE, filed=""))


def _by_header(desk: Desk, header: bytes, box: Mailbox) -> Mail:
    """The mail as far as its header goes. With a word in the place of what was not read: without any it would pass for
    an empty mail, and who sends a large photo often writes nothing beside it."""
    alone, hop = desk.parse(header, hop=hop_of(box)), hop_of(box)
    mail = replace(desk.parse(header + _UNREAD, hop=hop), sha256=alone.sha256, size=alone.size, identity=alone.identity)
    if _REPORT.search(header):          # without its parts the parser takes it for plain text
        return replace(mail, kind=Kind.DELIVERY_NOTICE, kind_evidence="multipart/report")
    return mail


def _told_before(unit: Unit, row: LedgerRow) -> LedgerRow | None:
    """The same mail, held in another folder or mailbox."""
    return next((r for r in unit.find(LedgerRow, "identity", row.identity)
                 if r.outcome is Outcome.HELD and r.case and r.key != row.key), None)


def oversized(size: int, limit: int) -> str:
    """Why a mail that is too big is held."""
    return (f"oversized: {_mib(size)}, the limit is {_mib(limit)}; only the header was read. Read it in the mailbox, "
            "or raise limits.mail_bytes")


def _mib(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"
