"""A disk that fails on purpose, put into the seam of mailtriage/durable.py."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailtriage import durable

CALLS = ("open", "write", "pwrite", "fsync", "fdatasync", "ftruncate", "rename", "link", "unlink", "mkdir")


class FailingDisk(durable.Disk):
    """Fails the `nth` (from 1) of the calls named; for ever after when `sticky`. Counts all calls."""

    def __init__(self, names: tuple[str, ...] = (), nth: int = 1, error: int = errno.EIO, sticky: bool = False) -> None:
        self.names, self.nth, self.error, self.sticky = names, nth, error, sticky
        self.counts = dict.fromkeys(CALLS, 0)
        self.failed = 0

    def _may(self, name: str) -> None:
        self.counts[name] += 1
        if name in self.names:
            reached = sum(self.counts[n] for n in self.names)
            if reached == self.nth or (self.sticky and reached > self.nth):
                self.failed += 1
                raise OSError(self.error, os.strerror(self.error))

    def open(self, path: Path, flags: int) -> int:
        if flags & os.O_CREAT:      # opening what exists is not a write
            self._may("open")
        return super().open(path, flags)

    def write(self, fd: int, data: Any) -> int:
        self._may("write")
        return super().write(fd, data)

    def pwrite(self, fd: int, data: Any, offset: int) -> int:
        self._may("pwrite")
        return super().pwrite(fd, data, offset)

    def fsync(self, fd: int) -> None:
        self._may("fsync")
        super().fsync(fd)

    def fdatasync(self, fd: int) -> None:
        self._may("fdatasync")
        super().fdatasync(fd)

    def ftruncate(self, fd: int, size: int) -> None:
        self._may("ftruncate")
        super().ftruncate(fd, size)

    def rename(self, source: Path, target: Path) -> None:
        self._may("rename")
        super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        self._may("link")
        super().link(source, target)

    def unlink(self, path: Path) -> None:
        self._may("unlink")
        super().unlink(path)

    def mkdir(self, path: Path) -> None:
        self._may("mkdir")
        super().mkdir(path)


class ShortDisk(FailingDisk):
    """The first write takes only `taken` bytes; what comes then fails with `error`, or goes on when that is 0."""

    def __init__(self, taken: int, error: int) -> None:
        super().__init__(error=error)
        self.taken, self.done = taken, False

    def pwrite(self, fd: int, data: Any, offset: int) -> int:
        if not self.done:
            self.done = True
            return super().pwrite(fd, data[:self.taken], offset) if self.taken else 0
        if self.error:
            self.failed += 1
            raise OSError(self.error, os.strerror(self.error))
        return super().pwrite(fd, data, offset)

    def write(self, fd: int, data: Any) -> int:
        return super().write(fd, data[:max(1, self.taken)])


class HalfWrites(FailingDisk):
    """The `nth` write takes half of what it is given and the next call for the rest finds the disk full: once, or each
    write from then on when `sticky`."""

    def __init__(self, nth: int, sticky: bool) -> None:
        super().__init__(("write", "pwrite"), nth, errno.ENOSPC, sticky)
        self._full = False

    def _half(self, name: str, data: Any) -> Any:
        """What this write may take."""
        if self._full:
            self._full = self.sticky
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        try:
            self._may(name)
        except OSError:
            self._full = True
            return data[:max(1, len(data) // 2)]
        return data

    def write(self, fd: int, data: Any) -> int:
        return durable.Disk.write(self, fd, self._half("write", data))

    def pwrite(self, fd: int, data: Any, offset: int) -> int:
        return durable.Disk.pwrite(self, fd, self._half("pwrite", data), offset)


@contextlib.contextmanager
def installed(disk: durable.Disk) -> Iterator[durable.Disk]:
    before, durable.disk = durable.disk, disk
    try:
        yield disk
    finally:
        durable.disk = before
