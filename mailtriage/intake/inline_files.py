"""intake/inline_files.py: files pasted into a text the way mail did before MIME: uuencode and yEnc.

Promises   each becomes an attachment with its exact bytes and name, and leaves the text; linear time. A line that only
           says `begin 644 x` is text.
Source     POSIX uuencode, yEnc draft 1.3.
Reads next intake/transfer.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.headers import Headers
from mailtriage.intake.structure import Part

_BEGIN = re.compile(rb"^(?:begin [0-7]{3,4} ([^\r\n]{1,250})|=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,250}))\r?\n", re.M)
_Y_END = re.compile(rb"^=yend[^\r\n]{0,200}(?:\r?\n|\Z)", re.M)
_MOST = 100                 # files of one text


def take_files(data: bytes, number: int) -> tuple[bytes, list[Part]]:
    """(the text without them, the files in order). `number` is that of the part they stand in."""
    files: list[Part] = []
    if b"begin " not in data:
        return data, files
    kept: list[bytes] = []
    at = searched = 0
    while len(files) < _MOST and (match := _BEGIN.search(data, searched)):
        searched = match.end()
        uu = match[1] is not None
        end = _uu_end(data, searched) if uu else _y_end(data, searched)
        if end <= searched or end - match.start() > limits.UUENCODED:
            continue
        name = decode((match[1] if uu else match[2]).strip().strip(b'"'))[0]
        files.append(Part(Headers([]), data, match.start(), end, "application/octet-stream", {}, "attachment",
                          {"filename": name}, "x-uuencode" if uu else "x-yenc", number=number))
        kept.append(data[at : match.start()])
        at = searched = end
    kept.append(data[at:])
    return (b"".join(kept) if files else data), files


def _uu_end(data: bytes, at: int) -> int:
    """Where the uuencoded lines end, `end` included; the same place when the first is none."""
    begun, first = at, True
    while at < len(data):
        newline = data.find(b"\n", at)
        after = len(data) if newline < 0 else newline + 1
        line = data[at : min(after, at + 200)].rstrip(b"\r\n")
        if line.strip() == b"end":
            return after if not first else begun
        if not _is_uu(line):
            break
        at, first = after, False
    return begun if first else at


def _is_uu(line: bytes) -> bool:
    """A line whose first byte counts what follows (a padding group and a checksum may be missing or added)."""
    if not line or line in (b"`", b" "):
        return True
    if not 0x20 < line[0] <= 0x60:
        return False
    groups = (((line[0] - 32) & 63) + 2) // 3 * 4
    return groups - 3 <= len(line) - 1 <= groups + 2 and all(0x20 <= byte <= 0x60 for byte in line)


def _y_end(data: bytes, at: int) -> int:
    match = _Y_END.search(data, at)
    return match.end() if match else at
