"""intake/pipe.py: mails that do not come by IMAP: one on standard input, a file, a folder of files, a Maildir, an mbox.

Promises   the bytes of each mail exactly as they stood; an mbox's `From ` line is the envelope's and is taken off,
           and `>From ` quoting (mboxrd) is undone.
Does not   look inside a mail.
Reads next intake/spool.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_QUOTED = re.compile(rb"^>(>*From )", re.M)


class NothingToRead(Exception):
    """The source does not exist or holds no mail; the message says which."""


def mails_of(source: str) -> Iterator[tuple[bytes, datetime]]:
    """Bytes and arrival time (the file's; now for a pipe) of each mail. Raises NothingToRead."""
    if source == "-":
        raw = sys.stdin.buffer.read()
        if not raw.strip():
            raise NothingToRead("standard input was empty; pipe one mail into it")
        yield _without_from_line(raw), datetime.now(UTC)
        return
    path = Path(source)
    if not path.exists():
        raise NothingToRead(f"{source}: no such file or folder")
    files = _files(path) if path.is_dir() else [path]
    if not files:
        raise NothingToRead(f"{source}: no mail in this folder")
    for file in files:
        raw = file.read_bytes()
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        for mail in _split(raw) if raw.startswith(b"From ") else [raw]:
            yield mail, at


def _files(folder: Path) -> list[Path]:
    """A Maildir's mails (new, cur), or every plain file of the folder; in order of name."""
    maildir = [folder / "new", folder / "cur"]
    roots = maildir if all(d.is_dir() for d in maildir) else [folder]
    return sorted(
        (f for root in roots for f in root.iterdir() if f.is_file() and not f.name.startswith(".")),
        key=lambda f: f.name,
    )


def _split(mbox: bytes) -> Iterator[bytes]:
    """The mails of an mbox (RFC 4155, mboxrd): a `From ` line at the start or after an empty line begins one."""
    starts = [0, *(m.end() - 5 for m in re.finditer(rb"\n\r?\nFrom ", mbox))]
    for start, end in zip(starts, [*starts[1:], len(mbox)], strict=True):
        mail = _without_from_line(mbox[start:end])
        yield _QUOTED.sub(rb"\1", mail)


def _without_from_line(raw: bytes) -> bytes:
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
