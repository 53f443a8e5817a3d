"""intake/raster.py: whether bytes are a picture that a browser may be given: PNG, JPEG, GIF or WebP, of a sane size.

Promises   the type is what the bytes begin with, never what the sender calls them: SVG, which is a document with
           scripts, is none. A picture whose header promises more than `PIXELS` is none either: a PNG of 1 MB can
           unpack to 4 GB.
Does not   decode a picture, nor look behind its header.
Source     RFC 2083 11.2.1, ITU T.81 B.2.2, GIF89a 18, RFC 9649 2.5-2.7.
Reads next intake/html_part.py
"""

from __future__ import annotations

import struct

PIXELS = 50_000_000         # a telephone's photograph has 12 to 50 million
_SEGMENTS_MOST = 200        # of a JPEG before its frame
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def raster_type(data: bytes) -> str:
    """`image/png` and its like; "" for what is none of them, damaged, or too large to unpack."""
    kind, size = "", (0, 0)
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            kind, size = "image/png", struct.unpack_from(">II", data, 16)
        elif data.startswith((b"GIF87a", b"GIF89a")):
            kind, size = "image/gif", struct.unpack_from("<HH", data, 6)
        elif data.startswith(b"\xff\xd8\xff"):
            kind, size = "image/jpeg", _jpeg(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            kind, size = "image/webp", _webp(data)
    except (struct.error, IndexError):
        return ""
    return kind if 0 < size[0] * size[1] <= PIXELS else ""


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(_SEGMENTS_MOST):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
