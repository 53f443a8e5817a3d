"""cli/demo.py: `mailtriage demo`: the whole thing on this machine, no root, no network, in a minute.

Promises   exit 0 only when every mail came to what the story says and `unexplained` is 0. Servers and the temporary
           folder are gone when the command ends, however it ends; `--keep DIR` keeps the set-up. `--desk` goes on with
           the web desk over it, until Ctrl-C.
Reads next demo/story.py, demo/play.py
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import signal
import sys
import tempfile
import textwrap
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailtriage.cli.context import frame
from mailtriage.cli.output import clean, emit_json, fail, note, say
from mailtriage.cli.people import json_option

if TYPE_CHECKING:
    from mailtriage.demo.play import Line, Result
    from mailtriage.demo.serve import Door
    from mailtriage.demo.smtp_receiver import Received
    from mailtriage.demo.world import World

_JSON = ("mails_in", "cases", "answers_sent", "quarantined", "unexplained", "seconds")
# when · what came · case · decided and why · went out; on a terminal they shrink to fit
_WIDTHS = (9, 36, 12, 76, 38)
_LEAST = (9, 16, 12, 24, 16)
_SERVERS = ("pymap", "aiosmtpd")
_WEB = ("starlette", "uvicorn", "python_multipart", "argon2")


@click.command(short_help="The whole thing on this machine, in a minute.")
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path),
              help="Leave the set-up in DIR (new or empty), to explore with every other command.")
@click.option("--desk", is_flag=True, help="Then serve the web desk over it, until Ctrl-C.")
@json_option
@click.pass_context
def demo(ctx: click.Context, keep: Path | None, desk: bool, as_json: bool) -> None:
    """Run the main job for real on this machine: no root, no network, nothing leaves it.

    Two IMAP servers, an SMTP receiver, a store and a cast of customers; every mail is told in one line, and at the end
    mailboxes and ledger are compared.
    """
    if desk and as_json:
        fail("--json tells what the demo came to, --desk goes on: give one of them", 2)
    _check_extras(desk)
    from mailtriage import log
    from mailtriage.demo.imap_server import ServerTrouble
    from mailtriage.demo.play import play
    from mailtriage.demo.setup import NotEmpty, prepare

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))     # as Ctrl-C: clean up, then go
    log.setup(debug=frame(ctx).debug)
    if not frame(ctx).debug:
        logging.getLogger("mailtriage").setLevel(logging.ERROR)      # the demo tells what happens by itself
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(_temporary()))
        teller = _Teller(quiet=as_json)

        def go_on(world: World, result: Result) -> None:
            from mailtriage.demo.serve import serve

            teller.sum_up(result)
            serve(world, teller.open, teller.left)

        try:
            prepare(folder)
            teller.begin()
            result = play(folder, teller.tell, go_on if desk else None)
        except NotEmpty as e:
            fail(str(e), 2)
        except ServerTrouble as e:
            fail(str(e))
    if as_json:
        emit_json({name: getattr(result, name) for name in _JSON})
    else:
        if not desk:
            teller.sum_up(result)
        teller.next(result, keep, desk)
    for what in result.wrong:
        note(f"not as it must be: {what}")
    ctx.exit(1 if result.wrong or result.unexplained else 0)


def _check_extras(desk: bool) -> None:
    """Fail in one line when a package is not installed; `desk`: with those of the web desk."""
    extras = "demo,desk" if desk else "demo"
    wanted = (*_SERVERS, *_WEB) if desk else _SERVERS
    lacking = [name.replace("_", "-") for name in wanted if importlib.util.find_spec(name) is None]
    if lacking:
        names = " and ".join(filter(None, (", ".join(lacking[:-1]), lacking[-1])))
        fail(f"the demo needs {names}; pip install 'mailtriage[{extras}]' (in a checkout: '.[{extras}]')")


def _temporary() -> tempfile.TemporaryDirectory[str]:
    # Ignoring errors: after an interrupt a thread of the daemon may still write while we remove.
    return tempfile.TemporaryDirectory(prefix="mailtriage-demo-", ignore_cleanup_errors=True)


class _Teller:
    """Prints lines as they happen, in columns: folded to the width of a terminal, one line each in a pipe."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.fold = quiet, sys.stdout.isatty()
        self.widths = _fitting(shutil.get_terminal_size((150, 24)).columns) if self.fold else _WIDTHS

    def begin(self) -> None:
        if self.quiet:
            return
        say("Two IMAP mailboxes, an SMTP receiver and a store on this machine. Nothing leaves it.")
        say()
        self._row(("", "what came", "case", "what was decided, and why", "what went out · what waits"), bold=True)

    def tell(self, line: Line) -> None:
        if not self.quiet:
            self._row((f"{line.at:%a %H:%M}", line.came, line.case, line.decided, line.out), red=line.wrong)

    def sum_up(self, result: Result) -> None:
        good = not result.wrong and not result.unexplained
        say()
        click.secho(result.proof, bold=True, fg="green" if good else "red")
        say(f"{result.cases} cases, {result.answers_sent} answers sent, {result.drafts} drafts wait, "
            f"{result.seconds} s")
        say()

    def open(self, door: Door) -> None:
        say("The web desk is open, on this machine. The story's clock goes on; what you approve leaves after 10 s.")
        say()
        for name, what in (("open", door.url), ("name", door.login), ("password", door.password)):
            click.echo(f"    {name:<10}", nl=False)
            click.secho(what, bold=True)
        say()
        say("Ctrl-C ends it.")

    def left(self, mail: Received) -> None:
        say(clean(f"    left: “{mail.message['Subject']}” to {', '.join(mail.recipients)}"))

    def next(self, result: Result, keep: Path | None, desk: bool) -> None:
        if desk and keep is None:
            return
        if desk:
            say()
        for text in _next(result, keep):
            say(text)

    def _row(self, cells: tuple[str, ...], *, bold: bool = False, red: bool = False) -> None:
        texts = [clean(cell) for cell in cells]
        folded = [[text] for text in texts]
        if self.fold:
            folded = [_wrapped(text, width) for text, width in zip(texts, self.widths, strict=True)]
        for i in range(max(map(len, folded))):
            parts = [column[i] if i < len(column) else "" for column in folded]
            text = "  ".join(part.ljust(w) for part, w in zip(parts, self.widths, strict=True)).rstrip()
            click.secho(text, bold=bold, fg="red" if red else None)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _fitting(columns: int) -> tuple[int, ...]:
    """Column widths for a terminal of that many columns: each shrinks towards its least in proportion; what is left
    over goes to the last."""
    spare = columns - sum(_WIDTHS) - 2 * (len(_WIDTHS) - 1)
    share = min(1.0, max(0.0, -spare / (sum(_WIDTHS) - sum(_LEAST))))
    widths = [int(w - (w - least) * share) for w, least in zip(_WIDTHS, _LEAST, strict=True)]
    return (*widths[:-1], widths[-1] + max(0, spare))


def _next(result: Result, keep: Path | None) -> list[str]:
    """Where to look now."""
    if keep is None:
        return ["Next:  mailtriage demo --desk        the web desk over cases like these",
                "       mailtriage demo --keep DIR    leaves this set-up to look around in",
                "       mailtriage init DIR           a set-up of your own"]
    command = f"mailtriage -c {keep / 'config.toml'}"
    commands = {
        "case list": "",
        f"explain {result.numbers.get('stranger', '')}": "each step, the words, file and line of the rule",
        "draft list": "then draft show, edit, approve, reject",
        "quarantine list": "",
        "outbox list --all": "",
        "rules test": f"the program in {keep / 'rules'} against its examples",
    }
    longest = max(map(len, commands))
    return [
        f"The set-up is in {keep}. Its servers are gone, run, verify and check --online find nobody; these need none:",
        *(f"  {command} {name.ljust(longest)}  {what}".rstrip() for name, what in commands.items()),
    ]
