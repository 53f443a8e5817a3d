"""servers/passes.py: a whole desk with the program cadents on a real Dovecot and a sink, pass by pass in this process."""

from __future__ import annotations

import email
import email.message
import email.policy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mailtriage.config import Config
from mailtriage.daemon import run
from mailtriage.model.case import Case, CaseMail, Direction
from mailtriage.model.ledger import LedgerRow
from mailtriage.ops.verify import Report, verify
from mailtriage.work.desk import Desk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[2]
CUSTOMER = "naledi@thaba.example"
T = TypeVar("T")


def request(n: int, body: str = "The gateway crashes.", message_id: str | None = None) -> bytes:
    known = f"<q{n}@thaba.example>" if message_id is None else message_id
    head = f"Message-ID: {known}\r\n" if known else ""
    return (f"From: Naledi <{CUSTOMER}>\r\nTo: support@cadents.example\r\n{head}Subject: Gateway {n}\r\n"
            f"Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n{body} ({n})\r\n").encode()


@dataclass
class Passes:
    desk: Desk
    dovecot: Dovecot
    user: str
    sink: SmtpSink

    def once(self, code: int = 0) -> None:
        """`run --once`."""
        assert run(self.desk, once=True) == code

    def all(self, kind: type[T]) -> list[T]:
        with self.desk.store.view() as view:
            return list(view.all(kind))

    def rows(self) -> list[tuple[str, str]]:
        """Folder and outcome of each mail on record, in order."""
        return [(row.folder, row.outcome.value) for row in self.all(LedgerRow)]

    def status(self) -> Any:
        """status.json."""
        return json.loads((self.desk.data / "status.json").read_text())

    def case(self) -> Case:
        (case,) = self.all(Case)
        return case

    def out(self) -> list[CaseMail]:
        return [m for m in self.all(CaseMail) if m.direction is Direction.OUT]

    def answers(self) -> list[email.message.EmailMessage]:
        return [email.message_from_bytes(m.content, policy=email.policy.default) for m in self.sink.mails]

    def verified(self) -> Report:
        report = verify(self.desk.config, self.desk.store, self.desk.spool)
        assert report.good, report
        return report


@contextmanager
def passes(folder: Path, dovecot: Dovecot, user: str, sink: SmtpSink, **box: object) -> Iterator[Passes]:
    folder.mkdir(exist_ok=True)
    config = Config.model_validate({
        "folder": folder, "rules_dir": str(ROOT / "rules"), "templates_dir": str(ROOT / "templates"),
        "mailbox": [{"name": "support", "address": "support@cadents.example", "program": "cadents",
                     "imap": dovecot.imap(user), "smtp": sink.smtp(), **box}],
    })
    desk = Desk.open(config)
    try:
        yield Passes(desk, dovecot, user, sink)
    finally:
        desk.close()
