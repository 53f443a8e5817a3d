"""work/reused.py: servers that give a UID twice, which RFC 3501 2.3.1.1 forbids, and restored mailboxes do.

The ledger knows a mail by (folder, UIDVALIDITY, UID). When a server starts counting anew and keeps the UIDVALIDITY, a
new mail carries the key of an old one and would be taken for known: lost without a word.

Promises   noticed by UIDNEXT that went back, or by another arrival time and other bytes under a known UID. Then the
           rows of the folder let go of their UIDs, and the folder is read as one that was rebuilt: by content.
Does not   notice that a UID of the baseline was given again, once UIDNEXT has caught up: its bytes we never knew.
Crash      one unit; before it nothing, after it work/folders.py.
Reads next work/collect.py, work/folders.py
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from mailtriage import log
from mailtriage.config import Mailbox
from mailtriage.intake.imap import ImapTrouble, Session
from mailtriage.intake.spool import ledger_key
from mailtriage.model.ledger import Folder, LedgerRow
from mailtriage.work.desk import Desk

_SAME = timedelta(seconds=1)        # INTERNALDATE has whole seconds
_MOST = 5                           # bodies fetched to be sure; some servers change the arrival times of all their mail


def counted_back(record: Folder, session: Session) -> str:
    """Why the open folder must have begun to count anew, or "". Once after each SELECT: later its UIDNEXT is stale."""
    uidnext, session.uidnext = session.uidnext, 0
    if not 0 < uidnext <= record.last_uid:
        return ""
    return f"UIDNEXT is {uidnext}, and UID {record.last_uid} was there before"


def another(desk: Desk, box: Mailbox, session: Session, uids: Iterable[int]) -> str:
    """Why a UID with a ledger row must be another mail's now, or ""."""
    rows: dict[int, LedgerRow] = {}
    with desk.store.view() as view:
        for uid in uids:
            row = view.one(LedgerRow, "key", ledger_key(box.name, session.folder, session.uidvalidity, uid))
            if row is not None and row.size <= desk.config.limits.mail_bytes:
                rows[uid] = row
    about = session.describe(rows)
    odd = [u for u, a in about.items() if a.received is not None and abs(a.received - rows[u].received) > _SAME]
    for uid in odd[:_MOST]:
        raw = session.bodies([uid], about[uid].size).get(uid)
        if raw is None or hashlib.sha256(raw).hexdigest() == rows[uid].sha256:
            continue
        if desk.parse(raw).identity != rows[uid].identity:       # a server may write the same mail in other bytes
            return f"UID {uid} is another mail than on {rows[uid].handled:%Y-%m-%d}"
    return ""


def let_go(desk: Desk, box: Mailbox, record: Folder, why: str) -> Folder:
    """No row of the folder stands for a UID any more, and the folder has no UIDVALIDITY we know. ImapTrouble while
    mails of it are in the spool: their keys would be given twice."""
    log.get("collect").warning("the server gives UIDs again", mailbox=box.name, folder=record.folder, why=why)
    if any((m.mailbox, m.folder) == (box.name, record.folder) for m in desk.spool.waiting()):
        raise ImapTrouble("folder", f'folder "{record.folder}" of {box.name} was rebuilt ({why}); it is read anew when '
                                    "what was fetched from it is handled")
    prefix = ledger_key(box.name, record.folder, record.uidvalidity, 0)[:-1]
    gone = ledger_key(box.name, record.folder, 0, 0)[:-1]
    with desk.store.unit() as unit:
        for row in unit.all(LedgerRow):
            if row.key.startswith(prefix):
                unit.put(replace(row, key=f"{gone}{row.id}", uidvalidity=0, uid=row.id))
        now = unit.one(Folder, "key", record.key) or record
        return unit.put(replace(now, uidvalidity=0, last_uid=0))
