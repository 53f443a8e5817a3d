"""intake/east_asian.py: Chinese, Japanese and Korean text as it is sent, not as its charsets are written down.

Promises   the vendors' characters are read under the standard's label: NEC's row 13 and IBM's kanji in EUC-JP and
           ISO-2022-JP, Hong Kong's in Big5, JIS X 0213 in Shift_JIS. What nobody can read is one U+FFFD, and the
           characters after it stay what they are. `guess` names a charset only when the octets are clearly that.
Does not   choose between the label and the octets (charset.py does), nor read HZ, ISO-2022-KR and Johab: Python does.
Why not    the codecs' own "replace": it gives up one byte of two, and what follows is read a byte out of step.
Source     WHATWG Encoding 10-13 (Big5 with HKSCS, an ASCII byte is put back), RFC 1468, JIS X 0208, CP51932, CP50221.
Reads next intake/east_asian_letters.py
"""

from __future__ import annotations

import codecs
import re

from mailtriage.intake.east_asian_letters import FREQUENT

# codec -> codecs that have characters at places it leaves empty
_VENDORS = {"big5hkscs": ("cp950",), "cp932": ("shift_jis_2004",), "euc_jp": ("euc_jis_2004",),
            "cp949": (), "gb18030": ()}
NAMES = frozenset((*_VENDORS, "iso2022_jp"))
_CAREFULLY = 64 * 1024  # bytes of a damaged text that are kept in step, 0.5 s at the worst; the rest as Python does
_AHEAD = 24             # bytes looked at to find the step again
_GUESSED = 20_000       # bytes that are looked at for a guess
_FEW = 4                # double-byte characters at least, for a guess
_LONG = 12              # so many are no short text: the share of frequent ones may be smaller
# Python reads these single bytes of Shift_JIS as controls and private characters; they are errors (WHATWG 12.3).
_NO_LETTER = re.compile("[\x80\uf8f0-\uf8f3]")
# What everybody but Hong Kong's table calls these signs of Big5.
_SIGNS = str.maketrans("•､‾∼♁☉￭", "‧﹑¯～⊕⊙▓")
_ESCAPES = re.compile(rb"\x1b(\$[@BA]|\([BJIH]|\$\([BCDOPQ])")
_ASCII, _KANA = (b"(B", b"(J", b"(H"), b"(I"
_SETS = {b"$A": (b"", "gb2312"), b"$(C": (b"", "cp949"), b"$(D": (b"\x8f", "euc_jp"),
         b"$(O": (b"", "euc_jis_2004"), b"$(Q": (b"", "euc_jis_2004"), b"$(P": (b"\x8f", "euc_jis_2004")}


def read(data: bytes, name: str) -> tuple[str, int]:
    """(text, how many characters nobody can read) of octets in a codec of NAMES."""
    if name == "iso2022_jp":
        text = _japanese(data)
    else:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            end = len(data) if len(data) <= _CAREFULLY else data.rfind(b"\n", 0, _CAREFULLY) + 1 or _CAREFULLY
            text = data[:end].decode(name, "mailtriage.step") + data[end:].decode(name, "replace")
        if name == "cp932":
            text = _NO_LETTER.sub("\ufffd", text)
        elif name == "big5hkscs":
            text = text.translate(_SIGNS)
    return text, text.count("\ufffd")


def guess(data: bytes) -> str:
    """The codec of 8-bit text that says nothing, or says Latin-1, of itself; "" when the octets are not clearly of one:
    nearly all of them are characters of it, and many of those are the ones its language has most of."""
    cut = len(data) > _GUESSED                      # perhaps in the middle of a character
    data = data[:_GUESSED]
    if len(data) - len(data.translate(None, _HIGH)) < _FEW:
        return ""
    best, most = "", 0.0
    for name, frequent in FREQUENT.items():
        text = data.decode(name, "replace")
        many = len(text) - len(text.encode("ascii", "ignore"))
        if many < _FEW or text.count("\ufffd") * 10 > many:
            continue                                # the usual case, and quick
        text, lost = read(data, name)
        high = [c for c in text if c > "\x7f"]
        familiar = sum(c in frequent for c in high) / len(high)
        if familiar > max(most, 0.35 if len(high) >= _LONG else 0.5) and (lost - cut) * 30 <= len(high):
            best, most = name, familiar
    return best


