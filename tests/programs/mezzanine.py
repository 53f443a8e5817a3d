"""The Mezzanine desk of the tests: a register, mails as people write them, and an SMTP server that keeps the bytes."""

from __future__ import annotations

import email
import email.policy
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

from mailtriage.deliver.loop import SendLoop
from mailtriage.model.ledger import LedgerRow
from mailtriage.program.load import load_program
from mailtriage.work.approve import approve
from mailtriage.work.cases import close
from mailtriage.work.dossier import dossier
from mailtriage.work.send import Sender, account_of
from tests.scenarios.story import COLUMNS, World
from tests.servers.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[2]
RULES, TEXTS = ROOT / "rules" / "mezzanine", ROOT / "templates" / "mezzanine" / "en"
PROGRAM = load_program(RULES, ROOT / "templates" / "mezzanine")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 10:00 at the desk, 11:00 in Nairobi
HOP = "mx.mezzanine.example"

REGISTER = (
    f"{COLUMNS},region,acts_for\n"
    "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,champion,Stock Visibility,standard,mail,"
    "2026-01-01,2027-12-31,lwandle,en,T-1,South Africa,\n"
    "Thaba Health,,Sipho Dube,sipho@thaba.example,user,,,,,,,,,,\n"
    "Ziwa Farmers,ziwa.example,Amina Yusuf,amina@ziwa.example,champion,Farmer Connect,standard,mail,"
    "2026-01-01,2027-12-31,Savanna Connect,sw,Z-2,Kenya,\n"
    "Ziwa Farmers,,Baraka Otieno,baraka@ziwa.example,user,,,,,,,,,,\n"
    "Kopano Stores,kopano.example,Lerato Nkosi,lerato@kopano.example,user,Stock Visibility,standard,mail,"
    "2026-01-01,2027-12-31,,en,K-3,South Africa,\n"
    "Old Mill,oldmill.example,Grace Wanjiru,grace@oldmill.example,user,,standard,mail,2024-01-01,2025-12-31,savanna,en,"
    "O-4,Kenya,\n"
    "Moyo Clinics,moyo.example,Chipo Moyo,chipo@moyo.example,user,,standard,mail,2026-01-01,2027-12-31,savanna,en,M-5,"
    "Kenya,\n"
)
SIPHO, NALEDI = "Sipho Dube <sipho@thaba.example>", "Naledi Mokoena <naledi@thaba.example>"
BARAKA, LERATO = "Baraka Otieno <baraka@ziwa.example>", "Lerato Nkosi <lerato@kopano.example>"
PIETER = "Pieter Smit <pieter@lwandle.example>"  # writes for Lwandle Mobile, which serves Thaba Health alone
WANJA = "Wanja Kamau <wanja@savanna.example>"  # writes for Savanna Connect, which serves three


@dataclass
class Mezzanine:
    """A desk with its register and a line to an SMTP server."""

    folder: Path
    now: datetime = MONDAY
    sink: SmtpSink = field(default_factory=SmtpSink)
    count: int = 0
    program: ClassVar[str] = "mezzanine"
    register: ClassVar[str] = REGISTER

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.world = World(self.folder, self.now, hop=HOP, domain=f"{self.program}.example", program=self.program)
        (self.folder / "customers.csv").write_text(self.register)
        self.world.command(f"customer import {self.folder / 'customers.csv'}")
        self.sink.start()
        os.environ.setdefault("MAILTRIAGE_TEST_PASSWORD", "s3cret")
        desk = self.world.desk
        desk.config = _with_sink(desk.config, self.sink)

    def close(self) -> None:
        self.sink.stop()
        self.world.desk.close()

    def afresh(self) -> Mezzanine:
        """The same desk for another test: Monday again, nothing on its way."""
        self.at(self.now + timedelta(days=400)).leaves()
        return self.at(MONDAY)

    def at(self, moment: datetime) -> Mezzanine:
        """The same desk at another time."""
        self.now = self.world.now = moment
        return self

    def writes(self, text: str, sender: str = SIPHO, *, subject: str = "Help", to: str = "", mailbox: str = "",
               authentic: bool = True, files: tuple[tuple[str, bytes], ...] = (), **headers: str) -> dict[str, Any]:  # fmt: skip
        """A mail comes in; what `case show --json` then says of its case."""
        row = self.arrives(text, sender, subject=subject, to=to, mailbox=mailbox, authentic=authentic, files=files,
                           **headers)  # fmt: skip
        assert row.case, row
        return self.shows(row.case)

    def arrives(self, text: str, sender: str = SIPHO, *, subject: str = "Help", to: str = "", mailbox: str = "",
                authentic: bool = True, files: tuple[tuple[str, bytes], ...] = (), **headers: str) -> LedgerRow:  # fmt: skip
        self.count += 1
        to = to or f"support@{self.program}.example"
        mail = EmailMessage()
        domain = sender.rpartition("@")[2].strip(">")
        if authentic:
            mail["Authentication-Results"] = f"{HOP}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = email.utils.format_datetime(self.now)
        mail["Message-ID"] = f"<{self.count}@{domain}>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        box = mailbox or to.partition(",")[0].strip().partition("@")[0]
        raw = mail.as_bytes(policy=mail.policy.clone(max_line_length=998))  # a long In-Reply-To would become an encoded word
        return self.world.arrives(raw.replace(b"\n", b"\r\n"), box)

    def shows(self, number: str) -> dict[str, Any]:
        """What `case show NUMBER --json` prints (a test holds the two together; the command loads every rule anew)."""
        with self.world.desk.store.view() as view:
            found = dossier(view, self.world.desk, number)
        shown: dict[str, Any] = json.loads(json.dumps(found, default=_json))
        shown["values"] = {n: v["value"] if isinstance(v, dict) else v for n, v in shown["fields"].items()}
        shown["missing"] = [m["field"] if isinstance(m, dict) else m for m in shown["checklist"]["missing"]]
        return shown

    def drafts(self, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The drafts that wait on a case, by text."""
        return {d["text"]: d for d in self.shows(case["number"])["drafts"] if d["state"] == "proposed"}

    def approve(self, case: dict[str, Any], text: str) -> None:
        """As `mailtriage draft approve` does, which loads every rule anew."""
        approve(self.world.desk, self.drafts(case)[text]["id"], "thandi")

    def closes(self, case: dict[str, Any]) -> None:
        """As `mailtriage case close` does, which loads every rule anew."""
        close(self.world.desk, case["number"], "thandi")

    def leaves(self) -> list[EmailMessage]:
        """Everything that is due goes over SMTP; what the server has got since the last call, as it came."""
        before = len(self.sink.mails)
        loop = SendLoop(account_of(self.world.desk))
        self.world.now = self.now + timedelta(minutes=1)  # past the seconds in which an approval can be undone
        try:
            counts = Sender(self.world.desk, loop).deliver_due(self.world.now)
            assert not counts.unknown, counts
        finally:
            self.world.now = self.now
            loop.stop()
        found = [email.message_from_bytes(m.content, policy=email.policy.default) for m in self.sink.mails[before:]]
        return [m for m in found if isinstance(m, EmailMessage)]


def _json(value: object) -> str:
    assert isinstance(value, datetime), value
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _with_sink(config: Any, sink: SmtpSink) -> Any:
    boxes = tuple(m.model_copy(update={"smtp": sink.smtp(), "trusted_authserv_id": HOP}) for m in config.mailbox)
    limits = config.limits.model_copy(update={"answers_per_sender_per_day": 10_000, "answers_per_domain_per_day": 10_000})
    return config.model_copy(update={"mailbox": boxes, "limits": limits})


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
