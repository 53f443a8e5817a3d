"""cli/incident.py: `mailtriage incident …`: what is broken for many and being addressed.

Shape      --json: {"key", "program", "title", "state", "opened", "by", "words", "categories", "products", "tell",
           "over", "closed", "closed_by", "cases"}; `list` an array of them
Reads next work/incidents.py
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, local, say, table
from mailtriage.cli.people import actor_option, attempt, json_option

if TYPE_CHECKING:
    from mailtriage.model.case import Case
    from mailtriage.model.incident import Incident
    from mailtriage.store.port import View

_numbers = click.argument("numbers", nargs=-1, required=True, metavar="CASE…")


@click.group()
def incident() -> None:
    """Active incidents: matching reports are linked and told, all of them again when it is over."""


def _plain(view: View, one: Incident) -> dict[str, Any]:
    from dataclasses import asdict

    from mailtriage.work.incidents import linked

    facts = asdict(one)
    for inner in ("id", "told"):
        facts.pop(inner)
    return facts | {"state": one.state, "cases": [c.number for c in linked(view, one.key)]}


@incident.command("open")
@click.option("--program", help="Default: that of the first mailbox of the config.")
@click.option("--title", required=True, help="As staff and reporters read it.")
@click.option("--words", multiple=True, help="What a report says, as in rules; may be repeated, one is enough.")
@click.option("--category", "categories", multiple=True, help="Only reports of this category; may be repeated.")
@click.option("--product", "products", multiple=True, help="Only of this product; may be repeated.")
@click.option("--tell", default="", help="What reporters are told besides that it is being addressed.")
@actor_option
@json_option
@click.pass_context
def open_(
    ctx: click.Context, program: str | None, title: str, words: tuple[str, ...], categories: tuple[str, ...],
    products: tuple[str, ...], tell: str, actor: str, as_json: bool,
) -> None:
    """Open an incident. From now on reports that look like it are linked; with nothing to look for, only by hand."""
    from mailtriage.work.incidents import open_incident

    desk = open_desk(ctx)
    program = program or desk.config.mailbox[0].program
    if program not in desk.programs:
        fail(f'there is no program "{program}"; these are: {", ".join(sorted(desk.programs))}', 2)
    found = attempt(open_incident, desk, desk.programs[program], actor, title, words=words, categories=categories,
                    products=products, tell=tell)
    if as_json:
        with desk.store.view() as view:
            emit_json(_plain(view, found))
        return
    say(f"{found.key} is open; `mailtriage incident link {found.key} CASE` links a case that came before")


@incident.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are over.")
@json_option
@click.pass_context
def list_(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """Incidents that last, oldest first."""
    from mailtriage.model.incident import Incident

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = [_plain(view, i) for i in view.all(Incident) if everything or i.state != "closed"]
    if as_json:
        emit_json(found)
        return
    table([(i["key"], i["state"], i["program"], local(i["opened"]), i["by"], len(i["cases"]), clean(i["title"]))
           for i in found], ("incident", "state", "program", "opened", "by", "cases", "title"))


@incident.command()
@click.argument("key")
@json_option
@click.pass_context
def show(ctx: click.Context, key: str, as_json: bool) -> None:
    """One incident: what it looks for, what is told, its cases."""
    from mailtriage.work.incidents import find

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = _plain(view, attempt(find, view, key))
    if as_json:
        emit_json(found)
        return
    names = ("key", "state", "program", "title", "opened", "by", "words", "categories", "products", "tell", "closed",
             "closed_by", "over", "cases")
    table([(n, _shown(found[n])) for n in names if found[n]], ("fact", "value"))


def _shown(value: Any) -> str:
    return clean(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))


def _each(
    ctx: click.Context, act: Callable[..., Case], key: str, numbers: tuple[str, ...], actor: str, now: str
) -> None:
    desk = open_desk(ctx)
    for number in numbers:
        say(f"{attempt(act, desk, key, number, actor).number} {now} {clean(key.upper())}")


@incident.command()
@click.argument("key")
@_numbers
@actor_option
@click.pass_context
def link(ctx: click.Context, key: str, numbers: tuple[str, ...], actor: str) -> None:
    """Link cases by hand; their reporters are told as the program says."""
    from mailtriage.work import incidents

    _each(ctx, incidents.link, key, numbers, actor, "is linked to")


@incident.command()
@click.argument("key")
@_numbers
@actor_option
@click.pass_context
def unlink(ctx: click.Context, key: str, numbers: tuple[str, ...], actor: str) -> None:
    """Take cases off it: they are not told when it is over."""
    from mailtriage.work import incidents

    _each(ctx, incidents.unlink, key, numbers, actor, "is not linked to")


@incident.command()
@click.argument("key")
@click.option("--over", default="", help="What reporters are told: what it was, what they have to do.")
@actor_option
@json_option
@click.pass_context
def close(ctx: click.Context, key: str, over: str, actor: str, as_json: bool) -> None:
    """It is over: every open case linked to it gets the program's text, once. Broken off, it may be said again."""
    from mailtriage.work import incidents

    desk = open_desk(ctx)
    attempt(incidents.close, desk, key, actor, over)
    with desk.store.view() as view:
        found = _plain(view, incidents.find(view, key))
    if as_json:
        emit_json(found)
    else:
        say(f"{found['key']} is {found['state']}; its cases: {', '.join(found['cases']) or 'none'}. "
            "`mailtriage draft list` has what waits for approval")
