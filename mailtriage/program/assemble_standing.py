"""program/assemble_standing.py: mailboxes, regions, partners, routes and duties, from checked files to memory.

Reads next program/standing.py, program/assemble.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailtriage.program.assemble_when import conditions, patterns
from mailtriage.program.parsed import Parsed
from mailtriage.program.rule import Conditions, Patterns
from mailtriage.program.schema_standing import TypeSection
from mailtriage.program.standing_values import Duty, Identity, Partner, Raise, Region, Retype, Route


def _does(rule: TypeSection) -> Conditions:
    """What the mail does and who writes, where a rule of [[type]] asks for it."""
    return Conditions({key: values for key, values in (("act", rule.act), ("role", rule.role)) if values})


def handled(parsed: Mapping[str, Parsed]) -> dict[str, tuple[str, ...]]:
    """What each level handles by levels.toml, in the words of the policy."""
    found: dict[str, tuple[str, ...]] = {}
    for duty in parsed["levels.toml"].model.duty:
        found[duty.level] = (*found.get(duty.level, ()), duty.words)
    return found


def standing(parsed: Mapping[str, Parsed]) -> dict[str, Any]:
    """The parts of a Program that program/standing.py describes."""
    pro, cat, rts, lev = (parsed[f"{n}.toml"] for n in ("program", "categories", "routes", "levels"))
    p = pro.model
    return {
        "mailboxes": {n: Identity(m.name, m.telephone, m.whatsapp, m.zone) for n, m in p.mailbox.items()},
        "regions": tuple(Region(r.names, r.mailbox, r.zone) for r in p.region),
        "partner_list": tuple(
            Partner(v.id, v.title, v.address, tuple(d.lower() for d in v.domains), v.countries) for v in p.partner
        ),
        "raises": tuple(
            Raise(v.id, patterns(when), pro.source("level", i, "when", n))
            for i, v in enumerate(p.level)
            for n, when in enumerate(v.when)
        ),
        "retypes": tuple(
            Retype(
                t.id,
                t.of,
                Patterns(t.any, (), t.none, t.where, _does(t)),
                t.priority,
                cat.source("type", i),
                t.category,
            )
            for i, t in enumerate(cat.model.type)
        ),
        "routes": tuple(
            Route(r.id, conditions(r.when), r.to, r.text, r.told, r.alone, rts.source("route", i))
            for i, r in enumerate(rts.model.route)
        ),
        "duties": tuple(
            Duty(d.level, d.side, d.words, d.category, d.reason, d.but) for d in lev.model.duty
        ),
    }
