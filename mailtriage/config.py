"""config.py: config.toml into frozen objects; every key has a default, a unit, bounds and one line of meaning.

Promises   all problems at once (unknown key, wrong type, out of bounds), each with file, line, key path and remedy.
Does not   read secrets until they are used, nor connect anywhere.
Reads next cli/check.py
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def _duration(value: object) -> object:
    """`"3 days"`, `"90 seconds"`; a bare number is refused because its unit would be a guess."""
    if isinstance(value, str):
        number, _, unit = value.strip().partition(" ")
        seconds = _UNITS.get(unit.strip().lower().removesuffix("s"))
        if seconds is None or not number.replace(".", "", 1).isdigit():
            raise ValueError('write a number and a unit, such as "90 seconds", "10 minutes" or "3 days"')
        return timedelta(seconds=float(number) * seconds)
    if isinstance(value, timedelta):
        return value
    raise ValueError('write a number and a unit in quotes, such as "10 minutes"')


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Secret(_Section):
    """Where a password comes from; exactly one of the two, and never the password itself."""

    password_env: str = ""
    password_file: str = ""


class Imap(Secret):
    host: str
    port: int = Field(993, ge=1, le=65535)
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: str
    ca_file: str = ""                      # PEM of a private CA; "" = the system's trust store
    connect_timeout: Duration = timedelta(seconds=15)
    read_timeout: Duration = timedelta(seconds=60)
    idle: bool = True                      # wait with IDLE where the server has it; else poll
    batch: int = Field(50, ge=1, le=500)   # mails a FETCH


class Smtp(Secret):
    host: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["tls", "starttls", "plain"] = "starttls"
    username: str = ""                     # "" = no log-in (a relay on loopback)
    ca_file: str = ""
    timeout: Duration = timedelta(seconds=60)
    rate_per_minute: int = Field(60, ge=1, le=10_000)


class Mailbox(_Section):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    address: str
    aliases: tuple[str, ...] = ()
    display_name: str = ""
    program: str
    folders: tuple[str, ...] = ("INBOX",)
    file_to: str = "Processed"             # "" leaves mail where it is
    file_by: Literal["move", "flag"] = "move"    # flag: \\Seen and a keyword where the server keeps keywords
    trusted_authserv_id: str = ""
    imap: Imap | None = None               # None: mail comes by `ingest` only
    smtp: Smtp | None = None


class StoreSection(_Section):
    url: str = "tinydb:data"


class Daemon(_Section):
    poll: Duration = timedelta(minutes=1)
    backoff_most: Duration = timedelta(minutes=15)


class Limits(_Section):
    mail_bytes: int = Field(25 * 1024 * 1024, ge=64 * 1024, le=1024**3)
    answers_per_sender_per_day: int = Field(10, ge=1, le=10_000)


class Config(_Section):
    """The whole of config.toml. `folder` is where the file stands; relative paths start there."""

    store: StoreSection = StoreSection()
    outgoing: Literal["on", "hold", "off"] = "on"
    answer_within: Duration = timedelta(days=3)
    start_from: str = "now"
    daemon: Daemon = Daemon()
    limits: Limits = Limits()
    mailbox: tuple[Mailbox, ...] = ()
    rules_dir: str = "rules"
    templates_dir: str = "templates"
    folder: Path = Path()
