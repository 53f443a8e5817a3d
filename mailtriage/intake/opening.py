"""intake/opening.py: where a mail begins, and its headers, when something on the way has damaged the beginning.

Promises   a byte order mark, blank lines, an mbox `From ` line or a banner before the headers are passed over; a blank
           line inside the headers (osCommerce's mailer; s1t5/mail-archiver #499) does not make a mail without author.
           What was mended is a defect and leaves the author unverified: the provider that checked the mail did not
           see those headers as headers.
Reads next intake/structure.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.headers import Headers, read_block

_BLANK = re.compile(rb"\r\r(?!\n)|\n\r?\n")
_BARE = re.compile(rb"\r(?!\r?\n)(?=[!-9;-~]{1,80}:[ \t])")
_BARE_FROM = re.compile(rb"(?i)(?:\A|[\r\n])From:[^\r\n]*\r(?!\r?\n)")
_WHOLE_FROM = re.compile(rb"(?i)(?:\A|\n)From:[^\r\n]*\r?\n")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]{0,1000}\r?\n|\r){0,20}(?:>?From (?![ \t]*:)[^\r\n]{1,500}\r?\n)?")


def open_mail(raw: bytes) -> tuple[bytes, Headers]:
    """(the bytes to read on, the headers). The bytes are those given, unless their line ends are bare CR (old Macs).
    Raises `TooMuch`."""
    bare = _bare_returns(raw)
    wire = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if bare else raw
    match = _BEFORE.match(wire)
    headers = read_block(wire, match.end() if match else 0, len(wire), limits.HEADER_BLOCK, limits.HEADERS)
    names = {name for name, _ in headers.items}
    if names and ("from" not in names or "content-type" not in names):
        _mend(wire, headers, names)
    if bare and b"\n" in raw:
        headers.mended = True                            # our provider read other headers than these, if any
        headers.defects.append("line ends of bare CR")
    return wire, headers


def _bare_returns(raw: bytes) -> bool:
    """Whether lines end in a bare CR: all of them, or those of the author's headers, where a gateway has put its own
    lines above or a line end below. One bare CR in a value is no line end, nor any where From stands on a line of its
    own: that would be a way to smuggle a header in."""
    if b"\n" not in raw:
        return True
    head = raw[: limits.HEADER_BLOCK]
    end = _BLANK.search(head)
    head = head[: end.start()] if end else head
    return len(_BARE.findall(head)) > 1 and _BARE_FROM.search(head) is not None and not _WHOLE_FROM.search(head)


def _mend(wire: bytes, headers: Headers, names: set[str]) -> None:
    """Take the block after the blank line as headers too, when the first block is not whole and the second would
    make it so. Names the first block has are not taken again."""
    try:
        second = read_block(wire, headers.body_at, len(wire), limits.HEADER_BLOCK, limits.HEADERS)
    except limits.TooMuch:
        return                                           # a body that looks like headers for long is a body
    more = {name for name, _ in second.items}
    author = "from" not in names and "from" in more and bool(more & {"subject", "date", "message-id", "mime-version"})
    mime = "content-type" not in names and "content-type" in more and "mime-version" in names | more
    if not (author or mime):
        return
    headers.items.extend(item for item in second.items if item[0] not in names)
    headers.body_at = second.body_at
    headers.dropped |= second.dropped
    headers.mended = True
    headers.defects.append("a blank line inside the headers")
