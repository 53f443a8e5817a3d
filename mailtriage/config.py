"""config.py: config.toml into frozen objects; every key has a default, bounds and one line of meaning.

Promises   `load` reports all problems at once (unknown key, wrong type, out of bounds, contradictions), each
           with file, line, key path and remedy. What it returns is sound: addresses are lower case.
Does not   read secrets until they are used, nor connect anywhere, nor look at rules.
Reads next config_problems.py, cli/check.py
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mailtriage import paths, toml_lines
from mailtriage.config_problems import ConfigErrors as ConfigErrors

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def _duration(value: object) -> object:
    """`"3 days"`, `"90 seconds"`; a bare number is refused because its unit would be a guess."""
    if isinstance(value, str):
        number, _, unit = value.strip().partition(" ")
        seconds = _UNITS.get(unit.strip().lower().removesuffix("s"))
        if seconds is None or not number.isascii() or not number.replace(".", "", 1).isdigit():
            raise ValueError('is not a span of time; write "90 seconds", "10 minutes" or "3 days"')
        if float(number) * seconds > 366 * 86400:
            raise ValueError("is more than a year; write less")
        return timedelta(seconds=float(number) * seconds)
    if isinstance(value, timedelta):
        return value
    raise ValueError('has no unit; write a number and a unit in quotes, such as "10 minutes"')


def _address(value: str) -> str:
    from mailtriage.config_problems import ADDRESS

    if not ADDRESS.fullmatch(value) or len(value) > 254:
        raise ValueError("is not an address; write local@domain, such as support@cadents.example")
    return value.lower()


def _one_line(value: str) -> str:
    if any(ord(c) < 32 or c in "\x7f\u2028\u2029" for c in value):
        raise ValueError("holds a line break or control character; write one line")
    return value


def _start(value: object) -> object:
    if isinstance(value, date):       # TOML has dates of its own; of a date-time the day counts
        value = value.isoformat()[:10]
    if isinstance(value, str) and value != "now":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError('is neither "now" nor a day; write "now" or such as "2026-11-01"') from None
    return value


def _variable(value: str) -> str:
    # The value is not repeated: who wrote the password here need not find it in a log as well.
    if value and not value.replace("_", "a").isalnum() or value[:1].isdigit() or not value.isascii():
        raise ValueError("is not the name of an environment variable; write its name, never the password")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Text = Annotated[str, AfterValidator(_one_line)]
Email = Annotated[str, AfterValidator(_address)]
Variable = Annotated[str, AfterValidator(_variable)]
_as_tuple = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=s) for s in (1, 60, 3600, 86400))


class _Section(BaseModel):
    # strict: port = "993" is a mistake to be told, not to be guessed around.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Secret(_Section):
    """Where a password comes from; exactly one of the two, and never the password itself."""

    password_env: Variable = ""
    password_file: Text = ""

    def read(self) -> str:
        """The password, now. ConfigErrors names the variable or file that has none. From here on the log
        conceals the value wherever it turns up."""
        return read_secret(self.password_env, self.password_file)


def read_secret(variable: str, file: str, what: str = "password") -> str:
    """The secret in that environment variable, else in that file. ConfigErrors says why there is none."""
    if variable:
        value = os.environ.get(variable, "")
        why = f"environment variable {variable} is not set; set it where mailtriage starts"
    else:
        key = f"{what.replace(' ', '_')}_file"
        why = f"{file or key}: "
        try:
            value = Path(file).read_text("utf-8").rstrip("\r\n") if file else ""
            why += f"holds no {what}; write it there, alone on one line"
        except (OSError, UnicodeDecodeError) as trouble:
            reason = trouble.strerror if isinstance(trouble, OSError) else "is not UTF-8 text"
            value, why = "", why + f"{reason}; mend the file or name another in {key}"
    if not value:
        raise ConfigErrors([why])
    from mailtriage import log

    log.conceal(value)
    return value


class Imap(Secret):
    host: Text = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: Text = Field(min_length=1)
    ca_file: Text = ""                     # PEM of a private CA; "" = the system's trust store
    connect_timeout: Duration = Field(default=15 * SECOND, ge=SECOND, le=10 * MINUTE)
    read_timeout: Duration = Field(default=60 * SECOND, ge=SECOND, le=10 * MINUTE)
    idle: bool = True                      # wait with IDLE where the server has it; else poll
    batch: int = Field(default=50, ge=1, le=500)   # mails a FETCH


class Smtp(Secret):
    host: Text = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["tls", "starttls", "plain"] = "starttls"
    username: Text = ""                    # "" = no log-in (a relay on loopback)
    ca_file: Text = ""
    timeout: Duration = Field(default=60 * SECOND, ge=SECOND, le=10 * MINUTE)
    rate_per_minute: int = Field(default=60, ge=1, le=10_000)


class OAuth(_Section):
    """Log in by OAuth 2.0 (RFC 6749, XOAUTH2) instead of a password: Microsoft 365, Google, or a server of your own."""

    provider: Literal["microsoft", "google", "custom"]
    tenant: Text = ""                      # Microsoft: the directory's id or domain
    client_id: Text = Field(min_length=1)
    client_secret_env: Variable = ""
    client_secret_file: Text = ""
    flow: Literal["client-credentials", "refresh-token"] = "client-credentials"
    refresh_token_env: Variable = ""       # the first one; those that follow it are kept in data/tokens
    refresh_token_file: Text = ""
    scope: Text = ""                       # "" = what the provider wants for mail
    token_endpoint: Text = ""              # "" = the provider's
    ca_file: Text = ""
    timeout: Duration = Field(default=15 * SECOND, ge=SECOND, le=2 * MINUTE)
    used_by: Annotated[tuple[Literal["imap", "smtp"], ...], _as_tuple] = ("imap", "smtp")


class Mailbox(_Section):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    address: Email
    aliases: Annotated[tuple[Email, ...], _as_tuple] = ()
    display_name: Text = ""
    program: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    folders: Annotated[tuple[Text, ...], _as_tuple] = ("INBOX",)
    junk_folders: Annotated[tuple[Text, ...], _as_tuple] = ()    # watched too; what opens a case there is held
    sent_folder: Text = ""                 # watched for answers people sent from their mail program; "" = not
    save_sent: bool = False                # put our own mails there, where the server does not do it
    file_to: Text = "Processed"            # "" leaves mail where it is
    file_by: Literal["move", "flag"] = "move"    # flag: \\Seen and a keyword where the server keeps keywords
    trusted_authserv_id: Text = ""         # "-": the hop writes no id (Microsoft 365)
    trusted_border: Text = ""              # host whose Received line marks the way in; "-" above: Microsoft's
    trusted_arc_sealers: Annotated[tuple[Text, ...], _as_tuple] = ()    # forwarders whose word counts after arc=pass
    imap: Imap | None = None               # None: mail comes by `ingest` only
    smtp: Smtp | None = None               # None: answers stay in the outbox
    oauth: OAuth | None = None             # None: imap and smtp have passwords

    @property
    def watched(self) -> tuple[str, ...]:
        """Every folder with a watcher and a ledger: for customers' mail, for suspected spam, for what people sent."""
        return (*self.folders, *self.junk_folders, *((self.sent_folder,) if self.sent_folder else ()))


