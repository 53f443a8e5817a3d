"""program/perhaps.py: words by which a mail perhaps says a fact that no way of finding read out of it. Pure.

A customer is never asked for what they already wrote. The ways of a field (program/fields.py) must be right about the
value, so they miss what is said in words they do not know; these must only see that something of the kind is said.
Then a person looks, and nobody is asked.

Promises   no value: what is perhaps said stays missing. The first words that hit, and the sentence they stand in.
Does not   read quotes and signatures, nor decide what is asked (program/checklists.py).
Reads next program/perhaps_words.py, triage/reading.py, the head of rules/cadents/fields.toml
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from mailtriage.program.fields import sentences
from mailtriage.program.index import Said
from mailtriage.program.patterns import expression_of, find, whole_words, word_search
from mailtriage.program.perhaps_words import BY_NAME, COMMON
from mailtriage.program.rule import Field
from mailtriage.program.spans import every
from mailtriage.program.together import Together

LONGEST = 200  # characters of a sentence that are kept


def perhaps(fields: Mapping[str, Field], known: Collection[str], mail: Said) -> dict[str, tuple[str, str]]:
    """Field -> (the words, their sentence) for each field that has such words and is none of `known`."""
    wanted = [f for f in fields.values() if f.perhaps and not f.secret and f.id not in known]
    if not wanted:
        return {}
    folded = mail.whole
    likely = _together(tuple(p for f in fields.values() for p in f.perhaps)).likely(folded)
    said: dict[str, tuple[str, str]] = {}
    for field in wanted:
        entries = (p for p in field.perhaps if likely is None or p in likely)
        if words := next((w for p in entries if (w := _words(p, folded))), ""):
            said[field.id] = words, _sentence(words, mail.written("subject"), mail.written("new text"))
    return said


def _words(entry: str, folded: bytes) -> str:
    if not entry.startswith(COMMON):
        return find(entry, folded)
    for _, (start, end) in every(_listed(entry.removeprefix(COMMON)), folded):
        if end > start:  # else it is one of what only looks like it
            return folded[start:end].decode("utf-8", "replace").strip()
    return ""


@lru_cache(maxsize=16)
def _together(entries: tuple[str, ...]) -> Together:
    lists = {p: whole_words(BY_NAME[p.removeprefix(COMMON)]) for p in entries if p.startswith(COMMON)}
    return Together(lists | {p: expression_of(p) for p in entries if p not in lists})


@lru_cache(maxsize=32)
def _listed(name: str) -> Any:
    """The RE2 of a list: its group is what says it, outside are the words that only look like it."""
    return word_search(BY_NAME[name])


def _sentence(words: str, subject: str, text: str) -> str:
    found = next((s for part in (subject, text) for s, folded in sentences(part) if words in folded), words)
    return found[:LONGEST]
