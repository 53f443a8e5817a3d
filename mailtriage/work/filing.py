"""work/filing.py: the mails the ledger has a row for leave the watched folder: one unit per batch, after their commit.

Promises   only committed rows are filed; each row then says where its mail lies. May be repeated after any crash.
Does not   speak IMAP (intake/away.py), nor file where the target is watched too: that mail would arrive again.
Reads next intake/away.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mailtriage.config import Mailbox
from mailtriage.intake import uidset
from mailtriage.intake.away import Filed, Item, Taken, by_flag, by_move
from mailtriage.intake.imap import Session
from mailtriage.intake.spool import ledger_key
from mailtriage.model.ledger import Filing, Folder, LedgerRow
from mailtriage.store.port import Duplicate
from mailtriage.work.desk import Desk
from mailtriage.work.folders import target_key

BATCH = 100


def waiting(desk: Desk, box: Mailbox, folder: str) -> int:
    """How many mails of this folder are committed and not yet filed. O(1)."""
    with desk.store.view() as view:
        return view.count(LedgerRow, "filing_queue", f"{box.name}/{folder}")


def file_away(desk: Desk, box: Mailbox, folder: str, session: Session) -> int:
    """File what waits; returns how many rows were settled. ImapTrouble when the server fails, StoreError when the store
    does; either way nothing is lost and the next call goes on. Afterwards `folder` is open read-only again."""
    with desk.store.view() as view:
        rows = view.find(LedgerRow, "filing_queue", f"{box.name}/{folder}")
    rows = [r for r in rows if r.uidvalidity == session.uidvalidity]     # work/folders.py settles those of before
    move = bool(box.file_to) and box.file_by == "move" and box.file_to not in box.folders
    if not (move or box.file_by == "flag"):
        return _settle(desk, rows, {r.uid: Filed(Filing.NONE) for r in rows}, "")
    done = 0
    for start in range(0, len(rows), BATCH):
        batch = rows[start:start + BATCH]
        items = [Item(r.uid, r.sha256, r.message_id, r.size) for r in batch]
        if move:
            _meet_target(desk, box, session)
        session.select(folder, writable=True)
        if session.uidvalidity != batch[0].uidvalidity:
            break
        if move:
            results = by_move(session, items, box.file_to, _taken(desk, box))
        else:
            results = by_flag(session, items)
        done += _settle(desk, batch, results, box.file_to)
    if rows:
        session.select(folder)
    return done


def _settle(desk: Desk, rows: Sequence[LedgerRow], results: dict[int, Filed], target: str) -> int:
    """Write down what happened, in one unit."""
    if not results:
        return 0
    with desk.store.unit() as unit:
        for row in rows:
            result, now = results.get(row.uid), unit.get(LedgerRow, row.id)
            if result is None or now is None:
                continue
            place = result.place
            filed = ledger_key(row.mailbox, target, place.uidvalidity, place.uid) if place else ""
            unit.put(replace(now, filing=result.filing, filed=filed))
    return len(results)


def _meet_target(desk: Desk, box: Mailbox, session: Session) -> None:
    """Before the first mail goes there: make the folder, and note what lies there already as not ours."""
    session.ensure(box.file_to)
    key = target_key(box.name, box.file_to)
    with desk.store.view() as view:
        if view.one(Folder, "key", key) is not None:
            return
    session.select(box.file_to)
    record = Folder(key, box.name, box.file_to, session.uidvalidity, uidset.write(session.uids()), desk.clock())
    try:
        with desk.store.unit() as unit:
            unit.add(record)
    except Duplicate:
        pass        # the watcher of another folder of this mailbox was faster; its note is as good


def _taken(desk: Desk, box: Mailbox) -> Taken:
    def taken(sha256: str, uidvalidity: int) -> set[int]:
        prefix = ledger_key(box.name, box.file_to, uidvalidity, 0)[:-1]
        with desk.store.view() as view:
            rows = view.find(LedgerRow, "sha256", sha256)
            note = view.one(Folder, "key", target_key(box.name, box.file_to))
        filed = {int(r.filed.removeprefix(prefix)) for r in rows if r.filed.startswith(prefix)}
        before = uidset.parse(note.baseline) if note and note.uidvalidity == uidvalidity else set()
        return filed | before
    return taken
