"""cli/corrected.py: `mailtriage rules corrected`: mails whose category people have changed, to teach the second reader.

Exit       0 also where there is none
Reads next work/corrected.py
"""

from __future__ import annotations

from dataclasses import asdict

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, note, say
from mailtriage.cli.people import json_option


@click.command(short_help="Mails whose category people have changed, as mails.toml would have them.")
@click.argument("program", required=False)
@click.option("--since", metavar="TIME", help="Only changes from this ISO time on.")
@json_option
@click.pass_context
def corrected(ctx: click.Context, program: str | None, since: str | None, as_json: bool) -> None:
    """Print the mails of PROGRAM (default: that of the first mailbox) whose category a person has changed, and which it
    would still take for another, as they would stand in rules/PROGRAM/mails.toml: the second reader learns from what
    is pasted there.

    Addresses, telephone numbers and the reporter's name are taken out. Read each for other names before it goes into
    the file: it is not erased with its case.
    """
    from mailtriage.cli.triage import time_of
    from mailtriage.work.corrected import as_toml
    from mailtriage.work.corrected import corrected as found_in

    desk = open_desk(ctx)
    id = program or desk.config.mailbox[0].program
    if id not in desk.programs:
        there = ", ".join(sorted(desk.programs))
        raise click.UsageError(f'there is no program "{id}" in the config (there are: {there})')
    with desk.store.view() as view:
        found = list(found_in(view, desk, desk.programs[id], time_of(since) if since else None))
    if as_json:
        emit_json([asdict(one) for one in found])
        return
    for one in found:
        say(f"# {one.case}: {one.by_words or 'nothing'} by its words, {one.category} says {clean(one.who)}")
        say(as_toml(one))
    if found:
        note(f"{len(found)} to read for names of people, and to paste into rules/{id}/mails.toml")
    else:
        note(f"{id}: the words say what people said of every case they changed")
