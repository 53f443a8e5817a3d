"""Every phase of a submission × every way to fail × one or three recipients, against smtp_expect.toml.

The server is real (asyncio, TLS where the phase needs it), fails once, and keeps the ground truth. After the first
attempt the row goes on as in production until nothing is due: what counts is what is in the recipients' boxes.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailtriage.deliver import outbox
from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Outcome
from mailtriage.deliver.smtp import Connection
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient, Verdict
from tests.faults.scripted_smtp import ScriptedSmtp
from tests.faults.smtp_cells import EXPECT, FAULTS, PHASES, RECIPIENTS, REFUSED
from tests.servers.certificates import Certificates

AMBIGUOUS = ("rst", "timeout", "garbage")
ONE, THREE = RECIPIENTS[1], RECIPIENTS[3]
MESSAGE_ID = "<row.1@desk.example>"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SMALL = b"Message-ID: <row.1@desk.example>\r\n\r\n" + b".a line that begins with a dot\r\n" * 40
LARGE = b"Message-ID: <row.1@desk.example>\r\n\r\n" + (b"x" * 76 + b"\r\n") * 160_000  # more than sockets buffer
TIMEOUT = 1.5        # seconds, where the server says nothing; a loaded machine may take longer to say something
PATIENCE = 20.0


@dataclass(frozen=True)
class Cell:
    phase: str
    fault: str
    recipients: tuple[str, ...]
    policy: Policy = Policy.HOLD
    keeps: bool = False

    @property
    def name(self) -> str:
        world = f"-{self.policy}-{'kept' if self.keeps else 'dropped'}" if self.ambiguous else ""
        return f"{self.phase}-{self.fault}-{len(self.recipients)}{world}"

    @property
    def ambiguous(self) -> bool:
        return self.phase == "dot" and self.fault in AMBIGUOUS


@dataclass
class Ran:
    first: Outcome
    row: Outgoing
    copies: Counter[str]
    ids: set[str]
    bodies: list[bytes]


def cells() -> list[Cell]:
    plain = [Cell(p, f, r) for p in PHASES for f in FAULTS for r in (ONE, THREE)]
    certain = [c for c in plain if not c.ambiguous]
    worlds = [
        Cell("dot", f, r, policy, keeps)
        for f in AMBIGUOUS
        for r in (ONE, THREE)
        for policy in Policy
        for keeps in (True, False)
    ]
    return certain + worlds


def new_row(cell: Cell) -> Outgoing:
    return Outgoing(
        "intent",
        "MEZ-000001-7",
        "support",
        "reply",
        "",
        MESSAGE_ID,
        "sha",
        "support@desk.example",
        tuple(Recipient(a) for a in cell.recipients),
        START,
        START,
        policy=cell.policy,
        id=1,
    )


async def run(cell: Cell, certificates: Certificates) -> Ran:
    """The mail's whole life against a server that fails once."""
    secure = cell.phase in ("starttls", "ehlo2", "auth")
    security = "tls" if cell.phase == "connect" else "starttls" if secure else "plain"
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates.chain_file, certificates.key_file)
    server = ScriptedSmtp(
        cell.phase,
        cell.fault,
        cell.keeps,
        {REFUSED: "550 5.1.1 no such user"},
        tls if security != "plain" else None,
        secure,
    )
    data = LARGE if cell.phase == "body" else SMALL
    async with server:
        account = Account(
            "127.0.0.1",
            server.port,
            security,
            "u" if secure else "",
            "p",
            str(certificates.ca_file),
            timeout=TIMEOUT if cell.fault == "timeout" else PATIENCE,
            last_timeout=TIMEOUT if cell.fault == "timeout" else PATIENCE,
        )
        row, now, rng = new_row(cell), START, random.Random(1)
        first: Outcome | None = None
        while row.state is OutState.QUEUED and row.attempts < 8:
            now = max(now, row.not_before)
            connection = Connection(account)
            outcome = await connection.open()
            if outcome is not None:  # not ready: the row is not claimed
                row = outbox.postpone(row, outcome, now + timedelta(minutes=1))
            else:
                row = outbox.claim(row, now)
                outcome = await connection.send(Envelope(row.envelope_from, row.waiting), data)
                row = outbox.settle(row, outcome, now, rng)
            await connection.close()
            first = first or outcome
        assert first is not None
        copies = Counter(recipient for recipient, _ in server.kept)
        return Ran(first, row, copies, {m for _, m in server.kept}, server.bodies)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[Cell, Ran]:
    """All cells, side by side: most of the time is waiting for a server that says nothing."""
    certificates = Certificates.issue(tmp_path_factory.mktemp("ca"))

    async def all_of_them() -> dict[Cell, Ran]:
        gate = asyncio.Semaphore(12)

        async def one(cell: Cell) -> Ran:
            async with gate:
                return await asyncio.wait_for(run(cell, certificates), 60)

        todo = cells()
        return dict(zip(todo, await asyncio.gather(*map(one, todo)), strict=True))

    return asyncio.run(all_of_them())


def test_the_table_has_every_phase_and_fault() -> None:
    assert len(PHASES) == 13
    assert all(set(EXPECT[p]) == set(FAULTS) for p in PHASES)


@pytest.mark.parametrize("cell", [c for c in cells() if not c.ambiguous], ids=lambda c: c.name)
def test_a_fault_ends_as_the_table_says(cell: Cell, ran: dict[Cell, Ran]) -> None:
    want: dict[str, Any] = EXPECT[cell.phase][cell.fault]
    three = len(cell.recipients) == 3
    got = ran[cell]
    first = want.get("three", want["first"]) if three else want["first"]
    assert f"{got.first.result} {got.first.phase}" == first
    assert got.first.trouble == want.get("trouble", False)
    then = want.get("three_then", want["then"]) if three else want["then"]
    assert got.row.state.value == then
    taken = {r.address for r in got.row.recipients if r.verdict is Verdict.ACCEPTED}
    assert got.copies == Counter(dict.fromkeys(taken, 1)), "one copy each, and the row knows who has one"
    assert bool(taken) == (then == "sent")
    if three and then == "sent":
        assert REFUSED not in taken and {r.address for r in got.row.recipients if "550" in r.answer} >= {REFUSED}


@pytest.mark.parametrize("cell", [c for c in cells() if c.ambiguous], ids=lambda c: c.name)
def test_a_lost_answer_to_the_dot_is_unknown_and_the_policy_decides(cell: Cell, ran: dict[Cell, Ran]) -> None:
    world = "kept" if cell.keeps else "dropped"
    want = next(u for u in EXPECT["unknown"] if (u["policy"], u["world"]) == (cell.policy.value, world))
    got = ran[cell]
    assert f"{got.first.result} {got.first.phase}" == EXPECT["dot"][cell.fault]["first"]
    assert got.row.state.value == want["then"]
    open_ones = [a for a in cell.recipients if a != REFUSED]
    assert {a: got.copies[a] for a in open_ones} == dict.fromkeys(open_ones, want["copies"])
    assert got.copies[REFUSED] == 0
    assert got.ids <= {MESSAGE_ID}
    assert len(set(got.bodies)) <= 1, "the same bytes every time"


def test_only_a_lost_answer_to_the_dot_makes_unknown(ran: dict[Cell, Ran]) -> None:
    unknown = {c for c, r in ran.items() if r.first.result.value == "unknown"}
    assert unknown == {c for c in ran if c.ambiguous}


def test_bytes_arrive_as_they_were_frozen(ran: dict[Cell, Ran]) -> None:
    bodies = {b for r in ran.values() for b in r.bodies}
    assert bodies == {SMALL, LARGE}
