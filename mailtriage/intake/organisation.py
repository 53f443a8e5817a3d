"""intake/organisation.py: which organisation a domain belongs to, by the Public Suffix List.

Promises   `example.co.za` for `mail.example.co.za`, "" for `co.za`, for a top level and for what is no domain. The list
           is the one that came with the installed package: no network, the same answer on the same installation.
Why not    a list of our own: it would be wrong within months, and wrong here means that strangers under one registry
           pass for one organisation.
Source     RFC 7489 3.2 (organizational domain), publicsuffix.org.
Reads next intake/authenticity.py
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1)
def _list() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 70 ms: only who compares two domains pays it

    return PublicSuffixList()


@lru_cache(maxsize=4096)
def organisation(domain: str) -> str:
    """The organisational domain of `domain` (A-labels, lower case), "" when it has none."""
    return _list().privatesuffix(domain) or ""


def aligned(signed: str, author: str) -> bool:
    """Relaxed alignment (RFC 7489 3.1.1): both domains are of one organisation."""
    if signed == author:
        return bool(signed)
    home = organisation(author)
    return bool(home) and home == organisation(signed)
