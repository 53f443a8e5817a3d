"""cli/outbox.py: `mailtriage outbox …`: what is to leave, and what became of it. Reads next work/outbox.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, say, table
from mailtriage.cli.people import actor_option, attempt, json_option

if TYPE_CHECKING:
    from mailtriage.model.outgoing import Outgoing
    from mailtriage.work.desk import Desk

_SHOWN = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")


@click.group()
def outbox() -> None:
    """What is to leave, and what became of it: list, show, retry, cancel."""


@outbox.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was sent or cancelled.")
@click.option("--state", default="", help="Only mail in that state.")
@json_option
@click.pass_context
def list_(ctx: click.Context, everything: bool, state: str, as_json: bool) -> None:
    """Mail that waits, failed, or may or may not have left; oldest first."""
    from mailtriage.model.outgoing import Outgoing, OutState

    states = [s.value for s in OutState]
    if state and state not in states:
        raise click.BadParameter(f"{state} is no state; these are: {', '.join(states)}", ctx, param_hint="--state")
    wanted = [state] if state else states if everything else [s for s in states if s not in ("sent", "cancelled")]
    desk = open_desk(ctx)
    with desk.store.view() as view:
        rows = sorted((r for s in wanted for r in view.find(Outgoing, "state", s)), key=lambda r: r.id)
    if as_json:
        emit_json(rows)
        return
    table(
        [
            (
                r.id,
                r.state,
                r.not_before if r.state is OutState.QUEUED else r.sent_at,
                [f.address for f in r.recipients],
                r.subject[:40],
                r.case,
                r.attempts,
                _why(r, desk.config.outgoing)[:120],
            )
            for r in rows
        ],
        ("mail", "state", "due or sent", "to", "subject", "case", "tries", "why, or last answer"),
    )


@outbox.command()
@click.argument("id", type=int)
@json_option
@click.pass_context
def show(ctx: click.Context, id: int, as_json: bool) -> None:
    """One mail: headers, text, recipients and what the server answered for each."""
    from email import message_from_bytes, policy

    from mailtriage.model.outgoing import Outgoing
    from mailtriage.work.correspondents import undeliverable

    desk = open_desk(ctx)
    with desk.store.view() as view:
        row = view.get(Outgoing, id)
        dead = undeliverable(view, [r.address for r in row.recipients]) if row else []
    if row is None:
        fail(f"there is no mail {id} in the outbox; `mailtriage outbox list --all` shows them")
    letter = message_from_bytes(desk.raw.get(row.raw), policy=policy.default)
    headers = [(name, clean(value)) for name, value in letter.items() if name.lower() in _SHOWN]
    part = letter.get_body(("plain",))
    text = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    why = _why(row, desk.config.outgoing)
    if as_json:
        emit_json({"mail": row, "headers": dict(headers), "text": text, "why": why})
        return
    say(f"mail {row.id} of {row.case or 'no case'}: {row.state}, {row.attempts} tries" + (f"; {why}" if why else ""))
    for recipient in row.recipients:
        say(f"  {recipient.address}: {recipient.verdict}" + (f": {recipient.answer}" if recipient.answer else ""))
    for known in dead:
        say(f"  {clean(known.undeliverable_sentence)}")
    say()
    for name, value in headers:
        say(f"{name}: {value}")
    say()
    say(text.rstrip())


def _why(row: Outgoing, outgoing: str) -> str:
    """Why it stays where it is: what holds it, the switch, or the server's last answer."""
    from mailtriage.model.outgoing import OutState

    if row.state is OutState.HELD:
        return f"{row.held_why}; `mailtriage outbox retry {row.id}` releases it"
    if row.state is OutState.QUEUED and outgoing != "on":
        return f"waits: outgoing = {outgoing}"
    return row.held_why or row.last_answer


def _several(command: Callable[..., None]) -> Callable[..., None]:
    """The mails a command means: ids, or all that are held, or those of a case."""
    for option in (
        click.option("--case", "case", metavar="CASE", default="", help="All that wait, failed or are held of a case."),
        click.option("--all-held", is_flag=True, help="All that are held."),
        click.argument("ids", type=int, nargs=-1, metavar="[ID]..."),
    ):
        command = option(command)
    return command


def _chosen(desk: Desk, ids: tuple[int, ...], all_held: bool, case: str) -> list[int]:
    from mailtriage.model.outgoing import Outgoing, OutState

    if bool(ids) + all_held + bool(case) != 1:
        raise click.UsageError("name mails by their ids, or say --all-held or --case CASE")
    if ids:
        return list(dict.fromkeys(ids))
    states = [OutState.HELD] if all_held else [OutState.HELD, OutState.QUEUED, OutState.FAILED, OutState.UNKNOWN]
    with desk.store.view() as view:
        found = sorted(r.id for s in states for r in view.find(Outgoing, "state", s) if case in ("", r.case))
    if not found:
        fail(f"{case or 'the outbox'} has no such mail; `mailtriage outbox list --all` shows them")
    return found


@outbox.command()
@_several
@actor_option
@click.pass_context
def retry(ctx: click.Context, ids: tuple[int, ...], all_held: bool, case: str, actor: str) -> None:
    """Send them once more: mail that failed, is held, or may or may not have left."""
    from mailtriage.work.outbox import retry as act

    desk = open_desk(ctx)
    for id in _chosen(desk, ids, all_held, case):
        row, meaning = attempt(act, desk, id, actor)
        waits = "" if desk.config.outgoing == "on" else f"; it waits while outgoing = {desk.config.outgoing}"
        say(f"mail {row.id} to {', '.join(row.waiting)} is queued; {meaning}{waits}")


@outbox.command()
@_several
@click.option("--why", default="", help="The reason, kept with the mail.")
@actor_option
@click.pass_context
def cancel(ctx: click.Context, ids: tuple[int, ...], all_held: bool, case: str, why: str, actor: str) -> None:
    """They shall never leave; the bytes stay for the record."""
    from mailtriage.work.outbox import cancel as act

    desk = open_desk(ctx)
    for id in _chosen(desk, ids, all_held, case):
        row = attempt(act, desk, id, actor, why)
        say(f"mail {row.id} is cancelled: {row.held_why}")
