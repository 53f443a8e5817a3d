"""work/likely.py: the texts a person may choose, likeliest first: what the program answers such a case with, then what
shares most telling words with the mail.

Does not   decide anything: a person reads and chooses.
Reads next work/written.py
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from mailtriage.model.case import Case
from mailtriage.program.entitlement import path
from mailtriage.program.program import Program

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6               # letters: "expired" and "expires" are one
_COMMON = 4             # a word that more than one in so many texts has tells nothing


def likeliest(program: Program, case: Case, mail: str, texts: Mapping[str, str]) -> list[str]:
    """The ids of `texts` (id -> its words in this case) in that order; those alike stay in the order they came."""
    problems = program.known_problems
    category, known = program.category(case.category), case.known_problem
    leads = path(program, case.entitlement)
    first = [leads.reply] if not leads.work_goes_on else []
    first += [p.text for p in problems if known is not None and p.id == known.id]
    first += [category.reply] if category is not None else []
    titles = {p.text: p.title for p in problems}
    said = {id: _stems(f"{id} {titles.get(id, '')} {words}") for id, words in texts.items()}
    shared = Counter(stem for stems in said.values() for stem in stems)
    asked = {stem for stem in _stems(mail) if 0 < shared[stem] * _COMMON <= max(len(said), _COMMON)}
    weight = {id: sum(math.log(1 + len(said) / shared[stem]) for stem in stems & asked) for id, stems in said.items()}
    return sorted(texts, key=lambda id: (first.index(id) if id in first else len(first), -weight[id]))


def _stems(words: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(words.casefold())}
