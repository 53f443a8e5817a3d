"""cli/run.py: `mailtriage run`: the daemon; `--once`: one pass for cron. Reads next daemon.py."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from mailtriage import paths
from mailtriage.cli.context import config_path, load_config, open_desk
from mailtriage.cli.output import note


@click.command()
@click.option("--once", is_flag=True, help="One pass, then exit: for cron. 1 when a server could not be reached.")
@click.pass_context
def run(ctx: click.Context, once: bool) -> None:
    """Watch the mailboxes until SIGTERM. A second one on the same store says so and exits 0."""
    if _taken(load_config(ctx).data):
        note("mailtriage: another mailtriage already runs on this store; nothing to do")
        return
    from mailtriage.daemon import AlreadyRunning, stop_on_signals
    from mailtriage.daemon import run as run_desk

    stop = threading.Event()
    stop_on_signals(stop)
    desk = open_desk(ctx)
    try:
        ctx.exit(run_desk(desk, once=once, stop=stop, config_file=config_path(ctx)))
    except AlreadyRunning as e:
        note(f"mailtriage: {e}; nothing to do")


def _taken(data: Path) -> bool:
    """Whether a daemon holds the lock: looked at before store and rules are opened, because cron asks every minute.
    Only a look: the daemon's own lock is what decides."""
    from mailtriage import durable

    if not (data / paths.DAEMON_LOCK).exists():
        return False
    try:
        durable.Lock(data / paths.DAEMON_LOCK, 0).release()
    except durable.Busy:
        return True
    return False
