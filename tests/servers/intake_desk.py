"""servers/intake_desk.py: a desk without programs, enough to collect and file mail; a stand-in for work/receive.py."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mailtriage.config import Config, Imap, Mailbox
from mailtriage.intake.imap import Session
from mailtriage.intake.parse import parse
from mailtriage.intake.spool import Spool, Spooled
from mailtriage.model.ledger import Filing, Folder, LedgerRow, Outcome
from mailtriage.store.open import open_store
from mailtriage.store.raw import RawStore
from mailtriage.work.collect import Collector, Pass
from mailtriage.work.desk import Desk
from mailtriage.work.filing import file_away
from tests.servers.dovecot import PASSWORD


def mail(number: int, body: str = "The tablet still shows last week's stock.", message_id: str | None = None) -> bytes:
    """A small mail; each number is another mail."""
    known = f"<m{number}@thaba.example>" if message_id is None else message_id
    head = f"Message-ID: {known}\r\n" if known else ""
    return (f"From: Naledi <naledi@thaba.example>\r\nTo: support@mezzanine.example\r\n{head}"
            f"Subject: mail {number}\r\n\r\n{body} ({number})\r\n").encode()


@dataclass
class IntakeDesk:
    """One mailbox on a test server; `announced` is what the passes handed over and `receive` has not committed."""

    desk: Desk
    announced: list[Spooled] = field(default_factory=list)
    password: str = PASSWORD
    collectors: dict[str, Collector] = field(default_factory=dict)

    @property
    def box(self) -> Mailbox:
        return self.desk.config.mailbox[0]

    @property
    def imap(self) -> Imap:
        assert self.box.imap is not None
        return self.box.imap

    def collector(self, folder: str = "INBOX") -> Collector:
        if folder not in self.collectors:
            self.collectors[folder] = Collector(self.desk, self.box, folder, self.announced.append)
        return self.collectors[folder]

    @contextmanager
    def session(self, folder: str = "INBOX") -> Iterator[Session]:
        with Session(self.imap, self.password, folder, threading.Event()) as session:
            yield session

    def fetch(self, folder: str = "INBOX") -> Pass:
        with self.session(folder) as session:
            return self.collector(folder).fetch(session)

    def receive(self, filing: Filing = Filing.PENDING) -> list[LedgerRow]:
        """Commit a row for every announced mail, as work/receive.py does after deciding."""
        rows = []
        for arrival in self.announced:
            seen = parse(self.desk.spool.read(arrival))
            row = LedgerRow(
                key=arrival.key, mailbox=arrival.mailbox, folder=arrival.folder, uidvalidity=arrival.uidvalidity,
                uid=arrival.uid, sha256=arrival.sha256, identity=seen.identity, message_id=seen.message_id,
                received=arrival.received, handled=datetime.now(UTC), outcome=Outcome.NEW_CASE, reason="test",
                size=seen.size, filing=filing,
            )
            with self.desk.store.unit() as unit:
                rows.append(unit.add(row))
            self.desk.raw.adopt(arrival.path, arrival.sha256)
        self.announced.clear()
        return rows

    def file(self, folder: str = "INBOX") -> int:
        with self.session(folder) as session:
            return file_away(self.desk, self.box, folder, session)

    def rows(self) -> list[LedgerRow]:
        with self.desk.store.view() as view:
            return list(view.all(LedgerRow))

    def record(self, folder: str = "INBOX") -> Folder:
        """What the desk knows of a folder it has met."""
        with self.desk.store.view() as view:
            found = view.one(Folder, "key", f"{self.box.name}/{folder}")
        assert found is not None
        return found

    def again(self) -> None:
        """Forget what a running process remembers, as a restart does."""
        self.collectors.clear()


@contextmanager
def desk_for(folder: Path, imap: Imap, password: str = PASSWORD, **keys: object) -> Iterator[IntakeDesk]:
    """A desk whose one mailbox is `imap`. Keys that start with `mailbox_` go into `[[mailbox]]`."""
    box = {k.removeprefix("mailbox_"): v for k, v in keys.items() if k.startswith("mailbox_")}
    rest = {k: v for k, v in keys.items() if not k.startswith("mailbox_")}
    config = Config.model_validate({
        "folder": folder, **rest,
        "mailbox": [{"name": "support", "address": "support@mezzanine.example", "program": "mezzanine",
                     "imap": imap, **box}],
    })
    store = open_store("tinydb:data", folder)
    data = folder / "data"
    try:
        yield IntakeDesk(Desk(store, RawStore(data), Spool(data / "spool"), config, {}, {}, "", data,
                              rng=random.Random(1)), password=password)
    finally:
        store.close()
