"""cli/mute.py: `mailtriage mute` and `unmute`: a correspondent to whom nothing leaves by itself.

Shape      --json: [{"who", "muted", "muted_by", "muted_why"}]; `who` is an address, or @domain
Reads next work/correspondents.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, say, table
from mailtriage.cli.people import actor_option, attempt, json_option


@click.command()
@click.argument("who", metavar="[ADDRESS|DOMAIN]", required=False)
@click.option("--why", default="", help="Kept with it, for the next who asks.")
@actor_option
@json_option
@click.pass_context
def mute(ctx: click.Context, who: str | None, why: str, actor: str, as_json: bool) -> None:
    """Let nothing leave to an address or a domain by itself; without one, list who is muted.

    Their mail becomes cases as ever, and staff see them. Automatic answers are not written; what a person approves is
    held, and leaves by `mailtriage outbox retry`.
    """
    from mailtriage.work import correspondents
    from mailtriage.work.mute import mute as silence

    desk = open_desk(ctx)
    if who:
        row = attempt(silence, desk, who, actor, why)
        if as_json:
            emit_json(correspondents.shown((row,)))
        else:
            say(f"{clean(row.mute_sentence)}; `mailtriage unmute {clean(row.who.removeprefix('@'))}` ends it")
        return
    with desk.store.view() as view:
        rows = correspondents.muted(view)
    if as_json:
        emit_json(correspondents.shown(rows))
        return
    table([(r.who, r.muted, r.muted_by, r.muted_why) for r in rows], ("who", "since", "by", "why"))
    if not rows:
        say("nobody is muted")


@click.command()
@click.argument("who", metavar="ADDRESS|DOMAIN")
@click.pass_context
def unmute(ctx: click.Context, who: str) -> None:
    """Let answers leave there again; what was not written meanwhile is not written now."""
    from mailtriage.work.mute import unmute as let_speak

    row = attempt(let_speak, open_desk(ctx), who)
    say(f"{clean(row.who)} is not muted any more")
