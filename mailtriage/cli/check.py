"""cli/check.py: everything that is wrong or risky, before the daemon runs; and with --online, whether servers answer.

Promises   prints findings and nothing else; changes nothing. Exit 78 when the daemon would not start, 1 when something
           will not work, 0 when at most risks remain.
Reads next ops/preflight.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import config_path, load_config
from mailtriage.cli.output import emit_json, note, say, table

if TYPE_CHECKING:
    from mailtriage.config import Config, Imap, Mailbox, Smtp
    from mailtriage.ops.preflight import Finding


@click.command(short_help="Check config, rules, texts and connections; name each risk.")
@click.option("--online", is_flag=True, help="Also log in to every server. No mail is read, none is sent.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def check(ctx: click.Context, online: bool, as_json: bool) -> None:
    """Check config, rules, texts, passwords, files and disk; print what is wrong and what is risky.

    Exits 0 when at most risks remain, 1 when something will not work, 78 when the daemon would not start.
    """
    from mailtriage.config import ConfigErrors
    from mailtriage.ops.preflight import Finding, preflight

    connections: list[dict[str, Any]] = []
    try:
        config = load_config(ctx)
        findings = list(preflight(config))
        if online:
            connections = list(_connections(config))
    except ConfigErrors as trouble:
        findings = [Finding("config", *_split(line)) for line in trouble.problems]
    failed = [c for c in connections if not c["ok"]]
    if as_json:
        emit_json({"findings": [asdict(f) for f in findings], "connections": connections})
    else:
        _print(findings, connections)
        if not findings and not failed:
            note(f"{config_path(ctx)}: nothing to mend")
    levels = {f.level for f in findings}
    ctx.exit(78 if "config" in levels else 1 if "problem" in levels or failed else 0)


def _split(line: str) -> tuple[str, str]:
    """`config.toml:17 mailbox[0].imap.port: 70000 is …` in where and what; the colon of the line number stays."""
    where, _, what = line.partition(": ")
    return where, what


def _print(findings: list[Finding], connections: list[dict[str, Any]]) -> None:
    for level in ("config", "problem", "risk"):
        for finding in (f for f in findings if f.level == level):
            prefix = "" if level == "config" else f"{level}: "
            say(f"{prefix}{finding.where}" + (f": {finding.what}" if finding.what else ""))
    if connections:
        if findings:
            say()
        table(
            [(c["mailbox"], c["protocol"], c["server"], "ok" if c["ok"] else "FAILED", c["what"]) for c in connections],
            ("mailbox", "protocol", "server", "result", "what"),
        )


def _connections(config: Config) -> Iterator[dict[str, Any]]:
    for mailbox in config.mailbox:
        if mailbox.imap is not None:
            yield _row(mailbox.name, "imap", mailbox.imap, *_imap(config, mailbox, mailbox.imap))
        if mailbox.smtp is not None:
            yield _row(mailbox.name, "smtp", mailbox.smtp, *_smtp(config, mailbox, mailbox.smtp))


def _imap(config: Config, mailbox: Mailbox, imap: Imap) -> tuple[bool, str]:
    """Log in and open each folder read-only; a missing `file_to` is made by the daemon, so it is only said."""
    from mailtriage import oauth, oauth_tokens
    from mailtriage.config import ConfigErrors
    from mailtriage.intake.imap import ImapTrouble, Session

    try:
        with Session(imap, oauth_tokens.secret(mailbox, "imap", config.data, datetime.now(UTC))) as session:
            found = []
            for folder in mailbox.watched:
                session.select(folder)
                found.append(f"{folder} {session.exists} mails")
            if mailbox.file_to and mailbox.file_to not in session.folders():
                found.append(f"{mailbox.file_to} will be made")
            has = [name for name in ("IDLE", "MOVE", "UIDPLUS") if name in session.capabilities]
            return True, f"{', '.join(found)}; {' '.join(has) or 'no IDLE, MOVE or UIDPLUS'}"
    except (ImapTrouble, ConfigErrors, oauth.OAuthTrouble) as trouble:
        return False, _hinted(str(trouble))


def _hinted(text: str) -> str:
    """A failure of TLS with what mends it, unless it says so itself."""
    said = text.lower()
    if "wrong version number" in said or "wrong_version_number" in said or "record layer failure" in said:
        return f'{text}; that port does not begin with TLS: try security = "starttls"'
    if "certificate" in said and "ca_file" not in said:
        return f"{text}; the certificate of a private authority goes into ca_file"
    return text


def _smtp(config: Config, mailbox: Mailbox, smtp: Smtp) -> tuple[bool, str]:
    """Connect, secure, log in, leave: as much as can be known without sending a mail."""
    import asyncio

    from mailtriage import oauth, oauth_tokens
    from mailtriage.config import ConfigErrors
    from mailtriage.deliver.account import Account
    from mailtriage.deliver.smtp import probe

    try:
        password = oauth_tokens.secret(mailbox, "smtp", config.data, datetime.now(UTC))
    except (ConfigErrors, oauth.OAuthTrouble) as trouble:
        return False, str(trouble)
    found = asyncio.run(probe(Account.of(smtp, password, mailbox.address.rpartition("@")[2])))
    if found.outcome is not None:
        told = f"{found.outcome.phase}: {found.outcome.code or ''} {found.outcome.text}".replace(":  ", ": ")
        return False, _hinted(told)
    return True, f"ready for mail from {mailbox.address}; {' '.join(sorted(found.extensions)).upper()}".rstrip("; ")


def _row(mailbox: str, protocol: str, server: Imap | Smtp, ok: bool, what: str) -> dict[str, Any]:
    place = f"{server.host}:{server.port} {server.security}"
    return {"mailbox": mailbox, "protocol": protocol, "server": place, "ok": ok, "what": what}