_HIGH = bytes(range(0x80, 0x100))


def _step(trouble: UnicodeError) -> tuple[str, int]:
    """The error handler: a vendor's character, or U+FFFD and as many bytes forward as leave the rest in step."""
    assert isinstance(trouble, UnicodeDecodeError)
    data, at, name = trouble.object, trouble.start, trouble.encoding
    width = 3 if name == "euc_jp" and data[at] == 0x8F else 2
    octets = data[at : at + width]
    if len(octets) == width and (found := _of_a_vendor(octets, name)):
        return found, at + width
    if octets[1:2] < b"\x80":                       # also the end: an ASCII byte is never part of what is broken
        return "\ufffd", at + 1
    one, two = (_in_step(data[at + n : at + n + _AHEAD], name) for n in (1, 2))
    return "\ufffd", at + (1 if one > two else 2)


codecs.register_error("mailtriage.step", _step)


def _of_a_vendor(octets: bytes, name: str) -> str:
    if name == "euc_jp" and len(octets) == 2 and 0xA1 <= min(octets) <= max(octets) <= 0xFE:
        try:
            return _shifted(octets[0] & 0x7F, octets[1] & 0x7F).decode("cp932")
        except UnicodeDecodeError:
            pass
    for vendor in _VENDORS.get(name, ()):
        try:
            return octets.decode(vendor)
        except UnicodeDecodeError:
            continue
    return ""


def _in_step(piece: bytes, name: str) -> int:
    """How well octets read as a text of that codec that begins with a whole character."""
    text = piece.decode(name, "replace")
    frequent = FREQUENT.get(name, frozenset())
    return sum(c in frequent for c in text) - 2 * text.count("\ufffd")


def _shifted(high: int, low: int) -> bytes:
    """Where Shift_JIS has the character of this row and cell of JIS X 0208, both 0x21 to 0x7E."""
    return bytes(((high - 0x21) // 2 + (0x81 if high <= 0x5E else 0xC1),
                  low + 0x7E if high % 2 == 0 else low + 0x1F + (low >= 0x60)))


def _japanese(data: bytes) -> str:
    """ISO-2022-JP as it is sent: with the vendors' characters, half-width kana in 7 and in 8 bits, and sets beside
    JIS X 0208."""
    out: list[str] = []
    mode, at = b"(B", 0
    for match in (*_ESCAPES.finditer(data), None):
        span = data[at : match.start() if match else len(data)]
        if mode in _ASCII:
            out.append(span.decode("ascii") if span.isascii() else read(span, "cp932")[0])
        elif mode == _KANA:
            out.append(bytes(b | 0x80 if 0x21 <= b <= 0x5F else b for b in span).decode("cp932", "replace"))
        else:
            out.extend(_row(line, mode) for line in span.splitlines(keepends=True))
        if match:
            mode, at = match[1], match.end()
    return "".join(out)


def _row(line: bytes, mode: bytes) -> str:
    """Double bytes; a line end puts the charset back to ASCII (RFC 1468), so what is left there is."""
    pairs = line.rstrip(b"\r\n")
    prefix, name = _SETS.get(mode, (b"", "cp932"))
    moved = bytearray()
    for high, low in zip(pairs[::2], pairs[1::2], strict=False):
        if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
            moved += b"\xff"                        # in none of these sets: U+FFFD
        elif name == "cp932":
            moved += _shifted(high, low)
        else:
            moved += prefix + bytes((high | 0x80, low | 0x80))
    try:
        text = moved.decode(name)
    except UnicodeDecodeError:
        text = read(bytes(moved), name)[0] if name in _VENDORS else moved.decode(name, "replace")
    return text.replace("\uf8f3", "\ufffd") + line[len(pairs) :].decode("ascii", "replace")
