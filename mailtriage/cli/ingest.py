"""cli/ingest.py: `mailtriage ingest`: mail without IMAP: from an MTA's pipe, files, a folder, a Maildir, an mbox.

Promises   exit 0 only when every mail is durable in the spool; exit 75 (EX_TEMPFAIL) when one could not be kept, so
           that an MTA keeps it and tries again. What is kept is also handled here and now; when that cannot be,
           the daemon or the next `run --once` does it.
Reads next intake/pipe.py, intake/spool.py
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from mailtriage.cli.context import load_config, open_desk
from mailtriage.cli.output import clean, emit_json, fail, note, progress, say

if TYPE_CHECKING:
    from mailtriage.intake.spool import Spooled


@click.command()
@click.option("--mailbox", required=True, metavar="NAME", help="The mailbox whose program handles it.")
@click.option("--keep-only", is_flag=True, help="Only make it durable; the daemon handles it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mail.")
@click.argument("source", default="-", metavar="[FILE|DIR|MBOX|-]")
@click.pass_context
def ingest(ctx: click.Context, mailbox: str, keep_only: bool, as_json: bool, source: str) -> None:
    """Deliver mail from SOURCE (default: one mail on standard input)."""
    from mailtriage.intake.pipe import NothingToRead, mails_of
    from mailtriage.intake.spool import Spool
    from mailtriage.work.room import short_of_room

    config = load_config(ctx)
    names = [m.name for m in config.mailbox]
    if mailbox not in names:
        fail(f'there is no mailbox "{mailbox}"; these are: {", ".join(names)}', 2)
    kept: list[Spooled] = []
    try:
        spool = Spool(config.data / "spool")
        for raw, arrived in progress(mails_of(source), "keeping"):
            if why := short_of_room(config.data, config.limits.free_bytes, len(raw)):
                fail(f"{len(kept)} kept, the next was not accepted: {config.data}: {why}; try again", 75)
            kept.append(spool.put(mailbox, "-", 0, time.time_ns(), arrived, raw))
    except NothingToRead as e:
        fail(str(e), 2)
    except OSError as e:
        fail(f"{len(kept)} kept, the next could not be: {e.strerror or e}; it was not accepted, try again", 75)
    if keep_only:
        say(f"{len(kept)} kept")
        return
    _handle(ctx, kept, as_json)


def _handle(ctx: click.Context, kept: list[Spooled], as_json: bool) -> None:
    from mailtriage.config import ConfigErrors
    from mailtriage.program.problems import ProgramErrors
    from mailtriage.store.port import StoreError
    from mailtriage.work.receive import receive

    try:
        desk = open_desk(ctx)
        for arrival in progress(kept, "handling", len(kept)):
            row = receive(desk, arrival)
            if as_json:
                emit_json(
                    {
                        "outcome": row.outcome,
                        "case": row.case,
                        "reason": row.reason,
                        "message_id": row.message_id,
                    },
                    line=True,
                )
            else:
                say(f"{row.outcome.value}" + (f" {row.case}" if row.case else "") + f": {clean(row.reason)}")
    except (StoreError, ConfigErrors, ProgramErrors) as e:
        # Kept is kept: a non-zero exit here would make an MTA deliver the same mail again.
        note(f"mailtriage: {len(kept)} kept in the spool, to be handled by the next pass: {e}")
