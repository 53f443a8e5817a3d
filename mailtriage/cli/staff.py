"""cli/staff.py: `mailtriage staff …`: the people of the desk.

Does not   take a password as an argument: it would stand in the shell's history and in `ps`.
Reads next staff/people.py
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import click

from mailtriage.cli.context import load_config, now, open_store
from mailtriage.cli.output import emit_json, fail, say, table
from mailtriage.cli.people import attempt, json_option

if TYPE_CHECKING:
    from mailtriage.model.staff import Wish


@click.group()
def staff() -> None:
    """Add people, set passwords, and see who there is."""


@staff.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Everybody, with role and programs."""
    from mailtriage.staff.people import people

    with open_store(ctx).view() as view:
        found = people(view)
    if as_json:
        emit_json([{"login": p.login, "name": p.name, "address": p.address, "role": p.role, "programs": p.programs,
                    "can_sign_in": bool(p.password) and not p.disabled, "disabled": p.disabled, "mail": p.mail,
                    "case_mail": p.case_mail,
                    "notify": p.wish.notify, "digest": p.wish.times, "quiet": p.wish.quiet, "zone": p.wish.zone,
                    "urgent": p.wish.urgent}
                   for p in found])
        return
    table([(p.login, p.name, p.address, p.role, p.programs or "all",
            "disabled" if p.disabled else "yes" if p.password else "no password yet", p.mail) for p in found],
          ("login", "name", "address", "role", "programs", "signs in", "mail"))


@staff.command()
@click.argument("login")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--address", required=True, help="Where notifications go, and whence approvals by mail may come.")
@click.option("--role", type=click.Choice(["agent", "lead", "administrator"]), default="agent", show_default=True)
@click.option("--program", "programs", multiple=True, help="Only cases of this program; may be repeated. Default: all.")
@click.option("--password-file", type=click.File("r", encoding="utf-8"), help="The password, - is standard input.")
@click.pass_context
def add(ctx: click.Context, login: str, name: str, address: str, role: str, programs: tuple[str, ...],
        password_file: TextIO | None) -> None:
    """Add a person; the password is asked for."""
    from mailtriage.model.staff import Role
    from mailtriage.staff import people

    known = load_config(ctx).programs
    if strange := [p for p in programs if p not in known]:
        fail(f"there is no program {strange[0]}; there are: {', '.join(known)}", 2)
    store = open_store(ctx)
    password = _password(password_file)
    made = attempt(people.add, store, login, name=name, address=address, role=Role(role), programs=programs, now=now())
    if password:
        attempt(people.set_password, store, made.login, password)
    then = "" if password else f"; `mailtriage staff password {made.login}` lets them in"
    say(f"{made.login} is there, {made.role.value}{then}")


@staff.command()
@click.argument("login")
@click.option("--password-file", type=click.File("r", encoding="utf-8"), help="The password, - is standard input.")
@click.pass_context
def password(ctx: click.Context, login: str, password_file: TextIO | None) -> None:
    """Set a password; it unlocks, and ends all sessions of that person."""
    from mailtriage.staff import people

    store = open_store(ctx)
    words = _password(password_file)
    if not words:
        fail("there is no terminal to ask at: --password-file FILE (- is standard input)", 2)
    attempt(people.set_password, store, login, words)
    say(f"the password of {login} is set")


@staff.command("set")
@click.argument("login")
@click.option("--mail", type=click.Choice(["drafts", "off"]),
              help="drafts: each waiting draft, to be answered with ok, no or edit; off: none.")
@click.option("--cases/--no-cases", "cases", default=None,
              help="New mail on cases assigned to them; what they answer goes to the customer.")
@click.option("--notify", type=click.Choice(["each", "digest", "off"]),
              help="What needs a person: each within minutes, in digests, or not at all.")
@click.option("--digest", metavar="TIMES", help="When digests go: 08:00,13:00 or \"4 hours\".")
@click.option("--quiet", metavar="FROM-TO", help="No mail in these hours, such as 22:00-07:00; off ends them.")
@click.option("--zone", metavar="ZONE", help="Whose clock counts, such as Africa/Johannesburg; desk: that of the desk.")
@click.option("--urgent/--no-urgent", "urgent", default=None,
              help="The breaker and missed deadlines at once, also in quiet hours.")
@click.pass_context
def set_(ctx: click.Context, login: str, mail: str | None, cases: bool | None, notify: str | None, digest: str | None,
         quiet: str | None, zone: str | None, urgent: bool | None) -> None:
    """What a person gets by mail, and when (docs/notifications.md)."""
    from mailtriage.model.staff import MailPace, Notify
    from mailtriage.staff import people

    wish = {"digest": digest, "quiet": quiet, "zone": zone, "urgent": urgent}
    if all(v is None for v in (mail, cases, notify, *wish.values())):
        fail("say what to set: `mailtriage staff set --help` has it", 2)
    store = open_store(ctx)
    found = attempt(people.set_wish, store, login, now(), notify=Notify(notify) if notify else None, **wish)
    if mail is not None or cases is not None:
        found = attempt(people.set_mail, store, login, MailPace(mail) if mail else None, cases)
    drafts = f"waiting drafts go to {found.address}" if found.mail is MailPace.DRAFTS else "no drafts by mail"
    say(f"{found.login}: {drafts}; new mail on their cases {'too' if found.case_mail else 'does not'}; "
        f"{_told(found.wish)}")


def _told(wish: Wish) -> str:
    """When somebody is told of what needs one, in words."""
    quiet = f", never from {wish.quiet.replace('-', ' to ')}" if wish.quiet else ""
    match wish.notify.value:
        case "off":
            return f"no notifications{quiet}"
        case "each":
            said = f"notifications within minutes{quiet}"
        case _:
            said = f"notifications at {', '.join(wish.times)}{quiet}"
    return said + (f", by the clock of {wish.zone}" if wish.zone else "") + (
        "; what is urgent at once" if wish.urgent else "")


@staff.command()
@click.argument("login")
@click.pass_context
def disable(ctx: click.Context, login: str) -> None:
    """Keep a person out, at once; what they did keeps their name."""
    from mailtriage.staff import people

    attempt(people.disable, open_store(ctx), login)
    say(f"{login} is disabled, and signed out everywhere")


@staff.command()
@click.argument("login")
@click.pass_context
def enable(ctx: click.Context, login: str) -> None:
    """Let a disabled person in again."""
    from mailtriage.staff import people

    attempt(people.disable, open_store(ctx), login, False)
    say(f"{login} may sign in")


def _password(file: TextIO | None) -> str:
    """From the file, else asked for twice at a terminal, else ""."""
    if file is not None:
        return file.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
