"""intake/spool.py: keep every mail before anyone reads it.

    <mailbox>~<folder percent-encoded>~<uidvalidity>~<uid>~<internaldate epoch seconds>~<sha256>

Promises   after put() returns, the bytes and their name survive a power cut; a second put of the same mail changes
           nothing. waiting() lists only whole files.
Does not   look inside the mail, decide anything, or delete from IMAP.
Crash      a temporary file was never promised; `sweep` removes it.
Reads next work/receive.py, store/raw.py
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from mailtriage import durable

_NAME_MOST = 255        # bytes a file name may have on every file system we know
_NAME = re.compile(r"([^~/]+)~([^/]*)~(\d+)~(\d+)~(-?\d+)~([0-9a-f]{64})")


class SpoolError(Exception):
    """A mail cannot be kept, or is not what its name says. The message names the file and the remedy."""


def ledger_key(mailbox: str, folder: str, uidvalidity: int, uid: int) -> str:
    """The unique key of a mail in the ledger: `mailbox/folder/uidvalidity/uid`, the folder percent-encoded."""
    return f"{mailbox}/{quote(folder, safe='')}/{uidvalidity}/{uid}"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A mail on the disk. `received` is the server's INTERNALDATE (RFC 3501 2.3.3) or the time of arrival, UTC."""

    path: Path
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    received: datetime
    sha256: str

    @property
    def key(self) -> str:
        """The mail's ledger key."""
        return ledger_key(self.mailbox, self.folder, self.uidvalidity, self.uid)


class Spool:
    """The folder of mails that have arrived and are not yet in a ledger row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        durable.make_dir(folder, "spool.folder")

    def put(
        self, mailbox: str, folder: str, uidvalidity: int, uid: int, internaldate: datetime, raw: bytes
    ) -> Spooled:
        """Keep the mail. OSError when the disk does not take it (leave it on the server); SpoolError when the
        folder's name is too long for a file name."""
        sha256 = hashlib.sha256(raw).hexdigest()
        received = internaldate.astimezone(UTC).replace(microsecond=0)
        epoch = int(received.timestamp())
        name = f"{mailbox}~{quote(folder, safe='')}~{uidvalidity}~{uid}~{epoch}~{sha256}"
        if len(name) > _NAME_MOST:
            raise SpoolError(
                f"folder {folder!r} of mailbox {mailbox}: its name is {len(name) - _NAME_MOST} bytes too long "
                "for the spool; give it a shorter one"
            )
        path = self.folder / name
        if path.exists() and path.read_bytes() == raw:
            durable.sync_dir(self.folder, "spool.again")    # whoever wrote it may have died before its own fsync
        else:
            durable.write_file(path, raw, "spool.put")
        return Spooled(path, mailbox, folder, uidvalidity, uid, received, sha256)

    def waiting(self) -> list[Spooled]:
        """Every mail in the spool in the order of arrival: by time received, then by UID."""
        found = [mail for name in os.listdir(self.folder) if (mail := self._read_name(name)) is not None]
        return sorted(found, key=lambda m: (m.received, m.mailbox, m.folder, m.uidvalidity, m.uid, m.sha256))

    def strangers(self) -> list[str]:
        """Names in the spool that are neither mails nor temporary files: somebody put them there."""
        return sorted(n for n in os.listdir(self.folder) if not n.startswith(durable.TEMP) and not _NAME.fullmatch(n))

    def read(self, mail: Spooled) -> bytes:
        """The mail's bytes. SpoolError when they are not the ones that arrived; FileNotFoundError when gone."""
        raw = mail.path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != mail.sha256:
            raise SpoolError(f"{mail.path}: the bytes do not have the sha256 of the name; restore or remove it")
        return raw

    def remove(self, mail: Spooled) -> None:
        """Forget the mail; nothing when it is gone already."""
        durable.remove(mail.path, "spool.remove")

    def sweep(self, older_than: datetime) -> int:
        """Remove temporary files left by a crash; returns how many. Younger ones may be somebody's at work."""
        return durable.sweep(self.folder, older_than.timestamp(), "spool.sweep")

    def _read_name(self, name: str) -> Spooled | None:
        if (match := _NAME.fullmatch(name)) is None:
            return None
        mailbox, folder, uidvalidity, uid, epoch, sha256 = match.groups()
        return Spooled(
            self.folder / name, mailbox, unquote(folder), int(uidvalidity), int(uid),
            datetime.fromtimestamp(int(epoch), UTC), sha256,
        )
