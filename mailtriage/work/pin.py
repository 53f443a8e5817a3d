"""work/pin.py: a lead pins a text: it always leaves by itself, or never; and how every text stands.

Promises   "always" holds for the words it was said of: when the text changes, people see it again. What diagnoses,
           promises or refuses cannot be pinned to always; the daily most and the sample hold all the same.
Reads next work/autonomy.py, triage/autonomy.py, cli/autonomy.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.model.autonomy import ALWAYS, ANY_RULE, NEVER, Standing, meets
from mailtriage.program.earning import version_of, words_version
from mailtriage.program.program import Program, Text
from mailtriage.store.port import View
from mailtriage.work.approve import Refused
from mailtriage.work.autonomy import pin_key
from mailtriage.work.desk import Desk

CLEAR = "clear"
WAYS = (ALWAYS, NEVER, CLEAR)


def pin(desk: Desk, program: str, text: str, language: str, way: str, actor: str) -> Standing:
    """Pin, or take the pin off (`clear`). Raises Refused."""
    now = desk.clock()
    known = desk.programs.get(program)
    if known is None:
        raise Refused(f"there is no program {program}; there are: {', '.join(sorted(desk.programs))}")
    found = known.texts.get(text)
    if found is None or found.send != "earned":
        those = ", ".join(t.id for t in known.texts.values() if t.send == "earned") or "none"
        raise Refused(f'{text} is no text of {program} with send = "earned"; these are: {those}')
    if language not in found.words:
        raise Refused(f"{text} has no words in {language}; it has them in {', '.join(sorted(found.words))}")
    key = pin_key(program, text, language)
    with desk.store.unit() as unit:
        row = unit.one(Standing, "key", key) or unit.add(Standing(key, program, ANY_RULE, text, language, "", now))
        return unit.put(replace(
            row, version=words_version(known, found, language), pinned="" if way == CLEAR else way, pinned_by=actor,
            pinned_at=now))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `state`: earned, pinned always, pinned never, changed (text or rule since), or waits."""

    program: str
    rule: str
    text: str
    language: str
    state: str
    unedited: int
    decided: int
    after: int
    share: float
    since: datetime
    earned: datetime | None
    lost: datetime | None
    lost_why: str
    pinned_by: str
    sent_by_itself: int
    sent_today: int


def report(view: View, desk: Desk) -> list[Line]:
    """How every text stands that people have spoken about, those that left most often by themselves first."""
    lines = []
    for program in desk.programs.values():
        rows = view.find(Standing, "program", program.id)
        pins = {(r.text, r.language): r for r in rows if r.rule == ANY_RULE and r.pinned}
        shown = [r for r in rows if r.rule != ANY_RULE]
        had = {(r.text, r.language) for r in shown}
        shown += [p for place, p in pins.items() if place not in had]
        lines += [_line(program, r, pins.get((r.text, r.language)), program.today(desk.clock()).isoformat())
                  for r in shown]
    return sorted(lines, key=lambda n: (-n.sent_by_itself, n.program, n.text, n.language, n.rule))


def _line(program: Program, row: Standing, pin: Standing | None, today: str) -> Line:
    terms, text = program.autonomy, program.texts.get(row.text)
    return Line(
        row.program, row.rule, row.text, row.language, _state(program, row, pin, text), row.unedited, row.decided,
        terms.after, terms.share, row.since, row.earned, row.lost, row.lost_why, pin.pinned_by if pin else "", row.sent,
        row.sent_today if row.day == today else 0)


def _state(program: Program, row: Standing, pin: Standing | None, text: Text | None) -> str:
    if text is None or text.send != "earned":
        return "not marked as earned any more"
    if pin is not None and pin.pinned == NEVER:
        return "pinned never"
    if pin is not None and row.language in text.words and pin.version == words_version(program, text, row.language):
        return "pinned always"
    if row.rule == ANY_RULE or row.version != version_of(program, text, row.rule, row.language):
        return "changed"
    return "earned" if meets(row, program.autonomy) else "waits"
