"""work/room.py: the floor of free space below which no more mail is fetched.

A full disk stops everything at once, also the commits that would explain it. So fetching stops before: the mail stays
on the server, which is where it is safe; what is in the spool is handled, answers leave, commands work.
Reads next work/collect.py, work/watch.py
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailtriage.work.desk import Desk

MIB = 1024 * 1024


class NoRoom(OSError):
    """Fetching stopped at `limits.free_bytes`; goes on by itself when there is room. Exit 75 for `ingest`."""


def free_bytes(folder: Path) -> int:
    """Bytes this user may still write on the disk of `folder`."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def short_of_room(folder: Path, floor: int, wanted: int = 0) -> str:
    """Why `wanted` more bytes should not be kept in `folder`, or ""."""
    free = free_bytes(folder)
    if free - wanted >= floor:
        return ""
    return (f"{free // MIB} MiB are free and the floor is {floor // MIB} MiB (limits.free_bytes): no more mail is "
            "fetched until there is room")


def within_room(desk: Desk, batches: Iterable[list[int]], size_of: Callable[[int], int]) -> Iterator[list[int]]:
    """The batches of UIDs that may be fetched now; one that is too large for the room there is, mail by mail. NoRoom,
    before anything is fetched for it, for the first that reaches the floor."""
    for batch in batches:
        whole = sum(size_of(uid) for uid in batch)
        for part in [batch] if not _short(desk, whole) else [[uid] for uid in batch]:
            check_room(desk, sum(size_of(uid) for uid in part))
            yield part


def check_room(desk: Desk, wanted: int = 0) -> None:
    """NoRoom when `wanted` more bytes would reach the floor."""
    if why := _short(desk, wanted):
        raise NoRoom(errno.ENOSPC, why, str(desk.data))


def _short(desk: Desk, wanted: int) -> str:
    return short_of_room(desk.data, desk.config.limits.free_bytes, wanted)
