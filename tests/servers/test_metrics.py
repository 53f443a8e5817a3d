"""/healthz and /metrics of a real daemon, on loopback and nowhere else."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from mailtriage.work.metrics import STUCK, MetricsServer
from tests.scenarios.story import World
from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.servers.test_main_job import request
from tests.unit.work.test_epoch import NOW
from tests.unit.work.test_epoch import request as mail_of


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.mark.timeout(60)
def test_a_running_daemon_answers_with_its_numbers(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str
) -> None:
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    port = free_port()
    text = (tmp_path / "config.toml").read_text()
    (tmp_path / "config.toml").write_text(text.replace("[daemon]\n", f"[daemon]\nmetrics_port = {port}\n"))
    desk.run("run", "--once")
    dovecot.deliver(user, request(1, "secret"))
    daemon = desk.start("run")
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end and len(smtp_sink.mails) < 1:
            time.sleep(0.2)
        time.sleep(0.5)
        desk.run("verify")
        code, health = get(port, "/healthz")
        assert code == 200 and json.loads(health)["ok"] is True and json.loads(health)["conditions"] == {}
        code, metrics = get(port, "/metrics")
        assert get(port, "/etc/passwd")[0] == 404
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)
    assert code == 200
    for line in ('mailtriage_mails{outcome="new-case"} 1.0', 'mailtriage_outbox{state="sent"} 1.0',
                 "mailtriage_cases_open 1.0", 'mailtriage_backlog{folder="INBOX",mailbox="support"} 0.0'):
        assert line in metrics, metrics
    assert 'mailtriage_seconds_since_pass{folder="INBOX",mailbox="support"}' in metrics
    assert "mailtriage_unexplained 0.0" in metrics and "mailtriage_seconds_since_verify" in metrics
    assert "mailtriage_store_bytes" in metrics and "secret.example" not in metrics
    assert daemon.returncode == 0


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, NOW)
    world.arrives(mail_of("a"), "support")
    return world


def test_a_daemon_that_stands_still_or_has_no_store_is_not_well_and_a_dead_mail_server_is_no_reason(
    world: World
) -> None:
    pulse, found = [time.monotonic()], {"sending support": "refused"}
    server = MetricsServer(world.desk, 0, lambda: pulse[0], lambda: found, list)
    try:
        assert get(server.port, "/healthz")[0] == 200
        pulse[0] -= STUCK + 1
        assert get(server.port, "/healthz")[0] == 503
        pulse[0] = time.monotonic()
        found["store"] = "cannot be read"
        assert get(server.port, "/healthz")[0] == 503
    finally:
        server.stop()


def test_a_mail_that_waits_has_an_age(world: World) -> None:
    world.desk.spool.put("support", "INBOX", 7, 99, world.now, mail_of("b"))
    world.now = world.now.replace(hour=10)
    server = MetricsServer(world.desk, 0, time.monotonic, dict, list)
    try:
        assert 'mailtriage_oldest_unhandled_seconds{mailbox="support"} 3600.0' in get(server.port, "/metrics")[1]
    finally:
        server.stop()
