"""intake/away.py: put mail that the ledger knows out of the way on the server: moved, or flagged.

Promises   a crash at any step loses nothing and leaves nothing twice: what is no longer here is looked for there, and a
           copy that is there already is not made again. A mail somebody else removed is `gone`, not an error.
Does not   touch a mail that was not named; choose (work/filing.py does).
Crash      MOVE is one step. COPY, then \\Deleted, then UID EXPUNGE: after COPY the copy is found by Message-ID (by size
           when there is none, or an odd one) and known by its sha256.
Reads next work/filing.py
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailtriage.intake.imap import KEYWORD, SEARCHABLE, ImapTrouble, Place, Session
from mailtriage.model.ledger import Filing

_SAME_ID_MOST = 50      # candidates whose bytes are compared; more mails with one Message-ID are somebody's flood


@dataclass(frozen=True, slots=True)
class Item:
    """A mail to file: its UID here, and what tells it from others there."""

    uid: int
    sha256: str
    message_id: str
    size: int


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of it; `place` is where it lies now, None when it was flagged, is gone, or nobody knows."""

    filing: Filing
    place: Place | None = None


# (sha256, UIDVALIDITY there) -> UIDs there that are known to be other mails
Taken = Callable[[str, int], set[int]]


def by_flag(session: Session, items: Sequence[Item]) -> dict[int, Filed]:
    """Mark as read, and with our keyword where the server keeps keywords. The folder must be open writable."""
    wanted = {"\\Seen", KEYWORD} if session.keywords else {"\\Seen"}
    here = session.present(i.uid for i in items)
    session.flag(here, sorted(wanted))
    flags = {uid: about.flags for uid, about in session.describe(here).items()}
    # Not the keyword: some servers promise to keep it, say OK and forget it, and the mail would wait for ever.
    done = {uid: Filed(Filing.DONE) for uid in here if "\\Seen" in flags.get(uid, ())}
    return done | {i.uid: Filed(Filing.GONE) for i in items if i.uid not in here}


def by_move(session: Session, items: Sequence[Item], target: str, taken: Taken) -> dict[int, Filed]:
    """Move to `target`, which exists. Our folder must be open writable. What does not come back is still here and
    is tried again at the next pass."""
    by_uid = {i.uid: i for i in items}
    here = session.present(by_uid)
    if "MOVE" in session.capabilities:
        placed = session.move(here, target)
        left = session.present(here)
    else:
        placed = _copy(session, [by_uid[uid] for uid in here], target, taken)
        session.remove(placed)
        # Without UIDPLUS a mail stays here, marked \Deleted: its copy is safe, and a person or the server expunges it.
        left = here - set(placed)
    lost_sight = [i for i in items if i.uid not in placed and i.uid not in left]
    found = _find(session, lost_sight, target, taken)
    done = {uid: Filed(Filing.DONE, place) for uid, place in (placed | found).items() if uid not in left}
    for item in lost_sight:
        if item.uid not in found:
            done[item.uid] = Filed(Filing.DONE if item.uid in here else Filing.GONE)
    return done


def _copy(session: Session, items: Sequence[Item], target: str, taken: Taken) -> dict[int, Place]:
    """Copies of these mails in `target`, each seen there, made where there was none."""
    copies = _find(session, items, target, taken)
    missing = [i for i in items if i.uid not in copies]
    made = session.copy([i.uid for i in missing], target)
    return copies | made | _find(session, [i for i in missing if i.uid not in made], target, taken)


def _find(session: Session, items: Sequence[Item], target: str, taken: Taken) -> dict[int, Place]:
    """Where in `target` these mails lie, told by their bytes. One mail explains one place."""
    found: dict[int, Place] = {}
    if not items:
        return found
    used: set[int] = set()
    with session.elsewhere(target, back_writable=True) as there:
        for item in items:
            candidates = _candidates(there, item) - used - taken(item.sha256, there.uidvalidity)
            for uid in sorted(candidates, reverse=True)[:_SAME_ID_MOST]:
                raw = there.bodies([uid], item.size).get(uid)
                if raw is not None and hashlib.sha256(raw).hexdigest() == item.sha256:
                    found[item.uid] = Place(there.uidvalidity, uid)
                    used.add(uid)
                    break
    return found


def _candidates(there: Session, item: Item) -> set[int]:
    """A stranger wrote the Message-ID: what is not surely harmless on every server is looked for by size, and a search
    the server refuses has found nothing, so that no mail stops the filing of the others."""
    message_id = item.message_id.strip("<> ")
    try:
        return there.with_message_id(message_id) if SEARCHABLE.match(message_id) else there.of_size(item.size)
    except ImapTrouble as trouble:
        if trouble.kind != "refused":
            raise
        return set()
