"""cli/handover.py: `mailtriage handover` (functional), `escalate` (hierarchical). Reads next work/cases.py."""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import say
from mailtriage.cli.people import actor_option, attempt


@click.command()
@click.argument("number", metavar="CASE")
@click.option("--to", default="L2", show_default=True, help="The level that takes over.")
@click.option("--again", is_flag=True, help="Although that level has it: the dossier goes once more.")
@click.option("--force", default="", metavar="REASON", help="It leaves as it is, although something is missing.")
@actor_option
@click.pass_context
def handover(ctx: click.Context, number: str, to: str, again: bool, force: str, actor: str) -> None:
    """Hand a case to the next level: the level's address gets the dossier by mail. Where the program holds it until the
    dossier is whole, what is missing is asked for, and it leaves by itself when that has come."""
    from mailtriage.work.cases import hand_over

    case = attempt(hand_over, open_desk(ctx), number, actor, to, again=again, force=force)
    if case.handing_over is None:
        say(f"{case.number} is with {case.level}")
    else:
        say(f"{case.number} waits for what is missing; `mailtriage case show {case.number}` names it")


@click.command()
@click.argument("number", metavar="CASE")
@click.option("--why", default="", help="Stands in the mail, and on the case.")
@actor_option
@click.pass_context
def escalate(ctx: click.Context, number: str, why: str, actor: str) -> None:
    """Take the next step of the program's escalation ladder."""
    from mailtriage.work.cases import escalate as act

    case = attempt(act, open_desk(ctx), number, actor, why)
    say(f"{case.number} escalated; `mailtriage case show {case.number}` shows to whom")
