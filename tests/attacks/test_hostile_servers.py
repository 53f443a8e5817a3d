"""Attack 24: an IMAP or SMTP server, or a man in the middle, that lies. No password to the wrong one, no memory, no loop.

STARTTLS stripped over SMTP and IMAP with real servers: tests/servers/test_imap.py, tests/unit/deliver/test_loop.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.deliver.smtp import Connection
from mailtriage.intake.imap import ImapTrouble, Session
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap
from tests.servers.certificates import Certificates
from tests.servers.listening import Listening

SECRET = "hunter2-and-more"


class Raw(Listening):
    """A server that says what `script` says and remembers every byte it got."""

    def __init__(self, script: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self.script, self.got = script, bytearray()
        self.start()

    def serve(self, sock: socket.socket) -> None:
        with sock:
            self.script(sock)

    def hear(self, sock: socket.socket) -> bytes:
        data = sock.recv(65536)
        self.got += data
        return data


@pytest.fixture
def raw() -> Iterator[Callable[..., Raw]]:
    made: list[Raw] = []

    def make(script: Callable[[Raw, socket.socket], None]) -> Raw:
        made.append(Raw(lambda sock: script(made[-1], sock)))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.issue(tmp_path_factory.mktemp("tls"))


def server_tls(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain_file, certificates.key_file)
    return context


def refused(desk: ImapDesk) -> ImapTrouble:
    imap = desk.desk.config.mailbox[0].imap
    assert imap is not None
    with pytest.raises(ImapTrouble) as trouble:
        Session(imap, desk.server.password, "INBOX").close()
    return trouble.value


def account(port: int, ca_file: Path | str, security: str = "starttls") -> Account:
    return Account("127.0.0.1", port, security, "u", SECRET, str(ca_file), timeout=1.0, last_timeout=1.0)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("which", ["another CA", "another name"])
def test_a_certificate_we_do_not_trust_gets_no_log_in(
    tmp_path: Path, certificates: Certificates, security: str, which: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    wrong = Certificates.issue(other, *(["mail.elsewhere.example"] if which == "another name" else []))
    trusted = wrong.ca_file if which == "another name" else certificates.ca_file
    server = ScriptedImap(tls=server_tls(wrong), security=security).start()
    server.password = SECRET
    with ImapDesk.on(tmp_path / "desk", server, trusted) as desk:
        trouble = refused(desk)
    server.stop()
    assert trouble.kind == "tls" and SECRET not in trouble.text
    assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in server.said)


@pytest.mark.parametrize("what", ["not offered", "refused", "nonsense"])
def test_a_stripped_starttls_gets_no_log_in(tmp_path: Path, certificates: Certificates, what: str) -> None:
    server = ScriptedImap(tls=server_tls(certificates), security="starttls").start()
    if what == "not offered":
        server.edit = lambda step, answer: answer.replace(b"STARTTLS", b"X-NOTLS")
    else:
        server.arm("TLS", "no" if what == "refused" else "garbage")
    with ImapDesk.on(tmp_path, server, certificates.ca_file) as desk:
        trouble = refused(desk)
    server.stop()
    assert trouble.kind in ("tls", "protocol")
    assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in server.said)


def test_what_was_injected_before_tls_is_not_believed(tmp_path: Path, certificates: Certificates) -> None:
    """CVE-2011-0411 and its family: a capability list and a tagged OK in the packet of the STARTTLS answer."""
    server = ScriptedImap({"IDLE"}, tls=server_tls(certificates), security="starttls").start()
    injected = b"* CAPABILITY IMAP4rev1 LOGINDISABLED X-INJECTED\r\n* BYE forged\r\n"
    server.edit = lambda step, answer: answer + injected if step == "TLS" else answer
    with ImapDesk.on(tmp_path, server, certificates.ca_file) as desk:
        imap = desk.desk.config.mailbox[0].imap
        assert imap is not None
        with Session(imap, server.password, "INBOX") as session:
            assert "X-INJECTED" not in session.capabilities and session.uids() == set()
    server.stop()


@pytest.mark.parametrize("flood", ["endless line", "endless answers", "endless literals", "literal of 4 GB"])
@pytest.mark.parametrize("step", ["GREETING", "CAPABILITY", "SELECT", "SEARCH", "IDLE"])
def test_a_flood_ends_the_connection_and_costs_no_memory(tmp_path: Path, flood: str, step: str) -> None:
    server = ScriptedImap().start()
    pieces = {"endless line": b"* OK " + b"x" * 1_000_000, "endless answers": b"* 1 RECENT\r\n" * 80_000,
              "endless literals": b"* NOTE {900000}\r\n" + b"y" * 900_000 + b"\r\n",
              "literal of 4 GB": b"* NOTE {4000000000}\r\n" + b"z" * 1_000_000}

    def flooded(said: str, answer: bytes) -> bytes:
        return pieces[flood] * 12 if said == step else answer

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ImapDesk.on(tmp_path, server) as desk:
        server.edit = flooded
        began = time.monotonic()
        if step in ("SEARCH", "IDLE"):
            imap = desk.desk.config.mailbox[0].imap
            assert imap is not None
            session = Session(imap, server.password, "INBOX")
            with contextlib.suppress(ImapTrouble):
                session.uids() if step == "SEARCH" else session.wait(5, threading.Event())
                session.uids()
            assert session._client.wire.broken
        else:
            assert refused(desk).kind in ("protocol", "connect", "lost")
        assert time.monotonic() - began < 8
    server.stop()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024, "KiB"


@pytest.mark.parametrize("lie", ["MOVE", "UIDPLUS", "IDLE"])
def test_a_server_that_offers_what_it_does_not_do_loses_no_mail_and_is_told_of(tmp_path: Path, lie: str) -> None:
    """It answers BAD for ever. Mail is read and answered; what cannot be filed is told of."""
    server = ScriptedImap({"MOVE", "UIDPLUS", "IDLE"} if lie != "UIDPLUS" else {"UIDPLUS", "IDLE"}).start()
    with ImapDesk.on(tmp_path, server) as desk:
        desk.meet()
        server.deliver("INBOX", mail(1))
        server.arm({"UIDPLUS": "EXPUNGE"}.get(lie, lie), "bad", times=10_000)
        for _ in range(3):
            desk.once()
        assert len(desk.rows()) == len(desk.answers()) == 1
        assert len(server.mails("INBOX")) + len(server.mails("Processed")) == 1
        assert lie == "IDLE" or any("BAD" in told for told in desk.told)
    server.stop()


# SMTP

def attempt(port: int, ca_file: Path | str, security: str = "starttls") -> str:
    async def ask() -> str:
        connection = Connection(account(port, ca_file, security))
        stopped = await connection.open()
        if stopped is None:
            outcome = await connection.send(Envelope("a@desk.example", ("b@one.example",)), b"Subject: x\r\n\r\nx\r\n")
            stopped = outcome
        await connection.close()
        assert stopped.result is not Result.SENT
        return stopped.line

    began = time.monotonic()
    line = asyncio.run(ask())
    assert time.monotonic() - began < 10 and SECRET not in line
    return line


@pytest.mark.parametrize("how", ["stripped", "refused", "untrusted"])
def test_no_password_goes_to_an_smtp_server_without_trustworthy_tls(
    raw: Callable[..., Raw], tmp_path: Path, certificates: Certificates, how: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    tls = server_tls(Certificates.issue(other))

    def script(server: Raw, sock: socket.socket) -> None:
        sock.sendall(b"220 mitm\r\n")
        while line := server.hear(sock):
            if line.upper().startswith(b"EHLO"):
                offers = b"250-mitm\r\n" + (b"" if how == "stripped" else b"250-STARTTLS\r\n") + b"250 AUTH PLAIN LOGIN\r\n"
                sock.sendall(offers)
            elif line.upper().startswith(b"STARTTLS"):
                if how == "refused":
                    sock.sendall(b"454 4.7.0 no TLS today\r\n")
                else:
                    sock.sendall(b"220 go\r\n")
                    tls.wrap_socket(sock, server_side=True)
            else:
                sock.sendall(b"250 ok\r\n")

    server = raw(script)
    attempt(server.port, certificates.ca_file)
    assert b"AUTH" not in server.got and SECRET.encode() not in server.got and b"MAIL" not in server.got


@pytest.mark.parametrize("flood", [b"250-" + b"x" * 100_000, b"250-more\r\n" * 10_000, b"\x00" * 100_000])
def test_an_smtp_server_that_never_ends_is_left(
    raw: Callable[..., Raw], certificates: Certificates, flood: bytes
) -> None:
    sent = [0]

    def script(server: Raw, sock: socket.socket) -> None:
        sock.sendall(b"220 endless\r\n")
        server.hear(sock)
        for _ in range(2_000):
            sock.sendall(flood)
            sent[0] += len(flood)

    server = raw(script)
    attempt(server.port, certificates.ca_file)
    assert sent[0] < 64 * 1024 * 1024, "the flood was read to its end"
