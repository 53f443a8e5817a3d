"""work/recollect.py: after a restore: mails that were handled and filed away since the backup are found again.

They no longer lie in a watched folder, and the restored ledger does not know them. So the folder they were filed to is
read once, as if it were watched; the answers to them are held (work/epoch.py).

Promises   a mail that is on record, by its place, its Message-ID or its bytes, is not taken again; one row explains one
           mail. What lay in the folder before us stays nobody's.
Crash      nothing on the server changes; the next pass looks again, and what is in the spool by then is on record.
Reads next work/collect.py, work/epoch.py
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from mailtriage import log
from mailtriage.config import Mailbox
from mailtriage.intake import uidset
from mailtriage.intake.imap import About, Session
from mailtriage.intake.spool import ledger_key
from mailtriage.model.ledger import Folder, LedgerRow
from mailtriage.store.port import View
from mailtriage.work import epoch
from mailtriage.work.collect import Announce
from mailtriage.work.desk import Desk
from mailtriage.work.folders import batches, folder_key, target_key
from mailtriage.work.room import within_room


def recollect(desk: Desk, box: Mailbox, session: Session, announce: Announce) -> int:
    """Spool and announce what the restored store has forgotten, once after each restore; how many. The watched folder
    is open again afterwards. ImapTrouble, OSError and StoreError: try again."""
    with desk.store.view() as view:
        waits = epoch.waiting(view)
    if waits is None or box.name in waits.recollected:
        return 0
    found = 0
    if box.file_to and box.file_by == "move" and box.file_to not in box.folders and box.file_to in session.folders():
        with session.elsewhere(box.file_to, back_writable=False) as there:
            found = _take(desk, box, there, announce)
        log.get("recollect").info("found again", mailbox=box.name, folder=box.file_to, mails=found)
    epoch.recollected(desk, [box.name])
    return found


def _take(desk: Desk, box: Mailbox, session: Session, announce: Announce) -> int:
    assert box.imap is not None
    about = session.describe(session.uids(), ["MESSAGE-ID"])
    known = _before_us(desk, box, session, about)
    prefix = ledger_key(box.name, session.folder, session.uidvalidity, 0)[:-1]
    with desk.store.view() as view:
        places = {row.filed: row.id for row in view.all(LedgerRow) if row.mailbox == box.name and row.filed}
    used = {id for place, id in places.items() if place.startswith(prefix)}
    known |= {uid for uid in about if f"{prefix}{uid}" in places}
    known |= {m.uid for m in desk.spool.waiting() if m.key.startswith(prefix)}
    found = 0
    wanted = batches(sorted(about.keys() - known), about, box.imap.batch)
    for batch in within_room(desk, wanted, lambda uid: about[uid].size):
        for uid, raw in session.bodies(batch, sum(about[u].size for u in batch)).items():
            with desk.store.view() as view:
                row = _row_of(view, box, about[uid], raw, used)
            if row is not None:
                used.add(row.id)
                continue
            at = about[uid].received or desk.clock()
            announce(desk.spool.put(box.name, session.folder, session.uidvalidity, uid, at, raw))
            found += 1
    return found


def _before_us(desk: Desk, box: Mailbox, session: Session, about: dict[int, About]) -> set[int]:
    """What lay in the folder before the first mail was filed there. When the backup is older than that moment: what is
    older than our first sight of the mailbox."""
    key = target_key(box.name, session.folder)
    with desk.store.view() as view:
        record = view.one(Folder, "key", key)
        watched = [f for name in box.folders if (f := view.one(Folder, "key", folder_key(box.name, name))) is not None]
    if record is not None and record.uidvalidity == session.uidvalidity:
        return uidset.parse(record.baseline)
    seen = record.first_seen if record else min((f.first_seen for f in watched), default=desk.clock())
    before = {uid for uid, a in about.items() if a.received is not None and a.received < seen}
    with desk.store.unit() as unit:
        fresh = Folder(key, box.name, session.folder, session.uidvalidity, uidset.write(before), seen)
        now = unit.one(Folder, "key", key)
        if now is None:
            unit.add(fresh)
        else:
            unit.put(replace(fresh, id=now.id))
    return before


def _row_of(view: View, box: Mailbox, about: About, raw: bytes, used: set[int]) -> LedgerRow | None:
    """The row that explains this mail and no other one so far."""
    name, _, value = about.header.decode("ascii", "replace").partition(":")
    message_id = value.strip() if name.strip().lower() == "message-id" else ""
    rows = view.find(LedgerRow, "sha256", hashlib.sha256(raw).hexdigest())
    if message_id:
        rows = rows + view.find(LedgerRow, "message_id", message_id)
    return next((r for r in rows if r.mailbox == box.name and r.id not in used), None)
