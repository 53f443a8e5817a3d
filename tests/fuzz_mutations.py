"""Mails made from mails: changes that know where headers, parts, boundaries, charsets and encodings are.

Promises   `mutant(rng, seeds)` depends on `rng` and the seeds alone. It is at most `LARGEST` bytes, and mostly small:
           what is above the raw caps is refused before it is parsed and teaches nothing.
Does not   parse mail: a change by a parser would only make what the parser understands.
Reads next fuzz.py
"""

from __future__ import annotations

import base64
import quopri
import random
import re
from collections.abc import Callable, Sequence

LARGEST = 2_000_000
USUAL = 64_000
FIELD = re.compile(rb"(?m)^[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*")
BOUNDARY = re.compile(rb'(?i)boundary="?([^"\r\n;]+)')
CHARSET = re.compile(rb'(?i)charset="?[^"\r\n;\s]*"?')
ENCODING = re.compile(rb"(?im)^content-transfer-encoding:[^\r\n]*")
TYPE = re.compile(rb"(?im)^content-type:[^\r\n;]*")
CHARSETS = [
    b"utf-8", b"iso-8859-1", b"us-ascii", b"utf-7", b"utf-16", b"utf-32", b"iso-2022-jp", b"hz-gb-2312",
    b"gb2312", b"big5", b"shift_jis", b"euc-kr", b"koi8-r", b"cp1252", b"punycode", b"idna", b"zlib",
    b"rot13", b"base64", b"unicode_escape", b"undefined", b"utf-8-sig", b"cesu-8", b"x\0y", b'""', b"x" * 300,
    b"iso-8859-8-i", b"cp037",
]
ENCODINGS = [
    b"base64", b"quoted-printable", b"7bit", b"8bit", b"binary", b"x-uuencode", b"", b"BASE64", b"utf-8",
    b"yenc",
]
TYPES = [
    b"text/plain", b"text/html", b"text/calendar", b"multipart/mixed", b"multipart/alternative",
    b"multipart/related", b"multipart/report", b"multipart/digest", b"multipart/signed",
    b"multipart/appledouble", b"message/rfc822", b"message/delivery-status",
    b"message/disposition-notification", b"message/feedback-report", b"message/partial",
    b"message/external-body", b"application/ms-tnef", b"application/octet-stream", b"image/png", b"text",
    b"/", b"", b"text/rfc822-headers", b"application/pkcs7-mime",
]
NAMES = [
    b"From", b"To", b"Cc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
    b"Return-Path", b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Content-ID",
    b"MIME-Version", b"Received", b"Authentication-Results", b"ARC-Authentication-Results", b"Auto-Submitted",
    b"Precedence", b"List-Id", b"X-Failed-Recipients", b"X-Autoreply", b"Final-Recipient", b"Status",
    b"Action", b"Diagnostic-Code",
]
TOKENS = [
    b"\r\n", b"\n", b"\r", b"\0", b"\r\n\r\n", b"\r\n ", b": ", b";", b'"', b"\\", b"'", b"<", b">", b"(",
    b")", b"@", b",", b"=?", b"?=", b"=?utf-8?q?", b"=?utf-8?b?", b"=?x?q?=0A?=", b"=0D=0A", b"=00", b"=",
    b"%", b"%00", b"*0*=", b"*1=", b"utf-8''", b"--", b"-- \r\n", b"> ", b">>>>>>>>", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x1b$B", b"~{", b"+AGE-",
    b"<!--", b"-->", b"<![if", b"<script>", b"<style>", b"</", b"&#", b"&#x", b"&amp", b"<blockquote>",
    b"<div style='display:none'>", b"<pre>", b"<td>", b"begin 644 a\r\n", b"\x78\x9f\x3e\x22", b"From ",
    b"On Mon, Nov 16, 2026 at 9:12 AM A <a@b.example> wrote:\r\n", b"-----Original Message-----\r\n",
    b"From: a <a@b.example>\r\nSent: x\r\nTo: y\r\nSubject: z\r\n", b"\xc2\xa0", b"\xe2\x80\x8b", b"a" * 1000,
    b" " * 200,
]

Change = Callable[[random.Random, bytes, bytes], bytes]


def mutant(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One seed with one to six changes, most often few."""
    raw = rng.choice(seeds)
    for _ in range(min(6, 1 + int(rng.expovariate(0.8)))):
        raw = rng.choice(CHANGES)(rng, raw, rng.choice(seeds))
    return raw[: LARGEST if rng.random() < 0.01 else USUAL]


def _spot(rng: random.Random, raw: bytes) -> int:
    """A place in the mail: half the time in the first kilobyte, where the headers are."""
    return rng.randrange(min(len(raw), 1000) + 1 if rng.random() < 0.5 else len(raw) + 1)


def _replace_one(rng: random.Random, pattern: re.Pattern[bytes], raw: bytes, new: bytes) -> bytes:
    found = list(pattern.finditer(raw))
    if not found:
        return raw
    hit = rng.choice(found)
    return raw[: hit.start()] + new + raw[hit.end():]


def _boundaries(raw: bytes) -> list[bytes]:
    return list(dict.fromkeys(BOUNDARY.findall(raw)))


def _parts(raw: bytes) -> list[bytes]:
    """The pieces between boundary lines, whatever their level."""
    lines = [re.escape(b) for b in _boundaries(raw)]
    fence = rb"(?m)^--(?:" + b"|".join(lines) + rb")(?:--)?[ \t]*\r?\n"
    return [p for p in re.split(fence, raw)[1:] if p] if lines else []


def splice_part(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    parts, fences = _parts(other), _boundaries(raw)
    if not parts:
        return raw
    part = rng.choice(parts)
    if not fences:
        at = _spot(rng, raw)
        return raw[:at] + part + raw[at:]
    line = b"--" + rng.choice(fences) + b"\r\n"
    at = raw.rfind(line)
    return raw[:at] + line + part + raw[at:] if at >= 0 else raw + line + part


def change_boundary(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    fences = _boundaries(raw)
    if not fences:
        return raw
    old = rng.choice(fences)
    new = rng.choice([
        b"", b" ", old[:-1], old + b"x", old + b"--", rng.choice(fences), b"b" * 300, b'a"b', b"=?utf-8?q?x?=", b"\xe5",
    ])
    return raw.replace(old, new, rng.choice([1, 1, 2, 3, -1]))


def swap_charset(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    return _replace_one(rng, CHARSET, raw, b"charset=" + rng.choice(CHARSETS))


def swap_encoding(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    return _replace_one(rng, ENCODING, raw, b"Content-Transfer-Encoding: " + rng.choice(ENCODINGS))


def swap_type(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    return _replace_one(rng, TYPE, raw, b"Content-Type: " + rng.choice(TYPES))


def change_header(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """One header doubled, dropped, folded, renamed, moved, taken from another mail or stuffed."""
    fields = list(FIELD.finditer(raw[:100_000]))
    if not fields:
        return rng.choice(NAMES) + b": x\r\n" + raw
    hit = rng.choice(fields)
    line, start, end = hit.group(), hit.start(), hit.end()
    name, _, value = line.partition(b":")
    at = rng.choice(fields).start()
    match rng.randrange(9):
        case 0:
            return raw[:at] + line + raw[at:]
        case 1:
            return raw[:start] + raw[end:]
        case 2:
            cut = rng.randrange(len(value) + 1)
            fold = rng.choice([b"\r\n ", b"\n\t", b"\r\n\r\n "])
            return raw[:start] + name + b":" + value[:cut] + fold + value[cut:] + raw[end:]
        case 3:
            return raw[:start] + rng.choice(NAMES) + b":" + value + raw[end:]
        case 4:
            return raw[:at] + rng.choice(FIELD.findall(other[:100_000]) or [b""]) + raw[at:]
        case 5:
            soup = b"".join(rng.choice(TOKENS) for _ in range(rng.randint(0, 12)))
            return raw[:start] + name + b": " + soup + b"\r\n" + raw[end:]
        case 6:
            return raw[:start] + name.swapcase() + b":" + value + raw[end:]
        case 7:
            pieces = range(rng.randint(1, 300))
            many = b"; ".join(b"x*%d%s=%s" % (i, b"*" * rng.randrange(2), rng.choice(TOKENS).strip()) for i in pieces)
            return raw[:start] + line.rstrip() + b"; " + many + b"\r\n" + raw[end:]
    word = rng.choice([b"=?utf-8?q?=C3=A5?=", b"=?x?b?AAAA?=", b"<a@b.example>", b"a@b.example,"])
    words = b" ".join([word] * rng.randint(1, 3000))
    return raw[:start] + name + b": " + words + b"\r\n" + raw[end:]


def flip_bytes(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.randint(1, 20) if data else 0):
        data[min(_spot(rng, raw), len(data) - 1)] = rng.randrange(256)
    return bytes(data)


def truncate(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    at = _spot(rng, raw)
    return raw[at:] if rng.random() < 0.2 else raw[:at]


def join_halves(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    return raw[: _spot(rng, raw)] + other[_spot(rng, other):]


def nest(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """The mail inside others, up to twice as deep as we look."""
    for level in range(rng.choice([1, 1, 2, 5, 29, 31, 60])):
        if rng.random() < 0.5:
            raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
        else:
            raw = b"Content-Type: multipart/%s; boundary=n%d\r\n\r\n--n%d\r\n%s\r\n--n%d--\r\n" % (
                rng.choice([b"mixed", b"alternative", b"related"]), level, level, raw, level)
    return b"From: ann@customer.example\r\n" + raw


def repeat(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """A line, a part, a token or a span many times."""
    kind = rng.randrange(4)
    at = _spot(rng, raw)
    if kind == 0:
        piece = rng.choice(raw.splitlines(keepends=True) or [b"x"])
    elif kind == 1:
        piece = rng.choice(_parts(raw) or [b"x\r\n"])
        at = max(raw.find(piece), 0)
        piece = b"--" + (_boundaries(raw) or [b"b"])[-1] + b"\r\n" + piece
    else:
        piece = rng.choice(TOKENS) if kind == 2 else raw[at: at + rng.randint(1, 60)]
    times = rng.choice([2, 10, 100, 1000, 20_000])
    return raw[:at] + piece * min(times, LARGEST // (len(piece) or 1)) + raw[at:]


def change_line_ends(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    bare = raw.replace(b"\r\n", b"\n")
    if rng.random() < 0.3:
        ends = [b"\r\n", b"\n", b"\r", b"\r\r\n"]
        return b"".join(line + rng.choice(ends) for line in bare.split(b"\n"))
    return bare.replace(b"\n", rng.choice([b"\n", b"\r", b"\r\r\n", b"\n\r", b"\0\n", b"\x85", b" \r\n"]))


def insert_tokens(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    for _ in range(rng.randint(1, 8)):
        at = _spot(rng, raw)
        raw = raw[:at] + rng.choice(TOKENS) + raw[at + rng.choice([0, 0, 1, 5]):]
    return raw


def encode_body(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """The body under a transfer encoding, with or without the header that says so."""
    head, _, body = raw.partition(b"\r\n\r\n")
    body = base64.encodebytes(body) if rng.random() < 0.5 else quopri.encodestring(body)
    said = b"Content-Transfer-Encoding: " + rng.choice(ENCODINGS)
    return _replace_one(rng, ENCODING, head, said) + b"\r\n\r\n" + body


def drop_lines(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines) + 1)
    return b"".join(lines[:at] + lines[at + rng.choice([1, 1, 2, 10]):])


CHANGES: list[Change] = [
    splice_part, splice_part, change_boundary, swap_charset, swap_charset, swap_encoding, swap_type, change_header,
    change_header, change_header, flip_bytes, truncate, join_halves, nest, repeat, change_line_ends, insert_tokens,
    insert_tokens, encode_body, drop_lines,
]
