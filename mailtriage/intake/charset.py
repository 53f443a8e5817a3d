"""intake/charset.py: bytes into text, whatever the label says.

Promises   never raises and never returns a lone surrogate or NUL; says in a word when the label was not followed.
           UTF-8 first, then the declared charset, then a hint (what the mail elsewhere is written in), then
           Windows-1252, because that is what unlabelled mail is. A few damaged bytes do not turn the rest to noise.
Does not   use codecs that are not charsets (rot13, zlib, punycode): they raise, are quadratic, or hide text.
Source     WHATWG Encoding (labels; iso-8859-1 and us-ascii are read as windows-1252); RFC 1468; RFC 2781.
Reads next intake/charset_names.py
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from mailtriage.intake import east_asian
from mailtriage.intake.charset_names import ALIASES, SUPERSETS

_CHARSET = re.compile(
    r"(?:utf_(?:8|8_sig|7|16|16_le|16_be|32|32_le|32_be)|cp\d{3,4}|iso8859_\d{1,2}|koi8_[rut]|mac_\w+|gb18030|big5"
    r"|big5hkscs|euc_\w+|shift_jis\w*|iso2022_\w+|hz|johab|kz1048|ptcp154|tis_620|hp_roman8)\Z"
)
_NUMBERED = re.compile(r"(?:x-)?(?:win(?:dows)?|cp|ibm|dos|ms)[-_ ]?(\d{3,4})\Z")
_ISO = re.compile(r"(?:x-)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[-_ ]?[ie])?\Z")
# Their bytes may be valid UTF-8 with another meaning: short words are believed to be what the label says.
_NOT_UTF8_FIRST = re.compile(r"utf_(?:7|16|32)|iso2022|hz|gb18030|big5|euc_|cp9(?:32|49|50)|shift_jis|johab")
_SEVEN_BIT = re.compile(r"utf_(?:7|16|32)|iso2022|hz")
_COMMON = ("", "utf_8", "cp1252")
_ENOUGH = 6                 # characters of two bytes and more that are UTF-8 by chance once in a million times at most
_MIXED_MOST = 200_000       # bytes among UTF-8 that are none: one by one they cost 1 s a million
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BIJ]|\$\([DQO]|\$A|\$\)[CA])")
_MIXED = re.compile(r"[A-Za-z][\u0370-\uffff]|[\u0370-\uffff][A-Za-z]")
_UNWANTED = {0: None, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
_BOMS = ((b"\xef\xbb\xbf", "utf_8_sig"), (b"\xff\xfe\0\0", "utf_32"), (b"\0\0\xfe\xff", "utf_32"),
         (b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16"))


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """Python's name of a charset label, or "" when it is unknown or not a charset."""
    if len(label) > 60 or "\0" in label:
        return ""
    name = label.strip(" \t\"'.,;<>").lower().removeprefix("charset=").strip("\"' ")
    if numbered := _NUMBERED.match(name):
        name = "cp" + numbered[1]
    elif iso := _ISO.match(name):
        name = "iso8859-" + iso[1]
    name = ALIASES.get(name, name)
    if not name:
        return ""
    try:
        found = codecs.lookup(name).name.replace("-", "_").lower()
    except (LookupError, UnicodeError, ValueError):
        first = re.split(r"[\s;,]", name, maxsplit=1)[0]
        return codec(first) if first != name else ""
    found = SUPERSETS.get(found, found)
    return found if _CHARSET.match(found) else ""


def decode(data: bytes, label: str = "", hint: str = "") -> tuple[str, str]:
    """(text, defect). The defect is "" when the label, or the absence of one, was enough. `hint` is the label of a
    charset that the mail uses elsewhere: believed when this text has none and is not UTF-8."""
    if data.isascii() and b"\x1b" not in data and b"\0" not in data and not label:
        return data.decode("ascii"), ""
    name = codec(label) if label else ""
    if marked := _by_its_bytes(data, name):
        text = _strictly(data, marked)
        if text is not None:
            odd = label.strip() and name and marked.partition("_")[0] != name.partition("_")[0] and name != "cp1252"
            return _wanted(text), f"charset {_show(label)} does not fit, read as {marked}" if odd else ""
    text, defect = _by_name(data, name, label, hint)
    # Of all codecs here only UTF-7 and UTF-32 may give halves of characters.
    return (_wanted(text) if "\0" in text or name.startswith(("utf_7", "utf_32")) else text), defect


def _wanted(text: str) -> str:
    return text.translate(_UNWANTED)


