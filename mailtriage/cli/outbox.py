"""cli/outbox.py: `mailtriage outbox …`: what is to leave, and what became of it. Reads next work/outbox.py."""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import emit_json, say, table
from mailtriage.cli.people import actor_option, attempt, json_option


@click.group()
def outbox() -> None:
    """What is to leave, and what became of it: list, retry, cancel."""


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was sent or cancelled.")
@click.option("--state", default="", help="Only mail in that state.")
@json_option
@click.pass_context
def list_(ctx: click.Context, everything: bool, state: str, as_json: bool) -> None:
    """Mail that waits, failed, or may or may not have left; oldest first."""
    from mailtriage.model.outgoing import Outgoing, OutState

    states = [s.value for s in OutState]
    if state and state not in states:
        raise click.BadParameter(f"{state} is no state; these are: {', '.join(states)}", ctx, param_hint="--state")
    wanted = [state] if state else states if everything else [s for s in states if s not in ("sent", "cancelled")]
    desk = open_desk(ctx)
    with desk.store.view() as view:
        rows = sorted((r for s in wanted for r in view.find(Outgoing, "state", s)), key=lambda r: r.id)
    if as_json:
        emit_json(rows)
        return
    table(
        [
            (
                r.id,
                r.state,
                r.not_before if r.state is OutState.QUEUED else r.sent_at,
                [f.address for f in r.recipients],
                r.subject[:40],
                r.case,
                r.attempts,
                (r.held_why or r.last_answer)[:80],
            )
            for r in rows
        ],
        ("mail", "state", "due or sent", "to", "subject", "case", "tries", "last answer"),
    )


@outbox.command()
@click.argument("id", type=int)
@actor_option
@click.pass_context
def retry(ctx: click.Context, id: int, actor: str) -> None:
    """Send it once more: mail that failed, is held, or may or may not have left."""
    from mailtriage.work.outbox import retry as act

    row, meaning = attempt(act, open_desk(ctx), id, actor)
    say(f"mail {row.id} to {', '.join(row.waiting)} is queued; {meaning}")


@outbox.command()
@click.argument("id", type=int)
@click.option("--why", default="", help="The reason, kept with the mail.")
@actor_option
@click.pass_context
def cancel(ctx: click.Context, id: int, why: str, actor: str) -> None:
    """It shall never leave; the bytes stay for the record."""
    from mailtriage.work.outbox import cancel as act

    row = attempt(act, open_desk(ctx), id, actor, why)
    say(f"mail {row.id} is cancelled: {row.held_why}")
