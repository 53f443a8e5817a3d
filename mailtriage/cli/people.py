"""cli/people.py: who is at the keyboard, and what happens when the desk says no."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from mailtriage.cli.output import fail

T = TypeVar("T")

actor_option = click.option(
    "--as",
    "actor",
    metavar="NAME",
    default=lambda: os.environ.get("MAILTRIAGE_USER") or _login(),
    help="Who acts; kept with the event. Default: $MAILTRIAGE_USER, else your login name.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def attempt(act: Callable[..., T], *args: Any, **named: Any) -> T:
    """Call a transaction of `work/`; a refusal is one line and exit 1."""
    from mailtriage.model.case import NotAllowed
    from mailtriage.work.approve import Refused

    try:
        return act(*args, **named)
    except (Refused, NotAllowed) as e:
        fail(str(e))
