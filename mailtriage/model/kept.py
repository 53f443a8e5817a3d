"""model/kept.py: what an edit should not take out of a prescribed text unseen: our number, links, lines of reference.

Reads next work/approve.py (which notes them at the first edit), staff/danger.py (which tells what is gone)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINK = re.compile(r"https?://[^\s<>()\[\]\"]+")
_BEHIND = ".,;:!?*_'"           # what ends a sentence or a mark, and no link


def kept_of(body: str, number: str, lines: Iterable[str]) -> tuple[str, ...]:
    """The tokens of a text, in its words: `number` and `lines` where they stand in it, and its links."""
    found = [number] if number in body else []
    found += (link.rstrip(_BEHIND) for link in _LINK.findall(body))
    return tuple(dict.fromkeys((*found, *(line for line in lines if line and line in body))))


def gone(kept: Iterable[str], body: str) -> tuple[str, ...]:
    """Those that stand in the words no more."""
    return tuple(token for token in kept if token not in body)
