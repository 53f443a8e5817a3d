"""sdnotify.py: a datagram to systemd when it asked, silence otherwise."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from mailtriage import sdnotify


def test_the_states_arrive_as_one_datagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (str(tmp_path / "s"), f"@mailtriage-test-{os.getpid()}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind("\0" + address[1:] if address[0] == "@" else address)
            monkeypatch.setenv("NOTIFY_SOCKET", address)
            assert sdnotify.notify(sdnotify.READY, "STATUS=2 mailboxes")
            assert systemd.recv(100) == b"READY=1\nSTATUS=2 mailboxes"


@pytest.mark.parametrize("address", [None, "", "relative", "/nowhere/at/all"])
def test_nobody_there_is_no_error(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not sdnotify.notify(sdnotify.WATCHDOG)


def test_the_watchdog_is_fed_at_half_its_time_and_only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    monkeypatch.setenv("WATCHDOG_USEC", "180000000")
    assert sdnotify.watchdog_interval() == 90.0
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid() + 1))
    assert sdnotify.watchdog_interval() == 0.0
    monkeypatch.setenv("WATCHDOG_USEC", "soon")
    assert sdnotify.watchdog_interval() == 0.0
