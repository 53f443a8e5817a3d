"""program/examples.py: the examples beside the rules are their tests, run through the whole matcher.

Promises   `fits` must be won by its own category, against all others; `not` must not be. A program that fails
           one does not load. `mailtriage rules test` prints the same, with the confusion matrix.
Reads next program/load.py, cli/rules.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mailtriage.program.match import Categorised, categorise
from mailtriage.program.program import Category, Example, Program
from mailtriage.program.rule import Source

NO_CATEGORY = "(none)"


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that came out wrong: `text` says what won instead, on which words, and what to do."""

    category: str
    example: str
    source: Source
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`matrix` counts the `fits` examples: (category it stands under, category that won) -> how many."""

    count: int
    failures: tuple[Failure, ...]
    matrix: Mapping[tuple[str, str], int]


def run(program: Program) -> Outcome:
    """Every example of every category."""
    failures, matrix, count = [], Counter[tuple[str, str]](), 0
    for i, category in enumerate(program.categories):
        for j, example in enumerate(category.examples):
            count += 1
            found = categorise(program, example.subject, example.text)
            if example.fits:
                matrix[category.id, found.winner.id if found.winner else NO_CATEGORY] += 1
            if wrong := _wrong(category, example, found):
                failures.append(
                    Failure(
                        category.id,
                        example.text,
                        example.source,
                        f"category[{i}].example[{j}]",
                        wrong,
                    )
                )
    return Outcome(count, tuple(failures), dict(matrix))


def _wrong(category: Category, example: Example, found: Categorised) -> str:
    won = found.winner is not None and found.winner.id == category.id
    if won == example.fits:
        return ""
    said = f'"{example.text[:70]}{"…" if len(example.text) > 70 else ""}"'
    if not example.fits:
        return f"{said} must not be {category.id}, but it is: {found.why}; take a word away or add it to none"
    own = next((h for h in found.hits if h.category.id == category.id), None)
    if own is None:
        return f"{said} should be {category.id}, but no word of it hits (result: {found.why}); add one to any"
    if own.stopped_by:
        return f"{said} should be {category.id}, but its none says {', '.join(own.stopped_by)}"
    return f"{said} should be {category.id} ({', '.join(own.words)}), but the result is {found.why}"
