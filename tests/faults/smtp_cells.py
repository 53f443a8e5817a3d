"""faults/smtp_cells.py: 13 phases x 6 faults x {1, 3 recipients} x {automatic, approved}, each a mail's life on a desk.

A cell: a mail is answered (automatic: the acknowledgement, policy hold; approved: a person's reply, policy resend), the
server fails once at that phase in that way, and the desk goes on as in production (work/send.py, its outbox, its waits by
a clock of our own) until nothing is due. Where the final dot was out and the answer was lost there are two worlds: the
server kept the mail, or dropped it. What has to come of it is in smtp_expect.toml.
Reads next tests/faults/test_smtp_send_matrix.py, tests/faults/rows.py
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailtriage.deliver.account import Account
from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Outcome
from mailtriage.model.case import Event
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient, Verdict
from mailtriage.work import cases
from mailtriage.work.receive import receive
from mailtriage.work.send import Sender
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap
from tests.faults.scripted_smtp import ScriptedSmtp
from tests.servers.certificates import Certificates

EXPECT: dict[str, Any] = tomllib.loads((Path(__file__).parent / "smtp_expect.toml").read_text("utf-8"))
PHASES = [p for p in EXPECT if p != "unknown"]
FAULTS = ("4xx", "5xx", "421", "rst", "timeout", "garbage")
REFUSED = "gone@two.example"
RECIPIENTS = {1: ("anna@one.example",), 3: ("anna@one.example", REFUSED, "cato@three.example")}
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
TIMEOUT = 1.0        # seconds, where the server says nothing; a loaded machine may take longer to say something
PATIENCE = 20.0
LARGE = (b"x" * 76 + b"\r\n") * 160_000     # more than sockets buffer


@dataclass(frozen=True)
class Cell:
    phase: str
    fault: str
    recipients: int
    approved: bool
    keeps: bool = False

    @property
    def name(self) -> str:
        world = f"-{'kept' if self.keeps else 'dropped'}" if self.ambiguous else ""
        return f"{self.phase}-{self.fault}-{self.recipients}-{'approved' if self.approved else 'auto'}{world}"

    @property
    def ambiguous(self) -> bool:
        return self.phase == "dot" and self.fault in ("rst", "timeout", "garbage")


@dataclass
class Ran:
    first: str = ""                 # "outcome phase" of the first attempt
    trouble: bool = False
    row: Outgoing | None = None
    copies: Counter[str] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)
    bodies: set[bytes] = field(default_factory=set)
    events: list[str] = field(default_factory=list)
    failed: bool = False            # the fault took place
    wrong: str = ""


def cells() -> list[Cell]:
    """312, and a second world for those 12 where nobody can know."""
    plain = [Cell(p, f, n, a) for p in PHASES for f in FAULTS for n in (1, 3) for a in (False, True)]
    return plain + [replace(c, keeps=True) for c in plain if c.ambiguous]


class Listening:
    """A SendLoop whose first Outcome is written down."""

    def __init__(self, account: Account, idle: float) -> None:
        self.lines = SendLoop(lambda _: account, idle=idle)
        self.first: Outcome | None = None

    def ready(self, mailbox: str, patience: float = 0.0) -> Future[Outcome | None]:
        return self._noted(self.lines.ready(mailbox, patience))

    def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Future[Outcome]:
        return self._noted(self.lines.submit(mailbox, envelope, data))

    def _noted(self, future: Future[Any]) -> Future[Any]:
        self.first = self.first or future.result(60)
        return future


class Servers:
    """One event loop in one thread for all scripted servers."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    @contextmanager
    def serve(self, server: ScriptedSmtp) -> Iterator[ScriptedSmtp]:
        self.do(server.__aenter__())
        try:
            yield server
        finally:
            self.do(server.__aexit__())


def run(cell: Cell, folder: Path, certificates: Certificates, servers: Servers) -> Ran:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates.chain_file, certificates.key_file)
    starttls = cell.phase in ("starttls", "ehlo2", "auth")
    security = "tls" if cell.phase == "connect" else "starttls" if starttls else "plain"
    scripted = ScriptedSmtp(cell.phase, cell.fault, cell.keeps, {REFUSED: "550 5.1.1 no such user"},
                            tls if security != "plain" else None, starttls)
    seconds = TIMEOUT if cell.fault == "timeout" else PATIENCE
    with servers.serve(scripted) as smtp, ImapDesk.on(folder, ScriptedImap()) as whole:
        account = Account("127.0.0.1", smtp.port, security, "u" if starttls else "", "p", str(certificates.ca_file),
                          timeout=seconds, last_timeout=seconds)
        lines = Listening(account, 0.05 if cell.phase == "quit" else 30)
        try:
            return _send(cell, whole, lines, smtp)
        except Exception as e:
            return Ran(wrong=f"{type(e).__name__}: {e}")
        finally:
            lines.lines.stop()


