"""cli/backtest.py: `mailtriage rules backtest|diff`: what a change of rules would do, before it does it.

Exit       0 nothing would change · 1 something would
Reads next work/backtest.py, program/difference.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import load_config, open_desk, open_store
from mailtriage.cli.output import clean, emit_json, fail, progress, say, table
from mailtriage.cli.people import json_option

if TYPE_CHECKING:
    from datetime import datetime

    from mailtriage.program.difference import Difference
    from mailtriage.work.backtest import Compared, Sample
    from mailtriage.work.desk import Desk

_SHOWN = 50


@click.command(short_help="Which mails another version of the rules would treat differently.")
@click.argument("program", required=False)
@click.option("--against", required=True, metavar="DIR|MBOX|store", help="The mails: a folder, an mbox, or our own.")
@click.option("--new", "new_name", default="files", show_default=True, metavar="VERSION", help="The version to try.")
@click.option("--old", "old_name", default="in-force", show_default=True, metavar="VERSION", help="Compared with this.")
@click.option("--mailbox", metavar="NAME", help="Which mailbox they would come to. Default: the program's first.")
@click.option("--since", metavar="TIME", help="Of the store, only mail from this ISO time on.")
@click.option("--all", "everything", is_flag=True, help=f"Print every mail that changes, not the first {_SHOWN}.")
@json_option
@click.pass_context
def backtest(ctx: click.Context, program: str | None, against: str, new_name: str, old_name: str, mailbox: str | None,
             since: str | None, everything: bool, as_json: bool) -> None:
    """Triage mails by two versions of PROGRAM (default: that of the first mailbox), and show where they part.

    A VERSION is in-force, files, shipped, init, the start of a hash, or a folder with rules. Edited rules come into
    force by themselves as soon as they load: try a change in a copy, with --new FOLDER.
    """
    from mailtriage.cli.triage import time_of
    from mailtriage.program.load import build
    from mailtriage.work.backtest import backtest as run
    from mailtriage.work.versions import NoVersion, version

    desk = open_desk(ctx)
    program, box = _mailbox_of(desk, program, mailbox)
    try:
        old, new = (build(version(desk.config, desk.store, program, name)) for name in (old_name, new_name))
    except NoVersion as e:
        fail(str(e), 2)
    if old.hash == new.hash:
        fail(f"{old_name} and {new_name} are the same version, {old.hash[:12]}; edit a copy and name it with --new "
             "FOLDER, or an older version with --old HASH", 2)
    with desk.store.view() as view:
        samples, total = _samples(view, desk, program, box, against, time_of(since) if since else None)
        with run(view, desk, old, new, samples) as each:
            found = [c for c in progress(each, "mails", total) if c is not None]
    changed = [c for c in found if c.changed]
    counts = _counts(changed)
    if as_json:
        emit_json({"program": program, "old": old.hash, "new": new.hash, "mails": len(found), "changed": len(changed),
                   "counts": counts, "changes": [asdict(c) for c in changed]})
    else:
        _print(changed, counts, everything)
        differ = f"{len(changed)} would be treated differently by {new.hash[:12]} than by {old.hash[:12]}"
        say(f"{len(found)} mails, {differ}")
    ctx.exit(1 if changed else 0)


def _mailbox_of(desk: Desk, program: str | None, mailbox: str | None) -> tuple[str, str]:
    """The program and the mailbox samples come to; they must belong together."""
    boxes = desk.config.mailbox
    chosen = next((b for b in boxes if (mailbox or b.name) == b.name and (program or b.program) == b.program), None)
    if chosen is None:
        there = ", ".join(f"{b.name} ({b.program})" for b in boxes)
        fail(f"no mailbox {mailbox or ''} with the program {program or ''}; there are: {there}".replace("  ", " "), 2)
    return chosen.program, chosen.name


def _samples(view: Any, desk: Desk, program: str, mailbox: str, against: str, since: datetime | None
             ) -> tuple[Iterator[Sample], int | None]:
    from mailtriage.intake.pipe import NothingToRead, mails_of
    from mailtriage.work.backtest import Sample, Stored

    if against == "store":
        rows = Stored(view, desk, program, since)
        return iter(rows), len(rows)

    def outside() -> Iterator[Sample]:
        try:
            for n, (raw, at) in enumerate(mails_of(against), 1):
                yield Sample(f"{against}#{n}", mailbox, raw, at)
        except NothingToRead as e:
            fail(str(e), 2)

    return outside(), None


def _counts(changed: list[Compared]) -> dict[str, dict[str, int]]:
    """aspect -> `was -> now` -> how many mails."""
    counts: dict[str, Counter[str]] = {}
    for c in changed:
        for aspect in c.changed:
            step = f"{getattr(c.was, aspect) or '-'} -> {getattr(c.now, aspect) or '-'}"
            counts.setdefault(aspect, Counter())[step] += 1
    return {aspect: dict(steps.most_common()) for aspect, steps in counts.items()}


def _print(changed: list[Compared], counts: dict[str, dict[str, int]], everything: bool) -> None:
    if counts:
        table([(aspect, *step.split(" -> ", 1), n) for aspect, steps in counts.items() for step, n in steps.items()],
              ("what", "was", "would be", "mails"))
        say()
    for c in changed if everything else changed[:_SHOWN]:
        say(f"{clean(c.label)}  {clean(c.sender)}  {clean(c.subject)[:60]}")
        for aspect in c.changed:
            say(f"    {aspect}: {getattr(c.was, aspect) or '-'} -> {getattr(c.now, aspect) or '-'}")
        say(f"    because: {clean(c.why)}")
    if len(changed) > _SHOWN and not everything:
        say(f"... {len(changed) - _SHOWN} more; --all prints them")
    if changed:
        say()


@click.command(short_help="What differs between two versions of a program.")
@click.argument("program")
@click.argument("old", required=False, default="in-force", metavar="[OLD]")
@click.argument("new", required=False, default="files", metavar="[NEW]")
@click.option("--shipped", is_flag=True, help="What an upgrade of mailtriage brings: init against shipped.")
@json_option
@click.pass_context
def diff(ctx: click.Context, program: str, old: str, new: str, shipped: bool, as_json: bool) -> None:
    """Compare two versions of PROGRAM (default: the one in force with the files), rule by rule.

    A version is in-force, files, shipped, init, the start of a hash, or a folder with rules. With --shipped each change
    says whether you have changed the same rule yourself.
    """
    from mailtriage.program.difference import difference
    from mailtriage.work.versions import NoVersion, version

    config, store = load_config(ctx), open_store(ctx)
    if shipped:
        old, new = "init", "shipped"
    try:
        before = version(config, store, program, old)
        found = difference(before, version(config, store, program, new))
        mine = {d.place[:2] for d in difference(before, version(config, store, program, "files"))} if shipped else set()
    except NoVersion as e:
        fail(str(e), 2)
    if as_json:
        emit_json([asdict(d) | ({"yours": d.place[:2] in mine} if shipped else {}) for d in found])
    else:
        for d in found:
            _print_one(d, " (you changed this too)" if d.place[:2] in mine else "")
        say(f"{len(found)} differences" if len(found) != 1 else "1 difference")
    ctx.exit(1 if found else 0)


def _print_one(d: Difference, mine: str) -> None:
    from mailtriage.program.difference import lines

    where = f"{d.file} {d.rule}".strip() + mine
    if changes := lines(d):
        say(f"{where}:" if d.old and d.new else f"{where}: {'new' if d.new else 'gone'}")
        if d.old and d.new:
            for line in changes:
                say(f"    {line}")
    elif not d.key or "there" in (d.old, d.new):
        say(f"{where}: {'new' if d.new else 'gone'}{f': {d.key}' if d.key else ''}")
    else:
        say(f"{where}: {d.key}: {d.old or '(not set)'} -> {d.new or '(not set)'}")
