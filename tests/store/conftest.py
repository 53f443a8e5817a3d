"""The engines the contract is run against; a new engine is one more entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mailtriage.store.port import Store
from mailtriage.store.tinydb import TinyStore

ENGINES: dict[str, Callable[[Path], Any]] = {"tinydb": lambda folder: TinyStore(folder / "db", wait=5)}


@pytest.fixture(params=ENGINES)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the same store once more: what another process or a restart would see."""
    opened: list[Store] = []

    def open_again() -> Store:
        opened.append(ENGINES[request.param](tmp_path))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()
