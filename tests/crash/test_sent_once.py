"""A mail that got its 250 is sent, whatever happens to the connection after that; and the desk's clock is UTC, whatever
zone the process is in. Small, because the seeded bugs are tried on them."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime

import pytest

from mailtriage.model.outgoing import OutState
from mailtriage.work import desk
from tests.faults.test_smtp_matrix import ONE, Cell, run
from tests.servers.certificates import Certificates


@pytest.mark.parametrize("fault", ["421", "rst"])
def test_a_quit_that_fails_after_the_250_sends_nothing_again(fault: str, certificates: Certificates) -> None:
    ran = asyncio.run(run(Cell("quit", fault, ONE), certificates))
    assert (ran.copies[ONE[0]], ran.row.state, ran.row.attempts) == (1, OutState.SENT, 1)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"])
def test_the_clock_of_the_desk_is_utc_in_any_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = desk._now()
        assert now.tzinfo is UTC
        assert abs((now - datetime.fromtimestamp(time.time(), UTC)).total_seconds()) < 5
    finally:
        os.environ.pop("TZ", None)
        monkeypatch.undo()
        time.tzset()
