"""cli/__init__.py: the frame around every command: names, global options, exit codes, one line a failure.

Promises   a command's module is imported only when it runs. What a user, a mail or a server did ends in one
           line on stderr and an exit code, never in a traceback; a bug of ours says so and exits 70.
Exit       0 good · 1 findings · 2 usage · 70 bug · 75 temporary, try again · 78 config · 130 interrupted
Reads next cli/context.py, cli/output.py
"""

from __future__ import annotations

import errno
import importlib
import importlib.util
import os
import sys
from typing import Any

import click

from mailtriage import __version__
from mailtriage.cli.context import Frame

# name: (module, attribute, one line of help). In the order of `--help`, so that help imports nothing.
# A command whose module is not there is not listed.
COMMANDS = {
    "demo": ("demo", "demo", "The whole thing on this machine, no root, no network, in one minute."),
    "init": ("init", "init", "Write config.toml, rules/, templates/ and data/, ready to edit."),
    "check": ("check", "check", "Check config, rules, texts and connections; name each risk."),
    "run": ("run", "run", "The daemon; --once is one pass, for cron."),
    "login": ("login", "login", "Sign in to a mailbox that uses OAuth, by a code in a browser."),
    "ingest": ("ingest", "ingest", "Deliver mail without IMAP: from a pipe, files, a Maildir or an mbox."),
    "inspect": ("inspect", "inspect", "What intake sees in a mail; nothing is stored."),
    "triage": ("triage", "triage", "Dry run: the decision on a mail and its reasons; nothing is stored."),
    "explain": ("explain", "explain", "Why a case or a mail became what it is."),
    "case": ("case", "case", "List, show and work on cases."),
    "draft": ("draft", "draft", "List, show, approve, edit and reject drafts."),
    "outbox": ("outbox", "outbox", "What is to leave, and what became of it."),
    "mute": ("mute", "mute", "Let nothing leave to an address or domain by itself; list who is muted."),
    "unmute": ("mute", "unmute", "Let answers leave there again."),
    "breaker": ("breaker", "breaker", "Whether answers leave by themselves; --reset after too many of them."),
    "quarantine": ("quarantine", "quarantine", "Mail that could not be read: list, show, release, drop."),
    "handover": ("handover", "handover", "Hand a case to the next level (functional escalation)."),
    "escalate": ("handover", "escalate", "Call the next on the management path (hierarchical escalation)."),
    "incident": ("incident", "incident", "What is broken for many: link its reports, tell them when it is over."),
    "customer": ("customer", "customer", "Import and show customers, contacts and contracts."),
    "rules": ("rules", "rules", "Test a program's rules and their examples."),
    "autonomy": ("autonomy", "autonomy", "Pin a text to always or never leave by itself."),
    "report": ("autonomy", "report", "What the desk's work came to: what leaves by itself, and what that saves."),
    "verify": ("verify", "verify", "Compare each mailbox with the ledger: every mail accounted for."),
    "status": ("status", "status", "How the daemon was at its last pass."),
    "doctor": ("doctor", "doctor", "Look at everything a desk needs; --probe sends a mail round."),
    "desk": ("desk", "desk", "The web desk, where staff approve drafts and work on cases."),
    "staff": ("staff", "staff", "The people of the desk: add, password, list, set, disable."),
    "backup": ("store", "backup", "Copy the store and the mail while the daemon runs."),
    "erase": ("erase", "erase", "Forget a person; without --yes it only says what would go."),
    "restore": ("restore", "restore", "Put a backup in place; --confirm releases what it holds."),
    "store": ("store", "store", "Check and upgrade the store."),
}

# Exceptions that are answers, and their exit codes. By name: the class would cost importing its module.
KNOWN = {
    "ConfigErrors": 78, "ProgramErrors": 78, "StoreError": 75, "SpoolError": 75, "Busy": 75, "ProcessDied": 75,
    "ImapTrouble": 1, "OAuthTrouble": 1, "NotAllowed": 1, "Refused": 1, "ImportRefused": 1,
}
# What the machine did, not we: a full disk, a file of another owner. Try again later.
_MACHINE = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENOMEM,
}


