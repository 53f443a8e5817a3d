"""program/lint_standing.py: do regions, partners, types, routes and duties name only what there is?

Promises   every cell of levels.toml has a category of its level, or a reason; every category stands in a cell or the
           program has no such table.
Reads next program/lint.py, program/schema_standing.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from mailtriage.program import lint_asking
from mailtriage.program.vocabulary import OF_THE_CASE

if TYPE_CHECKING:
    from mailtriage.program.lint_check import Check
    from mailtriage.program.parsed import Parsed

ANSWERS = frozenset({"questions", "reference", "referral", "prescribed-answer"})


def program(check: Check, file: Parsed) -> None:
    m = file.model
    check.once(file, "partner", "id", (p.id for p in m.partner))
    for i, region in enumerate(m.region):
        check.one_of(file, ("region", i, "mailbox"), region.mailbox, set(m.mailbox), "[mailbox.…] section")
    names = [(i, n.casefold()) for i, r in enumerate(m.region) for n in r.names]
    for i, name in names:
        if [n for j, n in names if j < i].count(name):
            check.say(file, ("region", i, "names"), f'"{name}" is the name of another region too')
    for i, level in enumerate(m.level):
        if level.address == "partner" and not m.partner:
            check.say(file, ("level", i, "address"), 'is "partner", but there is no [[partner]]; write one')
        if not level.handles and not _cells(check, level.id):
            check.say(file, ("level", i, "handles"), "is missing: write what the level handles, here or in levels.toml")
        if level.marks:
            check.one_of(file, ("level", i, "marks"), level.marks, check.fields, "field")
        for n, when in enumerate(level.when):
            lint_asking.conditions(check, file, ("level", i, "when", n), when, OF_THE_CASE)


def _cells(check: Check, level: str) -> bool:
    parsed = check.files.get("levels.toml")
    return parsed is None or any(d.level == level for d in parsed.model.duty)


def types(check: Check, file: Parsed) -> None:
    from mailtriage.program.schema import CategoryType

    known = get_args(CategoryType)
    for i, rule in enumerate(file.model.type):
        for name in (rule.id, *rule.of):
            check.one_of(file, ("type", i), name, known, "type")
        for name in rule.category:
            check.one_of(file, ("type", i, "category"), name, check.categories, "category")
        if not rule.any and rule.act is None and rule.role is None:
            check.say(file, ("type", i), "says nothing that makes it so; write any = [words], act or role")
        if rule.priority:
            check.one_of(file, ("type", i, "priority"), rule.priority, check.priorities, "priority")


def routes(check: Check, file: Parsed) -> None:
    check.once(file, "route", "id", (r.id for r in file.model.route))
    pro = check.files.get("program.toml")
    for i, route in enumerate(file.model.route):
        at = ("route", i)
        lint_asking.conditions(check, file, (*at, "when"), route.when)
        check.text(file, (*at, "text"), route.text, frozenset({"hand-over"}), "a route")
        for key in ("told", "alone"):
            if getattr(route, key):
                check.text(file, (*at, key), getattr(route, key), ANSWERS, "what the sender is told")
        kind, _, role = route.to.partition(":")
        if kind == "role":
            check.one_of(file, (*at, "to"), role, check.roles, "role in program.toml [[contact]]")
        if kind == "partner" and pro is not None and not pro.model.partner:
            check.say(file, (*at, "to"), 'is "partner", but program.toml has no [[partner]]; write one')


def levels(check: Check, file: Parsed) -> None:
    cat = check.files.get("categories.toml")
    stands = {c.id: c.level for c in cat.model.category} if cat else {}
    for i, duty in enumerate(file.model.duty):
        at = ("duty", i)
        check.one_of(file, (*at, "level"), duty.level, check.levels, "level")
        if bool(duty.category) == bool(duty.reason):
            check.say(file, at, f'"{duty.words}" has either category = ["…"], or reason = "why there is none"')
        for name in duty.category:
            check.one_of(file, (*at, "category"), name, check.categories, "category")
            if stands.get(name, duty.level) != duty.level and not duty.but:
                what = f'{name} stands at {stands[name]}, not {duty.level}; say why: but = "…"'
                check.say(file, (*at, "category"), what)
