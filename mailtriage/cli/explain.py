"""cli/explain.py: `mailtriage explain CASE | MESSAGE-ID`: decisions with reasons. Reads next work/dossier.py."""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, local, say, table
from mailtriage.cli.people import json_option
from mailtriage.cli.triage import print_reasons


@click.command()
@click.argument("what", metavar="CASE|MESSAGE-ID")
@json_option
@click.pass_context
def explain(ctx: click.Context, what: str, as_json: bool) -> None:
    """Why a case or a mail became what it is: step by step, with file and line."""
    from mailtriage.model.case import Event
    from mailtriage.model.ledger import LedgerRow
    from mailtriage.work.dossier import decision_of, decisions

    desk = open_desk(ctx)
    number = what.strip().upper()
    message_id = what.strip() if what.strip().startswith("<") else f"<{what.strip()}>"
    with desk.store.view() as view:
        found = decisions(view, desk, number)
        if not found:
            found = [decision_of(desk, row) for row in view.find(LedgerRow, "message_id", message_id)]
        events = view.find(Event, "case", number)
    if not found and not events:
        fail(f"neither a case nor a mail is called {what}; `mailtriage case list --all` shows the cases")
    if as_json:
        emit_json({"decisions": found, "events": events})
        return
    for decision in found:
        row = decision["ledger"]
        say(f"{local(row['received'])}  {row['sender'] or 'nobody'}: {clean(row['subject'])}")
        say(f"  {row['outcome'].value}" + (f" {row['case']}" if row["case"] else "") + f": {row['reason']}")
        say(f"  program {row['program'] or '-'} {row['program_hash'][:12]}  {row['key']}")
        print_reasons(decision["reasons"])
        say()
    if events:
        table([(e.at, e.actor, e.kind, e.text) for e in events], ("at", "who", "what", "words"))
