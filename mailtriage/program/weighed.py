"""program/weighed.py: what the rules found in a mail, weighed with what it is like as a whole. Pure.

Promises   where the two agree, what the rules say stands. Where the mail as a whole is more like another category, it
           is of that one, and `doubt` says so in words: no text of a category goes on such a guess. Only a category
           whose conditions hold is taken (a mailbox, a language). A program without mails.toml has rules alone.
Does not   ask the rules again; words of `none` take a category out of the running of the rules, not out of this.
Reads next program/second_reader.py, triage/sorting.py

What the rules choose has a lead, and each word they found counts, up to three: the weights were chosen on blind mails
(docs/blind-scores.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.program.match import Categorised, Hit, categorise
from mailtriage.program.otherwise import otherwise
from mailtriage.program.program import Category, Program
from mailtriage.program.rule import NOWHERE, Source
from mailtriage.program.second_reader import SecondReader
from mailtriage.program.when import Circumstances, holds, words_only

LEAD = 0.05
WORD = 0.02
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """`found` is what comes of both. `doubt` is "" where the rules' own choice stands, else why it does not: then
    `source` is the sorted mail that is most like this one, `by_rules` what the rules alone chose, `rules_say` why."""

    found: Categorised
    doubt: str = ""
    source: Source = NOWHERE
    by_rules: Category | None = None
    rules_say: str = ""


def weighed(
    program: Program, found: Categorised, subject: str, new_text: str, mail: Circumstances,
    reader: SecondReader | None = None,
) -> Weighed:
    """The category of a mail by what the rules found and by what it is like, to the program's second reader or another
    one."""
    if not program.mails:
        return Weighed(found)
    reader = reader or program.second
    opinion = reader.of(f"{subject}\n{new_text}")
    scores = dict(opinion.scores)
    for hit in found.hits:
        scores[hit.category.id] = scores.get(hit.category.id, 0.0) + WORD * min(hit.score, MOST_WORDS)
    chosen = found.winner.id if found.winner else program.default_category
    own = scores.get(chosen, 0.0) + LEAD
    better = sorted((c for c, score in scores.items() if score > own and c != chosen), key=lambda c: (-scores[c], c))
    other = next((c for id in better if (c := program.category(id)) is not None and _may_be(c, mail)), None)
    if other is None:
        return Weighed(found)
    words = reader.telling(opinion, other.id)
    by_rules = f"{found.winner.id} by its words" if found.winner else "no rule fits its words"
    doubt = f"{other.id} is a guess by what the mail is like ({by_rules})"
    rules_say = f"the rules say {found.why}" if found.winner else found.why
    return Weighed(_instead(found, other, words), doubt, reader.nearest(opinion, other.id), found.winner, rules_say)


def by_words(program: Program, subject: str, text: str, reader: SecondReader | None = None) -> Categorised:
    """What a mail of these words would be, where nothing else is known of it."""
    about = words_only(program.index, subject, text)
    rules = otherwise(program, categorise(program, subject, text, about), about)
    return weighed(program, rules, subject, text, about, reader).found


def _may_be(category: Category, mail: Circumstances) -> bool:
    return not category.when.conditions or holds(category.when.conditions, mail) is not None


def _instead(found: Categorised, other: Category, words: tuple[str, ...]) -> Categorised:
    hit = next((h for h in found.hits if h.category is other), Hit(other, (), words))
    rest = (h for h in found.hits if h.category is not other)
    why = f"{other.id}, as the mail is most like those sorted so ({', '.join(words)})"
    return Categorised(other, (hit._replace(stopped_by=()), *rest), why, words)