class StoreSection(_Section):
    url: str = "tinydb:data"


class Daemon(_Section):
    poll: Duration = Field(default=MINUTE, ge=SECOND, le=HOUR)
    backoff_most: Duration = Field(default=15 * MINUTE, ge=SECOND, le=DAY)
    metrics_port: int = Field(default=0, ge=0, le=65535)     # on 127.0.0.1; 0 = off


class Limits(_Section):
    mail_bytes: int = Field(default=25 * 1024 * 1024, ge=64 * 1024, le=1024**3)
    answers_per_sender_per_day: int = Field(default=10, ge=1, le=10_000)
    answers_per_domain_per_day: int = Field(default=100, ge=1, le=100_000)
    answers_per_shape_per_day: int = Field(default=2, ge=1, le=100_000)     # the same words again
    answers_per_hour: int = Field(default=1000, ge=1, le=1_000_000)
    free_bytes: int = Field(default=200 * 1024 * 1024, ge=0, le=1024**5)   # below it no mail is fetched


def _years(value: object) -> object:
    """"" = for ever; else a span, which may be longer than a year."""
    if value == "":
        return None
    days, _, unit = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if unit.removesuffix("s") in ("day", "week", "year") and days.isascii() and days.isdigit() and int(days) <= 40_000:
        return timedelta(days=int(days) * {"day": 1, "week": 7, "year": 365}[unit.removesuffix("s")])
    if value is None or isinstance(value, timedelta):
        return value
    raise ValueError('is not a span of days; write "90 days", "8 weeks" or "3 years", or "" for ever')


Years = Annotated[timedelta | None, BeforeValidator(_years)]


