"""servers/smtp_sink.py: an SMTP submission server on loopback (aiosmtpd): keeps the bytes, fails on demand.

    sink.mails                          what arrived, in order
    sink.script["bad@x.example"] = "550 5.1.1 no such user"    the reply to RCPT for that address, every time
    sink.script["DATA"] = "554 5.6.0 content rejected"         the reply to the next DATA, once
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mailtriage.config import Smtp
from tests.servers.certificates import Certificates

USER, PASSWORD = "submit", "s3cret"


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...] = ()


class _Handler:
    def __init__(self) -> None:
        self.mails: list[Received] = []
        self.script: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if reply := self.script.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if reply := self.script.pop("DATA", ""):
            return reply
        self.mails.append(Received(
            envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content, tuple(envelope.mail_options)))
        return f"250 2.0.0 queued as {len(self.mails)}"


class SmtpSink(Controller):
    """With certificates: STARTTLS and then AUTH are required. Without: plain, and no log-in."""

    def __init__(self, certificates: Certificates | None = None) -> None:
        self._handler = _Handler()
        self._certificates = certificates
        context = None
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.chain_file, certificates.key_file)
        super().__init__(
            self._handler, hostname="127.0.0.1", port=0, ready_timeout=5, tls_context=context,
            require_starttls=bool(context), auth_required=bool(context), auth_require_tls=bool(context),
            authenticator=_authenticate, enable_SMTPUTF8=True, decode_data=False, data_size_limit=50 << 20,
        )

    @property
    def mails(self) -> list[Received]:
        return self._handler.mails

    @property
    def script(self) -> dict[str, str]:
        return self._handler.script

    def smtp(self, **keys: object) -> Smtp:
        """The `[mailbox.smtp]` section for this sink."""
        secure = {"security": "starttls", "username": USER} if self._certificates else {"security": "plain"}
        ca_file = str(self._certificates.ca_file) if self._certificates else ""
        return Smtp.model_validate({
            "host": "127.0.0.1", "port": self.port, "ca_file": ca_file, "timeout": "5 seconds",
            "password_env": "MAILTRIAGE_TEST_PASSWORD", **secure, **keys,
        })

    def _trigger_server(self) -> None:
        # port=0: learn the bound port before the controller's self-check connects.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    given = (getattr(data, "login", b""), getattr(data, "password", b""))
    right = given == (USER.encode(), PASSWORD.encode())
    # handled=True on failure would send no reply, and the client would wait for ever.
    return AuthResult(success=right, handled=right)
