"""cli/case.py: `mailtriage case …`: list and work on cases. Reads next cli/case_read.py, work/cases.py."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mailtriage.cli.case_read import find, mail, show
from mailtriage.cli.case_regroup import callback, link, merge, split
from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, lasting, local, say, table
from mailtriage.cli.people import actor_option, attempt, json_option, leaving

if TYPE_CHECKING:
    from mailtriage.model.case import Case


@click.group()
def case() -> None:
    """List, show and work on cases."""


@case.command("list")
@click.option("--state", help="Only this state (new, assigned, waiting, on-hold, solved, closed).")
@click.option("--all", "everything", is_flag=True, help="Also solved and closed cases.")
@json_option
@click.pass_context
def list_(ctx: click.Context, state: str | None, everything: bool, as_json: bool) -> None:
    """Open cases: first those whose reporter is to be called, then the oldest."""
    from dataclasses import asdict

    from mailtriage.model.case import OPEN, Case, State

    desk = open_desk(ctx)
    if state and state not in [s.value for s in State]:
        fail(f'there is no state "{state}"; these are: {", ".join(s.value for s in State)}', 2)
    wanted = [state] if state else [s.value for s in State if everything or s in OPEN]
    with desk.store.view() as view:
        cases = sorted((c for s in wanted for c in view.find(Case, "state", s)), key=_calls_first)
    if as_json:
        keys = (
            "number",
            "state",
            "program",
            "mailbox",
            "subject",
            "customer",
            "contact",
            "type",
            "category",
            "priority",
            "level",
            "team",
            "assignee",
            "language",
            "opened",
            "updated",
        )
        emit_json([{k: getattr(c, k) for k in keys} | {
            "verdict": c.entitlement.verdict, "callback": asdict(c.to_call) if c.to_call else None,
        } for c in cases])
        return
    now = desk.clock()
    table(
        [
            (
                c.number,
                c.state,
                c.category,
                c.priority,
                c.level,
                c.assignee or c.team,
                c.whose,
                c.entitlement.verdict,
                lasting(now - c.opened),
                _call(c),
                c.subject[:60],
            )
            for c in cases
        ],
        ("case", "state", "category", "prio", "level", "with", "customer", "entitled", "age", "call back", "subject"),
    )


def _calls_first(case: Case) -> tuple[bool, str, int]:
    """Those to be called before all others, by when; then the oldest."""
    call = case.to_call
    return call is None, call.due.isoformat() if call and call.due else "", case.id


def _call(case: Case) -> str:
    call = case.to_call
    when = local(call.due) if call and call.due else call.said if call else ""
    return clean(f"{call.number} {when}".rstrip()) if call else ""


case.add_command(show)
case.add_command(find)
case.add_command(mail)
for by_hand in (split, merge, link, callback):
    case.add_command(by_hand)


@case.command()
@click.option("--mailbox", help="Whose program logs it. Default: the first mailbox of the config.")
@click.option("--subject", required=True)
@click.option("--from", "sender", default="", metavar="ADDRESS", help="Who to answer.")
@click.option("--text", default="", help="What was said; kept as an internal note.")
@click.option("--channel", default="telephone", help="How it came.")
@click.option("--priority", help="Default: that of the category, else the program's.")
@click.option("--category", help="Default: the program's.")
@click.option("--customer", help="Default: whose address it is in the register.")
@actor_option
@click.pass_context
def new(
    ctx: click.Context, mailbox: str | None, subject: str, sender: str, text: str, channel: str, priority: str | None,
    category: str | None, customer: str | None, actor: str,
) -> None:
    """Log what came by telephone or message; --from is looked up in the register."""
    from mailtriage.work import cases

    desk = open_desk(ctx)
    names = [m.name for m in desk.config.mailbox]
    if (mailbox := mailbox or names[0]) not in names:
        fail(f'there is no mailbox "{mailbox}"; these are: {", ".join(names)}', 2)
    given = (("priority", priority), ("category", category), ("customer", customer))
    found = attempt(
        cases.open_by_hand, desk, mailbox, actor, subject=subject, sender=sender, text=text, channel=channel,
        facts={name: value for name, value in given if value is not None},
    )
    say(f"{found.number} opened, {found.priority}, {found.customer or 'no customer of the register'}: "
        f"{found.entitlement.verdict.value}")


def _words(text: str | None) -> str:
    words = text if text is not None else ("" if sys.stdin.isatty() else sys.stdin.read())
    if not words.strip():
        fail("there are no words: give them as an argument or on standard input", 2)
    return words


@case.command()
@click.argument("number")
@click.argument("text", required=False)
@actor_option
@click.pass_context
def note(ctx: click.Context, number: str, text: str | None, actor: str) -> None:
    """Add an internal note (TEXT or standard input); it never leaves."""
    from mailtriage.work import cases

    found = attempt(cases.note, open_desk(ctx), number, actor, _words(text))
    say(f"noted on {found.number}")


@case.command()
@click.argument("number")
@click.argument("text", required=False)
@click.option("--dry-run", is_flag=True, help="Print the mail; nothing leaves.")
@actor_option
@click.pass_context
def reply(ctx: click.Context, number: str, text: str | None, dry_run: bool, actor: str) -> None:
    """Write to the participants (Markdown; TEXT or standard input). Leaves in ten seconds."""
    from mailtriage.work import cases

    desk = open_desk(ctx)
    words = _words(text)
    if dry_run:
        with desk.store.view() as view:
            case = attempt(cases.find, view, desk, number)
            letter = attempt(cases.reply_letter, view, desk, case, words)
        say(f"To: {', '.join(letter.to)}")
        if letter.cc:
            say(f"Cc: {', '.join(letter.cc)}")
        say(f"Subject: [{case.number}] {letter.subject}")
        say()
        say(letter.markdown)
        return
    row = attempt(cases.reply, desk, number, actor, words)
    say(f"outbox {row.id} to {', '.join(r.address for r in row.recipients)}: {leaving(desk, row)}")


@case.command()
@click.argument("number")
@click.argument("to")
@click.option("--team", is_flag=True, help="TO is a team, not a person.")
@actor_option
@click.pass_context
def assign(ctx: click.Context, number: str, to: str, team: bool, actor: str) -> None:
    """Give a case to a person or a team."""
    from mailtriage.work import cases

    found = attempt(cases.assign, open_desk(ctx), number, actor, to, team=team)
    say(f"{found.number} is {found.state.value}, with {to}")


@case.command("set")
@click.argument("number")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="A field of the program; may be repeated.")
@actor_option
@click.pass_context
def set_(ctx: click.Context, number: str, values: tuple[str, ...], fields: tuple[str, ...], actor: str) -> None:
    """Change facts: state, subject, customer, contact, type, category, priority, level, team, language, and fields
    (--field NAME=VALUE, or field.NAME=VALUE; no mail changes them again). A customer is one of the register, and the
    contract is checked again; customer= takes it away."""
    values = (*values, *(f"field.{f}" for f in fields))
    if not values:
        fail("say what to set: NAME=VALUE, or --field NAME=VALUE", 2)
    from mailtriage.work import cases

    pairs = dict(v.partition("=")[::2] for v in values if "=" in v)
    if len(pairs) != len(values):
        fail("write NAME=VALUE, each name once", 2)
    found = attempt(cases.set_values, open_desk(ctx), number, actor, pairs)
    say(f"{found.number}: {', '.join(values)}")


@case.command()
@click.argument("number")
@click.option("--why", default="", help="Kept with the event.")
@actor_option
@click.pass_context
def solve(ctx: click.Context, number: str, why: str, actor: str) -> None:
    """Mark a case solved; within the program's window a reply reactivates it."""
    from mailtriage.work import cases

    say(f"{attempt(cases.solve, open_desk(ctx), number, actor, why).number} is solved")


@case.command()
@click.argument("number")
@click.option("--why", default="", help="Kept with the event.")
@actor_option
@click.pass_context
def close(ctx: click.Context, number: str, why: str, actor: str) -> None:
    """Close a case for good; a reply there becomes a new-case request."""
    from mailtriage.work import cases

    found, taken = attempt(cases.close, open_desk(ctx), number, actor, why)
    say(f"{found.number} is closed" + (f"; mails taken back before they left: {taken}" if taken else ""))
