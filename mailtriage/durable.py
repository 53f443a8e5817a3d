"""durable.py: bytes that survive a power cut, and locks that survive nothing. A leaf.

Promises   when a function here returns, what it did is on the disk: the bytes, and the directory entry that names them.
           A file written here appears whole under its name or not at all. New files are 0600, new folders 0700.
Does not   retry a failed fsync and believe it: the kernel may have dropped the pages. The error goes to the caller.
Crash      a file whose name starts with TEMP was never promised; `sweep` removes it.
Faults     every os call that can fail is one method of `Disk`; a test puts a failing one into `durable.disk`.
Reads next store/journal.py, intake/spool.py
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from mailtriage.points import point

TEMP = ".tmp-"
_serial = itertools.count(1)


class Disk:
    """The os calls that can fail, nothing more."""

    def open(self, path: Path, flags: int) -> int:
        return os.open(path, flags | os.O_CLOEXEC, 0o600)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        return os.write(fd, data)

    def pwrite(self, fd: int, data: bytes | memoryview, offset: int) -> int:
        return os.pwrite(fd, data, offset)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def fdatasync(self, fd: int) -> None:
        os.fdatasync(fd)

    def ftruncate(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def rename(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def link(self, source: Path, target: Path) -> None:
        os.link(source, target)

    def unlink(self, path: Path) -> None:
        os.unlink(path)

    def mkdir(self, path: Path) -> None:
        os.mkdir(path, 0o700)


disk = Disk()


class Busy(TimeoutError):
    """The lock is held by somebody else, and the wait is over."""


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Write all of it; a short write is continued, a write of nothing is EIO."""
    rest = memoryview(data)
    while rest:
        written = disk.write(fd, rest)
        if written <= 0:
            raise OSError(errno.EIO, "write made no progress")
        rest = rest[written:]


def write_at(fd: int, data: bytes, offset: int, name: str) -> None:
    """Put the bytes at `offset` and onto the disk. After an exception the file beyond `offset` is unknown."""
    rest = memoryview(data)
    point(f"{name}.write")
    while rest:
        written = disk.pwrite(fd, rest, offset)
        if written <= 0:
            raise OSError(errno.EIO, "write made no progress")
        rest, offset = rest[written:], offset + written
    point(f"{name}.fsync")
    disk.fdatasync(fd)


def sync_dir(folder: Path, name: str) -> None:
    """Put the folder's entries onto the disk: a rename is not durable before that."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        point(f"{name}.fsync-dir")
        disk.fsync(fd)
    finally:
        os.close(fd)


def make_dir(folder: Path, name: str) -> None:
    """Create the folder and what is missing above it, each with its entry on the disk. Nothing when it exists."""
    if folder.is_dir():
        return
    make_dir(folder.parent, name)
    point(f"{name}.mkdir")
    with contextlib.suppress(FileExistsError):
        disk.mkdir(folder)
    sync_dir(folder.parent, name)


def write_temp(folder: Path, data: bytes | Iterable[bytes], name: str) -> Path:
    """A new file in `folder` under a temporary name, its bytes on the disk. Removed again when that fails."""
    temp = folder / f"{TEMP}{os.getpid()}-{next(_serial)}"
    point(f"{name}.create")
    fd = disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        point(f"{name}.write")
        for chunk in (data,) if isinstance(data, bytes) else data:
            write_all(fd, chunk)
        point(f"{name}.fsync")
        disk.fsync(fd)
    except BaseException:
        discard(temp, name)
        raise
    finally:
        os.close(fd)
    return temp


def discard(temp: Path, name: str) -> None:
    """Remove a temporary file nobody will need; when the disk refuses, `sweep` does it one day."""
    point(f"{name}.unlink")
    with contextlib.suppress(OSError):
        disk.unlink(temp)


def write_file(path: Path, data: bytes | Iterable[bytes], name: str) -> None:
    """Replace `path` by a file with these bytes, or leave it as it is."""
    temp = write_temp(path.parent, data, name)
    try:
        point(f"{name}.rename")
        disk.rename(temp, path)
    except BaseException:
        discard(temp, name)
        raise
    sync_dir(path.parent, name)


def replace_file(path: Path, data: bytes, name: str) -> None:
    """Replace `path` without a wait for the disk: whole under its name or as it was, but a power cut may undo it. For
    what is written anew all the time."""
    temp = path.with_name(f"{TEMP}{path.name}")
    point(f"{name}.create")
    fd = disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        point(f"{name}.write")
        write_all(fd, data)
    finally:
        os.close(fd)
    point(f"{name}.rename")
    disk.rename(temp, path)


def create_file(path: Path, data: bytes, name: str) -> bool:
    """Create `path` with these bytes; False when it existed (its bytes are left alone, its entry is made durable)."""
    temp = write_temp(path.parent, data, name)
    try:
        point(f"{name}.link")
        disk.link(temp, path)
        created = True
    except FileExistsError:
        created = False
    finally:
        discard(temp, name)
    sync_dir(path.parent, name)
    return created


def move(source: Path, target: Path, name: str) -> None:
    """Rename within one file system; both folders on the disk, the target's first. FileNotFoundError: no source."""
    point(f"{name}.rename")
    disk.rename(source, target)
    sync_dir(target.parent, f"{name}.target")
    if source.parent != target.parent:
        sync_dir(source.parent, f"{name}.source")


