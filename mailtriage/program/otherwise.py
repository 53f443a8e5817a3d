"""program/otherwise.py: the category of a mail that no rule's words fit, by what it does: a fault is one, whatever
it is of. Pure.

Promises   only where no rule fits; the act and its words are the evidence (program/acts.py).
Reads next program/match.py, triage/new_case.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.program.match import Categorised, Hit
from mailtriage.program.program import Program
from mailtriage.program.when import Circumstances


def otherwise(program: Program, found: Categorised, mail: Circumstances) -> Categorised:
    """`found`, or where it has no winner the category that `default_by_act` names for what the mail does."""
    if found.winner is not None or not program.default_by_act:
        return found
    act, words = mail.said.act
    category = program.category(program.default_by_act.get(act, ""))
    if category is None:
        return found
    hit = Hit(category, (), (words,))
    return replace(found, winner=category, hits=(hit, *found.hits), words=(words,),
                   why=f'{category.id} as {found.why} and the mail is a {act}, on "{words[:60]}"')  # fmt: skip
