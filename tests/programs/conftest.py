"""The desks of the shipped programs; a file that needs another one puts its own in place of it.

    world        Cadents with `register` and an SMTP server, `sink`, anew for each test
    desk         Mezzanine, `one_desk` for all tests of a file
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scenarios.story import World
from tests.servers.smtp_sink import PASSWORD, SmtpSink

if TYPE_CHECKING:
    from tests.programs.mezzanine import Mezzanine


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpSink]:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def register() -> tuple[str, ...]:
    return (
        "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,T-1",
        "Old Mill,oldmill.example,Grace Wanjiru,grace@oldmill.example,reporter,Gateway 3,silver,mail,2026-01-01,2027-12-31,,en,O-2",
    )


@pytest.fixture
def world(tmp_path: Path, sink: SmtpSink, register: tuple[str, ...]) -> Iterator[World]:
    world = World(tmp_path, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    world.customers(*register)
    boxes = tuple(m.model_copy(update={"smtp": sink.smtp()}) for m in world.desk.config.mailbox)
    world.desk.config = world.desk.config.model_copy(update={"mailbox": boxes})
    yield world
    world.desk.close()


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mezzanine]:
    from tests.programs.mezzanine import Mezzanine

    desk = Mezzanine(tmp_path_factory.mktemp("mezzanine"))
    yield desk
    desk.close()


@pytest.fixture
def desk(one_desk: Mezzanine) -> Mezzanine:
    return one_desk.afresh()