def remove(path: Path, name: str) -> None:
    """Delete the file and put that onto the disk; nothing when it is gone."""
    point(f"{name}.unlink")
    try:
        disk.unlink(path)
    except FileNotFoundError:
        return
    sync_dir(path.parent, name)


def sweep(folder: Path, older_than: float, name: str) -> int:
    """Remove temporary files that nobody can still be writing: last touched before `older_than` (epoch seconds)."""
    swept = 0
    for entry in os.scandir(folder):
        if entry.name.startswith(TEMP) and entry.stat(follow_symlinks=False).st_mtime < older_than:
            point(f"{name}.unlink")
            with contextlib.suppress(FileNotFoundError):
                disk.unlink(Path(entry.path))
                swept += 1
    return swept


def _poll(fd: int, how: int, wait: float, what: str) -> None:
    """flock, waiting at most `wait` seconds. Not a blocking flock with an alarm: threads have no alarms."""
    end, pause = time.monotonic() + wait, 0.0005
    while True:
        try:
            fcntl.flock(fd, how | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                raise Busy(f"{what} is held by another process") from None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.005)


class Lock:
    """An exclusive flock on a file, which it creates. The kernel frees it when the process dies, however it dies.

    A child that is forked while it is held has it too: letting go here frees it for both, but while the child lives
    a parent that dies leaves it taken."""

    def __init__(self, path: Path, wait: float) -> None:
        """Taken when this returns; Busy after `wait` seconds."""
        self._fd = disk.open(path, os.O_RDWR | os.O_CREAT)
        self._mutex = threading.Lock()
        self._pid = os.getpid()
        try:
            _poll(self._fd, fcntl.LOCK_EX, wait, str(path))
        except BaseException:
            os.close(self._fd)
            raise

    def release(self) -> None:
        """Let go; a second call does nothing."""
        with self._mutex:
            if self._fd >= 0:
                if self._pid == os.getpid():        # not in a forked child: the lock is its parent's
                    fcntl.flock(self._fd, fcntl.LOCK_UN)
                os.close(self._fd)
                self._fd = -1

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self.release()


def fair_lock(path: Path, wait: float) -> Lock:
    """A Lock that nobody is kept from by a process that takes it again and again: flock wakes a waiting process, but
    the busy one is back before it runs. So everybody passes a turnstile first, and who waits stands in it. It is
    only a courtesy: one that was stopped in the turnstile delays the others, and does not stop them."""
    try:
        with Lock(path.with_name(f"{path.name}-turn"), min(wait, 0.25)):
            return Lock(path, wait)
    except Busy:
        return Lock(path, wait)


@contextlib.contextmanager
def held(fd: int, wait: float, what: str, shared: bool = False) -> Iterator[None]:
    """flock on an open file while the block runs; Busy after `wait` seconds."""
    _poll(fd, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, wait, what)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)
