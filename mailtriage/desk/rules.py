"""desk/rules.py: the programs in force, and each rule with its hits, its examples and the place where it stands.

Promises   read only: rules are files. What is not counted yet is said, and counted while one looks.
Reads next work/hits.py
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.program.program import Program
from mailtriage.work.hits import Rule, hits, mails

BUDGET = 0.15           # seconds of reading a page may take; what is left comes with the next look


@dataclass(frozen=True, slots=True)
class Shown:
    """One program: its rules by kind; `stale` is what is wrong with files that are newer and do not load."""

    program: Program
    kinds: tuple[tuple[str, tuple[Rule, ...]], ...]
    never: int
    stale: tuple[str, ...]


def look(asked: Asked) -> Response:
    """All programs this person sees; with `?never=1` only rules that were never hit."""
    never = asked.query.get("never", "")
    with asked.desk.store.view() as view:
        found = mails(view, asked.desk, BUDGET)
    shown = [_shown(asked, p, hits(p, found, asked.desk.clock()), bool(never))
             for p in asked.desk.programs.values() if asked.person.sees(p.id)]
    return show(asked, "rules", programs=shown, counted=len(found.values), behind=found.behind, never=never)


def _shown(asked: Asked, program: Program, rules: list[Rule], never: bool) -> Shown:
    kinds: dict[str, list[Rule]] = {}
    for rule in rules:
        if not (never and rule.all):
            kinds.setdefault(rule.kind, []).append(rule)
    return Shown(program, tuple((kind, tuple(found)) for kind, found in kinds.items()),
                 sum(not r.all for r in rules), tuple(asked.desk.stale.get(program.id, ())))
