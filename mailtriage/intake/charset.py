"""intake/charset.py: bytes into text, whatever the label says.

Promises   never raises and never returns a lone surrogate or NUL; says in a word when the label was not followed.
           UTF-8 first, then the declared charset, then Windows-1252, because that is what unlabelled mail is.
Does not   use codecs that are not charsets (rot13, zlib, punycode): they raise, are quadratic, or hide text.
Source     WHATWG Encoding (iso-8859-1 and us-ascii are read as windows-1252).
"""

from __future__ import annotations

import codecs
import re

_ALIASES = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso8859-1": "cp1252", "ansi": "cp1252", "8bit": "cp1252", "x-unknown": "", "unknown-8bit": "", "unknown": "",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6", "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "big5-hkscs": "big5hkscs", "x-gbk": "gb18030", "tis-620": "cp874",
}
_CHARSET = re.compile(
    r"(?:utf_(?:8|8_sig|7|16|16_le|16_be|32|32_le|32_be)|cp\d{3,4}|iso8859_\d{1,2}|koi8_[rut]|mac_\w+|gb18030|big5"
    r"|big5hkscs|euc_\w+|shift_jis\w*|iso2022_\w+|hz|johab|kz1048|ptcp154)\Z"
)
# Valid in these does not mean much as UTF-8: their bytes are, or may be, valid UTF-8 with another meaning.
_NOT_UTF8_FIRST = re.compile(r"utf_(?:7|16|32)|iso2022|hz|gb18030|big5|euc_|cp9(?:32|49|50)|shift_jis|johab")
_UNWANTED = {0: None, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def codec(label: str) -> str:
    """Python's name of a charset label, or "" when it is unknown or not a charset."""
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if not name or len(name) > 40 or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name).name.replace("-", "_")
    except (LookupError, UnicodeError, ValueError):
        return ""
    return found if _CHARSET.match(found) else ""


def decode(data: bytes, label: str = "") -> tuple[str, str]:
    """(text, defect). The defect is "" when the label, or the absence of one, was enough."""
    name = codec(label)
    order = [name, "utf_8"] if name and _NOT_UTF8_FIRST.match(name) else ["utf_8", name]
    for attempt in order:
        if attempt:
            try:
                text = data.decode(attempt)
            except (UnicodeError, ValueError):
                continue
            known = name or not label.strip() or data.isascii()
            return text.translate(_UNWANTED), "" if known else f"unknown charset {_show(label)}, read as {attempt}"
    # Five bytes are undefined in cp1252; latin-1 gives them a control character, which is dropped later.
    text = data.decode("cp1252", "replace")
    said = f"charset {_show(label)} does not fit" if label.strip() else "no charset given for 8-bit text"
    return text.translate(_UNWANTED), f"{said}, read as windows-1252"


def _show(label: str) -> str:
    return repr("".join(c if c.isprintable() else "?" for c in label[:40]))
