"""Runs one story: a folder with `story.toml` and its mails, told in steps a support person could read.

    [[step]]
    mail = "1-question.eml"          a mail comes in (placeholders below)
    to = "support"                   the mailbox, default support
    expect = { outcome = "new-case", case = 1, sent = ["acknowledgement"], drafts = ["how-to"] }

    [[step]]
    do = "case close {number:1}"     a command as staff would type it
    wait = "4 hours"                 the desk's clock moves on; then what is due happens

Placeholders: {number:N} the N-th case's number, {ack:N} the Message-ID of the last mail that left on it,
{old:N} that number in lower case. `sent` lists the texts that left by themselves or after approval in this step,
`drafts` those that now wait on the case. `never` are words no mail of the step may contain.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import random
import re
import shutil
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from mailtriage import config as configuration
from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.work.desk import Desk
from mailtriage.work.receive import receive
from mailtriage.work.tick import close_what_stayed_solved, tick

ROOT = Path(__file__).parents[2]
COLUMNS = ("customer,domains,contact_name,contact_email,roles,products,service_level,channels,valid_from,valid_to,partner,"
           "language,customer_number")
# A customer with a contract in force, for `World.customers`.
THABA = ("Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,administrator,Gateway 4,gold,mail,2026-01-01,2027-12-31,"
         ",en,T-100")
CONFIG = """
outgoing = "{outgoing}"
[[mailbox]]
name = "support"
address = "support@{domain}"
display_name = "{title} Support"
program = "{program}"
trusted_authserv_id = "{hop}"
[[mailbox]]
name = "easupport"
address = "easupport@{domain}"
display_name = "{title} East Africa"
program = "{program}"
"""


@dataclass
class World:
    """One desk in a folder of its own, with a clock of its own."""

    folder: Path
    now: datetime
    outgoing: str = "on"
    hop: str = ""
    domain: str = "cadents.example"
    program: str = "cadents"
    edits: tuple[tuple[str, str, str], ...] = ()    # of the shipped rules, before they load: file, words, other words
    uid: int = 0
    cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        words = {name: getattr(self, name) for name in ("outgoing", "hop", "domain", "program")}
        (self.folder / "config.toml").write_text(CONFIG.format(title=self.program.title(), **words))
        for kind in ("rules", "templates"):
            shutil.copytree(ROOT / kind, self.folder / kind)
        for name, old, new in self.edits:
            path = self.folder / name
            assert old in path.read_text(), (name, old)
            path.write_text(path.read_text().replace(old, new))
        self.desk = Desk.open(configuration.load(self.folder / "config.toml"))
        self.desk.clock = lambda: self.now
        self.desk.rng = random.Random(1)

    def command(self, line: str, stdin: str | None = None) -> str:
        """Run a command on the same store, as staff would; it must exit 0."""
        from mailtriage.cli import main

        result = CliRunner().invoke(main, ["-c", str(self.folder / "config.toml"), *line.split()], input=stdin)
        assert result.exit_code == 0, f"`{line}` exited {result.exit_code}: {result.output}"
        return result.output

    def arrives(self, raw: bytes, mailbox: str, age: timedelta = timedelta(0)) -> LedgerRow:
        self.uid += 1
        spooled = self.desk.spool.put(mailbox, "INBOX", 7, self.uid, self.now - age, raw)
        row = receive(self.desk, spooled)
        if row.case and row.case not in self.cases:
            self.cases.append(row.case)
        return row

    def writes(self, text: str, sender: str, subject: str = "A problem", number: str = "",
               files: tuple[tuple[str, bytes], ...] = ()) -> Case:
        """A mail to support, on the case `number` if there is one; the case it becomes, or comes to."""
        mail = email.message.EmailMessage()
        mail["From"], mail["To"] = sender, f"support@{self.domain}"
        mail["Subject"] = f"Re: [{number}] {subject}" if number else subject
        mail["Date"], mail["Message-ID"] = email.utils.format_datetime(self.now), f"<{self.uid}@thaba.example>"
        mail.set_content(text)
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        row = self.arrives(mail.as_bytes().replace(b"\n", b"\r\n"), "support")
        assert row.case, row
        return self.case(row.case)

    def customers(self, *rows: str) -> None:
        """Import a register that has these rows, in the order of COLUMNS."""
        (self.folder / "customers.csv").write_text("\n".join((COLUMNS, *rows, "")))
        self.command(f"customer import {self.folder / 'customers.csv'}")

    def outgoing_rows(self) -> list[Outgoing]:
        with self.desk.store.view() as view:
            return list(view.all(Outgoing))

    def case(self, number: str) -> Case:
        with self.desk.store.view() as view:
            found = view.one(Case, "number", number)
        assert found is not None, number
        return found

    def drafts(self, number: str) -> list[Draft]:
        with self.desk.store.view() as view:
            return [d for d in view.find(Draft, "case", number) if d.state is DraftState.PROPOSED]

    def letter(self, row: Outgoing) -> email.message.EmailMessage:
        found = email.message_from_bytes(self.desk.raw.get(row.raw), policy=email.policy.default)
        assert isinstance(found, email.message.EmailMessage)
        return found


def tell(folder: Path, tmp: Path) -> None:
    """Play a story; AssertionError names the step."""
    story = tomllib.loads((folder / "story.toml").read_text())
    world = World(
        tmp,
        datetime.fromisoformat(story.get("begins", "2026-11-23T08:00:00+00:00")).astimezone(UTC),
        story.get("outgoing", "on"),
    )
    if (folder / "customers.csv").exists():
        world.command(f"customer import {folder / 'customers.csv'}")
    for n, step in enumerate(story["step"], 1):
        before = {row.id for row in world.outgoing_rows()}
        where = f"{folder.name}, step {n} ({step.get('says', step.get('mail') or step.get('do') or 'wait')})"
        row = _play(world, folder, step)
        _check(
            world,
            step.get("expect", {}),
            row,
            [r for r in world.outgoing_rows() if r.id not in before],
            where,
        )
    world.desk.close()


def _play(world: World, folder: Path, step: dict[str, Any]) -> LedgerRow | None:
    if "wait" in step:
        number, unit = step["wait"].split()
        world.now += timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)})
        tick(world.desk)
        close_what_stayed_solved(world.desk)
    if "do" in step:
        world.command(_fill(world, step["do"]), step.get("stdin"))
    if "mail" in step:
        raw = (folder / step["mail"]).read_bytes()
        text = _fill(world, raw.decode("utf-8", "surrogateescape"))
        age = timedelta(days=step.get("days_old", 0))
        return world.arrives(
            text.replace("\n", "\r\n").encode("utf-8", "surrogateescape"), step.get("to", "support"), age
        )
    return None


def _fill(world: World, text: str) -> str:
    def value(match: re.Match[str]) -> str:
        what, number = match[1], world.cases[int(match[2]) - 1]
        if what == "number":
            return number
        if what == "old":
            return number.lower()
        if what == "draft":
            return str(world.drafts(number)[0].id)
        return [r for r in world.outgoing_rows() if r.case == number][-1].message_id

    return re.sub(r"\{(number|old|ack|draft):(\d+)\}", value, text)


def _check(world: World, expect: dict[str, Any], row: LedgerRow | None, left: list[Outgoing], where: str) -> None:
    number = world.cases[expect["case"] - 1] if "case" in expect else (row.case if row else "")
    got: dict[str, Any] = {
        "outcome": row.outcome.value if row else "",
        "case": world.cases.index(row.case) + 1 if row and row.case else 0,
        "reason": row.reason if row else "",
        "sent": [r.text or r.purpose for r in left if r.state.value != "held"],
        "held": [r.text or r.purpose for r in left if r.state.value == "held"],
        "to": sorted({a.address for r in left for a in r.recipients}),
        "cases": len(world.cases),
    }
    if number:
        case = world.case(number)
        got |= {
            name: getattr(case, name)
            for name in ("category", "type", "priority", "level", "team", "customer", "subject", "language")
        }
        got |= {
            "state": case.state.value,
            "verdict": case.entitlement.verdict.value,
            "links": [_relative(world, link) for link in case.links],
            "drafts": [d.text for d in world.drafts(number)],
            "participants": list(case.participants),
        }
    for name, wanted in expect.items():
        if name in ("never", "says"):
            continue
        if row is None and name == "case":
            continue
        assert got[name] == wanted, f"{where}: {name} is {got[name]!r}, expected {wanted!r}; {got}"
    letters = [world.letter(r) for r in left]
    words = "\n".join(
        f"{m['Subject']}\n{m.get_body(('plain',)).get_content()}\n{m.get_body(('html',)).get_content()}"
        for m in letters
    )  # type: ignore[union-attr]
    for phrase in expect.get("never", []):
        assert _fill(world, phrase) not in words, f"{where}: a mail says {phrase!r}:\n{words}"
    for phrase in expect.get("says", []):
        assert _fill(world, phrase) in words, f"{where}: no mail says {phrase!r}:\n{words}"
    for m in letters:
        assert m["Message-ID"] and m["Date"] and m["From"], where


def _relative(world: World, link: str) -> str:
    relation, _, number = link.partition(":")
    return f"{relation}:{world.cases.index(number) + 1}" if number in world.cases else link
