"""cli/status.py: how the daemon was at its last pass, from data/status.json alone.

Promises   answers in under 0.15 s and while all else is broken: no store, no pydantic, no rules are read.
           `--live` opens the store and counts now.
Shape      {"at", "pid", "version", "outgoing", "mailboxes": [{"name", "folder", "last_ok", "last_error",
           "failures", "backlog"}], "counts": {name: number}, "outcomes": {name: number},
           "restored": ""}; the daemon replaces
           the file each pass. "verified": what `verify` last found, {} before its first look.
Reads next work/tally.py
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from mailtriage import paths
from mailtriage.cli.context import config_path, load_config, now, open_store
from mailtriage.cli.output import emit_json, fail, lasting, say, table

# Counts that want a person, with what to do.
_WANTED = {
    "failed": "could not be sent: mailtriage outbox list --state failed",
    "unknown": "may or may not have been sent: mailtriage outbox list",
    "quarantine": "could not be read: mailtriage quarantine list",
    "unread": "too big or of unclear age, not read: mailtriage quarantine list",
}
# Counts to know of; no finding: to wait for a person is what they are for.
_KNOWN = {"held": "held: mailtriage outbox list --state held says why",
          "muted": "muted, nothing leaves there by itself: mailtriage mute lists them"}


@click.command(short_help="How the daemon was at its last pass.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--live", is_flag=True, help="Open the store and count now (slower).")
@click.option(
    "--max-age", default=15, show_default=True, metavar="MINUTES", type=click.IntRange(1),
    help="An older pass is a finding.",
)
@click.pass_context
def status(ctx: click.Context, as_json: bool, live: bool, max_age: int) -> None:
    """How the daemon was at its last pass: mailboxes, counts, what went wrong.

    Exits 1 when the last pass is older than --max-age, a mailbox fails, or sending failed or ended unknown.
    """
    found = _read(ctx)
    found["verified"] = _verified(_status_file(config_path(ctx)).with_name(paths.VERIFIED_FILE))
    if live:
        found |= _live(ctx)
    age = now() - _time(found.get("at"))
    findings = _findings(found, age, timedelta(minutes=max_age))
    if as_json:
        emit_json({**found, "age_seconds": max(0, int(age.total_seconds())), "findings": findings})
    else:
        _print(found, age, findings)
    ctx.exit(1 if findings else 0)


def _read(ctx: click.Context) -> dict[str, Any]:
    path = _status_file(config_path(ctx))
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        fail(f'{path}: the daemon has not run here yet; "mailtriage run" starts it')
    except OSError as trouble:
        fail(f"{path}: {trouble.strerror}; run this as the user of the daemon")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        fail(f"{path}: is no status; the next pass of the daemon replaces it")
    return found


def _verified(path: Path) -> dict[str, Any]:
    try:
        return _dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return {}


def _status_file(config: Path) -> Path:
    """Where the status stands: of the config only the place of the store is read, so that a bad key elsewhere
    does not hide how the daemon is."""
    import tomllib

    url: object = ""
    try:
        section = tomllib.loads(config.read_text("utf-8-sig")).get("store")
        url = section.get("url", "") if isinstance(section, dict) else ""
    except FileNotFoundError:
        fail(f'{config}: there is no such file; "mailtriage init" writes one, "-c FILE" names another', 78)
    except OSError as trouble:
        fail(f"{config}: {trouble.strerror}", 78)
    except ValueError:
        fail(f'{config}: is not TOML; "mailtriage check" says where', 78)
    return paths.data_dir(config.parent, url if isinstance(url, str) else "") / paths.STATUS_FILE


def _live(ctx: click.Context) -> dict[str, Any]:
    from mailtriage.work.tally import tally

    with open_store(ctx).view() as view:
        return tally(view, load_config(ctx).mailbox)


def _time(value: object) -> datetime:
    """A time of the file, or the year 1 when it has none: then it is old, which is the safe answer."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _findings(found: dict[str, Any], age: timedelta, most: timedelta) -> list[str]:
    findings = []
    if age > most:
        findings.append(f"the last pass was {lasting(age)} ago; is the daemon running?")
    boxes = [box for box in _rows(found.get("mailboxes")) if box.get("failures")]
    findings += [f"{box.get('name')} {box.get('folder')}: {box.get('last_error')}" for box in boxes]
    if found.get("restored"):
        findings.append(str(found["restored"]))
    if found.get("breaker"):
        findings.append(str(found["breaker"]))
    counts = _dict(found.get("counts"))
    findings += [str(line) for line in found.get("warnings") or ()]
    if missing := _dict(found.get("verified")).get("unexplained"):
        findings.append(f"{missing} unexplained: mailtriage verify names them")
    findings += [f"{counts[name]} {what}" for name, what in _WANTED.items() if counts.get(name)]
    return findings


def _gone(pid: object) -> str:
    """Said of a process that is no more. No finding of its own: a pass by cron always ends; what stays away too long
    is found by its age."""
    if not isinstance(pid, int) or not 0 < pid < 1 << 31:
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return " (not running any more)"
    except OSError:
        pass                    # another user's: it runs
    return ""


def _rows(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _ago(value: object) -> str:
    return f"{lasting(now() - _time(value))} ago" if value else "never"


def _print(found: dict[str, Any], age: timedelta, findings: list[str]) -> None:
    say(
        f"last pass {lasting(age)} ago, pid {found.get('pid', '?')}{_gone(found.get('pid'))}, "
        f"version {found.get('version', '?')}, outgoing {found.get('outgoing', '?')}"
    )
    if verified := _dict(found.get("verified")):
        left = f", {verified['not_asked']} not asked" if verified.get("not_asked") else ""
        say(f"verified {_ago(verified.get('at'))}: unexplained {verified.get('unexplained', '?')}{left}")
    if boxes := _rows(found.get("mailboxes")):
        say()
        table(
            [
                (b.get("name"), b.get("folder"), _ago(b.get("last_ok")), b.get("failures", 0),
                 b.get("backlog", 0), b.get("last_error"))
                for b in boxes
            ],
            ("mailbox", "folder", "last good", "failures", "backlog", "last error"),
        )
    for title in ("counts", "outcomes"):
        if values := _dict(found.get(title)):
            say()
            table(sorted(values.items()) if title == "outcomes" else list(values.items()), (title, "n"))
    counts = _dict(found.get("counts"))
    if known := [f"{counts[name]} {what}" for name, what in _KNOWN.items() if counts.get(name)]:
        say("\n" + "\n".join(known))
    for finding in findings:
        say(f"\n! {finding}" if finding is findings[0] else f"! {finding}")
