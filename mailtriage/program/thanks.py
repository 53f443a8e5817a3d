"""program/thanks.py: does a mail only say thanks? Such a mail is noted: it opens nothing and gets no answer.

Promises   in doubt no: "Thanks, still broken" and "Thanks, and when?" are not thanks. What remains when the
           phrases of the program and common courtesies are taken away may only be names, where names stand.
Does not   know files: the phrases are data of the program, the courtesies are the grammar around them.
Reads next program/courtesies.py, triage/reply.py
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailtriage.program.courtesies import COURTESIES, NOT_NAMES
from mailtriage.program.patterns import find, fold
from mailtriage.program.program import Program

LONGEST = 300  # characters: nobody says only thanks at greater length
MOST_NAME_WORDS = 3  # "Naledi van Wyk" on one line,
MOST_NAME_LINES = 3  # whom she greets, who she is, where she works
_WORD = re.compile(r"[^\W\d_][\w'.-]*")
_TAKEN = " \u00b6 "  # stands where words were taken, so that what is left and right of them does not join


def is_thanks(program: Program, text: str) -> bool:
    """Whether `text` (what is new in a mail, without signature) says thanks or all right, and nothing else."""
    text = text.strip()
    if not text or len(text) > LONGEST or re.search(r"[?\d@]|https?:", text):
        return False
    thanked, names = False, 0
    phrases = tuple(phrase for language in program.thanks.values() for phrase in language)
    for line in text.splitlines():
        left, hit = _take(phrases, fold(line))
        thanked = thanked or hit
        if words := set(_WORD.findall(left)):
            if not _names(line, words):
                return False
            names += 1
    return thanked and names <= MOST_NAME_LINES


def _take(phrases: tuple[str, ...], folded: str) -> tuple[str, bool]:
    """A line without its thanks and courtesies, and whether it had thanks."""
    hit = False
    # The longest first: German "dank" must not take the head of Dutch "dank u wel".
    while longest := max((find(phrase, folded.encode("utf-8", "replace")) for phrase in phrases), key=len, default=""):
        left, hit = re.sub(rf"(?<!\w){re.escape(longest)}(?!\w)", _TAKEN, folded, count=1), True
        if left == folded:  # a pattern that hits what is no word: it cannot be taken away
            break
        folded = left
    return _courtesy().sub(_TAKEN, folded), hit


@lru_cache(maxsize=1)
def _courtesy() -> re.Pattern[str]:
    longest_first = sorted(COURTESIES, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _names(line: str, words: set[str]) -> bool:
    """Whether what is left of `line` reads as a person's name: few words, each with a capital in the line."""
    written = [w for w in re.findall(r"[^\W\d_][\w'’.-]*", line) if fold(w) in words]
    return len(written) <= MOST_NAME_WORDS and all(
        w[0].isupper() and fold(w).strip(".") not in NOT_NAMES for w in written
    )
