"""program/otherwise.py: a mail that no rule's words fit is sorted by what it does, where the program says how. Pure.

Promises   before that, a category whose own words are plain and which only words of another sentence took out of the
           running: "nobody streams videos there" is no word on "the router has no data left". It is a guess.
Reads next program/match.py, program/acts.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.program.match import Categorised, Hit
from mailtriage.program.patterns import fold
from mailtriage.program.program import Program
from mailtriage.program.rule import ACT
from mailtriage.program.sentences import of_rows
from mailtriage.program.when import Circumstances

PLAIN = 3  # what one strong word counts


def otherwise(program: Program, found: Categorised, mail: Circumstances) -> Categorised:
    """`found`, or where it has no winner the category that only words elsewhere stop, else the one that
    `default_by_act` names for what the mail does."""
    if found.winner is not None or not program.default_by_act:
        return found
    if (other := _stopped_elsewhere(found, mail)) is not None:
        return replace(found, winner=other.category, hits=(other._replace(patterns=()), *found.hits), words=other.words,
                       why=f"{other.category.id} as {found.why}, in another sentence")  # fmt: skip
    act, words = mail.said.act
    category = program.category(program.default_by_act.get(act, ""))
    if category is None:
        return found
    hit = Hit(category, (), (words,))
    return replace(found, winner=category, hits=(hit, *found.hits), words=(words,),
                   why=f'{category.id} as {found.why} and the mail is a {act}, on "{words[:60]}"')  # fmt: skip


def _stopped_elsewhere(found: Categorised, mail: Circumstances) -> Hit | None:
    """The first of the most plainly said categories that are stopped only by words in sentences with none of theirs."""
    best: Hit | None = None
    sentences: list[str] = []
    for hit in found.hits:
        if hit.score < PLAIN or (best is not None and hit.score <= best.score):
            continue
        stops = mail.said.hits(hit.category.when.none, hit.category.when.where)
        if any(pattern.startswith(ACT) for pattern in stops):
            continue
        sentences = sentences or [
            fold(s) for part in ("subject", "new text") for s in of_rows(mail.said.written(part))
        ]
        said = [s for s in sentences if any(word.strip() in s for word in hit.words)]
        if said and not any(word.strip() in s for word in stops.values() for s in said):
            best = hit
    return best
