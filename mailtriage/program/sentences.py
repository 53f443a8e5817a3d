"""program/sentences.py: a text in its sentences. Pure.

Promises   linear time; a stop ends a sentence only before white space, so that "4.1.7" and "acme.example" end none.
Does not   know abbreviations: "Mr. Dube" is two.
Reads next program/acts.py, program/steps.py, program/fields.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n")
# And the rows of a list. The white space before its mark ends with the line: over many lines this would be quadratic.
_ROWS = re.compile(r"\n[ \t\r]*\n|\n(?=[^\S\n]*(?:[-*\u2022]|\d{1,2}[.)])\s)")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?=\S)[^.!?]*)*[.!?]*")


def of_paragraphs(text: str) -> Iterator[str]:
    """The sentences of a text; a blank line ends one."""
    return (s for part in _PARAGRAPHS.split(text) for s in _SENTENCE.findall(part))


def of_rows(text: str) -> Iterator[str]:
    """The same where a row of a list begins one, too."""
    return (s for part in _ROWS.split(text) for s in _SENTENCE.findall(part))
