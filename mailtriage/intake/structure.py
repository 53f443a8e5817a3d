"""intake/structure.py: the MIME tree of a mail, as slices of its bytes.

Promises   one pass over the bytes, no recursion, depth and number of parts within `limits` or `TooMuch`. A leaf's
           `content()` is exactly what the sender attached, transfer encoding undone, damaged base64 included.
Does not   open message/rfc822, message/delivery-status or any attachment: they are leaves, so a forwarded or returned
           mail can never be taken for what the sender wrote.
Why not    the email package: it keeps 8 bytes per byte, calls one predicate per line and level, and re-decodes.
           tests/unit/intake/test_structure.py holds the two to the same leaves on well-formed mail.
Source     RFC 2045, RFC 2046 5.1.
Reads next intake/body.py, intake/attachments.py
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.headers import Headers, b64, parameterised, plain, raw_text, read_block
from mailtriage.intake.headers import field as value_of

_TYPE = re.compile(r"[^\s/]+/[^\s/]+")


@dataclass(slots=True)
class Part:
    """A part of a mail. `number` counts leaves from 1 in the order of the mail, 0 for a container."""

    headers: Headers
    raw: bytes
    start: int
    end: int
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    children: list[Part] = field(default_factory=list)
    number: int = 0

    @property
    def multipart(self) -> bool:
        return bool(self.children)

    @property
    def name(self) -> str:
        """The file name the sender gave, decoded, not yet safe to show."""
        return self.disposition_parameters.get("filename") or self.parameters.get("name") or ""

    def leaves(self) -> Iterator[Part]:
        stack = [self]
        while stack:
            part = stack.pop()
            if part.children:
                stack.extend(reversed(part.children))
            else:
                yield part

    def content(self) -> bytes:
        """The decoded bytes."""
        if self.encoding == "base64":
            try:
                return binascii.a2b_base64(memoryview(self.raw)[self.start : self.end])
            except binascii.Error:
                return b64(self.raw[self.start : self.end])
        data = self.raw[self.start : self.end]
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(data)
        if self.encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _uudecode(data)
        return data


@dataclass(slots=True)
class _Open:
    """A container whose end is not yet known. `limit` is where its parent goes on; `hit` is where its own next
    boundary line starts, `after` where the line after it starts."""

    part: Part
    needle: bytes
    limit: int
    hit: int = -1
    after: int = 0
    closes: bool = False


def split(raw: bytes, headers: Headers) -> Part:
    """The tree of the mail whose header block was read into `headers`. Raises `TooMuch`."""
    root = _part(raw, headers, headers.body_at, len(raw), "text/plain")
    stack: list[_Open] = []
    _open(stack, root)
    finder, count = _Finder(raw), 1
    if stack:
        finder.next(stack[-1], headers.body_at)
    while stack:
        top = stack[-1]
        if top.hit < 0 or top.closes:
            _close(stack.pop())
            continue
        count += 1
        if count > limits.MIME_PARTS:
            raise limits.TooMuch(f"more than {limits.MIME_PARTS} MIME parts")
        start = top.after
        finder.next(top, start)
        end = _before_line_end(raw, top.hit, start) if top.hit >= 0 else top.limit
        block = read_block(raw, start, end, limits.PART_HEADER_BLOCK, limits.PART_HEADERS)
        bare = "message/rfc822" if top.part.type == "multipart/digest" else "text/plain"
        child = _part(raw, block, block.body_at, end, bare)
        top.part.children.append(child)
        if _open(stack, child):
            finder.next(stack[-1], child.start)
    for number, part in enumerate(root.leaves(), 1):
        part.number = number
    return root


def _open(stack: list[_Open], part: Part) -> bool:
    """Push `part` when it is a container."""
    if not part.type.startswith("multipart/"):
        return False
    boundary = part.parameters.get("boundary", "").rstrip()
    if not boundary or len(boundary) > limits.BOUNDARY:
        part.headers.defects.append("multipart without a usable boundary, read as text")
        part.type = "text/plain"
        return False
    if len(stack) >= limits.MIME_DEPTH:
        raise limits.TooMuch(f"MIME nested more than {limits.MIME_DEPTH} deep")
    stack.append(_Open(part, b"--" + boundary.encode("utf-8", "replace"), part.end))
    return True


def _close(done: _Open) -> None:
    if not done.part.children:
        done.part.headers.defects.append("multipart without parts, read as text")
        done.part.type = "text/plain"
    elif not done.closes:
        done.part.headers.defects.append("multipart not closed")


class _Finder:
    """Finds boundary lines. Every container is searched only up to its parent's next boundary, so that the whole
    search costs at most size times depth; lines that only begin like a boundary have a budget."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.budget = raw, limits.ALMOST_BOUNDARIES

    def next(self, container: _Open, at: int) -> None:
        raw, needle = self.raw, container.needle
        while (at := raw.find(needle, at, container.limit)) >= 0:
            newline = raw.find(b"\n", at, container.limit)
            after = container.limit if newline < 0 else newline + 1
            if (at == 0 or raw[at - 1] == 0x0A) and after - at < len(needle) + limits.BOUNDARY:
                rest = raw[at + len(needle) : after].rstrip(b" \t\r\n")
                if rest in (b"", b"--"):
                    container.hit, container.after, container.closes = at, after, rest == b"--"
                    return
            self.budget -= 1
            if self.budget < 0:
                raise limits.TooMuch(f"more than {limits.ALMOST_BOUNDARIES:,} lines that are almost a MIME boundary")
            at = after
        container.hit = -1


def _before_line_end(raw: bytes, at: int, start: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 5.1.1)."""
    if at > start and raw[at - 1] == 0x0A:
        at -= 2 if at - 1 > start and raw[at - 2] == 0x0D else 1
    return at


def _part(raw: bytes, headers: Headers, start: int, end: int, bare_type: str) -> Part:
    no_parameters: dict[str, str] = {}
    kind, parameters = value_of(headers, "content-type", parameterised, (bare_type, no_parameters))
    if not _TYPE.fullmatch(kind):
        kind = "text/plain"                              # RFC 2045 5.2: what cannot be read is plain text
    disposition, more = value_of(headers, "content-disposition", parameterised, ("", no_parameters))
    encoding = value_of(headers, "content-transfer-encoding", lambda v: plain(raw_text(v), 40).lower(), "")
    encoding = encoding.partition(";")[0].strip()
    return Part(headers, raw, start, max(start, end), kind, parameters, disposition, more, encoding)


def _uudecode(data: bytes) -> bytes:
    """uuencoded data (POSIX): between `begin` and `end`; a damaged line is left out. Above the limit as it came."""
    if len(data) > limits.UUENCODED:
        return data
    out = bytearray()
    inside = False
    for line in io.BytesIO(data):
        if line.startswith(b"begin "):
            inside = True
        elif line.strip() == b"end":
            break
        elif inside:
            try:
                out += binascii.a2b_uu(line.rstrip(b"\r\n"))
            except binascii.Error:
                continue
    return bytes(out)