def _send(cell: Cell, whole: ImapDesk, lines: Listening, smtp: ScriptedSmtp) -> Ran:
    desk, now = whole.desk, START
    desk.clock = lambda: now
    row = _row(cell, whole)
    sender = Sender(desk, lines)
    for _ in range(12):
        if row.state is not OutState.QUEUED:
            break
        now = max(now, row.not_before)
        sender.deliver_due(now, 20)
        with desk.store.view() as view:
            found = view.get(Outgoing, row.id)
        assert found is not None
        row = found
    end = time.monotonic() + 3
    while smtp.faults_left and time.monotonic() < end:
        time.sleep(0.02)
    assert lines.first is not None
    with desk.store.view() as view:
        events = [e.kind for e in view.find(Event, "case", row.case)]
    return Ran(f"{lines.first.result} {lines.first.phase}", lines.first.trouble, row,
               Counter(r for r, _ in smtp.kept), {m for _, m in smtp.kept}, set(smtp.bodies), events,
               not smtp.faults_left)


def _row(cell: Cell, whole: ImapDesk) -> Outgoing:
    """The one row of the outbox: an acknowledgement, or a person's reply, to one or three people."""
    desk = whole.desk
    arrival = desk.spool.put("support", "INBOX", 7, 1, START, mail(1))
    number = receive(desk, arrival).case
    (row,) = whole.answers()
    if cell.approved:
        with desk.store.unit() as unit:
            unit.put(replace(row, state=OutState.CANCELLED))
        row = cases.reply(desk, number, "thandi", "Please restart the gateway.")
    assert row.policy is (Policy.RESEND if cell.approved else Policy.HOLD)
    raw = row.raw
    if cell.phase == "body":
        raw = desk.raw.put(desk.raw.get(raw) + LARGE)
    with desk.store.unit() as unit:
        return unit.put(replace(row, raw=raw, recipients=tuple(Recipient(a) for a in RECIPIENTS[cell.recipients])))


def run_all(todo: Iterable[Cell], folder: Path, abreast: int = 12) -> dict[Cell, Ran]:
    """Side by side: most of the time is waiting for a server that says nothing."""
    certificates, servers, todo = Certificates.issue(folder), Servers(), list(todo)
    with ThreadPoolExecutor(abreast) as pool:
        ran = pool.map(lambda c: run(c, folder / c.name, certificates, servers), todo)
        return dict(zip(todo, ran, strict=True))


def judge(cell: Cell, ran: Ran) -> list[str]:
    """How a cell differs from the table, or breaks the promise; [] when it does neither."""
    if ran.wrong or ran.row is None:
        return [ran.wrong]
    row, want, three = ran.row, EXPECT[cell.phase][cell.fault], cell.recipients == 3
    first, then, copies = want["first"], want.get("then", ""), 1
    if three:
        first, then = want.get("three", first), want.get("three_then", then)
    if cell.ambiguous:
        world = "kept" if cell.keeps else "dropped"
        outcome = next(u for u in EXPECT["unknown"] if (u["policy"], u["world"]) == (row.policy.value, world))
        then, copies = outcome["then"], outcome["copies"]
    elif then != "sent":
        copies = 0
    served = [a for a in RECIPIENTS[cell.recipients] if a != REFUSED]
    if three and cell.phase == "rcpt" and cell.fault == "5xx":
        served = served[1:]             # the fault refused the first
    expected = Counter({a: copies for a in served if copies})
    taken = {r.address for r in row.recipients if r.verdict is Verdict.ACCEPTED}
    checks = {
        f"first was {ran.first}, the table says {first}": ran.first == first,
        f"trouble was {ran.trouble}": ran.trouble == want.get("trouble", False),
        f"the row is {row.state}, the table says {then}": row.state.value == then,
        f"copies {dict(ran.copies)}, the table says {dict(expected)}": ran.copies == expected,
        f"Message-IDs {ran.ids}": ran.ids <= {row.message_id},
        f"{len(ran.bodies)} different bodies": len(ran.bodies) <= 1,
        f"the row says {taken} have it": taken == (set(served) if then == "sent" else set()),
        f"the case does not say {then}: {ran.events}": then in ran.events,
        "the fault never took place": ran.failed,
        f"attempts {row.attempts} for trouble of the server": not (want.get("trouble") and row.attempts > 2),
    }
    return [what for what, right in checks.items() if not right]
