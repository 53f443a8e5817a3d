"""A running daemon whose mail server dies tells a person by the command, as mail cannot leave; when the server is back it
sends what waited and says by mail that all is well. Real Dovecot, real processes."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay
from tests.servers.smtp_sink import Received, SmtpSink
from tests.servers.test_main_job import request

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
OPS = "ops@cadents-it.example"
_TELL = "import sys, pathlib\nwith pathlib.Path(sys.argv[1]).open('a') as file:\n    file.write(sys.stdin.read() + '--\\n')\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(holds: Callable[[], object], seconds: float, what: str, daemon: subprocess.Popen[str]) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert daemon.poll() is None, f"the daemon ended: {daemon.communicate()[1][-2000:]}"
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


@pytest.fixture
def down(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str) -> tuple[RealDesk, int]:
    """A desk that has met its mailbox, with an SMTP server on a port where nobody listens."""
    port = free_port()
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    (tmp_path / "tell.py").write_text(_TELL)
    config = tmp_path / "config.toml"
    text = config.read_text().replace(f"port = {smtp_sink.port}", f"port = {port}")
    head, box = text.split("[[mailbox]]")
    alert = f'[alert]\nto = ["{OPS}"]\nafter = "1 second"\n'
    alert += f'command = ["{sys.executable}", "{tmp_path / "tell.py"}", "{tmp_path / "told"}"]\n'
    config.write_text(f"{head}{alert}[[mailbox]]{box}")
    desk.run("run", "--once")
    return desk, port


def told(desk: RealDesk) -> list[str]:
    path = desk.folder / "told"
    return path.read_text().split("--\n")[:-1] if path.exists() else []


def words(mail: Received) -> tuple[str, str]:
    found = email.message_from_bytes(mail.content, policy=email.policy.default)
    body = found.get_body(("plain",))
    return str(found["Subject"]), body.get_content() if body is not None else ""


@pytest.mark.timeout(150)
def test_a_dead_mail_server_is_told_by_the_command_and_its_return_by_mail(
    down: tuple[RealDesk, int], user: str, smtp_sink: SmtpSink
) -> None:
    desk, port = down
    daemon = desk.start("run")
    try:
        desk.dovecot.deliver(user, request(1, "support"))
        until(lambda: told(desk), 40, "the command is run", daemon)
        assert len(told(desk)) == 1 and told(desk)[0].startswith("sending support: "), told(desk)
        assert smtp_sink.mails == []
        rows = desk.json("outbox", "list", "--all")
        assert [(r["state"], r["attempts"]) for r in rows] == [("queued", 0)], "a dead server costs no attempt"

        relay = Relay(smtp_sink.port, listen=port).start()
        desk.dovecot.deliver(user, request(2, "support"))       # not put off, so it finds the server alive
        until(lambda: any(m.recipients == (OPS,) for m in smtp_sink.mails), 40, "recovery is told by mail", daemon)
        if FULL:
            until(lambda: len(smtp_sink.mails) == 3, 100, "what waited leaves by itself", daemon)
        alerts = [words(m) for m in smtp_sink.mails if m.recipients == (OPS,)]
        assert len(alerts) == 1 and "recovered: sending support" in alerts[0][1], alerts
        assert len(told(desk)) == 1, "told a second time"
        answered = [m.recipients for m in smtp_sink.mails if m.recipients != (OPS,)]
        assert answered.count(("p2@support.example",)) == 1 and len(answered) == len(set(answered))
        relay.stop()
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=20)
    assert daemon.returncode == 0


@pytest.mark.timeout(120)
def test_a_daemon_that_starts_again_tells_nothing_twice_and_no_recovery(down: tuple[RealDesk, int], user: str) -> None:
    """What waits is put off, so the second daemon does not know for a while that the server is as dead as before."""
    desk, _ = down
    desk.dovecot.deliver(user, request(1, "support"))
    for looks in (0, 1):
        daemon = desk.start("run")
        try:
            until(lambda: told(desk), 40, "the command is run", daemon)
            time.sleep(6.5 * looks)             # a look at the alerts is every 5 s
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=20)
    assert len(told(desk)) == 1, told(desk)
