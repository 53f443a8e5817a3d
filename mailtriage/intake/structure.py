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

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.headers import Headers, parameterised, plain, raw_text, read_block
from mailtriage.intake.headers import field as value_of
from mailtriage.intake.transfer import decoded, known

_NONE: dict[str, str] = {}
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
        return decoded(self.raw, self.start, self.end, self.encoding, self.type.startswith("text/"))


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
        finder.first(stack[-1], headers.body_at)
    while stack:
        top = stack[-1]
        if top.hit < 0 or (top.closes and not finder.goes_on(top)):
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
            finder.first(stack[-1], child.start)
    for number, part in enumerate(root.leaves(), 1):
        part.number = number
    return root


def _open(stack: list[_Open], part: Part) -> bool:
    """Push `part` when it is a container."""
    if not part.type.startswith("multipart/"):
        return False
    boundary = part.parameters.get("boundary", "").rstrip()
    if not boundary or len(boundary) > limits.BOUNDARY:
        boundary = _guess(part, part.start)
    if not boundary:
        part.headers.defects.append("multipart without a usable boundary, read as text")
        part.type = "text/plain"
        return False
    if len(stack) >= limits.MIME_DEPTH:
        raise limits.TooMuch(f"MIME nested more than {limits.MIME_DEPTH} deep")
    stack.append(_Open(part, b"--" + boundary.encode("utf-8", "replace"), part.end))
    return True


_LIKE_A_BOUNDARY = re.compile(rb"^--([^\s\0]{1,100})[ \t]*\r?\n(?=[!-9;-~]{1,40}:|\r?\n)", re.M)
_GUESS_WITHIN = 16 * 1024       # bytes of a container whose header names no boundary, or another


def _guess(part: Part, at: int) -> str:
    """The boundary of a container that names none, or one that never comes: the first line that looks like one, when
    it also comes closed or a header of MIME follows it."""
    match = _LIKE_A_BOUNDARY.search(part.raw, at, min(part.end, at + _GUESS_WITHIN))
    if match is None:
        return ""
    header = part.raw[match.end() : match.end() + 8].lower()
    if header != b"content-" and part.raw.find(b"\n--" + match[1] + b"--", match.end(), part.end) < 0:
        return ""
    part.headers.defects.append("multipart without its boundary, that of its parts is taken")
    return match[1].decode("utf-8", "replace")


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

    def first(self, container: _Open, at: int) -> None:
        """The first part of a container; when its boundary never comes, that of its parts."""
        self.next(container, at)
        if container.hit < 0 and (boundary := _guess(container.part, at)):
            container.needle = b"--" + boundary.encode("utf-8", "replace")
            self.next(container, at)

    def goes_on(self, container: _Open) -> bool:
        """After the closing line: whether more parts follow, as when a part has used its container's boundary."""
        hit = container.hit
        while container.hit >= 0 and container.closes:
            self.next(container, container.after)
        if container.hit < 0:
            container.hit, container.closes = hit, True
            return False
        container.part.headers.defects.append("multipart goes on after its end")
        return True

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
    part = Part(headers, raw, start, max(start, end), bare_type)
    if headers.items:
        reread(part)
    return part


def reread(part: Part) -> None:
    """Take type, disposition and encoding from the headers of the part; without a Content-Type the type stays."""
    headers, no_parameters = part.headers, _NONE
    kind, part.parameters = value_of(headers, "content-type", parameterised, (part.type, no_parameters))
    if kind.startswith("multipart") and "/" not in kind and "boundary" in part.parameters:
        kind = "multipart/mixed"
    if kind in ("plain/text", "html/text"):
        kind = "/".join(reversed(kind.split("/")))
    part.type = kind if _TYPE.fullmatch(kind) else "text/plain"     # RFC 2045 5.2: what cannot be read is plain text
    part.disposition, part.disposition_parameters = value_of(
        headers, "content-disposition", parameterised, ("", no_parameters))
    part.encoding = value_of(headers, "content-transfer-encoding", lambda v: known(plain(raw_text(v), 60)), "")
