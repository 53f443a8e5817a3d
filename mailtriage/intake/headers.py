"""intake/headers.py: a block of headers, read from bytes, and the one guarded way to a value.

Promises   linear time in the block; never more than `limits` allows; every value that leaves has no CR, LF, NUL or
           other control character and a bounded length. `field()` gives a value or records a defect, never raises.
Does not   use the email package: one to two bytes (`From: <`) make its header objects raise on access.
Source     RFC 5322 2.2, RFC 2047, RFC 2231.
Reads next intake/structure.py
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as _attribute
from typing import TypeVar

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.transfer import b64

T = TypeVar("T")

# Over-long, these quarantine the mail: what a machine, a person or the MIME structure is hangs on them. Any other
# header is cut or left out and named: no trust is ever granted by the absence of a header (see authenticity.py).
_ESSENTIAL = {"from", "sender", "date", "return-path", "mime-version", "content-type", "content-transfer-encoding",
              "content-disposition", "auto-submitted", "precedence"}
_CUT_AT_COMMA = {"to", "cc", "bcc", "reply-to"}
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")


@dataclass(slots=True)
class Headers:
    """Headers in order: names in lower case, values as bytes with folds still in. `body_at` is an offset in the
    bytes that were read; `dropped` holds the names of what was over a limit; `mended` when `opening.py` put the
    block together."""

    items: list[tuple[str, bytes]]
    body_at: int = 0
    defects: list[str] = _attribute(default_factory=list)
    dropped: set[str] = _attribute(default_factory=set)
    mended: bool = False

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.items if key == name]

    def first(self, name: str) -> bytes:
        return next((value for key, value in self.items if key == name), b"")


def field(headers: Headers, name: str, reader: Callable[[bytes], T], default: T) -> T:
    """The value of the first header of this name, read by `reader`; `default` when absent or unreadable, and then a
    defect says so. The one place where whatever a reader trips over ends."""
    raw = headers.first(name)
    if not raw:
        return default
    try:
        return reader(raw)
    except Exception as trouble:  # noqa: BLE001  a header is hostile input: no value of it may stop a mail
        headers.defects.append(f"unreadable {name}: {type(trouble).__name__}")
        return default


def read_block(raw: bytes, start: int, end: int, most: int, count: int) -> Headers:
    """The header block that starts at `start`: at most `most` bytes in `count` headers, else `TooMuch`. Lines that are
    no header are passed over and named; a block that does not begin with a header is empty, and all of it is body."""
    found = Headers([], body_at=start)
    kept = 0
    for name, value in _fields(raw, start, end, found):
        fitting = _within(name, value, found)
        if fitting is None:
            continue
        found.items.append((name, fitting))
        kept += len(name) + len(fitting)
        if len(found.items) > count:
            raise limits.TooMuch(f"more than {count} headers")
        if kept > most:
            raise limits.TooMuch(f"header block over {most // 1024} KiB")
    return found


def _fields(raw: bytes, start: int, end: int, found: Headers) -> Iterator[tuple[str, bytes]]:
    """(name, value with its folds) one after the other; `found.body_at` follows."""
    at, name = start, ""
    value: list[bytes] = []
    while at < end:
        if at - start > limits.HEADER_BLOCK_RAW:
            raise limits.TooMuch(f"header block over {limits.HEADER_BLOCK_RAW // 1024} KiB")
        newline = raw.find(b"\n", at, end)
        line = raw[at : end if newline < 0 else newline].rstrip(b"\r")
        after = end if newline < 0 else newline + 1
        ahead = _HEADER.match(raw, after, min(end, after + 250)) is not None
        if not line.strip(b" \t") and not (line and name and ahead):
            found.body_at = after
            break
        if line[:1] in (b" ", b"\t") and name:
            value.append(line)
        elif line[:2] != b"--" and (match := _HEADER.match(line)):
            if name:
                yield name, b"\n".join(value)
            name, value = match[1].decode("ascii").lower(), [line[match.end() :]]
        elif line[:2] == b"--" or not ahead or (not name and at > start):
            if name and line[:2] != b"--":
                found.defects.append("no blank line between headers and body")
            break                                        # a boundary, or text: the body begins with this line
        else:
            found.defects.append("a line among the headers is not a header")
        at = found.body_at = after
    if name:
        yield name, b"\n".join(value)


def _within(name: str, value: bytes, found: Headers) -> bytes | None:
    """The value, shortened or left out when it is over the limit and that is safe."""
    if len(value) <= limits.HEADER_LINE:
        return value
    size = f"{name} of {len(value):,} bytes, limit {limits.HEADER_LINE:,}"
    if name in _ESSENTIAL:
        raise limits.TooMuch(f"header {size}")
    found.dropped.add(name)
    if name in _CUT_AT_COMMA:
        found.defects.append(f"cut: {size}")
        return value[: limits.HEADER_LINE].rpartition(b",")[0]
    if name == "references":
        found.defects.append(f"cut: {size}")
        return value[-limits.HEADER_LINE :].partition(b"<")[2].join((b"<", b""))
    if name == "subject":
        found.defects.append(f"cut: {size}")
        return value[: limits.HEADER_LINE]
    found.defects.append(f"left out: {size}")
    return None


# --- values ---------------------------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Overrides and isolates can make a name read backwards; marks (200E, 200F) are needed in honest Hebrew and Arabic.
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# The last form is for senders who leave a question mark as it is; it is bounded, for it is looked for at each "=?".
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?[ \t]?([bBqQ])[ \t]?\?([^?\s]*|[^?\n]*|[^\n]{0,120}?)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")


def plain(value: str, most: int) -> str:
    """One line: control characters and runs of white space become one space, direction overrides go, length capped."""
    line = _BIDI.sub("", _CONTROL.sub(" ", value[: most * 4])).strip()
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def unstructured(raw: bytes, most: int = limits.SUBJECT) -> str:
    """The text of a header value (RFC 2047), raw 8-bit text and bad charsets included."""
    return plain(decode_words(raw_text(raw)), most)


def raw_text(raw: bytes) -> str:
    """Header bytes as text: UTF-8 (RFC 6532), else Windows-1252. A NUL is not dropped: what it separates must
    not grow together into another address."""
    return decode(raw.replace(b"\0", b"\xef\xbf\xbd"))[0]


def decode_words(text: str) -> str:
    """Encoded words decoded. Neighbours of one charset are joined as bytes first, because senders cut characters in
    half; beyond the limit they stay as they are."""
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    out: list[str] = []
    at = 0
    pending, charset = b"", ""
    for count, match in enumerate(_ENCODED.finditer(text), 1):
        if count > limits.ENCODED_WORDS:
            break
        data = _word(match[2], match[3])
        label = match[1].partition("*")[0]
        if match.start() > at or label.lower() != charset.lower():
            out.append(decode(pending, charset)[0])
            out.append(text[at : match.start()])
            pending = b""
        pending, charset, at = pending + data, label, match.end()
    out.append(decode(pending, charset)[0])
    out.append(text[at:])
    return "".join(out)


def _word(encoding: str, content: str) -> bytes:
    data = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return b64(data)


# --- parameters (RFC 2045 5.1, RFC 2231) ------------------------------------------------------------------------------

_PARAM = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.S)
_COMMENT = re.compile(r"\([^()\"]{0,200}\)")
_NO_SEMICOLON = re.compile(r"(\S+)\s+(?=[a-zA-Z0-9*-]{1,40}\s?=)")       # text/plain charset=utf-8


def parameterised(raw: bytes) -> tuple[str, dict[str, str]]:
    """(value in lower case, parameters) of Content-Type, Content-Disposition and their like. Of a repeated parameter
    the first counts; continuations and percent-encoding are undone; nothing raises."""
    text = raw_text(raw)
    head, semicolon, rest = text.partition(";")
    if "=" in head:
        if missing := _NO_SEMICOLON.match(head.strip()):
            head, rest = missing[1], head.strip()[missing.end() :] + semicolon + rest
        elif "/" not in head.partition("=")[0]:
            head, rest = "", text                        # the value itself is missing: "filename=a.pdf"
        semicolon = ";"
    elif "(" in head:
        head = _COMMENT.sub("", head)
    plainly: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAM.finditer(semicolon + rest):
        name = match[1].lower()
        value = re.sub(r"\\(.)", r"\1", match[2], flags=re.S) if match[2] is not None else match[3].strip()
        base, star, number = name.partition("*")
        if not star:
            plainly.setdefault(base, value)
            continue
        encoded = number.endswith("*") or not number
        index = number.rstrip("*") or "0"
        known = pieces.setdefault(base, {})
        if index.isdecimal() and len(index) < 4 and len(known) < limits.CONTINUATIONS:
            known.setdefault(int(index), (encoded, value))
    for base, known in pieces.items():
        joined = _join(known)
        if joined:
            plainly[base] = joined
    return plain(head, limits.NAME).lower(), plainly


def _join(pieces: dict[int, tuple[bool, str]]) -> str:
    charset, out = "", b""
    for index in sorted(pieces):
        encoded, value = pieces[index]
        if encoded and index == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        out += _percent(value) if encoded else value.encode("utf-8", "replace")
    return decode(out, charset)[0]


def _percent(value: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes((int(m[1], 16),)), value.encode("utf-8", "replace"))


_NOT_IN_AN_ID = re.compile(r"[\s\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_MESSAGE_ID = re.compile(r"<([^<>]{1,2000})>")


def message_ids(raw: bytes, most: int = limits.REFERENCES) -> tuple[str, ...]:
    """Message-IDs in order, each once, in brackets; a bare one that looks like an id is accepted. The last `most`."""
    text = raw_text(raw)
    found = _MESSAGE_ID.findall(text)
    if not found:
        found = [word for word in text.split() if "@" in word and "<" not in word and ">" not in word]
    clean = (_NOT_IN_AN_ID.sub("", inner) for inner in found)
    kept = [f"<{i}>" for i in dict.fromkeys(clean) if i and len(i) <= limits.MESSAGE_ID and i != "@"]
    return tuple(kept[-most:])
