"""demo/smtp_receiver.py: an SMTP server on this machine that keeps what it gets (aiosmtpd, in a thread).

Promises   `mails` holds each mail exactly as it came off the wire, in order. Nothing goes anywhere from here.
Reads next demo/play.py
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Received:
    """A mail off the wire: the envelope, and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        # 7-bit and canonical, because we froze it so: the email package reads it well.
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()

    @property
    def answers(self) -> str:
        """The Message-ID it answers, "" when it answers none."""
        return str(self.message["In-Reply-To"] or "").strip()


class SmtpReceiver:
    """Listens on a port of 127.0.0.1 that the system chose, so that no port can clash. `heard` is told of each mail."""

    def __init__(self) -> None:
        self.mails: list[Received] = []
        self.heard: Callable[[Received], None] | None = None
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-smtp", daemon=True)

    def start(self) -> None:
        """Return when it listens."""
        from aiosmtpd.smtp import SMTP

        async def listen() -> None:
            await self._loop.create_server(
                lambda: SMTP(self, hostname="demo.example", enable_SMTPUTF8=True, decode_data=False,
                             loop=self._loop),
                sock=self._socket)

        self._thread.start()
        asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        if self.heard is not None:
            self.heard(self.mails[-1])
        return f"250 2.0.0 taken as {len(self.mails)}"

    def stop(self) -> None:
        """End the thread; nothing happens when it does not run."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
        self._socket.close()
