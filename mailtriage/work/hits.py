"""work/hits.py: how often each rule of a program decided something, by the Decisions as they were kept.

A rule is counted by its kind and id, not by its line: a file that was edited keeps its counts. Once a mail, however
often it stands in its reasons.

Promises   only what was decided by this program; the numbers of the last 30 days and of all mail that is kept.
Does not   judge: a rule that was never hit may be new, or for what is rare.
Reads next work/summaries.py, model/decision.py (Reason), triage/working.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.program.program import Program
from mailtriage.program.rule import Source
from mailtriage.store.port import StoreError, View
from mailtriage.store.raw import RawStore
from mailtriage.work.desk import Desk
from mailtriage.work.summaries import Look, Summaries

RECENT = timedelta(days=30)
TEXT = "text"
# The steps of triage whose reasons name the rule that decided (triage/*.py).
_STEPS = frozenset({"category", "type", "level", "priority", "entitlement", "route", "known problem", "checklist",
                    "field", "clock"})


_SETS: dict[frozenset[tuple[str, str]], frozenset[tuple[str, str]]] = {}     # one of each: many mails have the same


@dataclass(frozen=True, slots=True)
class Mail:
    """What is kept of one mail. `rules` are (kind, id)."""

    at: datetime
    program: str
    outcome: str
    case: str
    category: str
    rules: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a program, with its hits. `fits` and `fits_not` are its examples; `last` a case it decided on, and
    when."""

    kind: str
    id: str
    title: str
    source: Source
    fits: tuple[str, ...] = ()
    fits_not: tuple[str, ...] = ()
    recent: int = 0
    all: int = 0
    last: datetime | None = None
    last_case: str = ""


def mails(view: View, desk: Desk, seconds: float) -> Look[Mail]:
    """What was decided about every mail, as far as it could be read by now."""
    return _summaries(str(desk.data), desk.raw).look(view, seconds)


@lru_cache(maxsize=4)
def _summaries(data: str, raw: RawStore) -> Summaries[LedgerRow, Mail]:
    return Summaries(LedgerRow, "outcome", [o.value for o in Outcome], lambda row: _mail(raw, row))


def _mail(raw: RawStore, row: LedgerRow) -> Mail:
    try:
        kept = json.loads(raw.get_blob(row.decision)) if row.decision else {}
    except (StoreError, ValueError):
        kept = {}                       # past its retention: it counts as a mail, not for a rule
    rules = {(r["step"], r["rule"]) for r in kept.get("reasons", ()) if r["rule"] and r["step"] in _STEPS}
    rules |= {(TEXT, a["text"]) for a in kept.get("answers", ())}
    category, decided = (kept.get("case") or {}).get("category") or "", frozenset(rules)
    return Mail(row.received, row.program, row.outcome.value, row.case, category, _SETS.setdefault(decided, decided))


def hits(program: Program, found: Look[Mail], now: datetime) -> list[Rule]:
    """Every rule of the program in the order of its files, with what it decided."""
    recent: dict[tuple[str, str], int] = {}
    everything: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], Mail] = {}
    since = now - RECENT
    alike: dict[frozenset[tuple[str, str]], list[Mail]] = {}
    for mail in found.values:
        if mail.program == program.id:
            alike.setdefault(mail.rules, []).append(mail)
    for rules, group in alike.items():
        latest, new = max(group, key=lambda m: m.at), sum(m.at >= since for m in group)
        for key in rules:
            everything[key] = everything.get(key, 0) + len(group)
            recent[key] = recent.get(key, 0) + new
            if key not in last or last[key].at < latest.at:
                last[key] = latest
    result = []
    for kind, id, title, source, fits, fits_not in _rules(program):
        key, mail_of = (kind, id), last.get((kind, id))
        result.append(Rule(kind, id, title, source, fits, fits_not, recent.get(key, 0), everything.get(key, 0),
                           mail_of.at if mail_of else None, mail_of.case if mail_of else ""))
    return result


_Line = tuple[str, str, str, Source, tuple[str, ...], tuple[str, ...]]


def _rules(program: Program) -> Iterator[_Line]:
    for c in program.categories:
        yield ("category", c.id, c.title, c.source, tuple(e.text for e in c.examples if e.fits),
               tuple(e.text for e in c.examples if not e.fits))
    for t in program.retypes:
        yield "type", t.id, f"makes {', '.join(t.of)} a {t.id}", t.source, (), ()
    for level in dict.fromkeys(r.level for r in program.raises):
        raises = [r for r in program.raises if r.level == level]
        yield "level", level, f"words or senders that take a case to {level}", raises[0].source, (), ()
    for p in program.priorities:
        yield "priority", p.id, p.title, p.source, (), ()
    for k in program.known_problems:
        yield ("known problem", k.id, k.title, k.source, tuple(e.text for e in k.examples if e.fits),
               tuple(e.text for e in k.examples if not e.fits))
    for route in program.routes:
        yield "route", route.id, f"to {route.to}", route.source, (), ()
    for path in program.paths.values():
        yield "entitlement", path.verdict, path.reply or "no text", path.source, (), ()
    for text in program.texts.values():
        yield TEXT, text.id, text.purpose.replace("-", " "), text.source, (), ()
    for checklist in program.checklists.values():
        yield "checklist", checklist.id, f"{len(checklist.items)} things to know", checklist.source, (), ()
    for f in program.fields.values():
        yield ("field", f.id, next(iter(f.title.values()), f.id), f.source,
               tuple(e.mail for e in f.examples if e.finds), tuple(e.mail for e in f.examples if not e.finds))
    for kind in dict.fromkeys(rule.kind for rule in program.clocks):
        yield "clock", kind, "a promise that runs", next(r.source for r in program.clocks if r.kind == kind), (), ()
