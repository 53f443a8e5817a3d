"""cli/people.py: who is at the keyboard, and what happens when the desk says no."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mailtriage.cli.output import fail

if TYPE_CHECKING:
    from mailtriage.model.outgoing import Outgoing
    from mailtriage.work.desk import Desk

T = TypeVar("T")

actor_option = click.option(
    "--as",
    "--by",
    "actor",
    metavar="NAME",
    default=lambda: who(),
    help="Who acts; kept with the event. Default: $MAILTRIAGE_USER, else your login name.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")


def who() -> str:
    """Who is at the keyboard, where nobody says it."""
    return os.environ.get("MAILTRIAGE_USER") or _login()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def attempt(act: Callable[..., T], *args: Any, **named: Any) -> T:
    """Call a transaction of `work/`; a refusal is one line and exit 1, what can never be right exit 2."""
    from mailtriage.model.case import NotAllowed
    from mailtriage.model.wire import BadAddress
    from mailtriage.work.approve import Refused
    from mailtriage.work.checked import BadInput

    try:
        return act(*args, **named)
    except BadInput as e:
        fail(str(e), 2)
    except (Refused, NotAllowed, BadAddress) as e:
        fail(str(e))


def leaving(desk: Desk, row: Outgoing) -> str:
    """How an answer of a person leaves, or why it does not."""
    if row.held_why:
        return f"held: {row.held_why}; `mailtriage outbox retry {row.id}` releases it"
    if desk.config.outgoing != "on":
        return f'it waits: outgoing = "{desk.config.outgoing}" in config.toml, nothing leaves until that is "on"'
    return f"it leaves in ten seconds; `mailtriage outbox cancel {row.id}` within them takes it back"
