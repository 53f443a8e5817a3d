"""intake/twice_encoded.py: UTF-8 that a program on the way took for Windows-1252 and encoded once more.

Promises   "FÃ¸rste gang" is "Første gang" when all of a text is so; one letter that is not leaves it as it is.
Does not   mend what somebody shows: who writes of wrong characters, or of one name that is wrong, means what he pastes.
Reads next intake/text_part.py
"""

from __future__ import annotations

import re

# What the bytes 80 to BF are in Windows-1252, and in Latin-1 where that has no letter for them.
_LATER = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d" \
         "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
_TWICE = re.compile(f"[\u00c2-\u00df][{_LATER}]|[\u00e0-\u00ef][{_LATER}]{{2}}|[\u00f0-\u00f4][{_LATER}]{{3}}")
_SPOKEN_OF = re.compile(
    r"character|charset|encod|unicode|utf|umlaut|garbl|mojibake|instead of|\btegn|bokstav|\bzeichen|sonderz|kodier"
    r"|caract[èe]r|car[áa]cter|accent|acento|codific|\bznak|кодиров|символ|\bmerkk", re.I
)
_ENOUGH = 2
TWICE = "UTF-8 was encoded twice, read once"       # the defect of a part that was mended


def mended(text: str, enough: int = _ENOUGH) -> str:
    """The text encoded once, or as it is. `enough` letters show it."""
    if text.isascii() or not _TWICE.search(text):
        return text
    found = _TWICE.findall(text)
    if len(found) < enough or not _TWICE.sub("", text).isascii() or _SPOKEN_OF.search(text):
        return text
    try:
        return _TWICE.sub(lambda match: b"".join(map(_byte, match[0])).decode("utf-8"), text)
    except UnicodeDecodeError:
        return text


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
