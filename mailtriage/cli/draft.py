"""cli/draft.py: `mailtriage draft …`: what waits for a person, and their word on it. Reads next work/approve.py."""

from __future__ import annotations

import difflib
import sys
from typing import TextIO

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.draft_anew import ask, choose, draft_of, propose, set_, snooze, texts, undo
from mailtriage.cli.output import clean, emit_json, fail, lasting, say, table
from mailtriage.cli.people import actor_option, attempt, json_option, leaving
from mailtriage.cli.words import wrote


@click.group()
def draft() -> None:
    """List, show, approve, edit and reject drafts."""


for command in (texts, choose, propose, set_, ask, snooze, undo):
    draft.add_command(command)


@draft.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that were decided.")
@json_option
@click.pass_context
def list_(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """Drafts that wait, oldest first."""
    from mailtriage.model.draft import Draft, DraftState

    desk = open_desk(ctx)
    with desk.store.view() as view:
        drafts = list(view.all(Draft)) if everything else view.find(Draft, "state", DraftState.PROPOSED.value)
    if as_json:
        emit_json(drafts)
        return
    now = desk.clock()
    table(
        [
            (
                d.id,
                d.case,
                d.state,
                d.text or "reply",
                d.to,
                lasting(now - d.created),
                d.subject[:50],
                d.words[:60],
            )
            for d in drafts
        ],
        ("draft", "case", "state", "text", "to", "waits", "subject", "why"),
    )


@draft.command()
@click.argument("id", type=int)
@json_option
@click.pass_context
def show(ctx: click.Context, id: int, as_json: bool) -> None:
    """The customer's new words as written, why the draft was proposed, and the draft as it would leave."""
    from dataclasses import asdict

    from mailtriage.model.case import Case
    from mailtriage.work.dossier import asked
    from mailtriage.work.reading import unanswered

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = draft_of(view, id)
        case = view.one(Case, "number", found.case)
        assert case is not None
        mails = unanswered(view, case)
    checklist = asked(desk.programs.get(case.program), case).get("checklist", {})
    if as_json:
        emit_json(asdict(found) | {"checklist": checklist})
        return
    if mails:
        wrote(desk, mails)
        say()
    table(
        [
            ("case", f"{case.number}  {case.subject}"),
            ("from", f"{case.contact} {', '.join(case.participants)}".strip()),
            ("entitlement", f"{case.entitlement.verdict.value}  ({case.entitlement.evidence})"),
            ("category", f"{case.category} {case.priority}".strip()),
            ("why", found.words),
            ("state", found.state.value),
            ("missing", ", ".join(m["title"] + (f" (perhaps said: {clean(m['perhaps'])})" if m["perhaps"] else "")
                                  for m in checklist.get("missing", [])) or "-"),
            *((("no words for", ", ".join(found.missing)),) if found.missing else ()),
            ("to", ", ".join((*found.to, *found.cc))),
            ("subject", found.subject),
            *((("carries", ", ".join(a.partition(" ")[0] for a in found.attach)),) if found.attach else ()),
            *((("asks for", ", ".join(found.asks)),) if found.asks else ()),
            *((("known", ", ".join(f"{k}: {v}" for k, v in case.fields.items())),) if case.fields else ()),
        ],
        ("draft", str(id)),
    )
    say()
    say(found.body)


@draft.command()
@click.argument("ids", nargs=-1, required=True, type=int)
@actor_option
@json_option
@click.pass_context
def approve(ctx: click.Context, ids: tuple[int, ...], actor: str, as_json: bool) -> None:
    """Approve drafts; each leaves in ten seconds."""
    from mailtriage.work.approve import approve as act

    desk = open_desk(ctx)
    rows = []
    for id in ids:
        row = attempt(act, desk, id, actor)
        rows.append(row)
        if not as_json:
            say(
                f"draft {id} approved: outbox {row.id} to {', '.join(r.address for r in row.recipients)}; "
                + leaving(desk, row)
            )
    if as_json:
        emit_json(rows)


@draft.command()
@click.argument("id", type=int)
@click.option("--subject", help="A new subject.")
@click.option(
    "--body-file",
    type=click.File("r", encoding="utf-8"),
    help="New words, Markdown; - is standard input. Default: $EDITOR.",
)
@click.option("--approve", "then_approve", is_flag=True, help="Approve as edited.")
@actor_option
@click.pass_context
def edit(
    ctx: click.Context,
    id: int,
    subject: str | None,
    body_file: TextIO | None,
    then_approve: bool,
    actor: str,
) -> None:
    """Change the words of a draft; shows the difference."""
    from mailtriage.work.approve import approve as act
    from mailtriage.work.approve import edit as change

    desk = open_desk(ctx)
    with desk.store.view() as view:
        before = draft_of(view, id)
    body = body_file.read() if body_file else None
    if body is None and subject is None:
        if not sys.stdin.isatty():
            fail("there is no terminal to edit in: give the words with --body-file FILE (- is standard input)", 2)
        body = click.edit(before.body, extension=".md")
        if body is None:
            say("nothing changed")
            return
    after = attempt(change, desk, id, actor, subject=subject, body=body)
    for line in difflib.unified_diff(
        before.body.splitlines(), after.body.splitlines(), "proposed", "edited", lineterm="", n=1
    ):
        say(line)
    if then_approve:
        row = attempt(act, desk, id, actor, digest=after.digest)
        say(f"draft {id} approved as edited: outbox {row.id}; {leaving(desk, row)}")


@draft.command()
@click.argument("id", type=int)
@click.option("--why", help="The reason; it teaches the report. Asked for at a terminal.")
@actor_option
@click.pass_context
def reject(ctx: click.Context, id: int, why: str | None, actor: str) -> None:
    """Reject a draft with a reason; nothing leaves."""
    from mailtriage.work.approve import reject as act

    if why is None and sys.stdin.isatty():
        why = click.prompt("Why", err=True)
    if not why or not why.strip():
        fail(f'say why, so that the rule can be mended: `mailtriage draft reject {id} --why "..."`', 2)
    found = attempt(act, open_desk(ctx), id, actor, why)
    say(f"draft {id} on {found.case} rejected")
