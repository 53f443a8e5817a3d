"""model/shape.py: the shape of a mail: its words without what changes from one to the next.

A machine that answers us writes the same words each time around another number, date or name of ours. Two mails of one
shape are no progress, whatever address and subject they bear (FreeScout #688: the address varied with each mail).
Reads next work/budget.py
"""

from __future__ import annotations

import re

from mailtriage.model.ids import digest

_LOOKED_AT = 2_000          # characters; and of those
_FEWEST = 4                 # different words, below which a text says nothing of its own
_WORDS = 60                 # words: what a machine is, it says first
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\S+@\S+")
_WORD = re.compile(r"[^\W_]+")


def shape(subject: str, text: str) -> str:
    """Equal for two mails that differ in numbers, dates, addresses, links, case and punctuation alone; "" for a mail
    that says next to nothing: two people who send a picture each are not one machine."""
    said = _words(text)
    return digest("shape", *_words(subject), "|", *said)[:16] if len({*said} - {"0"}) >= _FEWEST else ""


def _words(text: str) -> list[str]:
    """A word that holds a digit, or stands where a link stood, is any other."""
    plain = _LINK.sub(" 0 ", text[:_LOOKED_AT].casefold())
    found = ["0" if any(c.isdigit() for c in word) else word for word in _WORD.findall(plain)]
    return [word for n, word in enumerate(found[:_WORDS]) if word != "0" or found[n - 1 : n] != ["0"]]
