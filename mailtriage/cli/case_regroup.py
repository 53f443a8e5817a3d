"""cli/case_regroup.py: `mailtriage case split`, `merge`, `link`, `callback`. Reads next work/regroup.py."""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, fail, local, say
from mailtriage.cli.people import actor_option, attempt


@click.command()
@click.argument("number")
@click.option("--mail", "n", type=int, required=True, metavar="N", help="Which one, as `case show` counts the thread.")
@click.option("--subject", default="", help="Of the new case. Default: that of the mail.")
@click.option("--about", default="", metavar="CATEGORY", help="Of the new case. Default: that of its words.")
@actor_option
@click.pass_context
def split(ctx: click.Context, number: str, n: int, subject: str, about: str, actor: str) -> None:
    """Make one mail of a case a case of its own; its sender is told the new number once a person approves. Of the only
    mail of a case, which is about another matter too, the new case gets a copy."""
    from mailtriage.work import regroup

    old, new = attempt(regroup.split, open_desk(ctx), number, n, actor, subject, about)
    say(f"{new.number} opened with mail {n} of {old.number}: {clean(new.subject)}")


@click.command()
@click.argument("number")
@click.argument("into")
@actor_option
@click.pass_context
def merge(ctx: click.Context, number: str, into: str, actor: str) -> None:
    """Close NUMBER and go on in INTO: answers to the old number come there from now on."""
    from mailtriage.work import regroup

    old, new = attempt(regroup.merge, open_desk(ctx), number, into, actor)
    say(f"{old.number} is closed and merged into {new.number}")


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--as", "relation", default="related", help="related (default), causes, caused-by.")
@click.option("--by", "actor", metavar="NAME", default=None, help="Who acts, as elsewhere --as.")
@click.pass_context
def link(ctx: click.Context, first: str, second: str, relation: str, actor: str | None) -> None:
    """Say that two cases have to do with each other."""
    from mailtriage.cli.people import who
    from mailtriage.work import regroup

    a, b = attempt(regroup.link, open_desk(ctx), first, second, actor or who(), relation)
    say(f"{a.number} is {relation} {b.number}" if relation == "caused-by" else f"{a.number} {relation} {b.number}")


@click.command()
@click.argument("number")
@click.option("--number", "telephone", help="Which telephone number to call.")
@click.option("--at", metavar="TIME", help="By when (ISO; UTC unless it says otherwise).")
@click.option("--done", "is_done", is_flag=True, help="They were called.")
@actor_option
@click.pass_context
def callback(
    ctx: click.Context, number: str, telephone: str | None, at: str | None, is_done: bool, actor: str
) -> None:
    """Flag a case for a telephone call, or say that it was made; `case list` shows such cases first."""
    from mailtriage.cli.triage import time_of
    from mailtriage.work import callback as calls

    if bool(telephone) == is_done or (is_done and at):
        fail("write --number NUMBER [--at TIME], or --done", 2)
    desk = open_desk(ctx)
    if telephone is None:
        say(f"{attempt(calls.done, desk, number, actor).number}: called back")
        return
    due = time_of(at) if at else None
    found = attempt(calls.flag, desk, number, actor, telephone, due)
    say(f"{found.number}: to be called on {clean(telephone)}" + (f" by {local(due)}" if due else ""))
