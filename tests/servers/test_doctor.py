"""`mailtriage doctor` on real servers: what is well, what is not and what to do; a probe that goes round."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from mailtriage import durable
from mailtriage.ops.doctor import holder
from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.servers.test_main_job import request


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str) -> RealDesk:
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    desk.run("run", "--once")
    return desk


def looks(desk: RealDesk, *options: str, exits: int = 1) -> dict[str, dict[str, str]]:
    """By what was looked at; the last of a kind counts."""
    return {look["what"]: look for look in desk.json("doctor", *options, exits=exits)["looks"]}


@pytest.mark.timeout(60)
def test_all_is_well_while_a_daemon_runs_and_it_names_the_daemon(desk: RealDesk) -> None:
    daemon = desk.start("run")
    assert daemon.stderr is not None
    next(line for line in daemon.stderr if '"started"' in line)
    try:
        found = desk.json("doctor")["looks"]
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)
    assert not [look for look in found if look["remedy"]]
    assert any(look["what"] == "lock" and f"pid {daemon.pid}" in look["found"] for look in found)
    assert {"program", "store", "disk", "lock", "imap", "folder", "pass", "smtp"} <= {look["what"] for look in found}


@pytest.mark.timeout(60)
def test_unhandled_mail_a_dead_server_and_a_missing_daemon_are_findings_with_remedies(
    desk: RealDesk, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, request(1, "support"))
    found = looks(desk)
    assert "1 unhandled, the oldest" in found["folder"]["found"]
    assert "no daemon runs" in desk.run("doctor", exits=1)
    text = (desk.folder / "config.toml").read_text()
    (desk.folder / "config.toml").write_text(text.replace(f"port = {dovecot.tls_port}", "port = 9"))
    began = time.monotonic()
    assert looks(desk)["imap"]["remedy"]
    assert time.monotonic() - began < 20
    said = desk.run("doctor", exits=1)
    assert "FINDING" in said and "! imap support, 127.0.0.1:9:" in said


@pytest.mark.timeout(60)
def test_a_probe_that_arrives_is_known_as_ours_and_opens_no_case(
    desk: RealDesk, dovecot: Dovecot, smtp_sink: SmtpSink, user: str
) -> None:
    process = desk.start("doctor", "--probe", "--wait", "20", "--json")
    end = time.monotonic() + 15
    while not smtp_sink.mails and time.monotonic() < end:
        time.sleep(0.1)
    probe = smtp_sink.mails[0]
    assert probe.sender == "support@cadents.example" and probe.recipients == ("support@cadents.example",)
    dovecot.deliver(user, probe.content)
    out, err = process.communicate(timeout=30)
    assert '"through SMTP into INBOX in' in out, out + err
    assert "agrees with the IMAP server" in out
    desk.run("run", "--once")
    assert desk.json("case", "list", "--all") == []
    assert desk.json("status")["outcomes"] == {"loop": 1}
    assert len(smtp_sink.mails) == 1, "the probe was answered"


@pytest.mark.timeout(60)
def test_a_probe_that_does_not_come_back_ends_in_time_and_a_wrong_clock_is_seen(
    desk: RealDesk, dovecot: Dovecot, user: str
) -> None:
    began = time.monotonic()
    found = looks(desk, "--probe", "--wait", "2")
    assert "after 2 s" in found["probe"]["found"] and found["probe"]["remedy"]
    assert time.monotonic() - began < 20
    later = time.time() + 3 * 3600
    path = dovecot.maildir(user) / "new" / f"{int(later)}.M1P1.host"
    path.write_bytes(request(2, "support"))
    os.utime(path, (later, later))
    shutil.chown(path, *(os.stat(path.parent).st_uid, os.stat(path.parent).st_gid))
    assert "in the future" in looks(desk)["clock"]["found"]


def test_a_lock_names_its_holder_and_a_free_one_nobody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with durable.Lock(path, 0):
        assert f"pid {os.getpid()}" in holder(path)
    assert holder(path) == ""
