"""ops/restore.py: put a backup in place of a lost data directory, as the start of a new epoch.

    restore(...)      copy → check → begin the epoch in the copy → rename into place

Promises   the daemon never sees a half-restored directory, nor a restored one without its epoch: both are done in
           `<data>.restoring`, which gets its name when all of it is on the disk. What stood there before is moved
           aside, never deleted. Every id and case number jumps by a block, so that a token or number that was given
           out after the backup can never name another customer's case.
Does not   touch the backup; know what was answered since (work/epoch.py holds it).
Crash      before the rename nothing has changed, after it all has; call again.
Reads next work/epoch.py, ops/backup.py
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from mailtriage import durable, paths
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.ops.backup import PARTS, copy_files
from mailtriage.points import point
from mailtriage.store.check import check
from mailtriage.store.open import db_folder
from mailtriage.store.port import StoreError, View
from mailtriage.store.raw import RawStore
from mailtriage.store.tinydb import TinyStore
from mailtriage.work import epoch
from mailtriage.work.commit import FIRST_NUMBER

BLOCK = 1000                        # numbers passed over: more cases than were opened since the last backup
_INSIDE = "mailtriage-backup"       # the folder within a .tar


@dataclass(frozen=True, slots=True)
class Restored:
    epoch: epoch.Epoch
    held: int                       # outbox rows that wait
    spool: int                      # mails that wait for their decision
    counts: dict[str, int]
    aside: Path | None              # where the old data directory is now


def restore(
    source: Path, data: Path, *, prefixes: Iterable[str], now: datetime, replace: bool = False, block: int = BLOCK
) -> Restored:
    """Put the backup `source` (a folder or .tar) at `data`. StoreError, and nothing changed, when a daemon runs, when
    `data` holds something and `replace` was not said, or when the backup does not check out."""
    if not source.exists():
        raise StoreError(f"{source}: there is no such backup")
    with _nobody_works(data):
        if not replace and data.exists() and any(_contents(data)):
            raise StoreError(f"{data} is not empty; move it away, or say --replace to have it moved aside")
        partial = data.with_name(f"{data.name}.restoring")
        point("restore.leftover.rmtree")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            durable.make_dir(partial, "restore.folder")
            _fetch(source, partial)
            restored = _begin(partial, tuple(prefixes), now, block)
            aside = _into_place(partial, data, now)
        except OSError as e:
            raise StoreError(f"restore from {source}: {e.strerror or e}; {data} is as it was") from e
        finally:
            point("restore.partial.rmtree")
            shutil.rmtree(partial, ignore_errors=True)
    return Restored(*restored, aside)


@contextmanager
def _nobody_works(data: Path) -> Iterator[None]:
    if not data.exists():
        yield
        return
    try:
        lock = durable.Lock(data / paths.DAEMON_LOCK, 0)
    except durable.Busy:
        raise StoreError(f"a daemon works on {data}; stop it first") from None
    with lock:
        yield


def _contents(data: Path) -> Iterator[Path]:
    """What would be lost: files, but for our lock and what a start writes by itself."""
    return (p for p in data.rglob("*") if p.is_file() and p.name not in (paths.DAEMON_LOCK, paths.STATUS_FILE))


def _fetch(source: Path, partial: Path) -> None:
    if source.is_dir():
        copy_files(source, partial, ("db", *PARTS))
        return
    with tarfile.open(source) as tar:
        for member in tar:
            inside = PurePosixPath(member.name)
            if not member.isfile() or inside.parts[:1] != (_INSIDE,) or ".." in inside.parts:
                continue
            target = partial.joinpath(*inside.parts[1:])
            durable.make_dir(target.parent, "restore.folder")
            content = tar.extractfile(member)
            assert content is not None
            durable.write_file(target, _chunks(content), "restore.file")


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(1 << 20):
        yield chunk


def _begin(
    folder: Path, prefixes: tuple[str, ...], now: datetime, block: int
) -> tuple[epoch.Epoch, int, int, dict[str, int]]:
    """The new epoch, in one unit of the copy's store."""
    if not db_folder(folder).is_dir():
        raise StoreError("the backup has no db/ folder; name the folder or .tar file `mailtriage backup` made")
    store = TinyStore(db_folder(folder))
    try:
        report = check(store, RawStore(folder))
        if report.findings:
            raise StoreError(f"the backup does not check out: {'; '.join(report.findings[:3])}")
        with store.unit() as unit:
            numbers = {p: FIRST_NUMBER + unit.sequence(f"case/{p}") for p in prefixes}
            before = epoch.newest(unit)
            unit.skip(block, tuple(f"case/{p}" for p in prefixes))
            begun = epoch.Epoch(
                (before.number if before else 1) + 1, now, _newest(unit) or now, block,
                {p: (last, last + block) for p, last in numbers.items()},
            )
            epoch.save(unit, begun)
            epoch.hold_unsent(unit, now)
            held = len(epoch.held_rows(unit))
    finally:
        store.close()
    spool = folder / "spool"
    return begun, held, len(list(spool.iterdir())) if spool.is_dir() else 0, report.counts


def _newest(view: View) -> datetime | None:
    """When the backup's last mail came in or went out."""
    times = [row.handled for row in view.all(LedgerRow)] + [row.created for row in view.all(Outgoing)]
    return max(times, default=None)


def _into_place(partial: Path, data: Path, now: datetime) -> Path | None:
    aside = None
    if data.exists():
        if any(_contents(data)):
            aside = data.with_name(f"{data.name}.before-{now:%Y%m%dT%H%M%SZ}")
            durable.move(data, aside, "restore.aside")
        else:
            point("restore.empty.rmtree")
            shutil.rmtree(data)
    point("restore.rename")
    durable.disk.rename(partial, data)
    durable.sync_dir(data.parent, "restore.folder")
    os.chmod(data, 0o700)
    return aside
