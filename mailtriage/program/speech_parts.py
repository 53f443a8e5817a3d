"""program/speech_parts.py: the lists of program/speech.py and speech_faults.py, by name, as expressions for RE2.

Reads next program/speech.py
"""

from __future__ import annotations

import re

PARTS: dict[str, str] = {}
_LAST = re.compile(r" (\(\?:[^()]*\))\?$")  # a last word that may be missing goes with the space before it


def either(name: str, text: str) -> None:
    """Name a list of alternatives."""
    words = (_LAST.sub(r"(?: \1)?", word) for word in " ".join(text.split()).split(" | "))
    PARTS[name] = f"(?:{_fill('|'.join(words))})"


def _fill(text: str) -> str:
    return re.sub(r"<(\w+)>", lambda m: PARTS[m[1]], text)


def of(name: str) -> str:
    """The expression of a list."""
    return PARTS[name]
