"""cli/doctor.py: `mailtriage doctor`: look at everything a desk needs, and say what to do about what is not well.

Shape      --json: {"looks": [{"what", "where", "found", "remedy"}], "findings": number}
Reads next ops/doctor.py, ops/probe.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import load_config, now, open_desk
from mailtriage.cli.output import emit_json, say, table
from mailtriage.cli.people import json_option


@click.command()
@click.option("--probe", is_flag=True, help="Send each mailbox a mail of its own and wait for it; no case is opened.")
@click.option("--wait", default=60, show_default=True, metavar="SECONDS", type=click.IntRange(1, 3600),
              help="The longest wait for a probe.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, probe: bool, wait: int, as_json: bool) -> None:
    """Log in everywhere, find the oldest unhandled mail, look at disk, clock, locks, store and programs.

    Exits 1 when something wants a person; each finding says what to do.
    """
    from mailtriage.ops.doctor import examine
    from mailtriage.ops.probe import send_round

    config = load_config(ctx)
    looks = list(examine(config, now()))
    if probe:
        desk = open_desk(ctx)
        for box in config.mailbox:
            looks += send_round(desk, box, float(wait))
    findings = [look for look in looks if look.remedy]
    if as_json:
        emit_json({"looks": looks, "findings": len(findings)})
    else:
        table([(look.what, look.where, "FINDING" if look.remedy else "ok", look.found) for look in looks],
              ("what", "where", "", "found"))
        for look in findings:
            say(f"! {look.what} {look.where}: {look.remedy}")
    ctx.exit(1 if findings else 0)
