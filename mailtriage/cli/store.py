"""cli/store.py: `mailtriage store check`, `store upgrade` and `mailtriage backup DEST`.

Reads next store/check.py, ops/backup.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailtriage import paths
from mailtriage.cli.context import load_config, now, open_store
from mailtriage.cli.output import emit_json, fail, note, say

if TYPE_CHECKING:
    from mailtriage.store.check import Report
    from mailtriage.store.tinydb import TinyStore


@click.group()
def store() -> None:
    """Check and upgrade the store."""


@store.command("check")
@click.option("--deep", is_flag=True, help="Also read every mail and blob and compare its hash.")
@click.option("--json", "as_json", is_flag=True, help="{ok, findings [], counts {}}")
@click.pass_context
def check_command(ctx: click.Context, deep: bool, as_json: bool) -> None:
    """Walk every invariant of the store. Exit 1 when one does not hold."""
    from mailtriage.store.check import check
    from mailtriage.store.raw import RawStore

    opened, data = _open(ctx)
    _print(ctx, check(opened, RawStore(data), deep), as_json, "store ok")


@store.command("upgrade")
@click.pass_context
def upgrade_command(ctx: click.Context) -> None:
    """Bring the store to this version's schema. Opening it does the same; this says so."""
    opened, _ = _open(ctx)
    say(f"store has schema {opened.version}")


@click.command()
@click.argument("dest", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="{ok, findings [], counts {}}")
@click.pass_context
def backup(ctx: click.Context, dest: Path, as_json: bool) -> None:
    """Copy the store, the mail and the keys to DEST, a new folder or .tar file, while the daemon runs.

    The copy is opened and checked. It holds secret keys and customers' mail: keep it like the original."""
    from mailtriage.ops.backup import backup as make
    from mailtriage.ops.backup import remember

    if dest.exists():
        fail(f"{dest}: exists already; name a new folder or .tar file", 2)
    opened, data = _open(ctx)
    report = make(opened, data, dest.absolute())
    remember(opened, dest.absolute(), now())
    _print(ctx, report, as_json, f"backup ok: {dest}")


def _open(ctx: click.Context) -> tuple[TinyStore, Path]:
    config = load_config(ctx)
    return open_store(ctx), paths.data_dir(config.folder, config.store.url)


def _print(ctx: click.Context, report: Report, as_json: bool, good: str) -> None:
    if as_json:
        emit_json({"ok": not report.findings, "findings": report.findings, "counts": report.counts})
    else:
        for finding in report.findings:
            say(finding)
        counts = ", ".join(f"{name} {count}" for name, count in report.counts.items())
        if report.findings:
            note(f"mailtriage: {len(report.findings)} findings; looked at {counts}")
        else:
            say(f"{good} ({counts})")
    if report.findings:
        ctx.exit(1)
