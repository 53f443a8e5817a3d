"""cli/erase.py: `mailtriage erase ADDRESS`: forget a person (GDPR Art. 17); a dry run unless --yes is said.

Shape      --json: {"person", "done", "counts" {}, "cases" [], "took_part_in" [], "mentioned_by" [sha256],
           "not_reached" {"mail_server" [], "backups" [], "put_aside" [folders]}, "erased_before" [times]}
Reads next work/erase.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import emit_json, fail, say, table
from mailtriage.cli.people import actor_option, attempt, json_option


@click.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do it. There is no way back but a backup.")
@click.option("--mentions", is_flag=True, help="Also mails of other people that contain the address.")
@actor_option
@json_option
@click.pass_context
def erase(ctx: click.Context, address: str, yes: bool, mentions: bool, actor: str, as_json: bool) -> None:
    """Forget the person who writes as ADDRESS: mails, answers, drafts, events, cases, register, journal.

    Of a case of theirs, number, state and times stay; of a mail, that there was one. Exits 1 when there is nothing.
    """
    from mailtriage.work import erase as work
    from mailtriage.work.erase_plan import plan

    if "@" not in address:
        raise click.BadParameter("write the address of a person, such as a.person@customer.example", ctx)
    desk = open_desk(ctx)
    work.finish(desk)
    made = plan(desk, address, everywhere=mentions)
    with desk.store.view() as view:
        before = [e["at"] for e in view.setting(work.DONE) or [] if e["person"] == work.person_hash(made.person)]
    if made.empty and not as_json:
        _aside(made.aside)
        fail(f"nothing of {made.person} is here" + (f"; erased {', '.join(before)}" if before else ""))
    if yes and not made.empty:
        attempt(work.erase, desk, made, actor)
    if as_json:
        emit_json({
            "person": made.person, "done": yes, "counts": made.counts(), "cases": made.cases,
            "took_part_in": made.touched, "mentioned_by": made.mentioned,
            "not_reached": {"mail_server": made.on_server, "backups": made.backups, "put_aside": made.aside},
            "erased_before": before,
        })
        ctx.exit(1 if made.empty else 0)
    table(list(made.counts().items()), ("erased" if yes else "would go", "n"))
    for numbers, what in ((made.cases, "their cases, only a shell stays"), (made.touched, "cases they took part in")):
        if numbers:
            say(f"{what}: {', '.join(numbers)}")
    if made.mentioned:
        gone = "gone too" if mentions and yes else "they stay; --mentions erases them too"
        say(f"{len(made.mentioned)} mails of others contain the address: {gone}")
    for places, what in ((made.on_server, "on the mail server"), (made.backups, "in backups")):
        if places:
            say(f"not reached, {what}: {len(places)}: {', '.join(places[:5])}{' …' if len(places) > 5 else ''}")
    _aside(made.aside)
    if not yes:
        say("nothing was changed; --yes does it")


def _aside(folders: list[str]) -> None:
    """Whole stores of before a `restore --replace` hold whoever was in them; nobody but a person removes them."""
    for folder in folders:
        say(f"not reached: {folder}, the mails, cases and register of before `restore --replace`, with this person's "
            f"as they were; when it is no longer needed: rm -r '{folder}'")
