"""triage/sorting.py: which category a new mail has, by the rules and by what it is like as a whole; how urgent it is.

Promises   where the two disagree the case is never less urgent than the rules alone would make it, and `unsure` keeps
           the texts of the category from being proposed.
Reads next program/match.py, program/weighed.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.program.match import Categorised, categorise, prioritise
from mailtriage.program.otherwise import otherwise
from mailtriage.program.parts import by_parts
from mailtriage.program.program import Category
from mailtriage.program.standing_values import Retype
from mailtriage.program.weighed import Weighed, weighed
from mailtriage.triage.wording import asides, without
from mailtriage.triage.working import Working

_IN_ANOTHER_LANGUAGE = 3  # the score from which on a category is believed in a language the words are not for


def categorised(w: Working) -> Weighed:
    """The category of the mail, with its reasons; sets `unsure`."""
    both = weighed(w.program, otherwise(w.program, _besides_asides(w), w.about), w.mail.subject, w.mail.said, w.about)
    found = both.found
    if found.winner is None:
        w.because("category", "no rule fits; a person categorises it")
    elif both.doubt:
        w.because("category", f"{found.why}; {both.rules_say}", found.winner.id, both.source, found.words)
        w.unsure = both.doubt
    else:
        w.because("category", found.why, found.winner.id, found.winner.source, found.words)
        score, least = found.hits[0].score, max(w.program.reply_from, _IN_ANOTHER_LANGUAGE if w.foreign else 0)
        if score < least:
            reads = f" in a mail that reads as {w.foreign}" if w.foreign else ""
            w.unsure = f"{found.winner.id} is a guess (score {score} of {least}{reads})"
    return both


def _besides_asides(w: Working) -> Categorised:
    """The category by what the mail says besides what was tried and the like, products by what they are; by all it says
    where that fits none."""
    tried = asides(w, w.fields)
    if tried:
        about = without(w, w.mail.subject, tried)
        found = categorise(w.program, "", "", about)
        if found.winner is not None:
            return found
    about = without(w, w.mail.subject, ())
    return by_parts(w.program, categorise(w.program, "", "", about), w.mail.said, about)


def priority_of(w: Working, both: Weighed, other: Retype | None) -> str:
    """The priority; `other` is what makes the mail another type than its category is."""
    category = both.found.winner
    if category is not None:
        own = (other.priority if other else "") or category.priority
        category = replace(category, priority=_more_urgent(w, own, both.by_rules))
    kind = other.id if other else ""
    priority = prioritise(w.program, category, w.mail.subject, w.mail.said, w.about, kind)
    w.because("priority", priority.why, priority.id, priority.source, priority.words)
    return priority.id


def _more_urgent(w: Working, own: str, by_rules: Category | None) -> str:
    scale = [p.id for p in w.program.priorities]
    theirs = by_rules.priority if by_rules is not None else own
    return min(own, theirs, key=scale.index) if own in scale and theirs in scale else own
