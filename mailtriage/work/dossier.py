"""work/dossier.py: everything about one case in one object: `case show --json` (a stable contract), and `explain`."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from mailtriage.model.case import Case, CaseMail, Event, Origin
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.draft import Draft
from mailtriage.model.ids import case_number
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.program.checklists import needs_now, title
from mailtriage.program.program import Program
from mailtriage.store.port import View
from mailtriage.work import correspondents
from mailtriage.work.desk import Desk
from mailtriage.work.reading import read
from mailtriage.work.thread import thread


def find_case(view: View, prefixes: Collection[str], what: str) -> Case | None:
    """The case called `what`: its number in any letter case, or the digits of the sequence alone when only one program
    has such a case; None when there is none."""
    what = what.strip().upper()
    case = view.one(Case, "number", what)
    if case is None and what.isascii() and what.isdecimal() and len(what) <= 12:
        numbers = [case_number(prefix, int(what)) for prefix in prefixes]
        found = [c for number in numbers if (c := view.one(Case, "number", number))]
        case = found[0] if len(found) == 1 else None
    return case


def dossier(view: View, desk: Desk, number: str, full: bool = False) -> dict[str, Any] | None:
    """The case with that number, whole; None when there is none. With `full` each mail has its `text`, read from its
    bytes."""
    case = find_case(view, desk.prefixes, number)
    if case is None:
        return None
    facts = asdict(case)
    for inner in ("id", "revision", "sources", "perhaps"):
        facts.pop(inner)
    return facts | asked(desk.programs.get(case.program), case) | {
        "clocks": [
            {
                "kind": c.kind,
                "calendar": c.calendar,
                "started": c.started,
                "due": c.due,
                "paused": c.state is ClockState.PAUSED,
                "state": c.state,
            }
            for c in view.find(Clock, "case", case.number)
        ],
        "mails": [
            asdict(m) | ({"text": read(desk, m).text} if full else {}) for m in view.find(CaseMail, "case", case.number)
        ],
        "merged": [
            asdict(m) | ({"text": read(desk, m).text} if full else {})
            for m in thread(view, case) if m.case != case.number
        ],
        "drafts": [asdict(d) for d in view.find(Draft, "case", case.number)],
        "outgoing": [asdict(o) for o in view.find(Outgoing, "case", case.number)],
        "undeliverable": correspondents.shown(correspondents.undeliverable(view, case.participants)),
        "events": [_flat(e) for e in view.find(Event, "case", case.number)],
        "reasons": [reason for d in decisions(view, desk, case.number) for reason in d["reasons"]],
    }


def asked(program: Program | None, case: Case) -> dict[str, Any]:
    """`field_sources`: id -> what a field is called, where its value comes from (a mail's Message-ID, staff NAME,
    register), how it was found and on which words. `checklist`: which lists the case has to fill, and what is missing
    of them, with the sentence by which a mail perhaps said it, "" for none."""
    sources = {}
    for name in case.fields:
        origin = case.sources.get(name, Origin(""))
        called = title(program, name, program.languages[0]) if program else name
        sources[name] = {"title": called, "source": origin.source, "by": origin.by, "words": origin.words}
    if program is None:
        return {"field_sources": sources}
    wanted = needs_now(program, case)
    missing = [
        {"field": i.field, "title": title(program, i.field, program.languages[0]), "asked": i.field in case.asked,
         "perhaps": case.perhaps.get(i.field, "")}
        for i in wanted.missing
    ]
    return {"field_sources": sources, "checklist": {"lists": list(wanted.lists), "missing": missing}}


def decisions(view: View, desk: Desk, number: str) -> list[dict[str, Any]]:
    """The Decisions about the mails of a case, oldest first, each with its ledger row."""
    return [decision_of(desk, row) for row in view.find(LedgerRow, "case", number)]


def decision_of(desk: Desk, row: LedgerRow) -> dict[str, Any]:
    """What was decided about one mail, as kept when it was decided."""
    kept: dict[str, Any] = json.loads(desk.raw.get_blob(row.decision)) if row.decision else {"reasons": []}
    return kept | {"ledger": _flat(row)}


def _flat(record: Event | LedgerRow) -> dict[str, Any]:
    """As `asdict`, without its deep copies: these hold plain values only, and a long case has hundreds."""
    return {name: getattr(record, name) for name in record.__slots__}
