"""program/parts.py: what the parts of a mail are about, where it has several matters. Pure.

Reads next program/match.py, triage/new_case.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mailtriage.program.index import Said
from mailtriage.program.match import CONDITION, Categorised, Hit, categorise
from mailtriage.program.patterns import find, fold
from mailtriage.program.program import Program
from mailtriage.program.rule import ACT
from mailtriage.program.when import Circumstances, words_only

MOST_PARTS = 20


def second_matters(
    program: Program, found: Categorised, new_text: str, mail: Circumstances | None = None
) -> tuple[Hit, ...]:
    """Categories that win a part of the mail: other matters in the same mail. They need two patterns there, or one
    behind a phrase that begins another matter; and that phrase, and more of them than the winner has there, where it
    says something there too. What stops a category stops it where it stands: "it crashes" takes no invoice out of
    another paragraph."""
    mail = mail or words_only(program.index, "", new_text)
    if found.winner is None or not found.losers:
        return ()
    seen: dict[str, Hit] = {}
    opening = set(mail.said.hits(program.begins, ("new text",)).values())
    if not opening and max(len(h.patterns) for h in found.losers) < 2:
        return ()
    begun = ""
    own, *others = ((h, _said_by(h, mail.said)) for h in found.hits)
    many = [said for _, said in others if len(said) > 1]
    for part in map(fold, _parts(new_text)):
        if not opening and not any(len(_said_in(said, part)) > 1 for said in many):
            continue
        opens = next((w for w in opening if w in part), "") or begun
        ours = _weight(found.hits[0], _said_in(own[1], part))
        if ours and not opens:
            begun = ""
            continue
        there = [(h, words) for h, said in others if (words := _said_in(said, part))]
        begun = opens if not there and not ours else ""  # "One more thing." and then what it is
        there = [(h, words) for h, words in there if _weight(h, words) > ours and not _stopped_in(h, part)]
        if not there:
            continue
        best, words = max(there, key=lambda t: _weight(*t))  # of equals the first, which ranks higher
        if best.category.type != "misdirected" and (len(words) > 1 or opens):
            quoted = tuple(dict.fromkeys((*words.values(), opens) if opens else words.values()))
            seen.setdefault(best.category.id, Hit(best.category, tuple(words), quoted))
    return tuple(seen.values())


def by_parts(program: Program, found: Categorised, new_text: str, mail: Circumstances) -> Categorised:
    """Where words of one matter stop the category of the other, and each the other: the category of the first part of
    the mail that has one. Of a mail in which another matter begins; of any other a person says what it is."""
    if found.winner is not None or not found.hits or not mail.said.hits(program.begins, ("new text",)):
        return found
    for part in _parts(new_text):
        one = categorise(program, "", part, replace(mail, said=words_only(program.index, "", part).said))
        ours = next((h for h in found.hits if h.category is one.winner), None)
        if ours is not None:
            why = f"{one.why}, in a part of the mail; {found.why}"
            return Categorised(one.winner, (ours, *(h for h in found.hits if h is not ours)), why, one.words)
    return found


def begun(program: Program, new_text: str, mail: Circumstances, but: str) -> Categorised | None:
    """The other matter that a phrase of `second_matter` begins; None where the part behind it is of no category, or of
    `but` (or what that is once it came past its level)."""
    behind = False
    for part in _parts(new_text):
        about = words_only(program.index, "", part)
        behind = behind or bool(about.said.hits(program.begins, ("new text",)))
        found = categorise(program, "", part, replace(mail, said=about.said)) if behind else None
        if found is not None and found.winner is not None:
            if but not in (found.winner.id, found.winner.unresolved):
                return found
            behind = False
    return None


def _weight(hit: Hit, patterns: Iterable[str]) -> int:
    """The score of a category by some of its patterns."""
    return sum(3 if p in hit.category.when.strong else 1 for p in patterns)


def _stopped_in(hit: Hit, part: str) -> bool:
    """Whether words of this part stop a category. What the mail does as a whole stops none: a part may do something
    else."""
    if not hit.stopped_by:
        return False
    folded = part.encode("utf-8", "replace")
    return any(find(p, folded) for p in hit.category.when.none if not p.startswith(ACT))


def _said_by(hit: Hit, said: Said) -> dict[str, str]:
    """The patterns of a category that hit the mail, and on which words."""
    return {p: word for p in hit.patterns if not p.startswith(CONDITION) and (word := said.word(p))}


def _said_in(words: dict[str, str], part: str) -> dict[str, str]:
    """Of these patterns those whose words stand in this part of the mail."""
    return {p: word for p, word in words.items() if word in part}


def _parts(text: str) -> list[str]:
    """Paragraphs; of a mail that is one paragraph its sentences."""
    parts = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
    if len([p for p in parts if len(p) > 40]) < 2:
        parts = re.split(r"(?<!\b[^\W\d_]\.)(?<=[.!?])\s+|\n\s*\n", text)  # never behind the S of "P.S."
    return parts[:MOST_PARTS]
