"""Mails for the tests of intake, built from bytes: what a test is about stands in the test."""

from __future__ import annotations

import unicodedata

from mailtriage.intake.parse import parse
from mailtriage.model.mail import Mail

FROM = b"From: Ann <ann@customer.example>\r\n"
BASE = (
    FROM + b"To: support@desk.example\r\nSubject: Printer\r\nDate: Tue, 24 Nov 2026 10:00:00 +0200\r\n"
    b"Message-ID: <a1@customer.example>\r\n"
)


def crlf(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def mail(headers: str = "", body: str | bytes = "Hello\r\n", base: bytes = BASE) -> Mail:
    """`base` headers, more headers (LF is fine), a body."""
    more = crlf(headers.strip("\n") + "\n") if headers else b""
    return parse(base + more + b"\r\n" + (body if isinstance(body, bytes) else crlf(body)))


def multipart(kind: str, *parts: str | bytes, boundary: str = "bound", preamble: str = "") -> tuple[str, bytes]:
    """(headers, body) of a multipart whose parts are given with their own headers."""
    body = crlf(preamble)
    for part in parts:
        body += b"--" + boundary.encode() + b"\r\n" + (part if isinstance(part, bytes) else crlf(part)) + b"\r\n"
    body += b"--" + boundary.encode() + b"--\r\n"
    return f"MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary={boundary}", body


def nested(depth: int, kind: bytes = b"multipart/mixed", base: bytes = BASE) -> bytes:
    """A mail of containers in containers; the innermost holds the text `inner`."""
    opening = [b"Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n" % (kind, level, level) for level in range(depth)]
    closing = [b"--b%d--\r\n" % level for level in reversed(range(depth))]
    return b"".join([base, *opening, b"Content-Type: text/plain\r\n\r\ninner\r\n", *closing])


def safe(value: str) -> bool:
    """True when `value` is one line without control characters, surrogates or direction overrides."""
    return not any(
        unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")
        or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for c in value
    )
