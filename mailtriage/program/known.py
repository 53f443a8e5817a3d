"""program/known.py: which known problem does a mail look like? Pure.

The problem with the most hits wins (a strong word counts three, a condition one, a product that is named one more);
among equals the one that stands first in the file. Where the case is known to be about another product, it is not it.

Promises   `obvious` only where the file says so and, of a problem of certain products, the product is known.
Does not   choose a text (triage/choice.py).
Reads next rules/cadents/known-problems.toml, triage/suggest.py
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.program.match import look
from mailtriage.program.program import Program
from mailtriage.program.rule import KnownProblem
from mailtriage.program.when import Circumstances

PRODUCT = "product"     # the field that holds the product, in every program that names products


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known problem that fits, how well, and on which words (folded)."""

    problem: KnownProblem
    score: int
    words: tuple[str, ...]
    obvious: bool


def alike(program: Program, mail: Circumstances) -> tuple[Likeness, ...]:
    """The known problems a mail looks like, best first."""
    found = [one for p in program.known_problems if (one := _try(p, mail)) is not None]
    return tuple(sorted(found, key=lambda one: -one.score))     # stable: the order of the file among equals


def _try(problem: KnownProblem, mail: Circumstances) -> Likeness | None:
    product = mail.fields.get(PRODUCT, "")
    named = [p for p in problem.products if p in product.split("; ")]
    if product and problem.products and not named:
        return None
    patterns, words, stopped = look(problem.symptoms, mail)
    if not patterns or stopped:
        return None
    strong = len(set(patterns) & set(problem.symptoms.strong))
    sure = bool(named) or not problem.products
    return Likeness(problem, len(patterns) + 2 * strong + len(named), (*words, *named), problem.obvious and sure)
