"""intake/transfer.py: content transfer encodings undone, also when they are damaged.

Promises   `decoded` never raises and gives the exact bytes of whole data; of damaged data what can be had: missing
           padding is added, padding in the middle (files encoded line by line) does not end the data, lines that are
           no base64 (a list's footer) are left out, soft line breaks with blanks behind them are joined.
Source     RFC 2045 6.7, 6.8; POSIX uuencode; yEnc draft 1.3.
Reads next intake/structure.py
"""

from __future__ import annotations

import binascii
import re

from mailtriage.intake import limits

_NAMES = {
    "base-64": "base64", "base 64": "base64", "x-base64": "base64", "b64": "base64", "base64n": "base64",
    "quoted printable": "quoted-printable", "quotedprintable": "quoted-printable",
    "quoted_printable": "quoted-printable", "qp": "quoted-printable", "quoted-print": "quoted-printable",
    "x-quoted-printable": "quoted-printable",
    "uuencode": "x-uuencode", "x-uue": "x-uuencode", "uue": "x-uuencode", "uu": "x-uuencode", "x-uu": "x-uuencode",
    "yenc": "x-yenc",
}
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(sorted(set(range(256)) - set(_ALPHABET)))
_PADDED = re.compile(rb"(?<==)(?!=|\Z)")
_TRAILING = re.compile(rb"(?<![ \t])[ \t]+(?=\r?\n)")
_UNYENC = bytes((c - 42) & 255 for c in range(256))
_UNYENC_ESCAPED = bytes((c - 106) & 255 for c in range(256))


def known(name: str) -> str:
    """The encoding a header means: in lower case, quotes, parameters and misspellings undone."""
    name = re.split(r"[;(]", name.strip().strip("\"'"), maxsplit=1)[0].strip(" \t.,\"'").lower()
    return _NAMES.get(name, name)


def decoded(raw: bytes, start: int, end: int, encoding: str, text: bool = False) -> bytes:
    """The bytes that `raw[start:end]` stands for. `text`: a text whose label base64 is untrue may be left as it is."""
    if encoding == "base64":
        return _base64(raw, start, end, text)
    data = raw[start:end]
    if encoding == "quoted-printable":
        # Blanks at the end of a line were added on the way (RFC 2045 6.7, rule 3); those that are meant are encoded.
        blank = b" \n" in data or b" \r" in data or b"\t\r" in data or b"\t\n" in data
        return binascii.a2b_qp(_TRAILING.sub(b"", data) if blank else data)
    if encoding == "x-uuencode":
        return _uudecode(data)
    if encoding == "x-yenc":
        return _yenc(data)
    return data


def b64(data: bytes) -> bytes:
    """Base64, forgiving: foreign characters are skipped, missing padding is added, a lone last character dropped."""
    data = data.translate(None, _NOT_BASE64)            # the same name, so that only one copy lives: it may be 25 MB
    whole = len(data) // 4 * 4
    rest = data[whole:]
    out = binascii.a2b_base64(memoryview(data)[:whole])
    return out + binascii.a2b_base64(rest + b"=" * (4 - len(rest))) if len(rest) > 1 else out


def _base64(raw: bytes, start: int, end: int, text: bool) -> bytes:
    """The usual case in one call of C; the slow way when that did not use all there is. The decoder passes over what
    it does not know and stops at padding, so that only the length of its result tells."""
    try:
        out = binascii.a2b_base64(memoryview(raw)[start:end])
    except binascii.Error:
        return _damaged(raw, start, end, text)
    characters = end - start - raw.count(b"\n", start, end) - raw.count(b"\r", start, end)
    if len(out) == (characters - raw.count(b"=", max(start, end - 100), end)) * 3 // 4:
        return out
    del out
    return _damaged(raw, start, end, text)


def _damaged(raw: bytes, start: int, end: int, text: bool) -> bytes:
    """Line by line: what is no base64 is left out, and each run up to its padding is decoded by itself. When the
    lines are too many for that, or none is base64, as one."""
    if raw.count(b"\n", start, end) > limits.DAMAGED_LINES:
        return b64(raw[start:end])
    view = raw[start:end]
    out: list[bytes] = []
    run: list[bytes] = []
    kept = left = 0
    for line in view.splitlines():
        line = line.strip()
        if not line:
            continue
        if not _is_base64(line, strict=bool(left)):
            left += 1
            if out and not run:
                break                                    # words after the padding: the footer of a list
            continue
        kept += 1
        for piece in _PADDED.split(line) if b"=" in line else (line,):
            run.append(piece)
            if piece.endswith(b"="):
                out.append(b64(b"".join(run)))
                run = []
    if text and left > kept and b" " in view.strip():
        return view                                      # the label is untrue: people wrote this
    out.append(b64(b"".join(run)))
    return b"".join(out) if kept else b64(view)


def _is_base64(line: bytes, strict: bool) -> bool:
    """Whether a line is base64, perhaps with a few foreign characters in it. Words with blanks between them, and
    rules of dashes, are not; after such a line only whole groups are."""
    foreign = line.translate(None, _ALPHABET + b"=")
    if strict:
        return not foreign and len(line) % 4 == 0
    return not foreign or (len(foreign) * 5 <= len(line) and len(line.split()) <= 2)


def _uudecode(data: bytes) -> bytes:
    """uuencoded data between `begin` and `end`; a damaged line is left out. Above the limit as it came."""
    if len(data) > limits.UUENCODED:
        return data
    out = bytearray()
    inside = False
    for line in data.split(b"\n"):
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            out += _uu_line(line.rstrip(b"\r"))
    return bytes(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Old encoders pad the last group; what the length byte counts is there.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""


def _yenc(data: bytes) -> bytes:
    """yEnc between `=ybegin` (and `=ypart`) and `=yend`."""
    lines = [line.rstrip(b"\r") for line in data.split(b"\n")]
    body = []
    for line in lines:
        if line.startswith(b"=yend"):
            break
        if line and not line.startswith((b"=ybegin ", b"=ypart ")):
            body.append(line)
    pieces = b"".join(body).split(b"=")
    rest = (piece[:1].translate(_UNYENC_ESCAPED) + piece[1:].translate(_UNYENC) for piece in pieces[1:])
    return pieces[0].translate(_UNYENC) + b"".join(rest)
