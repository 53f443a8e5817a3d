"""Attack 24, the rest: certificates that are out of date, TLS from the first byte, a session that is said to be logged in
before TLS, answers that were put into the stream before it. Nobody gets a password or a mail; test_hostile_servers.py
has the floods and the stripped STARTTLS."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.deliver.smtp import Connection
from mailtriage.intake.imap import ImapTrouble, Session
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap
from tests.servers.listening import Listening

SECRET = "hunter2-and-more"
PROBLEMS = ("expired", "not yet valid", "another name", "another CA")


def _certificate(folder: Path, problem: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context with something wrong about its certificate, and the CA file the client trusts."""
    ca, now = trustme.CA(), datetime.now(UTC)
    names = ("mail.elsewhere.example",) if problem == "another name" else ("localhost", "127.0.0.1")
    dates = {"expired": (now - timedelta(days=9), now - timedelta(days=1)),
             "not yet valid": (now + timedelta(days=1), now + timedelta(days=9))}.get(problem)
    issuer = trustme.CA() if problem == "another CA" else ca
    issued = issuer.issue_cert(*names, **({"not_before": dates[0], "not_after": dates[1]} if dates else {}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    return context, folder / "ca.pem"


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_log_in_to_an_imap_server_whose_certificate_is_not_good(tmp_path: Path, problem: str, security: str) -> None:
    context, ca_file = _certificate(tmp_path, problem)
    server = ScriptedImap(tls=context, security=security).start()
    server.password = SECRET
    with ImapDesk.on(tmp_path / "desk", server, ca_file) as desk:
        imap = desk.desk.config.mailbox[0].imap
        assert imap is not None
        with pytest.raises(ImapTrouble) as trouble:
            Session(imap, SECRET, "INBOX").close()
    server.stop()
    assert trouble.value.kind == "tls" and SECRET not in trouble.value.text
    assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in server.said)


def test_a_session_that_is_said_to_be_logged_in_before_tls_is_left(tmp_path: Path) -> None:
    """`* PREAUTH` forbids STARTTLS (RFC 3501 6.2.1): a man in the middle could keep a mailbox of his own in the clear
    (the NO STARTTLS attacks of 2021). No mail of his is read, and nothing is said to him."""
    context, ca_file = _certificate(tmp_path, "")
    server = ScriptedImap(tls=context, security="starttls").start()
    server.hello = b"* PREAUTH welcome back\r\n"
    server.deliver("INBOX", mail(1))
    with ImapDesk.on(tmp_path / "desk", server, ca_file) as desk:
        imap = desk.desk.config.mailbox[0].imap
        assert imap is not None
        with pytest.raises(ImapTrouble) as trouble:
            Session(imap, server.password, "INBOX").close()
        desk.once()
        assert desk.rows() == []
    server.stop()
    assert trouble.value.kind == "tls"
    assert not any(word in line for line in server.said for word in ("LOGIN", "AUTHENTICATE", "SELECT", "EXAMINE", "FETCH"))


# SMTP

@dataclass
class Submission(Listening):
    """A submission server that takes everything; `injected` is put into the packet of its answer to STARTTLS."""

    context: ssl.SSLContext
    at_once: bool = False
    injected: bytes = b""
    clear: bytearray = field(default_factory=bytearray)
    secured: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        super().__init__()
        self.start()

    def serve(self, sock: socket.socket) -> None:
        if self.at_once:
            sock = self.context.wrap_socket(sock, server_side=True)
        kept = self.secured if self.at_once else self.clear
        sock.sendall(b"220 submission\r\n")
        while line := sock.recv(65536):
            kept += line
            if line.upper().startswith(b"EHLO"):
                secure = kept is self.secured
                sock.sendall(b"250-submission\r\n" + (b"250 AUTH PLAIN\r\n" if secure else b"250 STARTTLS\r\n"))
            elif line.upper().startswith(b"STARTTLS"):
                sock.sendall(b"220 go\r\n" + self.injected)
                sock, kept = self.context.wrap_socket(sock, server_side=True), self.secured
            elif line.upper().startswith(b"DATA"):
                sock.sendall(b"354 go\r\n")
            else:
                sock.sendall(b"235 you are in\r\n" if line.upper().startswith(b"AUTH") else b"250 ok\r\n")


@contextlib.contextmanager
def _submission(*args: object, **named: object) -> Iterator[Submission]:
    server = Submission(*args, **named)  # type: ignore[arg-type]
    yield server
    server.stop()


def _send(port: int, ca_file: Path, security: str) -> Result:
    async def go() -> Result:
        account = Account("127.0.0.1", port, security, "u", SECRET, str(ca_file), timeout=1.5, last_timeout=1.5)
        connection = Connection(account)
        stopped = await connection.open()
        if stopped is None:
            stopped = await connection.send(Envelope("a@desk.example", ("b@x.example",)), b"Subject: x\r\n\r\nx\r\n")
        await connection.close()
        assert SECRET not in stopped.line
        return stopped.result

    return asyncio.run(go())


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_password_and_no_mail_for_an_smtp_server_whose_certificate_is_not_good(
    tmp_path: Path, problem: str, security: str
) -> None:
    context, ca_file = _certificate(tmp_path, problem)
    with _submission(context, at_once=security == "tls") as server:
        assert _send(server.port, ca_file, security) is not Result.SENT
    assert server.secured == b""
    assert b"AUTH" not in server.clear and b"MAIL" not in server.clear


def test_a_good_certificate_gets_both(tmp_path: Path) -> None:
    """Else the tests above would pass on a client that never sends."""
    context, ca_file = _certificate(tmp_path, "")
    for security in ("tls", "starttls"):
        with _submission(context, at_once=security == "tls") as server:
            assert _send(server.port, ca_file, security) is Result.SENT
        assert b"AUTH PLAIN" in server.secured and b"AUTH" not in server.clear


@pytest.mark.parametrize("injected", [
    b"250-submission\r\n250 AUTH LOGIN\r\n", b"250 injected\r\n235 you are in\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n",
])
def test_what_was_put_into_the_stream_before_tls_is_no_answer(tmp_path: Path, injected: bytes) -> None:
    """CVE-2011-0411 seen from the client: answers of a man in the middle, waiting in the buffer when TLS begins. The mail
    must not count as sent by his word, and the choice of how to log in is not his."""
    context, ca_file = _certificate(tmp_path, "")
    with _submission(context, injected=injected) as server:
        result = _send(server.port, ca_file, "starttls")
    sent = b"MAIL FROM" in server.secured and b"\r\n.\r\n" in server.secured
    assert (result is Result.SENT) == sent
    assert b"AUTH LOGIN" not in server.secured
