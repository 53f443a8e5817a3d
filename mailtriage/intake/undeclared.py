"""intake/undeclared.py: 8-bit text in headers that do not say what it is, read as the mail elsewhere says.

Promises   a subject or file name in raw KOI8, Shift_JIS, GB2312 ... is read by the charset that the text part or an
           encoded word of the same mail names, when it is not UTF-8; raw ISO-2022-JP by its escapes.
Does not   guess from the letters: short headers fool every detector.
Source     RFC 6532 (UTF-8 headers); what senders do instead.
Reads next intake/charset.py
"""

from __future__ import annotations

import re

from mailtriage.intake.charset import codec, decode
from mailtriage.intake.headers import Headers
from mailtriage.intake.structure import Part, reread

_WORD = re.compile(rb"=\?([^?\s*]{1,40})[*?]")
_COMMON = ("", "utf_8", "cp1252")
_HINTING = ("subject", "from", "to", "reply-to", "thread-topic", "organization")


def charset_hint(root: Part) -> str:
    """The label of a charset that some part or encoded word of the mail names, other than UTF-8 and Latin-1; or ""."""
    stack = [root]
    while stack:
        part = stack.pop()
        label = part.parameters.get("charset", "")
        if label and codec(label) not in _COMMON:
            return label
        stack.extend(reversed(part.children))
    for name, value in root.headers.items:
        if name in _HINTING and b"=?" in value:
            for match in _WORD.finditer(value[:500]):
                if codec(label := match[1].decode("ascii", "replace")) not in _COMMON:
                    return label
    return ""


def mend_headers(root: Part, hint: str) -> None:
    """Put raw 8-bit and ISO-2022 values of all headers, of the mail and of its parts, into UTF-8."""
    _mend(root.headers, hint)
    stack = list(root.children)
    while stack:
        part = stack.pop()
        if _mend(part.headers, hint):
            reread(part)
        stack.extend(part.children)


def _mend(headers: Headers, hint: str) -> bool:
    found = False
    for index, (name, value) in enumerate(headers.items):
        if not value.isascii() or b"\x1b" in value:
            # NUL stays what it is to `raw_text`: what it separates must not grow together into another address.
            text, _ = decode(value.replace(b"\0", b"\xef\xbf\xbd"), "", hint)
            mended = text.encode("utf-8", "replace")
            found = found or mended != value
            headers.items[index] = (name, mended)
    return found
