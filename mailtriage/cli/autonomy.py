"""cli/autonomy.py: `mailtriage autonomy pin`, and `mailtriage report autonomy`: what leaves by itself because people
approved it often enough, and what a lead says about it.

Shape      report --json: [{program, rule, text, language, state, unedited, decided, after, share, since, earned, lost,
           lost_why, pinned_by, sent_by_itself, sent_today}]
Reads next work/pin.py, model/autonomy.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, say, table
from mailtriage.cli.people import actor_option, attempt, json_option


@click.group()
def autonomy() -> None:
    """What leaves by itself: pin a text to always or never."""


@autonomy.command()
@click.argument("program")
@click.argument("text")
@click.argument("way", type=click.Choice(["always", "never", "clear"]))
@click.option("--language", "-l", required=True, help="Of the text, such as en.")
@actor_option
@click.pass_context
def pin(ctx: click.Context, program: str, text: str, way: str, language: str, actor: str) -> None:
    """Let a text marked `earned` leave by itself whatever people said of it, or never; `clear` takes the pin off.

    "always" holds until the text changes; the daily most and the sample hold all the same.
    """
    from mailtriage.staff.may import NotYours, check
    from mailtriage.staff.people import person
    from mailtriage.work.pin import pin as act

    desk = open_desk(ctx)
    with desk.store.view() as view:
        known = person(view, actor)
    if known is not None:
        try:
            check(known, "pin", program)
        except NotYours as e:
            fail(str(e))
    row = attempt(act, desk, program, text, language, way, actor)
    say(f"{clean(row.text)} in {row.language}: " + (f"pinned to {row.pinned} by {clean(actor)}" if row.pinned else
        "the pin is off; what people say of it decides (`mailtriage report autonomy`)"))


@click.group()
def report() -> None:
    """What a desk's work came to."""


@report.command("autonomy")
@json_option
@click.pass_context
def on_autonomy(ctx: click.Context, as_json: bool) -> None:
    """How each text that may leave by itself stands, and how many approvals that saved."""
    from mailtriage.work.pin import report as lines_of

    desk = open_desk(ctx)
    with desk.store.view() as view:
        lines = lines_of(view, desk)
    if as_json:
        emit_json(lines)
        return
    table(
        [(n.program, n.text, n.language, n.rule, n.state, f"{n.unedited} of {n.decided}", n.after, n.sent_by_itself,
          n.sent_today, f"lost {n.lost:%Y-%m-%d}: {clean(n.lost_why)}" if n.lost else "") for n in lines],
        ("program", "text", "language", "rule", "state", "unedited", "wanted", "by itself", "today", ""),
    )
    saved = sum(n.sent_by_itself for n in lines)
    say(f"{saved} mail{'s' * (saved != 1)} left by themselves that a person would have approved"
        if lines else 'no text with send = "earned" was proposed yet')
