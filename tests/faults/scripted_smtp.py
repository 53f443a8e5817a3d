"""faults/scripted_smtp.py: a submission server that fails at one phase of its first connection, in one way.

Phases     connect greeting ehlo starttls ehlo2 auth mail rcpt data body dot after250 quit
Faults     4xx 5xx 421 (and close) rst timeout (silence) garbage (not SMTP, endless)
`kept` is the ground truth: (recipient, Message-ID) for every mail the server took, said so or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from dataclasses import dataclass, field

REPLIES = {"4xx": "451 4.3.0 not now", "5xx": "554 5.7.1 not ever", "421": "421 4.3.2 closing"}


class Gone(Exception):
    pass


@dataclass
class ScriptedSmtp:
    phase: str = ""
    fault: str = ""
    keeps: bool = False  # at `dot`: take the mail before failing
    refuse: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    auth: bool = False
    extensions: tuple[str, ...] = ("SIZE 50000000",)
    kept: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    faults_left: int = 1
    port: int = 0

    async def __aenter__(self) -> ScriptedSmtp:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, sock=listener, limit=1 << 16)
        self.port = listener.getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._session(reader, writer)
        except (Gone, OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _say(self, writer: asyncio.StreamWriter, phase: str, line: str) -> None:
        await self._fail(writer, phase)
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    async def _fail(self, writer: asyncio.StreamWriter, phase: str) -> None:
        """Do the fault instead of answering, when this is its place. Returns when the dialogue may go on."""
        if not phase or phase != self.phase or self.faults_left <= 0:
            return
        self.faults_left -= 1
        if self.fault in REPLIES:
            writer.write(REPLIES[self.fault].encode() + b"\r\n")
            await writer.drain()
            if self.fault == "421":
                writer.close()
                raise Gone
            raise _Replied
        if self.fault == "rst":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Gone
        if self.fault == "garbage":
            writer.write(b"\xff\xfe what? \x00\r\n" + b"250-" + b"x" * 60_000)
            await writer.drain()
            raise _Replied
        await asyncio.sleep(3600)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure = authed = False
        sender, recipients = "", []
        if self.phase == "connect":                 # on a TLS port, before TLS
            with contextlib.suppress(_Replied):
                await self._fail(writer, "connect")
            await writer.start_tls(self.tls)  # type: ignore[arg-type]
            secure = True
        with contextlib.suppress(_Replied):
            await self._say(writer, "greeting", "220 scripted ESMTP")
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            verb = command.split(" ")[0].upper()
            self.commands.append("AUTH" if verb == "AUTH" else command)
            try:
                if verb == "EHLO":
                    offers = [*self.extensions]
                    if self.tls and not secure:
                        offers.append("STARTTLS")
                    elif self.auth:
                        offers.append("AUTH PLAIN LOGIN")
                    lines = ["scripted", *offers]
                    text = "\r\n".join(f"250{' ' if i == len(lines) - 1 else '-'}{t}" for i, t in enumerate(lines))
                    await self._say(writer, "ehlo2" if secure else "ehlo", text)
                elif verb == "STARTTLS":
                    await self._say(writer, "starttls", "220 go")
                    await writer.start_tls(self.tls)  # type: ignore[arg-type]
                    secure = True
                elif verb == "AUTH":
                    await self._say(writer, "auth", "235 2.7.0 in")
                    authed = True
                elif verb == "MAIL":
                    sender, recipients = re.findall(r"<([^>]*)>", command)[0], []
                    await self._say(writer, "mail", "250 2.1.0 ok" if authed or not self.auth else "530 5.7.0 log in")
                elif verb == "RCPT":
                    address = re.findall(r"<([^>]*)>", command)[0]
                    if address in self.refuse:
                        await self._say(writer, "", self.refuse[address])
                        continue
                    await self._say(writer, "rcpt", "250 2.1.5 ok")
                    recipients.append(address)
                elif verb == "DATA":
                    await self._say(writer, "data", "354 go")
                    await self._data(reader, writer, sender, recipients)
                elif verb == "RSET":
                    await self._say(writer, "", "250 2.0.0 ok")
                elif verb == "QUIT":
                    await self._say(writer, "quit", "221 2.0.0 bye")
                    return
                else:
                    await self._say(writer, "", "500 5.5.1 what?")
            except _Replied:
                pass

    async def _data(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sender: str, recipients: list[str]
    ) -> None:
        content = bytearray(b"\r\n")  # so that a dot on the first line is a dot too
        while not content.endswith(b"\r\n.\r\n"):
            if not (piece := await reader.read(1 << 16)):
                raise Gone  # cut before the dot: nothing is kept
            content += piece
            if len(content) > 1000 and not content.endswith(b"\r\n.\r\n"):
                try:
                    await self._fail(writer, "body")
                except _Replied:  # what is left of the body are no commands
                    while await reader.read(1 << 16):
                        pass
                    raise Gone from None
        body = bytes(content[2:-3]).replace(b"\r\n..", b"\r\n.")
        failing = self.phase == "dot" and self.faults_left > 0
        if not failing or self.keeps:
            found = re.search(rb"(?im)^message-id: *(\S+)", body)
            message_id = found[1].decode() if found else ""
            self.kept += [(r, message_id) for r in recipients]
            self.bodies.append(body)
            self.envelopes.append((sender, recipients))
        await self._say(writer, "dot", "250 2.0.0 queued")
        if self.phase == "after250":
            await asyncio.sleep(0.05)  # the 250 is read before the line fails
        with contextlib.suppress(_Replied):
            await self._fail(writer, "after250")


class _Replied(Exception):
    """The fault was an answer; the dialogue goes on."""
