"""cli/triage.py: `mailtriage triage FILE`: the dry run, nothing stored or sent. Reads next work/preview.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import emit_json, fail, say, table
from mailtriage.cli.people import json_option


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--mailbox", help="Which mailbox it would come to. Default: the first of the config.")
@click.option("--at", metavar="TIME", help="As if it came at this ISO time (UTC unless it says otherwise).")
@json_option
@click.pass_context
def triage(ctx: click.Context, file: BinaryIO, mailbox: str | None, at: str | None, as_json: bool) -> None:
    """The decision on one mail (FILE, or - for standard input), with its reasons."""
    from mailtriage.work.preview import preview
    from mailtriage.work.receive import read_mail

    raw = file.read()
    desk = open_desk(ctx)
    names = [m.name for m in desk.config.mailbox]
    if (mailbox := mailbox or names[0]) not in names:
        fail(f'there is no mailbox "{mailbox}"; these are: {", ".join(names)}', 2)
    now = time_of(at) if at else desk.clock()
    with desk.store.view() as view:
        found = preview(view, desk, mailbox, read_mail(desk, mailbox, raw), now, now)
    if as_json:
        emit_json(found)
        return
    _print(found)


def time_of(text: str) -> datetime:
    """An ISO time as people write it, UTC unless it says otherwise; exits 2 when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        fail(f'"{text}" is no ISO time; write 2026-11-23T09:30 or 2026-11-23T09:30+02:00', 2)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _print(found: dict[str, Any]) -> None:
    say(f"{found['outcome']}: {found['reason']}")
    print_reasons(found["reasons"])
    for draft in found["drafts"]:
        say()
        by = "leaves by itself" if draft["send"] == "auto" else "waits for approval"
        held = f", held: {draft['hold']}" if draft["hold"] else ""
        lacks = f", lacks {', '.join(draft['missing'])}" if draft["missing"] else ""
        say(f"{draft['text']} ({draft['language']}, {by}{held}{lacks}) to {', '.join(draft['to'])}")
        say(f"Subject: {draft['subject']}")
        say()
        say(draft["body"])


def print_reasons(reasons: list[dict[str, Any]]) -> None:
    """The steps of a decision as a table: what was asked, what came of it, which line of which file said so."""
    table(
        [(r["step"], r["result"], f"{r['file']}:{r['line']}" if r["file"] else "") for r in reasons],
        ("step", "result", "by"),
    )
