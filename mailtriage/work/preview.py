"""work/preview.py: the dry run: the Decision on a mail and the words it would send, nothing stored, nothing sent.

Reads next work/receive.py, which does the same for real
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from mailtriage.compose.render import MissingWords
from mailtriage.model.case import Case
from mailtriage.model.decision import Decision
from mailtriage.model.ids import case_number
from mailtriage.model.mail import Mail
from mailtriage.program.program import Program
from mailtriage.store.port import View
from mailtriage.work.answer import words_of
from mailtriage.work.commit import FIRST_NUMBER, changed
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import asked
from mailtriage.work.held import by_held
from mailtriage.work.receive import decide
from mailtriage.work.words import local, zone_of_reader


def preview(view: View, desk: Desk, mailbox: str, mail: Mail, received: datetime, now: datetime) -> dict[str, Any]:
    """`triage --json` (a stable contract): outcome, case, actions, reasons, drafts (all answers, with `send`)."""
    mail = by_held(view, desk, mail)
    _, decision = decide(view, desk, mailbox, mail, "dry-run", received, now)
    case = _case(view, desk, decision, now)
    return {
        "outcome": decision.outcome.value,
        "reason": decision.reason,
        "case": _known(desk, case, decision) if case else None,
        "actions": list(decision.actions),
        "reasons": [asdict(r) for r in decision.reasons],
        "drafts": _drafts(view, desk, decision, case, mail, now) if case else [],
    }


def _case(view: View, desk: Desk, decision: Decision, now: datetime) -> Case | None:
    change = decision.case
    if change is None:
        return None
    if change.number:
        found = view.one(Case, "number", change.number)
        return changed(found, change) if found else None
    program = desk.programs[decision.program]
    number = case_number(program.prefix, FIRST_NUMBER + view.sequence(f"case/{program.prefix}") + 1)
    return changed(
        Case(number=number, program=program.id, mailbox=decision.mailbox, subject="", opened=now, updated=now),
        change,
    )


def _known(desk: Desk, case: Case, decision: Decision) -> dict[str, Any]:
    facts = asdict(case)
    for inner in ("id", "revision", "texts_sent", "texts_proposed", "first_response", "sources", "perhaps", "asked",
                  "questions"):
        facts.pop(inner)
    clocks = [{"kind": c.kind, "calendar": c.calendar, "due": c.due} for c in decision.clocks]
    return facts | asked(desk.programs[case.program], case) | {"clocks": clocks}


def _drafts(view: View, desk: Desk, decision: Decision, case: Case, mail: Mail, now: datetime) -> list[dict[str, Any]]:
    program: Program = desk.programs[case.program]
    zone = zone_of_reader(view, program, case)
    due = {"due_local": local(min(c.due for c in decision.clocks), program, zone)} if decision.clocks else {}
    drafts = []
    missing: tuple[str, ...]
    for answer in decision.answers:
        told = replace(answer, variables={**due, **answer.variables})
        try:
            words = words_of(view, desk, program, case, program.texts[answer.text], told, mail, now)
            subject, body, missing = words.subject, words.markdown, ()
        except MissingWords as e:
            subject, body, missing = "", "", e.names
        drafts.append(
            {
                "text": answer.text,
                "language": answer.language,
                "send": answer.send.value,
                "to": list(answer.to),
                "subject": subject,
                "body": body,
                "hold": answer.hold,
                "missing": list(missing),
                "asks": list(answer.asks),
            }
        )
    return drafts
