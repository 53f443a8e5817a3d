"""triage/suggest.py: the known problem a mail looks like, kept on the case with its words, and shown to staff.

Promises   the best match and those it goes before are recorded, each with the line of the register it stands in.
Does not   look at other cases: similar solved ones are for the eyes of staff only (work/search.py), no rule decides on
           what another customer wrote.
Reads next program/known.py, triage/choice.py
"""

from __future__ import annotations

from mailtriage.model.case import Case, Suggested
from mailtriage.program.known import Likeness, alike
from mailtriage.triage.working import Working


def suggest(w: Working, case: Case | None = None) -> Suggested | None:
    """Sets w.known. What is kept on the case: the best match, or None where nothing fits, or where the case has one
    that fits as well."""
    if not w.program.known_problems:
        return None
    found = alike(w.program, w.about)
    w.known = found[0] if found else None
    if w.known is None:
        w.because("known problem", "none fits")
        return None
    _because(w, found)
    had = case.known_problem if case is not None else None
    if had is not None and (had.id == w.known.problem.id or had.score >= w.known.score):
        return None
    problem = w.known.problem
    return Suggested(problem.id, problem.title, w.known.score, w.known.words, problem.article)


def _because(w: Working, found: tuple[Likeness, ...]) -> None:
    best, others = found[0], ", ".join(one.problem.id for one in found[1:])
    how = "obvious" if best.obvious else "suggested to staff"
    result = f"{best.problem.id} on {', '.join(best.words)} (score {best.score}): {how}"
    if best.problem.obvious and not best.obvious:
        result += ", because the product is not known"
    if others:
        result += f"; goes before {others}"
    w.because("known problem", result, best.problem.id, best.problem.source, best.words)
