"""cli/restore.py: `mailtriage restore SOURCE` after a disaster, and `mailtriage restore --confirm` when it is settled.

Shape      --json: {"restored", "backup", "numbers": {prefix: [last, skipped to]}, "held", "spool", "counts", "aside"};
           with --confirm: {"released", "cancelled"}
Reads next ops/restore.py, work/epoch.py
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailtriage.cli.context import load_config, now, open_desk
from mailtriage.cli.output import asked, clean, emit_json, fail, note, say, table
from mailtriage.cli.people import actor_option, json_option

if TYPE_CHECKING:
    from mailtriage.work.desk import Desk


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move the data directory that is there aside.")
@click.option("--block", default=1000, show_default=True, type=click.IntRange(1, 1_000_000),
              help="Case numbers to skip: more than were given out since the backup.")
@click.option("--confirm", is_flag=True, help="End the time after a restore: what it holds leaves.")
@click.option("--answered-until", metavar="TIME", default="",
              help="With --confirm: cancel answers to what came before TIME (ISO, UTC unless it says otherwise).")
@click.option("--yes", is_flag=True, help="With --confirm: do not ask.")
@actor_option
@json_option
@click.pass_context
def restore(ctx: click.Context, source: Path | None, replace: bool, block: int, confirm: bool, answered_until: str,
            yes: bool, actor: str, as_json: bool) -> None:
    """Put the backup SOURCE in place of a lost data directory; afterwards, `restore --confirm`.

    A backup does not know what was answered after it. So unsent mail and the answers to whatever came before now
    are held; mail that comes later is answered as ever. `run` finds again what was filed since the backup. Then look
    at the mail server's log or the Sent folder, and release what is held with --confirm, cancelling with
    --answered-until what was answered before the disaster.
    """
    if confirm == (source is not None):
        raise click.UsageError("name a backup to restore, or say --confirm", ctx)
    if answered_until and not confirm:
        raise click.UsageError("--answered-until goes with --confirm", ctx)
    if confirm:
        _confirm(open_desk(ctx), _time(answered_until), yes, actor, as_json)
    elif source is not None:
        _restore(ctx, source.absolute(), replace, block, as_json)


def _restore(ctx: click.Context, source: Path, replace: bool, block: int, as_json: bool) -> None:
    from mailtriage.ops.restore import restore as put_in_place
    from mailtriage.program.load import load_programs

    config = load_config(ctx)
    prefixes = {program.prefix for program in load_programs(config.rules, config.templates, config.programs).values()}
    done = put_in_place(source, config.data, prefixes=sorted(prefixes), now=now(), replace=replace, block=block)
    if as_json:
        emit_json({"restored": done.epoch.restored, "backup": done.epoch.backup, "numbers": done.epoch.numbers,
                   "held": done.held, "spool": done.spool, "counts": done.counts, "aside": done.aside})
        return
    say(f"{config.data} is restored from {source} ({', '.join(f'{n} {c}' for n, c in done.counts.items())})")
    say(f"its last mail was handled {clean(done.epoch.backup)}; {done.held} unsent mails are held")
    for prefix, (last, skipped) in done.epoch.numbers.items():
        say(f"case numbers of {prefix} go on after {skipped}: those from {last + 1} may have been given out already")
    if done.aside:
        say(f"what was there before is now {done.aside}")
    say("next: `mailtriage run`, then `mailtriage outbox list --state held`, then `mailtriage restore --confirm`")


def _confirm(desk: Desk, answered_until: datetime | None, yes: bool, actor: str, as_json: bool) -> None:
    from mailtriage.work import epoch

    with desk.store.view() as view:
        waits, rows = epoch.waiting(view), epoch.held_rows(view)
        causes = {row.id: epoch.cause_time(view, row, waits) for row in rows} if waits else {}
    if waits is None:
        fail("no restore waits for confirmation")
    missing = [m.name for m in desk.config.mailbox if m.imap is not None and m.name not in waits.recollected]
    if missing:
        fail(f"{', '.join(missing)}: not looked through since the restore; let `mailtriage run` make a pass first")
    if not yes:
        table([(r.id, causes[r.id], [f.address for f in r.recipients], r.subject[:40], r.case,
                "cancel" if answered_until and causes[r.id] < answered_until else "send") for r in rows],
              ("mail", "caused", "to", "subject", "case", "then"))
        if not asked(f"End the time after the restore of {clean(waits.restored)}?"):
            note("mailtriage: nothing was done; --yes says it without a question")
            raise click.exceptions.Exit(1)
    released, cancelled = epoch.confirm(desk, actor, answered_until)
    if as_json:
        emit_json({"released": released, "cancelled": cancelled})
    else:
        say(f"confirmed: {released} mails will leave, {cancelled} are cancelled as answered before")


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f'{text} is no time; write such as "2026-11-23T14:05"') from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
