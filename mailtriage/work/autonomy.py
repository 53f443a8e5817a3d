"""work/autonomy.py: what people, customers and mail systems say about a text that may earn to leave by itself.

Promises   counted in the unit that does what is counted, so that no approval counts twice and none is lost; what is
           gained or lost stands as an event on the case where it happened. Only what was said of the version that is in
           force counts, and only of what the rule chose: once a person said that the case is of another category, what
           becomes of its drafts says nothing of the rule that was wrong, nor of one that chose nothing.
Does not   decide about a mail (triage/autonomy.py).
Crash      nothing of its own: the caller's unit has it whole or not at all.
Reads next model/autonomy.py, work/approve.py, work/pin.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from mailtriage.model import autonomy
from mailtriage.model.autonomy import Standing, key_of
from mailtriage.model.case import Case, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.program.earning import what_changed
from mailtriage.program.program import Program
from mailtriage.store.port import Unit, View

_GONE = frozenset({OutState.SENT, OutState.SENDING, OutState.UNKNOWN, OutState.QUEUED, OutState.FAILED})


def standings(view: View, program: Program) -> tuple[Standing, ...]:
    """What triage needs to know; nothing is read for a program where nothing can be earned."""
    if not any(t.send == "earned" for t in program.texts.values()):
        return ()
    return tuple(view.find(Standing, "program", program.id))


def proposed(unit: Unit, case: Case, earns: str, now: datetime) -> None:
    """An answer that may earn it was written: its Standing is there, and of the version in force."""
    key, version = split(earns)
    standing = unit.one(Standing, "key", key)
    if standing is None:
        program, rule, text, language = key.split(" ")
        unit.add(Standing(key, program, rule, text, language, version, now))
    elif standing.version != version:
        after = autonomy.changed(standing, version, now, what_changed(standing.version, version))
        _keep(unit, case.number, standing, after, now)


def left(unit: Unit, program: Program, case: Case, earns: str, why: str, now: datetime) -> None:
    """An answer leaves by itself."""
    standing = unit.one(Standing, "key", split(earns)[0])
    assert standing is not None, earns
    unit.put(autonomy.left(standing, program.today(now).isoformat()))
    unit.add(Event(case.number, now, "autonomy", f"{standing.text} leaves by itself, {why}"))


def approved(unit: Unit, program: Program, draft: Draft, actor: str, now: datetime) -> None:
    """A person approved the draft, edited or not."""
    if draft.edited:
        _say(unit, draft.case, draft.earns, now,
             lambda s: autonomy.against(s, program.autonomy, now, f"edited by {actor} (draft {draft.id})"))
    else:
        _say(unit, draft.case, draft.earns, now, lambda s: autonomy.approved(s, program.autonomy, now))


def rejected(unit: Unit, program: Program, draft: Draft, actor: str, now: datetime) -> None:
    why = f"rejected by {actor} (draft {draft.id})"
    _say(unit, draft.case, draft.earns, now, lambda s: autonomy.against(s, program.autonomy, now, why))


def replaced(unit: Unit, program: Program, draft: Draft, why: str, now: datetime) -> None:
    """A person wants another text in its place."""
    _say(unit, draft.case, draft.earns, now, lambda s: autonomy.against(s, program.autonomy, now, why))


def moved(unit: Unit, program: Program, before: Case, after: Case) -> None:
    """A person put the case into another category: the drafts that wait for it speak for no rule any more."""
    if before.category == after.category:
        return
    for draft in unit.find(Draft, "case", after.number):
        if draft.state is DraftState.PROPOSED and draft.earns and _by_category(program, draft, before.category):
            unit.put(replace(draft, earns=""))


def _by_category(program: Program, draft: Draft, category: str) -> bool:
    """Whether that category chose the text; or its own rule did, where that asks for the category."""
    rule, text = split(draft.earns)[0].split(" ")[1], program.texts.get(draft.text)
    return rule == f"category/{category}" or text is None or (
        rule == f"text/{text.id}" and "category" in text.when.wants)


def undone(unit: Unit, draft: Draft, now: datetime) -> None:
    """The approval of `draft`, as it was before, is taken back."""
    _say(unit, draft.case, draft.earns, now, lambda s: autonomy.undone(s, draft.decided_at, draft.edited))


def spoke_against(unit: Unit, program: Program, case: str, why: str, now: datetime) -> None:
    """A complaint came on the case: every text it had that may earn it is spoken against, once."""
    _against(unit, program, unit.find(Outgoing, "case", case), why, now)


def reopened(unit: Unit, program: Program, case: str, now: datetime) -> None:
    """The case is open again: what it was told within `watch` did not solve it."""
    rows = unit.find(Outgoing, "case", case)
    recent = [r for r in rows if now - (r.sent_at or r.created) <= program.autonomy.watch]
    _against(unit, program, recent, f"{case} was reopened", now)


def bounced(unit: Unit, program: Program, row: Outgoing, now: datetime) -> None:
    """This mail came back for good, or was refused at the door. No address in the reason: it outlives the case."""
    _against(unit, program, (row,), f"a mail of {row.case} came back", now)


def split(earns: str) -> tuple[str, str]:
    """Key and version of what drafts, answers and mails carry."""
    key, _, version = earns.rpartition(" ")
    return key, version


def pin_key(program: str, text: str, language: str) -> str:
    return key_of(program, autonomy.ANY_RULE, text, language)


def _against(unit: Unit, program: Program, rows: Iterable[Outgoing], why: str, now: datetime) -> None:
    for earns, case in dict.fromkeys((r.earns, r.case) for r in rows if r.state in _GONE):
        _say(unit, case, earns, now, lambda s: autonomy.against(s, program.autonomy, now, why))


def _say(unit: Unit, case: str, earns: str, now: datetime, how: Callable[[Standing], Standing]) -> None:
    key, version = split(earns)
    standing = unit.one(Standing, "key", key) if key else None
    if standing is not None and standing.version == version:
        _keep(unit, case, standing, how(standing), now)


def _keep(unit: Unit, case: str, before: Standing, after: Standing, now: datetime) -> None:
    unit.put(replace(after, id=before.id))
    what = f"{after.text} in {after.language} by {after.rule}"
    if after.earned and not before.earned:
        unit.add(Event(case, now, "autonomy", f"{what} leaves by itself from now on: {after.said}"))
    elif before.earned and not after.earned:
        why = after.lost_why if after.lost == now else "the approval was undone"
        unit.add(Event(case, now, "autonomy", f"{what} waits for approval again: {why}"))
