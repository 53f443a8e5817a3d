"""demo/world.py: the stage: two IMAP servers, an SMTP receiver, a set-up on disk, a desk, a clock of its own.

Promises   servers never outlive `with World(...)`. A pass is a pass of the real daemon over real connections.
Does not   know the story.
Reads next demo/play.py
"""

from __future__ import annotations

import hashlib
import time as stopwatch
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

from mailtriage import config as configuration
from mailtriage import daemon
from mailtriage.demo import cast, setup
from mailtriage.demo.imap_server import ImapServer, ServerTrouble
from mailtriage.demo.smtp_receiver import Received, SmtpReceiver
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.program.program import Program
from mailtriage.work import register
from mailtriage.work.desk import Desk
from mailtriage.work.register_file import read

_MORNING = time(9, 12)
_DAYS_BACK = 60


@dataclass(slots=True)
class StoryClock:
    """The desk's clock: it stands still until somebody moves it, so that nobody waits for a deadline."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def move(self, minutes: int = 0, *, to: datetime | None = None) -> None:
        self.at = to or self.at + timedelta(minutes=minutes)


@dataclass(slots=True)
class World:
    """Opened by `with`: servers run, config.toml and the customer register are there, the desk is open.

    `known` are the words of the cast's placeholders ("number:ID", "left:ID"); `shas` the sha256 of each mail of the
    cast as it was delivered."""

    folder: Path
    imap: dict[str, ImapServer] = field(default_factory=dict)
    smtp: SmtpReceiver = field(default_factory=SmtpReceiver)
    known: dict[str, str] = field(default_factory=dict)
    shas: dict[str, str] = field(default_factory=dict)
    delivered: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)
    config_path: Path = Path()
    config: configuration.Config = field(init=False)
    desk: Desk = field(init=False)
    clock: StoryClock = field(init=False)

    def __enter__(self) -> World:
        with self._stack:                       # whatever fails on the way up, what is up comes down again
            for name in setup.MAILBOXES:
                server = self.imap[name] = ImapServer(name)
                self._stack.callback(server.stop)
                server.launch()
            self._stack.callback(self.smtp.stop)
            self.smtp.start()
            for server in self.imap.values():
                server.wait()
            self._open_desk()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def _open_desk(self) -> None:
        self.config_path = setup.write(self.folder, list(self.imap.values()), self.smtp)
        self.config = configuration.load(self.config_path)
        self.desk = Desk.open(self.config)
        self._stack.callback(self.desk.close)
        self.clock = StoryClock(begins(self.program, datetime.now(UTC)))
        self.desk.clock = self.clock
        csv = cast.register(self.folder, self.clock.at.year)
        register.replace_register(self.desk.store, self.program.id, read(csv.read_bytes(), csv.name, self.program))

    @property
    def program(self) -> Program:
        return self.desk.programs[setup.PROGRAM]

    def local(self, moment: datetime) -> datetime:
        """In the zone of the desk."""
        return moment.astimezone(ZoneInfo(self.program.calendars[self.program.calendar].zone))

    def deliver(self, id: str, mailbox: str, arrived: datetime) -> None:
        """Mail `id` of the cast arrives in a mailbox, over IMAP."""
        raw = cast.mail(id, self.local(arrived - timedelta(minutes=1)), self.known)
        self.imap[mailbox].deliver(raw, arrived)
        self.shas[id] = hashlib.sha256(raw).hexdigest()
        self.delivered += 1

    def one_pass(self) -> list[Received]:
        """One pass of the daemon over everything; what left meanwhile, as the SMTP receiver got it."""
        before = len(self.smtp.mails)
        code = daemon.run(self.desk, once=True)
        if code:
            raise ServerTrouble(f"a pass of the daemon ended with {code}; `mailtriage --debug demo` says more")
        return self.smtp.mails[before:]

    def go_on(self) -> None:
        """From here on the desk's clock goes as clocks do."""
        at, began = self.clock.at, stopwatch.monotonic()
        self.desk.clock = lambda: at + timedelta(seconds=stopwatch.monotonic() - began)

    def rows(self, id: str) -> list[LedgerRow]:
        """What the ledger has about mail `id` of the cast: exactly one row when all is well."""
        with self.desk.store.view() as view:
            return view.find(LedgerRow, "sha256", self.shas[id])

    def outgoing(self, mails: Iterable[Received]) -> list[Outgoing]:
        """The outbox rows of mails that left."""
        with self.desk.store.view() as view:
            found = [view.one(Outgoing, "message_id", mail.message_id) for mail in mails]
        return [row for row in found if row is not None]


def begins(program: Program, now: datetime) -> datetime:
    """A morning of the desk, in the past by so much that the first deadline of the story has passed too: what
    `--keep` leaves then lies behind the reader, never ahead of the clock on the wall."""
    calendar, rule = program.calendars[program.calendar], program.clocks[0]
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    for back in range(_DAYS_BACK):
        morning = datetime.combine(today - timedelta(back), _MORNING, zone).astimezone(UTC)
        deadline = program.calendars[rule.calendar].add(morning, rule.within)
        if calendar.is_open(morning) and deadline + timedelta(hours=1) < now:
            return morning
    raise ValueError(f"{program.id} was not open on any morning of the last {_DAYS_BACK} days")
