"""SMTP smuggling, out (2023-12: Postfix, Sendmail, Exim, Cisco; again in a proxy filter 2026): one mail is one mail.

A customer's body with every almost-end-of-data is quoted into an answer, and into an attachment. The receiving servers
read the wire in three ways: strictly, taking a bare LF as a line end, taking a bare CR as one.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from datetime import UTC, datetime

import pytest

from mailtriage.compose.message import File, freeze
from mailtriage.compose.render import escape
from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.deliver.smtp import Connection

ENDS = [
    "".join(p)
    for p in itertools.product(("\n", "\r", "\r\n", "\n\r", "\r\r\n"), (".", "..", "\0."), ("\n", "\r", "\r\n", "\n\n"))
]
SECOND = (
    "MAIL FROM:<ceo@mez.example>\r\nRCPT TO:<victim@x.example>\r\nDATA\r\nFrom: ceo@mez.example\r\n\r\npay now\r\n.\r\n"
)
MODES = {
    "strict": re.compile(rb"\r\n\.\r\n"),
    "bare-lf": re.compile(rb"\r?\n\.\r?\n"),
    "bare-cr": re.compile(rb"(?:\r\n|\r|\n)\.(?:\r\n|\r|\n)"),
}


class Wire:
    """A server that keeps what it is sent, byte by byte, and answers 250 to whatever looks like a command."""

    def __init__(self) -> None:
        self.sessions: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept = b""
        writer.write(b"220 wire\r\n")
        while line := await reader.readline():
            if line.upper().startswith(b"DATA"):
                writer.write(b"354 go\r\n")
                while not (b"\r\n" + kept).endswith(b"\r\n.\r\n"):
                    kept += await reader.readline()
                self.sessions.append(kept)
                kept = b""
            writer.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
        writer.close()


def send(mails: list[bytes]) -> tuple[list[Result], list[bytes]]:
    async def go() -> tuple[list[Result], list[bytes]]:
        wire = Wire()
        server = await asyncio.start_server(wire.serve, "127.0.0.1", 0, limit=1 << 20)
        port = server.sockets[0].getsockname()[1]
        connection = Connection(Account("127.0.0.1", port, "plain", "", "", timeout=5, last_timeout=5))
        assert await connection.open() is None
        results = [(await connection.send(Envelope("a@mez.example", ("b@x.example",)), m)).result for m in mails]
        await connection.close()
        server.close()
        return results, wire.sessions

    return asyncio.run(go())


def answer(body: str, file: bytes) -> bytes:
    return freeze(
        from_address="a@mez.example",
        to=["b@x.example"],
        subject=body,
        markdown=f"You wrote:\n\n> {escape(body)}\n\n{body}\n",
        date=datetime(2026, 11, 23, tzinfo=UTC),
        message_id="<a@mez.example>",
        keys={"k": b"k"},
        key_id="k",
        attachments=[File("theirs.txt", "text/plain", file)],
    )


def test_every_receiver_sees_exactly_one_message() -> None:
    payloads = [f"Hello{end}{SECOND}" for end in ENDS]
    results, sessions = send([answer(p, p.encode()) for p in payloads])
    assert len(payloads) == 60 and set(results) == {Result.SENT}
    assert len(sessions) == len(payloads)
    for session in sessions:
        for mode, end in MODES.items():
            assert len(end.findall(b"\r\n" + session)) == 1, mode
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n", session)


@pytest.mark.parametrize("end", ENDS)
def test_bytes_that_are_not_canonical_never_reach_the_wire(end: str) -> None:
    """The frozen bytes may come from a damaged or older store: smtp.py looks for itself."""
    raw = b"From: a@mez.example\r\n\r\nHello" + end.encode() + SECOND.encode()
    results, sessions = send([raw])
    canonical = not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw)
    assert results == [Result.SENT if canonical else Result.REFUSED]
    assert len(sessions) == (1 if canonical else 0)
    for session in sessions:  # an honest "\r\n.\r\n" in the bytes is stuffed
        assert all(len(end.findall(session)) == 1 for end in MODES.values())


def test_dots_are_stuffed_and_come_back() -> None:
    raw = b".\r\n..\r\nFrom: x\r\n.\r\n. \r\n.a\r\n...\r\n"
    _, sessions = send([raw])
    assert sessions == [b"..\r\n...\r\nFrom: x\r\n..\r\n.. \r\n..a\r\n....\r\n.\r\n"]
