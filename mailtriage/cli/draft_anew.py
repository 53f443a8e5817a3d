"""cli/draft_anew.py: `mailtriage draft texts|choose|propose|set|ask|snooze|undo`: what else may be done with a draft.

Shape      `texts --json`: an array of {"id", "purpose", "first", "lacks", "had"}
Reads next work/another.py, work/queue.py
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import emit_json, fail, say, table
from mailtriage.cli.people import actor_option, attempt, json_option

if TYPE_CHECKING:
    from mailtriage.model.draft import Draft
    from mailtriage.store.port import View


def draft_of(view: View, id: int) -> Draft:
    """The draft of that number; exits 1 where there is none."""
    from mailtriage.model.draft import Draft

    found = view.get(Draft, id)
    if found is None:
        fail(f"there is no draft {id}; `mailtriage draft list` shows those that wait")
    return found


@click.command()
@click.argument("id", type=int)
@json_option
@click.pass_context
def texts(ctx: click.Context, id: int, as_json: bool) -> None:
    """The texts that may stand for a draft, and how each begins."""
    from mailtriage.work.written import offers

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = attempt(offers, view, desk, draft_of(view, id))
    if as_json:
        emit_json([asdict(offer) for offer in found])
        return
    table([(o.id, o.purpose, "yes" if o.had else "", o.first or f"lacks {', '.join(o.lacks)}") for o in found],
          ("text", "purpose", "sent before", "begins"))


@click.command()
@click.argument("id", type=int)
@click.argument("text")
@actor_option
@json_option
@click.pass_context
def choose(ctx: click.Context, id: int, text: str, actor: str, as_json: bool) -> None:
    """Propose another text in place of a draft."""
    from mailtriage.work.another import choose as act

    _waits(attempt(act, open_desk(ctx), id, actor, text), as_json, f"in place of {id}")


@click.command()
@click.argument("case")
@click.argument("text")
@actor_option
@json_option
@click.pass_context
def propose(ctx: click.Context, case: str, text: str, actor: str, as_json: bool) -> None:
    """Propose a text to the reporter of a CASE, where none waits."""
    from mailtriage.work.written import propose as act

    found = attempt(act, open_desk(ctx), case, actor, text)
    _waits(found, as_json, f"on {found.case}")


def _waits(found: Draft, as_json: bool, where: str) -> None:
    if as_json:
        emit_json(found)
        return
    say(f"draft {found.id} ({found.text}) waits {where}; `mailtriage draft show {found.id}` has its words")


@click.command("set")
@click.argument("id", type=int)
@click.option("--category", default="", help="What the case is about.")
@click.option("--priority", default="", help="How urgent it is.")
@actor_option
@json_option
@click.pass_context
def set_(ctx: click.Context, id: int, category: str, priority: str, actor: str, as_json: bool) -> None:
    """Give the case of a draft another category or priority; what waits on it is written anew."""
    from mailtriage.work.another import change

    found = attempt(change, open_desk(ctx), id, actor, {"category": category, "priority": priority})
    if as_json:
        emit_json(found)
    elif found.id == id:
        say(f"{found.case} is changed; the words of draft {id} stay as they are")
    else:
        say(f"{found.case} is changed; draft {found.id} ({found.text}) waits in place of {id}")


@click.command()
@click.argument("id", type=int)
@click.argument("whom")
@click.option("--question", default="", help="What they are to look at.")
@actor_option
@click.pass_context
def ask(ctx: click.Context, id: int, whom: str, question: str, actor: str) -> None:
    """Ask somebody to look at a draft; it stays in the queue of all."""
    from mailtriage.work.queue import ask as act

    found = attempt(act, open_desk(ctx), id, actor, whom, question)
    say(f"{found.asked} is asked about draft {id}")


@click.command()
@click.argument("id", type=int)
@click.option("--hours", type=click.FloatRange(0.1, 24 * 30), default=4.0, show_default=True, help="For how long.")
@actor_option
@click.pass_context
def snooze(ctx: click.Context, id: int, hours: float, actor: str) -> None:
    """Put a draft off; the clocks of its case run on."""
    from datetime import timedelta

    from mailtriage.cli.output import local
    from mailtriage.work.queue import snooze as act

    desk = open_desk(ctx)
    until = desk.clock() + timedelta(hours=hours)
    attempt(act, desk, id, actor, until)
    say(f"draft {id} is put off until {local(until)}")


@click.command()
@click.argument("id", type=int)
@actor_option
@click.pass_context
def undo(ctx: click.Context, id: int, actor: str) -> None:
    """Take an approval back while nothing has left."""
    from mailtriage.work.queue import undo as act

    say(f"the approval is undone; draft {attempt(act, open_desk(ctx), id, actor).id} waits again")
