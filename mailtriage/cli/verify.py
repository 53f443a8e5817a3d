"""cli/verify.py: `mailtriage verify`: compare each mailbox with the ledger; exit 1 when a mail is unaccounted for.

Promises   what it found is kept in data/verified.json, for `status` and the metrics; nothing else is written.
Shape      --json: {"mailboxes": [{"name", "folder", "uidvalidity", "uids", "explained", "unexplained": [UIDs],
           "baseline", "waiting", "filed", "error"}], "unexplained": count, "outcomes": {outcome: rows}, "spool": count}
Needs      config and store, no rules: it answers while a support program does not load.
Reads next ops/verify.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailtriage import durable, paths
from mailtriage.cli.context import load_config, now, open_store
from mailtriage.cli.output import emit_json, note, say, table

if TYPE_CHECKING:
    from mailtriage.ops.verify import Report


@click.command(short_help="Compare each mailbox with the ledger: every mail accounted for.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--quiet", is_flag=True, help="Print only when there are findings: for cron.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Compare every folder, watched or filed to, with baseline, ledger and spool; no mail and no record is changed.

    Exits 1 when a mail is unexplained or a server cannot be asked.
    """
    from mailtriage.intake.spool import Spool
    from mailtriage.ops import verify as ops

    config, store = load_config(ctx), open_store(ctx)
    report = ops.verify(config, store, Spool(config.data / "spool"))
    _keep(config.data, report)
    if as_json:
        emit_json({
            "mailboxes": [
                {"name": f.name, "folder": f.folder, "uidvalidity": f.uidvalidity, "uids": f.uids,
                 "explained": f.explained, "unexplained": f.unexplained, "baseline": f.baseline,
                 "waiting": f.waiting, "filed": f.filed, "error": f.error}
                for f in report.folders
            ],
            "unexplained": report.unexplained, "outcomes": report.outcomes, "spool": report.spool,
        })
    elif not (quiet and report.good):
        _print(report)
    for error in dict.fromkeys(f"{f.name}: {f.error}" for f in report.folders if f.error):
        note(f"mailtriage: {error}")
    ctx.exit(0 if report.good else 1)


def _keep(data: Path, report: Report) -> None:
    """A disk that takes nothing changes no finding; the daemon tells of it."""
    found = {"at": now().isoformat(), "unexplained": report.unexplained,
             "not_asked": sum(bool(f.error) for f in report.folders)}
    try:
        durable.replace_file(data / paths.VERIFIED_FILE, json.dumps(found).encode(), "verified")
    except OSError as e:
        note(f"mailtriage: {data / paths.VERIFIED_FILE}: {e.strerror}; `status` will not know of this look")


def _print(report: Report) -> None:
    table(
        [(f.name, f.folder, "filed" if f.filed else "watched", f.uids, f.explained, f.baseline, f.waiting,
          "not asked" if f.error else len(f.unexplained)) for f in report.folders],
        ("mailbox", "folder", "", "mails", "explained", "baseline", "waiting", "unexplained"),
    )
    for f in report.folders:
        for stray in f.strays[:20]:
            say(f"unexplained: {f.name}/{f.folder} UID {stray.uid}: {stray.about}")
        if len(f.strays) > 20:
            say(f"unexplained: {f.name}/{f.folder}: {len(f.strays) - 20} more")
    say(report.sentence())
    if closed := dict.fromkeys(f.name for f in report.folders if f.error):
        say(f"a finding all the same: {', '.join(closed)} could not be asked, so nobody knows what is unexplained "
            "there; the reason stands below, verify again when it is mended")
    if report.unexplained:
        say("look: `mailtriage run --once` takes in what came meanwhile, then verify again; what stays was put there "
            "by hand: read it in the mailbox, and `mailtriage ingest --mailbox NAME FILE` makes it a case")
