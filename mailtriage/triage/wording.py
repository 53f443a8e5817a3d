"""triage/wording.py: the words of a mail that rules read, without what was said aside.

Promises   what somebody tried, and what they answer to our questions, can be left out, sentence by sentence; a sentence
           that begins another matter stays. Names of products stand as what they are, where the program says so.
Reads next triage/new_case.py, triage/reply.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mailtriage.program.fields import Found
from mailtriage.program.patterns import fold
from mailtriage.program.when import Circumstances, words_only
from mailtriage.triage.working import Working

_SENTENCES = re.compile(r"; |\n|(?<=[.!?])\s+")


def asides(w: Working, found: Mapping[str, Found]) -> tuple[str, ...]:
    """The values of fields that are told aside: what was tried."""
    return tuple(f.value for name, f in found.items() if name in w.program.fields and w.program.fields[name].aside)


def without(w: Working, subject: str, left_out: Iterable[str]) -> Circumstances:
    """The mail with that subject and without those words; what it does is still that of the whole."""
    left_out = tuple(left_out)
    if not left_out and not w.program.products_are and w.about.said.written("subject") == subject:
        return w.about
    text = plainly(w, fold(w.mail.said))
    for words in (plainly(w, fold(one)) for value in left_out for one in value.split("; ")):
        text = text.replace(words, " ") if words else text
    return replace(w.about, said=w.about.said.worded({"subject": plainly(w, fold(subject)), "new text": text}))


def new_words(w: Working, subject: str, left_out: Iterable[str]) -> tuple[Circumstances, str]:
    """The same, as if nothing else had been written; and the words that begin another matter, ""."""
    text = plainly(w, fold(w.mail.said)) if w.mail.reply_text else ""
    for one in (s for value in left_out for s in _SENTENCES.split(value)):
        words = plainly(w, fold(one))
        if words and not words_only(w.program.index, "", words).said.hits(w.program.begins, ("new text",)):
            text = text.replace(words, " ")
    about = words_only(w.program.index, plainly(w, fold(subject)), text)
    opens = next(iter(about.said.hits(w.program.begins, ("new text",)).values()), "")
    return replace(w.about, said=about.said), opens


def plainly(w: Working, text: str) -> str:
    """Folded words with the program's word for the names of products."""
    if w.program.products_are:
        for name in map(fold, (*w.facts.products, *w.program.products)):
            if not any(fold(word) in name for word in w.program.products_but):
                text = text.replace(name, w.program.products_are)
    return text
