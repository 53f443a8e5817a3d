"""cli/quarantine.py: `mailtriage quarantine …`: mail that a person must look at. Reads next work/release.py."""

from __future__ import annotations

import sys

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import emit_json, fail, say, table
from mailtriage.cli.people import actor_option, attempt, json_option


@click.group()
def quarantine() -> None:
    """Mail nobody could read or decide: list, show, release, drop."""


@quarantine.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """What waits, oldest first: quarantined, and held back on arrival."""
    from mailtriage.model.ledger import LedgerRow
    from mailtriage.work.release import WAITING

    desk = open_desk(ctx)
    with desk.store.view() as view:
        rows = sorted((r for o in WAITING for r in view.find(LedgerRow, "outcome", o.value)), key=lambda r: r.id)
    if as_json:
        emit_json(rows)
        return
    table(
        [(r.id, r.mailbox, r.received, r.outcome, r.size, r.sender, r.subject[:40], r.reason) for r in rows],
        ("mail", "mailbox", "received", "outcome", "bytes", "from", "subject", "why"),
    )


@quarantine.command()
@click.argument("id", type=int)
@click.option("--raw", is_flag=True, help="The bytes as received, to standard output.")
@json_option
@click.pass_context
def show(ctx: click.Context, id: int, raw: bool, as_json: bool) -> None:
    """What is known of one mail, and the start of its bytes."""
    from mailtriage.model.ledger import LedgerRow

    desk = open_desk(ctx)
    with desk.store.view() as view:
        row = view.get(LedgerRow, id)
    if row is None:
        fail(f"there is no mail {id} in quarantine; `mailtriage quarantine list` shows what is there")
    kept = desk.raw.get(row.sha256)
    if raw:
        sys.stdout.buffer.write(kept)
        return
    if as_json:
        emit_json(row)
        return
    table(
        [
            (k, getattr(row, k))
            for k in (
                "mailbox",
                "folder",
                "uid",
                "received",
                "outcome",
                "reason",
                "sender",
                "subject",
                "size",
                "sha256",
            )
        ],
        ("", ""),
    )
    say()
    say(kept[:2000].decode("utf-8", "replace"))


@quarantine.command()
@click.argument("id", type=int)
@actor_option
@click.pass_context
def release(ctx: click.Context, id: int, actor: str) -> None:
    """Triage it as far as it can be read."""
    from mailtriage.work.release import release as act

    row = attempt(act, open_desk(ctx), id, actor)
    say(f"{row.outcome.value}" + (f" {row.case}" if row.case else "") + f": {row.reason}")


@quarantine.command()
@click.argument("id", type=int)
@click.option("--why", required=True, help="The reason, kept in the ledger.")
@actor_option
@click.pass_context
def drop(ctx: click.Context, id: int, why: str, actor: str) -> None:
    """It becomes nothing; ledger row and bytes stay."""
    from mailtriage.work.release import drop as act

    attempt(act, open_desk(ctx), id, actor, why)
    say(f"mail {id} dropped")
