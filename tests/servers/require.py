"""servers/require.py: a missing program skips its tests with the reason.

MAILTRIAGE_REQUIRE_REAL=1 turns the skip into a failure: for CI, where every server must be there.
"""

from __future__ import annotations

import os
import shutil
import socket

import pytest


def missing(why: str) -> None:
    """Skip the test that asked, or fail it where every real server must be there (CI)."""
    (pytest.fail if os.environ.get("MAILTRIAGE_REQUIRE_REAL") else pytest.skip)(why)


def need(program: str, why: str) -> None:
    """`program` is a name in PATH or a path."""
    if not (shutil.which(program) or os.path.exists(program)):
        missing(why)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody had a moment ago."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
