"""program/checklists.py: what must be known of a case, what is, and what to ask now. Pure.

Promises   what is known is never asked, nor what a mail perhaps says (program/perhaps.py), and what was asked is not
           asked again, unless asks_once = false.
Does not   choose the text that asks, nor remind (triage/choice.py, clocks).
Reads next rules/cadents/checklists.toml, triage/choice.py, work/dossier.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailtriage.model.case import Case
from mailtriage.program.fields import GUESSED
from mailtriage.program.index import Index, Said
from mailtriage.program.program import Level, Program
from mailtriage.program.rule import Checklist, Item, Source, spoken
from mailtriage.program.when import Circumstances, holds

_NOTHING_SAID = Said(Index(()), {"subject": "", "new text": ""})


# Ways of finding that take what stands there, whole: nothing was cut out of a sentence.
_AS_WRITTEN = ("list", "quoted", "time", "behind a name", "devices", "attachment")

@dataclass(frozen=True, slots=True)
class Needs:
    """`lists` are the checklists that apply; `missing` the items that must be known and are not; `ask` the (field,
    question) pairs to ask now, `unsure` those that are not asked only because a mail perhaps said them; `text` the text
    that asks, "" when none does; `source` where the first list stands."""

    lists: tuple[str, ...]
    missing: tuple[Item, ...]
    ask: tuple[tuple[str, str], ...]
    text: str
    source: Source
    unsure: tuple[tuple[str, str], ...] = ()


def needs(program: Program, case: Case, to_level: str = "") -> Needs:
    """What a case of this category and priority, or a hand-over of it to a level, must hold."""
    about = circumstances_of(program, case)
    every = ((c, [i for i in c.items if holds(i.when, about) is not None]) for c in _lists(program, case, to_level))
    lists = [(checklist, items) for checklist, items in every if items]
    missing: list[Item] = []
    ask: list[tuple[str, str]] = []
    unsure: list[tuple[str, str]] = []
    seen: set[str] = set()
    for checklist, items in lists:
        for item in items:
            if item.field in seen or case.fields.get(item.field):
                continue
            seen.add(item.field)
            if not item.optional:
                missing.append(item)
            if item.field not in case.asked or not checklist.asks_once:
                (unsure if item.field in case.perhaps else ask).append((item.field, spoken(item.ask, case.language)))
    if not any(item.field not in case.perhaps for item in missing):  # nobody is written to for what only helps
        ask = []
    most = min((c.most for c, _ in lists), default=0)
    text = next((c.text for c, _ in lists if c.text), "")
    source = lists[0][0].source if lists else Source("", 0)
    return Needs(tuple(c.id for c, _ in lists), tuple(missing), tuple(ask[:most]), text, source, tuple(unsure[:most]))


def needs_now(program: Program, case: Case) -> Needs:
    """The same for the case as it stands: with what a hand-over that waits needs."""
    return needs(program, case, case.handing_over.to if case.handing_over else "")


def still_asked(program: Program, case: Case, asks: tuple[str, ...], chosen: bool = False) -> tuple[str, ...]:
    """Of fields that a draft asks for, those still to be asked: not known nor perhaps said, and no other answer stands
    for them. One of no checklist of the case is asked as long as it is not known. What a person has `chosen` to ask is
    asked although a mail perhaps says it."""
    about = circumstances_of(program, case)
    to = case.handing_over.to if case.handing_over else ""
    items = [i for c in _lists(program, case, to) for i in c.items]
    moot = {i.field for i in items} - {i.field for i in items if holds(i.when, about) is not None}
    return tuple(name for name in asks if not case.fields.get(name) and name not in moot
                 and (chosen or name not in case.perhaps))


def _lists(program: Program, case: Case, to_level: str) -> Iterator[Checklist]:
    category = program.category(case.category)
    priority = next((p for p in program.priorities if p.id == case.priority), None)
    to = next((v.dossier for v in program.levels if v.id == to_level), "")
    came = next((v for v in program.levels if _came_to(case, v)), None) if not to_level else None
    names = [to, *(rule.checklist for rule in (came, category, priority) if rule is not None)]
    return (program.checklists[name] for name in dict.fromkeys(names) if name in program.checklists)


def _came_to(case: Case, level: Level) -> bool:
    """Whether something took the case to that level, past the one of its category."""
    return bool(level.marks and case.level == level.id and case.fields.get(level.marks))


def circumstances_of(program: Program, case: Case) -> Circumstances:
    """A case without a mail, for conditions on what the case itself is."""
    return Circumstances(
        _NOTHING_SAID,
        mailbox=case.mailbox,
        language=case.language,
        fields=case.fields,
        facts=facts_of(case),
    )


def facts_of(case: Case) -> dict[str, str]:
    """What conditions of a case ask for, by vocabulary.OF_THE_CASE."""
    return {
        "category": case.category,
        "type": case.type,
        "level": case.level,
        "priority": case.priority,
        "team": case.team,
        "entitlement": case.entitlement.verdict.value,
        "service_level": case.entitlement.level,
        "customer": case.customer,
    }


def known(program: Program, case: Case, *, to_customer: bool = False) -> tuple[tuple[str, str], ...]:
    """(title, value) of every field, in the order of the program's file. `to_customer`: without what only the register
    says, which is nothing to tell a sender who may be somebody else."""
    order = {name: n for n, name in enumerate(program.fields)}
    names = sorted(case.fields, key=lambda name: order.get(name, len(order)))
    return tuple(
        (title(program, name, case.language), case.fields[name])
        for name in names
        if case.fields[name] and not (to_customer and _is_ours(program, case, name))
    )


def _is_ours(program: Program, case: Case, name: str) -> bool:
    """Whether a field is nothing to tell who reports: what only the register says, what the program keeps back, and
    what we have made out of free sentences. That spares a question; said back, it would be wrong now and then."""
    field, origin = program.fields.get(name), case.sources.get(name)
    if field and field.internal or origin is None:
        return bool(field and field.internal)
    return origin.source == "register" or (origin.rank == GUESSED and not origin.by.startswith(_AS_WRITTEN))


def gaps(program: Program, case: Case, missing: tuple[Item, ...]) -> tuple[str, ...]:
    """What is missing, for staff: with the sentence by which a mail perhaps said it."""
    perhaps = ((title(program, i.field, program.languages[0]), case.perhaps.get(i.field, "")) for i in missing)
    return tuple(f'{name} (perhaps said: "{said}")' if said else name for name, said in perhaps)


def perhaps_said(program: Program, case: Case) -> tuple[str, ...]:
    """What is missing now and nobody is asked for, each with the sentence by which a mail perhaps said it."""
    missing = needs_now(program, case).missing
    return gaps(program, case, tuple(i for i in missing if i.field in case.perhaps))


def title(program: Program, name: str, language: str) -> str:
    """What a field is called."""
    field = program.fields.get(name)
    return spoken(field.title, language) if field else name.replace("_", " ").capitalize()