class Retention(_Section):
    closed_cases: Years = Field(default=None, ge=DAY)   # the contents of cases closed longer ago go; "" = never
    raw: Years = Field(default=None, ge=DAY)            # the bytes of older mail go, if no case is open; "" = never


class Dkim(_Section):
    """Check DKIM signatures here, for mailboxes whose server writes no Authentication-Results (the extra `dkim`)."""

    verify: bool = False                   # asks the DNS for the key of a sender's domain
    nameservers: Annotated[tuple[Text, ...], _as_tuple] = ()    # addresses; none: the system's
    timeout: Duration = Field(default=3 * SECOND, ge=SECOND, le=30 * SECOND)


class Alert(_Section):
    """Whom to tell when something needs a person."""

    to: Annotated[tuple[Email, ...], _as_tuple] = ()
    command: Annotated[tuple[str, ...], _as_tuple] = ()     # program and arguments, no shell; the text on its stdin
    after: Duration = Field(default=10 * MINUTE, ge=SECOND, le=DAY)


class DeskSection(_Section):
    """The web desk (`mailtriage desk`, the extra `desk`)."""

    base_url: Text = ""                    # as staff reach it, such as "https://desk.cadents.example"; "" = loopback
    session: Duration = Field(default=12 * HOUR, ge=MINUTE, le=30 * DAY)    # signed in for so long


class Config(_Section):
    """The whole of config.toml. `folder` is where the file stands; relative paths start there."""

    store: StoreSection = StoreSection()
    outgoing: Literal["on", "hold", "off"] = "on"
    answer_within: Duration = Field(default=3 * DAY, ge=MINUTE, le=366 * DAY)
    start_from: Annotated[str, BeforeValidator(_start)] = "now"
    staff_addresses: Annotated[tuple[Email, ...], _as_tuple] = ()   # who may forward a customer's mail to open its case
    daemon: Daemon = Daemon()
    limits: Limits = Limits()
    retention: Retention = Retention()
    dkim: Dkim = Dkim()
    alert: Alert = Alert()
    desk: DeskSection = DeskSection()
    mailbox: Annotated[tuple[Mailbox, ...], _as_tuple] = ()
    rules_dir: Text = "rules"
    templates_dir: Text = "templates"
    folder: Path = Path()

    @property
    def data(self) -> Path:
        """The data directory: spool, raw mail, keys, status.json and, on the embedded store, the database."""
        return paths.data_dir(self.folder, self.store.url)

    @property
    def rules(self) -> Path:
        return self.folder / self.rules_dir

    @property
    def templates(self) -> Path:
        return self.folder / self.templates_dir

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs in use, each once, in order of first mention."""
        return tuple(dict.fromkeys(m.program for m in self.mailbox))

    @property
    def start_date(self) -> date | None:
        """First contact with a folder answers mail from this day on; None ("now"): what arrives after it."""
        return None if self.start_from == "now" else date.fromisoformat(self.start_from)


def load(path: Path) -> Config:
    """The config at `path`. ConfigErrors lists every problem of the file, in order of lines."""
    from mailtriage import config_problems

    path = path.absolute()
    name = str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
    text, raw = config_problems.read(path, name)
    lines = toml_lines.scan(text)
    for mailbox in config_problems.tables(raw.get("mailbox")):
        for section in ("imap", "smtp", "oauth"):
            _make_absolute(mailbox.get(section), path.parent)
    found = config_problems.across(raw)
    config: Config | None = None
    try:
        config = Config.model_validate({**raw, "folder": path.parent})
    except ValidationError as trouble:
        found += config_problems.explain(trouble, raw, Config)
    if "folder" in raw:
        found.append((("folder",), "unknown key; remove it"))
    if found or config is None:
        placed = {(toml_lines.line_of(lines, at), config_problems.dotted(at), what) for at, what in found}
        told = [f"{name}:{line} {key}: {what}" for line, key, what in sorted(placed)]
        raise ConfigErrors([config_problems.one_line(text) for text in told])
    return config


def _make_absolute(section: Any, folder: Path) -> None:
    """Files are named from the folder of config.toml, whatever the working directory of the process."""
    if isinstance(section, dict):
        for key in ("password_file", "ca_file", "client_secret_file", "refresh_token_file"):
            if isinstance(value := section.get(key), str) and value:
                section[key] = str(folder / _home(value))


def _home(value: str) -> Path:
    """`~` as this user's folder; `~somebody` without one is a file of that name, which is then said to be missing."""
    try:
        return Path(value).expanduser()
    except RuntimeError:
        return Path(value)
