"""memory.py: where tests write that need a disk whose fsync costs nothing; a death there is as final."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SHM = Path("/dev/shm")
MEMORY = _SHM if os.access(_SHM, os.W_OK) else None     # None: the usual place for temporary files


@contextmanager
def memory() -> Iterator[Path]:
    """A folder in memory where there is one; it goes with its contents."""
    folder = Path(tempfile.mkdtemp(prefix="mt-", dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
