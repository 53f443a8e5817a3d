"""cli/breaker.py: `mailtriage breaker`: whether answers leave by themselves, and the way back when there were too many.

Shape      --json: {"opened", "why", "reset", "by", "released"}; `opened` is null while answers leave
Exit       1 while it is open
Reads next work/breaker.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, say
from mailtriage.cli.people import actor_option, json_option


@click.command()
@click.option("--reset", is_flag=True, help="Let answers leave by themselves again.")
@click.option("--release", is_flag=True, help="With --reset: what it held leaves now.")
@actor_option
@json_option
@click.pass_context
def breaker(ctx: click.Context, reset: bool, release: bool, actor: str, as_json: bool) -> None:
    """Whether answers leave by themselves; --reset after there were too many.

    When more answers are due in an hour than limits.answers_per_hour, none leaves by itself any more: they are held,
    and staff are told once. Look at what waits first: `mailtriage outbox list --state held`.
    """
    from dataclasses import asdict

    from mailtriage.work import breaker as switch

    if release and not reset:
        raise click.UsageError("--release goes with --reset", ctx)
    desk = open_desk(ctx)
    if reset:
        was, released = switch.reset(desk, actor, release)
        if as_json:
            emit_json({**asdict(was), "released": released})
        elif was.opened:
            left = f"; {released} held mails leave" if release else "; what it held waits: `mailtriage outbox retry`"
            say(f"answers leave by themselves again{left}")
        else:
            say("it was closed: answers leave by themselves")
        return
    with desk.store.view() as view:
        now = switch.state(view)
    if as_json:
        emit_json({**asdict(now), "released": 0})
    else:
        say(clean(now.sentence) or "answers leave by themselves")
    ctx.exit(1 if now.opened else 0)
