"""A long spool must not look like a dead daemon: systemd is told between two mails, not after the last one."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage import daemon
from mailtriage.deliver.loop import SendLoop
from mailtriage.sdnotify import WATCHDOG
from mailtriage.work.send import account_of
from tests.scenarios.story import World


def test_systemd_hears_of_us_while_a_long_spool_is_handled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    for n in range(5):
        raw = b"From: a%d@b.example\r\nSubject: s\r\nMessage-ID: <%d@b.example>\r\n\r\nit crashes %d\r\n" % (n, n, n)
        world.desk.spool.put("support", "INBOX", 7, n + 1, world.now, raw)
    told: list[str] = []
    monkeypatch.setattr(daemon, "notify", lambda *state: told.extend(state))
    monkeypatch.setattr(daemon, "STATUS_EVERY", 0.0)
    lines = SendLoop(account_of(world.desk))
    try:
        daemon._Daemon(world.desk, threading.Event(), lines)._work()
    finally:
        lines.stop()
    assert told.count(WATCHDOG) >= 5