class LazyGroup(click.Group):
    """A group that knows names and help texts, and imports a command when it is used."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        piped = "ingest" in args and not sys.stdin.isatty()
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as trouble:
            if not piped:
                raise
            # An MTA's pipe: any code but 75 would return the mail to the customer. See cli/ingest.py.
            click.echo(f"mailtriage: {trouble.format_message()} The mail was not accepted, try again", err=True)
            raise click.exceptions.Exit(75) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _, _) in COMMANDS.items() if _exists(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module, attribute, _ = COMMANDS.get(cmd_name, ("", "", ""))
        if not module or not _exists(module):
            return None
        command = getattr(importlib.import_module(f"mailtriage.cli.{module}"), attribute)
        _take_global_options(command)
        return command  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if names := self.list_commands(ctx):
            with formatter.section("Commands"):
                formatter.write_dl([(name, COMMANDS[name][2]) for name in names])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            hint = f' Did you mean "{near[0]}"?' if near else ' "mailtriage --help" lists them.'
            ctx.fail(f'There is no command "{args[0]}".{hint}')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()      # here a closed pipe can be answered; at exit Python prints a traceback
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("mailtriage: interrupted", err=True)
            raise click.exceptions.Exit(130) from None
        except BrokenPipeError:
            # The reader left (`| head`). Whatever is still buffered must not be tried again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise click.exceptions.Exit(141) from None
        except Exception as trouble:
            if ctx.find_root().ensure_object(Frame).debug:
                raise
            line, code = describe(trouble)
            click.echo(line, err=True)
            raise click.exceptions.Exit(code) from None


def describe(trouble: Exception) -> tuple[str, int]:
    """The text for stderr and the exit code of an exception no command has answered itself."""
    from mailtriage.cli.output import clean

    lines = [clean(line) for line in str(trouble).splitlines()]
    for kind in type(trouble).__mro__:
        if kind.__name__ in KNOWN and kind.__module__.startswith("mailtriage."):
            # Config and program errors are many lines that already say file and line.
            text = "\n".join(lines) if len(lines) > 1 else f"mailtriage: {''.join(lines)}"
            return text, KNOWN[kind.__name__]
    if isinstance(trouble, OSError) and trouble.errno in _MACHINE:
        where = f"{clean(trouble.filename)}: " if trouble.filename else ""
        return f"mailtriage: {where}{trouble.strerror}; mend that and try again", 75
    what = f"{type(trouble).__name__}: {lines[0] if lines else ''}".rstrip(": ")
    return f"mailtriage: this is a bug in mailtriage: {what}; please report it with what --debug prints", 70


def _exists(module: str) -> bool:
    return importlib.util.find_spec(f"mailtriage.cli.{module}") is not None


def _set_config(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.find_root().ensure_object(Frame).config = value


def _set_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.find_root().ensure_object(Frame).debug = True


def _global_options(hidden: bool) -> list[click.Option]:
    return [
        click.Option(
            ["-c", "--config"], metavar="FILE", hidden=hidden, expose_value=False, callback=_set_config,
            help="The config file. Default: $MAILTRIAGE_CONFIG, else ./config.toml.",
        ),
        click.Option(
            ["--debug"], is_flag=True, hidden=hidden, expose_value=False, callback=_set_debug,
            help="Log in detail, and show the traceback of a bug.",
        ),
    ]


def _take_global_options(command: click.Command) -> None:
    """People type `mailtriage check -c FILE` too: let global options stand after a command without such."""
    taken = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    command.params += [o for o in _global_options(hidden=True) if not taken.intersection(o.opts)]
    if isinstance(command, click.Group):
        for child in command.commands.values():
            _take_global_options(child)


@click.group(
    cls=LazyGroup,
    params=_global_options(hidden=False),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "obj": None},
    epilog="Exit codes: 0 good, 1 findings, 2 usage, 70 bug, 75 temporary, 78 config.",
)
@click.version_option(__version__, prog_name="mailtriage")
def main() -> None:
    """An email-driven support desk: watches mailboxes, triages by a support program in files, answers."""
