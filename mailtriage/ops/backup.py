"""ops/backup.py: a copy of the whole data directory while the daemon works on it.

The store's two files are only ever appended to or replaced whole, so a copy needs no pause: under the unit lock the
files are opened and the journal's length is noted; after that, compaction may unlink them, an open file stays.

Promises   the copy is the state after one unit; every mail and blob that state names is in it; it has been opened and
           checked before it gets its name. Files and folder are on the disk when backup() returns.
Does not   copy config, rules or templates (they belong into version control), nor delete anything.
Crash      what is unfinished ends in `.partial`; the next backup to the same place removes it.
Reads next store/check.py
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from mailtriage import durable
from mailtriage.points import point
from mailtriage.store.check import Report, check
from mailtriage.store.open import db_folder
from mailtriage.store.port import StoreError
from mailtriage.store.raw import RawStore
from mailtriage.store.tinydb import TinyStore

_CHUNK = 1 << 20
# The spool first: a mail that is committed meanwhile moves to raw/, which is read afterwards.
PARTS = ("spool", "raw", "blobs", "keys", "programs")
MADE = "backups"                    # the setting that remembers where copies were made: erasure does not reach them
_MADE_MOST = 50


def backup(store: TinyStore, data_dir: Path, dest: Path) -> Report:
    """Copy everything to `dest`, a new folder, or a new file when it ends in `.tar`. The report is that of the copy.
    StoreError when the place is taken or the copy cannot be made; then nothing is left there."""
    if dest.exists():
        raise StoreError(f"{dest} exists; name a new folder or .tar file")
    partial = dest.with_name(f"{dest.name}.partial")
    point("backup.leftover.rmtree")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        durable.make_dir(partial, "backup.folder")
        _copy_store(store, db_folder(partial))
        copy_files(data_dir, partial, PARTS)
        report = _verify(partial)
        if dest.suffix == ".tar":
            _tar(partial, dest)
        else:
            durable.move(partial, dest, "backup")
    except OSError as e:
        raise StoreError(f"backup to {dest}: {e.strerror or e}; nothing was left there") from e
    finally:
        point("backup.partial.rmtree")
        shutil.rmtree(partial, ignore_errors=True)
    return report


def remember(store: TinyStore, dest: Path, now: datetime) -> None:
    """Note where a copy was made, so that an erasure can name the copies it does not reach."""
    with store.unit() as unit:
        made = [*(unit.setting(MADE) or []), {"place": str(dest), "at": now.isoformat()}]
        unit.set_setting(MADE, made[-_MADE_MOST:])


def _copy_store(store: TinyStore, target: Path) -> None:
    durable.make_dir(target, "backup.folder")
    with store.storage.pinned() as files:
        for name, source, length in files:
            _write(target / name, source, length)
    durable.sync_dir(target, "backup.store")


def copy_files(data_dir: Path, target: Path, parts: Iterable[str]) -> None:
    """Copy these folders of a data directory, file by file onto the disk. StoreError for a mail with wrong bytes."""
    for part in parts:
        folders = {target / part}
        for source in sorted((data_dir / part).rglob("*")):
            path = target / source.relative_to(data_dir)
            if source.is_dir() or source.name.startswith(durable.TEMP):
                continue
            durable.make_dir(path.parent, "backup.folder")
            try:
                with source.open("rb") as file:
                    digest = _write(path, file)
            except FileNotFoundError:
                continue
            if part == "raw" and digest != source.name:
                raise StoreError(f"{source}: the bytes do not have the sha256 of the name; restore an older copy")
            folders.add(path.parent)
        for folder in folders:
            if folder.is_dir():
                durable.sync_dir(folder, "backup.files")


def _write(path: Path, source: IO[bytes], length: int | None = None) -> str:
    """Copy the file (its first `length` bytes); the sha256 of what was written."""
    digest, left = hashlib.sha256(), length
    point("backup.create")
    fd = durable.disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        point("backup.write")
        while chunk := source.read(_CHUNK if left is None else min(_CHUNK, left)):
            digest.update(chunk)
            durable.write_all(fd, chunk)
            left = None if left is None else left - len(chunk)
        point("backup.fsync")
        durable.disk.fsync(fd)
    finally:
        os.close(fd)
    return digest.hexdigest()


def _verify(copy: Path) -> Report:
    store = TinyStore(db_folder(copy))
    try:
        return check(store, RawStore(copy))
    finally:
        store.close()
        for lock in db_folder(copy).glob(".lock*"):
            durable.remove(lock, "backup.lock")


def _tar(folder: Path, dest: Path) -> None:
    def private(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return member

    temp = folder / "all.tar"
    point("backup.tar.create")
    fd = durable.disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        point("backup.tar.write")
        with tarfile.open(fileobj=_Unbuffered(fd), mode="w|") as tar:
            for path in sorted(set(folder.rglob("*")) - {temp}):
                inside = Path("mailtriage-backup") / path.relative_to(folder)
                tar.add(path, str(inside), recursive=False, filter=private)
        point("backup.tar.fsync")
        durable.disk.fsync(fd)
    finally:
        os.close(fd)
    durable.move(temp, dest, "backup.tar")


class _Unbuffered(io.RawIOBase):
    """What tarfile writes to: nothing may stay in a buffer that an fsync does not know of."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: Any) -> int:
        durable.write_all(self._fd, data)
        return len(data)
