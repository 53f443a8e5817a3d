"""work/alert.py: tell a person that something needs one, also when mail cannot leave.

    conditions(...)    what is wrong now, by name; pure
    Alerts.look(...)   tells what began and what ended, each once: by mail through each mailbox's SMTP in turn, else by
                       `alert.command` with the text on its standard input; and in the log at error level

Promises   once per condition, also over restarts (data/alerts.json); again only when a count has grown. What nobody
           took is tried again, not more often than AGAIN. An alert carries our mark, is auto-generated, and never goes
           to an address of our own: no loop can come of it.
Reads next daemon.py
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime, timedelta
from typing import Any

from mailtriage import durable, log
from mailtriage.compose.message import freeze
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.store.port import StoreError
from mailtriage.work import breaker
from mailtriage.work.desk import Desk
from mailtriage.work.room import short_of_room
from mailtriage.work.send import Lines
from mailtriage.work.watch import FolderStatus

FILE = "alerts.json"
AGAIN = timedelta(minutes=10)           # between two tries to tell what nobody took
PATIENCE = 30.0                         # seconds for one SMTP server, and for the command
_LASTING = ("mailbox ", "sending ", "trouble ")     # conditions that must last `alert.after` before they are told


def conditions(
    desk: Desk, folders: Iterable[FolderStatus], sending: Mapping[str, str], trouble: Mapping[str, str]
) -> dict[str, str]:
    """What needs a person now: name -> sentence. A name that ends in a number grows."""
    found = {f"mailbox {f.mailbox}/{f.folder}": f.error for f in folders if f.failures and f.kind != "disk"}
    found |= {f"sending {mailbox}": why for mailbox, why in sending.items()}
    found |= {f"trouble {step}": why for step, why in trouble.items() if not step.startswith("sending ")}
    if why := short_of_room(desk.data, desk.config.limits.free_bytes):
        found["disk"] = why
    try:
        with desk.store.view() as view:
            quarantined = view.count(LedgerRow, "outcome", Outcome.QUARANTINED)
            unknown = view.count(Outgoing, "state", OutState.UNKNOWN)
            switch = breaker.state(view)
    except (StoreError, OSError) as e:
        found["store"] = str(e)
        return found
    if switch.opened:
        found["breaker"] = switch.sentence
    if quarantined:
        found["quarantine"] = f"{quarantined} mails could not be read: mailtriage quarantine list"
    if unknown:
        found["unknown sends"] = f"{unknown} mails may or may not have left: mailtriage outbox list"
    return found


def reached(folders: Iterable[FolderStatus], sent: Iterable[str]) -> set[str]:
    """The names of conditions that cannot hold, as the server was reached: `sent` are mailboxes mail has left from."""
    return {f"mailbox {f.mailbox}/{f.folder}" for f in folders if f.last_ok} | {f"sending {name}" for name in sent}


def _count(sentence: str) -> int:
    number = sentence.partition(" ")[0]
    return int(number) if number.isdigit() else 0


class Alerts:
    """One per daemon. Remembers since when a condition holds and what was told."""

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk, self._lines = desk, lines
        self._since: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._failed: datetime | None = None
        self._read()

    def look(self, found: Mapping[str, str], well: Collection[str] | None = None) -> str:
        """Tell what is new; the text that was told, "" when there was nothing. `well` is what `reached` says: what was
        told of another server by the process before us is neither news nor over. None: all of them were reached."""
        now = self._desk.clock()
        before = dict(self._since)
        before_us = () if well is None else tuple(n for n in self._told if n not in well and self._watched(n))
        unsure = [n for n in before_us if n not in found]
        self._since = {name: self._since.get(name, now.isoformat()) for name in (*found, *unsure)}
        began = [name for name in found if self._is_news(name, found[name], now)]
        ended = [name for name in self._told if name not in found and name not in unsure]
        if (began or ended) and not (self._failed and now - self._failed < AGAIN):
            lines = [f"{name}: {found[name]}" for name in began] + [f"recovered: {name}" for name in ended]
            if self._tell("\n".join(lines), now):
                self._told = {n: found[n] if n in began else said for n, said in self._told.items() if n not in ended}
                self._told |= {name: found[name] for name in began}
                self._failed = None
                self._write()
                return "\n".join(lines)
            self._failed = now
        if before.keys() != self._since.keys():
            self._write()
        return ""

    def _watched(self, name: str) -> bool:
        """Whether a condition is about a server of a mailbox there is: it ends when that server was reached."""
        kind, _, place = name.partition(" ")
        return kind in ("mailbox", "sending") and any(m.name == place.split("/")[0] for m in self._desk.config.mailbox)

    def _is_news(self, name: str, sentence: str, now: datetime) -> bool:
        if name in self._told:
            return name in ("quarantine", "unknown sends") and _count(sentence) > _count(self._told[name])
        lasting = name.startswith(_LASTING)
        return not lasting or now - datetime.fromisoformat(self._since[name]) >= self._desk.config.alert.after

    # Telling

    def _tell(self, text: str, now: datetime) -> bool:
        """Whether somebody took it. With nobody to tell, the log has told it already, where it happened."""
        alert = self._desk.config.alert
        to = tuple(a for a in alert.to if a not in self._desk.own_addresses)
        if not to and not alert.command:
            return True
        log.get("alert").error("needs a person", what=text)
        return bool(to and self._by_mail(to, text, now)) or self._by_command(alert.command, text)

    def _by_mail(self, to: tuple[str, ...], text: str, now: datetime) -> bool:
        desk = self._desk
        for box in desk.config.mailbox:
            if box.smtp is None:
                continue
            message_id = f"<alert.{desk.rng.randbytes(12).hex()}@{box.address.rpartition('@')[2]}>"
            data = freeze(
                from_address=box.address, from_name="mailtriage", to=to, subject=f"mailtriage: {text.splitlines()[0]}",
                markdown=text.replace("\n", "\n\n"), date=now, message_id=message_id, auto_submitted="auto-generated",
                keys=desk.keys, key_id=desk.key_id)
            try:
                outcome = self._lines.submit(box.name, Envelope(box.address, to), data).result(PATIENCE)
            except TooLate:
                continue
            # `unknown` may have arrived: a second copy by another server is better than silence.
            if outcome.result in (Result.SENT, Result.PARTIAL):
                return True
        return False

    def _by_command(self, command: tuple[str, ...], text: str) -> bool:
        if not command:
            return False
        try:
            done = subprocess.run(command, input=f"{text}\n".encode(), timeout=PATIENCE, check=False,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except (OSError, subprocess.TimeoutExpired) as e:
            log.get("alert").error("alert.command failed", why=str(e))
            return False
        if done.returncode:
            why = done.stderr.decode("utf-8", "replace").strip()[:200]
            log.get("alert").error("alert.command failed", code=done.returncode, why=why)
        return done.returncode == 0

    # Remembering

    def _read(self) -> None:
        try:
            kept: Any = json.loads((self._desk.data / FILE).read_bytes())
            self._since = {str(k): datetime.fromisoformat(v).isoformat() for k, v in kept["since"].items()}
            self._told = {str(k): str(v) for k, v in kept["told"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._since, self._told = {}, {}

    def _write(self) -> None:
        try:
            data = json.dumps({"since": self._since, "told": self._told}).encode()
            durable.write_file(self._desk.data / FILE, data, "alerts")
        except OSError as e:        # a full disk is what this may be about
            log.get("alert").warning("not remembered", why=str(e))