def _by_name(data: bytes, name: str, label: str, hint: str) -> tuple[str, str]:
    utf8 = _strictly(data, "utf_8")
    own = _strictly(data, name) if name and (utf8 is None or _NOT_UTF8_FIRST.match(name)) else None
    if utf8 is not None and (own is None or _surely_utf8(utf8, name)):
        if not label.strip() or name or data.isascii():
            return utf8, ""
        return utf8, f"unknown charset {_show(label)}, read as utf_8"
    if own is not None and not (name == "cp1252" and _by_its_letters(data)):
        return own, ""
    said = f"charset {_show(label)} does not fit" if label.strip() else "no charset given for 8-bit text"
    if name and name not in ("utf_8", "utf_8_sig", "cp1252"):
        text = _leniently(data, name)
        lost = text.count("\ufffd")
        kept = sum(c > "\x7f" for c in text[:20_000]) - lost if name in east_asian.NAMES else 0
        if lost <= len(text) // 10 or (lost == 1 and len(text) >= 6) or lost <= kept:
            return text, f"charset {_show(label)}: some bytes are damaged"
    other = codec(hint) if hint else ""
    other = _by_its_letters(data) if other in _COMMON else other
    if other and other not in (name, *_COMMON) and (text := _strictly(data, other) or "") and _speaks(text):
        return text, f"{said}, read as {other}"
    # What is UTF-8 in the middle of other bytes stays UTF-8: a footer in Latin-1, a character cut in half.
    noise = len(data) > _MIXED_MOST and data.decode("utf_8", "replace").count("\ufffd") > _MIXED_MOST
    mixed = data.decode("cp1252", "replace") if noise else data.decode("utf_8", "mailtriage.cp1252")
    return mixed, f"{said}, read as windows-1252"


def _by_its_bytes(data: bytes, name: str) -> str:
    """The codec that the bytes themselves ask for: a byte order mark, escapes of ISO-2022, the zeros of UTF-16."""
    for mark, marked in _BOMS:
        if data.startswith(mark) and not (marked == "utf_16" and len(data) % 2):
            return marked
    if b"\x1b" in data and (not name or not _SEVEN_BIT.match(name)) and data.isascii() and _ESCAPES.search(data):
        return "iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp"
    zeros = data[:4096].count(0)
    if zeros * 5 >= len(data[:4096]) > 1 and not name.startswith("utf_32"):
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        if odd > 4 * even:
            return "utf_16_le"
        if even > 4 * odd:
            return "utf_16_be"
    return ""


def _strictly(data: bytes, name: str) -> str | None:
    try:
        if name in east_asian.NAMES:
            text, lost = east_asian.read(data, name)
            # What is not ISO-2022-JP for its 8-bit octets may be UTF-8; what only has damaged pairs is not.
            return text if (data.isascii() if name == "iso2022_jp" else not lost) else None
        if name.startswith(("utf_16", "utf_32")) and name[-1] not in "ef":
            data = data[: len(data) // 2 * 2]           # a last byte alone is the line end of a gateway
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _leniently(data: bytes, name: str) -> str:
    try:
        if name in east_asian.NAMES:
            return east_asian.read(data, name)[0]
        return data.decode(name, "replace")
    except (UnicodeError, ValueError):
        return data.decode("cp1252", "replace")


def _by_its_letters(data: bytes) -> str:
    """The charset of a script that Western letters do not look like, or ""."""
    found = east_asian.guess(data)
    return found if found and _speaks(east_asian.read(data, found)[0]) else _cyrillic(data)


_LOW = bytes(range(0xC0))
_NOT_LETTERS = bytes(c for c in range(256) if not chr(c).isalpha() or c > 0x7F)
_FREQUENT = {"cp1251": "оеаинт".encode("cp1251"), "koi8_r": "оеаинт".encode("koi8-r")}


def _cyrillic(data: bytes) -> str:
    """The charset of Cyrillic text that says it is Latin-1, or nothing: words of letters that Western texts have one
    or two of, the six that are half of each Slavic text among them; "" for anything else."""
    high = data[:20_000].translate(None, _LOW)
    if len(set(high)) < 8 or len(high) < 2 * len(data[:20_000].translate(None, _NOT_LETTERS)):
        return ""
    for name, frequent in _FREQUENT.items():
        if sum(map(high.count, frequent)) * 100 >= 35 * len(high):
            return name
    return ""


def _surely_utf8(text: str, name: str) -> bool:
    """Whether text that is UTF-8 cannot well be what its label says. All single-byte labels: it is UTF-8."""
    if not _NOT_UTF8_FIRST.match(name):
        return True
    if _SEVEN_BIT.match(name):
        return False
    return len(text) - len(text.encode("ascii", "ignore")) >= _ENOUGH


def _speaks(text: str) -> bool:
    """Whether a guess gave letters, and not box drawings, nor Cyrillic in the middle of Latin words."""
    high = [c for c in text[:2000] if c > "\x7f"]
    mixed = len(_MIXED.findall(text[:2000]))
    return sum(c.isalpha() for c in high) * 10 >= len(high) * 7 and mixed * 4 <= len(high)


def _windows(trouble: UnicodeError) -> tuple[str, int]:
    assert isinstance(trouble, UnicodeDecodeError)
    span = trouble.object[trouble.start : trouble.end]
    return span.decode("cp1252", "replace"), trouble.end


codecs.register_error("mailtriage.cp1252", _windows)


def _show(label: str) -> str:
    return repr("".join(c if c.isprintable() else "?" for c in label[:40]))
