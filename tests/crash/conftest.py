"""Where the crash tests write: hundreds of deaths a second need a disk whose fsync costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.memory import memory as in_memory


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder
