"""cli/ingest.py: `mailtriage ingest`: mail without IMAP: from an MTA's pipe, files, a folder, a Maildir, an mbox.

Promises   exit 0 only when every mail is durable in the spool; exit 75 (EX_TEMPFAIL) when one could not be kept, so
           that an MTA keeps it and tries again. What is kept is also handled here and now; when that cannot be,
           the daemon or the next `run --once` does it, and it is still exit 0: the mail is ours.
           Mail on standard input: no other exit code than 0 and 75, whatever is wrong (config, name of the mailbox,
           arguments, disk, a bug of ours), since Postfix pipe(8) returns the mail to the customer for any other.
           Files and folders are given by a person: 2 usage, 78 config, as everywhere.
Shape      --json, one line a mail: {"outcome", "case", "reason", "message_id", "sha256"}; "kept" is not handled yet
Reads next intake/pipe.py, intake/spool.py
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import load_config, open_desk, require_data
from mailtriage.cli.output import clean, emit_json, fail, note, progress, say

if TYPE_CHECKING:
    from mailtriage.intake.spool import Spooled

_LATER = "it was not accepted, the sending server will try again"


class _Delivery(click.Command):
    """A command whose wrong arguments do not bounce the mail that an MTA holds in its pipe."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as trouble:
            if sys.stdin.isatty():
                raise
            fail(f"ingest: {clean(trouble.format_message())} {_LATER}", 75)


@click.command(cls=_Delivery)
@click.option("--mailbox", required=True, metavar="NAME", help="The mailbox whose program handles it.")
@click.option("--keep-only", is_flag=True, help="Only make it durable; the daemon handles it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mail.")
@click.argument("source", default="-", metavar="[FILE|DIR|MBOX|-]")
@click.pass_context
def ingest(ctx: click.Context, mailbox: str, keep_only: bool, as_json: bool, source: str) -> None:
    """Deliver mail from SOURCE (default: one mail on standard input).

    With mail on standard input the exit code is 0 (kept) or 75 (not kept, try again), never another.
    """
    kept: list[Spooled] = []
    if source != "-":
        _keep(ctx, mailbox, source, kept)
        _handle(ctx, kept, keep_only, as_json)
        return
    try:
        _keep(ctx, mailbox, source, kept)
    except click.exceptions.Exit:
        raise click.exceptions.Exit(75) from None           # its line is told already
    except (Exception, KeyboardInterrupt) as trouble:  # noqa: BLE001  any other exit code bounces the mail
        _told(trouble, _LATER)
        raise click.exceptions.Exit(75) from None
    try:
        _handle(ctx, kept, keep_only, as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)        # nobody reads what became of it; it is kept all the same
    except (Exception, KeyboardInterrupt) as trouble:  # noqa: BLE001  it is kept, so it must not come again
        _told(trouble, "the mail is kept in the spool, the next pass handles it")


def _told(trouble: BaseException, then: str) -> None:
    """The line about `trouble` on stderr, if there is one: what an MTA logs."""
    from mailtriage.cli import describe

    line = describe(trouble)[0] if isinstance(trouble, Exception) else "mailtriage: interrupted"
    with contextlib.suppress(OSError):
        note(f"{line}; {then}")


def _keep(ctx: click.Context, mailbox: str, source: str, kept: list[Spooled]) -> None:
    """Each mail of the source into the spool, and into `kept` once it is durable."""
    from mailtriage.intake.pipe import NothingToRead, mails_of
    from mailtriage.intake.spool import Spool
    from mailtriage.work.room import short_of_room

    config = load_config(ctx)
    names = [m.name for m in config.mailbox]
    if mailbox not in names:
        fail(f'there is no mailbox "{clean(mailbox)}"; these are: {", ".join(names)}', 2)
    require_data(config)
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


def _handle(ctx: click.Context, kept: list[Spooled], keep_only: bool, as_json: bool) -> None:
    from mailtriage.config import ConfigErrors
    from mailtriage.program.problems import ProgramErrors
    from mailtriage.store.port import StoreError
    from mailtriage.work.receive import receive

    handled = 0
    try:
        if not keep_only:
            desk = open_desk(ctx)
            for arrival in progress(kept, "handling", len(kept)):
                row = receive(desk, arrival)
                handled += 1
                _say(as_json, row.outcome.value, row.case, row.reason, row.message_id, arrival)
    except (StoreError, ConfigErrors, ProgramErrors) as e:
        # Kept is kept: a non-zero exit here would make an MTA deliver the same mail again.
        note(f"mailtriage: {len(kept)} kept in the spool, to be handled by the next pass: {e}")
    if as_json:
        for arrival in kept[handled:]:
            _say(True, "kept", "", "in the spool; the next pass handles it", "", arrival)
    elif keep_only:
        say(f"{len(kept)} kept")


def _say(as_json: bool, outcome: str, case: str, reason: str, message_id: str, arrival: Spooled) -> None:
    if as_json:
        emit_json({"outcome": outcome, "case": case, "reason": reason, "message_id": message_id,
                   "sha256": arrival.sha256}, line=True)
    else:
        say(outcome + (f" {case}" if case else "") + f": {clean(reason)}")
