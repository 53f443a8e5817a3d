"""A disk that is really too small (tmpfs): mail waits on the server, commands work, all goes on when there is room."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.require import missing
from tests.servers.smtp_sink import SmtpSink
from tests.servers.test_main_job import request

MIB = 1024 * 1024
MAILS = 12


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """The data directory on a disk of 6 MiB."""
    if os.geteuid() != 0:
        missing("needs root: to mount a tmpfs")
    data = tmp_path / "data"
    data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "none", str(data)], capture_output=True)
    if mounted.returncode:
        missing(f"needs to mount a tmpfs: {mounted.stderr.decode().strip()}")
    yield data
    subprocess.run(["umount", "-l", str(data)], check=True)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("floor", [2 * MIB, 0], ids=["with the floor", "full to the last byte"])
def test_a_full_disk_leaves_mail_on_the_server_and_everything_goes_on_when_there_is_room(
    tmp_path: Path, small: Path, floor: int, dovecot: Dovecot, smtp_sink: SmtpSink, user: str
) -> None:
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    config = tmp_path / "config.toml"
    config.write_text(config.read_text().replace("[limits]\n", f"[limits]\nfree_bytes = {floor}\n"))
    desk.run("run", "--once")
    large = b"x" * 70 + b"\r\n"
    dovecot.deliver(user, *(request(n, "big") + large * 10_000 for n in range(MAILS)))     # 8.6 MB

    desk.run("run", "--once", exits=1)
    status = desk.json("status", exits=1)
    assert "the mail stays on the server" in status["mailboxes"][0]["last_error"]
    kept = len(desk.json("case", "list", "--all"))
    assert kept < MAILS
    free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
    if floor:
        assert free > floor - MIB, "the floor was passed"
        assert kept > 0
        assert "CAD-" in desk.run("case", "new", "--subject", "by telephone"), "commands work below the floor"
        assert "store ok" in desk.run("store", "check")
    desk.run("run", "--once", exits=1)

    subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
    desk.run("run", "--once")
    desk.run("run", "--once")
    to = Counter(a for mail in smtp_sink.mails for a in mail.recipients)
    assert to == Counter(f"p{n}@big.example" for n in range(MAILS)), "somebody was forgotten, or answered twice"
    assert desk.json("verify")["unexplained"] == 0
    assert "store ok" in desk.run("store", "check", "--deep")
    assert desk.json("status")["findings"] == []
