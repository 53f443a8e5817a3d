"""cli/customer.py: `mailtriage customer …`: import and show customers, contacts and contracts.

Reads next work/register_file.py (the columns), work/register.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from mailtriage.cli.context import load_config, open_desk
from mailtriage.cli.output import clean, emit_json, fail, note, say, table
from mailtriage.cli.people import json_option

if TYPE_CHECKING:
    from mailtriage.model.register import Customer
    from mailtriage.work.register import Change, Difference

program_option = click.option("--program", metavar="NAME", help="The program. Default: the only one of the config.")


@click.group()
def customer() -> None:
    """Import and show customers, contacts and contracts."""


def chosen_program(ctx: click.Context, given: str | None) -> str:
    """The program a command means; a usage error (exit 2) names the choices."""
    programs = load_config(ctx).programs
    if given is None and len(programs) == 1:
        return programs[0]
    if given in programs:
        return given
    choices = ", ".join(programs) or "none: the config has no [[mailbox]]"
    what = f'no mailbox has the program "{given}"' if given else "which program? Write --program NAME"
    raise click.UsageError(f"{what} (there are: {choices})")


@customer.command("import")
@click.argument("file", type=click.File("rb"), metavar="FILE.csv")
@program_option
@click.option("--allow-empty", is_flag=True, help="The file may hold no customer: the register is emptied.")
@click.option("--yes", is_flag=True, help="Go on though more than half of the contacts are removed.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@json_option
@click.pass_context
def import_(ctx: click.Context, file: BinaryIO, program: str | None, allow_empty: bool, yes: bool, dry_run: bool,
            as_json: bool) -> None:
    """Replace a program's register by a CSV file (`-`: standard input).

    One line per contact, lists separated by `;`, dates as 2026-12-31. What the file no longer has is removed. A
    line that cannot be read refuses the whole import, and so does a file without a customer (--allow-empty) or one
    that removes more than half of the contacts (--yes).

    Channels: mail, telephone.

    Columns: customer, domains, contact_name, contact_email, roles, products, service_level, channels, valid_from,
    valid_to, partner, language, customer_number; where wanted: region, acts_for, agreements, open_to_domain,
    may_request, account_contact.
    """
    from mailtriage.work.register import compare, register, replace_register
    from mailtriage.work.register_file import LARGEST, ImportRefused, read

    name = chosen_program(ctx, program)
    desk = open_desk(ctx)
    shown = getattr(file, "name", "-")     # a pipe has "<stdin>", a number or nothing
    shown = Path(shown).name if isinstance(shown, str) and shown not in ("-", "<stdin>") else "standard input"
    try:
        sheet = read(file.read(LARGEST + 1), shown, desk.programs[name])
    except ImportRefused as e:
        note(str(e))
        fail(f"nothing was imported: {_count(len(str(e).splitlines()), 'problem')} in {shown}; mend and import again")
    with desk.store.view() as view:
        difference = compare(view, name, sheet)
        contacts = sum(len(found) for found in register(view, name)[1].values())
    if not sheet.customers and not (allow_empty or dry_run):
        fail(f"{shown} has no customer, nothing was imported; --allow-empty empties the register of {name}")
    gone = sum(change.kind == "contact" for change in difference.removed)
    if 2 * gone > contacts and sheet.customers and not (yes or dry_run):
        fail(f"{shown} would remove {gone} of {_count(contacts, 'contact')}, nothing was imported; --dry-run names "
             "them, --yes goes on")
    if not dry_run:
        difference = replace_register(desk.store, name, sheet)
    for report in sheet.reports:
        note(report)
    if as_json:
        emit_json({
            "program": name, "dry_run": dry_run, "customers": len(sheet.customers), "contacts": len(sheet.contacts),
            "added": difference.added, "changed": difference.changed, "removed": difference.removed,
            "same": difference.same, "reports": sheet.reports,
        })
        return
    _print(difference)
    size = f"{_count(len(sheet.customers), 'customer')} and {_count(len(sheet.contacts), 'contact')}"
    counts = (f"{len(difference.added)} added, {len(difference.changed)} changed, "
              f"{len(difference.removed)} removed")
    say(f"{name}: {size} {'would be' if dry_run else 'are'} in the register ({counts})")


def _print(difference: Difference) -> None:
    def lines(sign: str, changes: tuple[Change, ...]) -> None:
        for change in changes:
            what = f": {'; '.join(change.what)}" if change.what else ""
            say(f"{sign} {change.kind} {change.name}{what}")

    lines("+", difference.added)
    lines("~", difference.changed)
    lines("-", difference.removed)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


@customer.command("list")
@program_option
@json_option
@click.pass_context
def list_(ctx: click.Context, program: str | None, as_json: bool) -> None:
    """The customers of a program, by name, with the dates of their contracts."""
    from mailtriage.work.register import register

    name = chosen_program(ctx, program)
    with open_desk(ctx).store.view() as view:
        customers, contacts = register(view, name)
    if as_json:
        emit_json([_as_json(c, contacts.get(c.name, ())) for c in customers])
        return
    table(
        [(c.name, c.number, c.service_level, c.valid_from or "", c.valid_to or "open", len(contacts.get(c.name, ())),
          ", ".join(c.domains)) for c in customers],
        ("customer", "number", "level", "from", "to", "contacts", "domains"),
    )


@customer.command()
@click.argument("who", metavar="NAME|NUMBER|ADDRESS")
@program_option
@json_option
@click.pass_context
def show(ctx: click.Context, who: str, program: str | None, as_json: bool) -> None:
    """One customer: by its name, its number, or the address of a contact."""
    from mailtriage.work.correspondents import undeliverable
    from mailtriage.work.register import register

    name = chosen_program(ctx, program)
    with open_desk(ctx).store.view() as view:
        customers, contacts = register(view, name)
        dead = undeliverable(view, [p.address for people in contacts.values() for p in people])
    wanted = who.casefold()
    found = [c for c in customers if wanted in (c.name.casefold(), c.number.casefold())
             or any(p.address == wanted for p in contacts.get(c.name, ()))]
    if not found:
        near = [c.name for c in customers if wanted in c.name.casefold()][:5]
        hint = f"did you mean {', '.join(near)}?" if near else "`mailtriage customer list` shows who is"
        fail(f'{name} has no customer, number or contact "{who}"; {hint}')
    if as_json:
        emit_json([_as_json(c, contacts.get(c.name, ())) for c in found] if len(found) > 1
                  else _as_json(found[0], contacts.get(found[0].name, ())))
        return
    for c in found:
        table([(k, v) for k, v in _as_json(c, ()).items() if k != "contacts"], ("customer", c.name))
        say()
        table([(p.address, p.name, p.roles, p.language, p.source) for p in contacts.get(c.name, ())],
              ("contact", "name", "roles", "language", "source"))
        for known in (k for k in dead if any(p.address == k.who for p in contacts.get(c.name, ()))):
            say(f"! {clean(known.undeliverable_sentence)}")


def _as_json(customer: Customer, contacts: object) -> dict[str, object]:
    from dataclasses import fields

    return {f.name: getattr(customer, f.name) for f in fields(customer) if f.name != "id"} | {"contacts": contacts}
