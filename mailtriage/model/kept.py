"""model/kept.py: what an edit should not take out of a prescribed text unseen: our number, links, lines of reference.

Promises   only what is the text's own is kept: a link that no words of the program have may go, and should.
Reads next work/approve.py (which notes them at the first edit), staff/danger.py (which tells what is gone)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINK = re.compile(r"https?://[^\s<>()\[\]\"]+")
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\n", re.S)
_A_LINE = 12                    # characters: a shorter one says nothing of whose it is
_BEHIND = ".,;:!?*_'"           # what ends a sentence or a mark, and no link


def kept_of(body: str, number: str, lines: Iterable[str], sources: Iterable[str]) -> tuple[str, ...]:
    """The tokens of a text, in its words: `number` and `lines` where they stand in it, and those links that `sources`
    have: the template, and what fills it in."""
    found = [number] if number in body else []
    whole, begun = _links_of(sources)
    links = (link.rstrip(_BEHIND) for link in _LINK.findall(body))
    found += (link for link in links if link in whole or link.startswith(begun))
    return tuple(dict.fromkeys((*found, *(line for line in lines if line and line in body))))


def _links_of(sources: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The links of templates, and how those begin that a value ends."""
    links = [link for source in sources for link in _LINK.findall(source)]
    begun = (link.partition("{{")[0] for link in links if "{{" in link)
    return frozenset(link.rstrip(_BEHIND) for link in links), tuple(link for link in begun if link.count("/") > 2)


def own_words(body: str, templates: Iterable[str]) -> bool:
    """Whether anything of `templates` stands in a body: a line of theirs between their variables. True where they have
    no line to find."""
    said = " ".join(body.split())
    parts = [" ".join(part.split()) for template in templates for part in _FILLED.split(template)]
    parts = [part for part in parts if len(part) >= _A_LINE]
    return not parts or any(part in said for part in parts)


def gone(kept: Iterable[str], body: str) -> tuple[str, ...]:
    """Those that stand in the words no more."""
    return tuple(token for token in kept if token not in body)
