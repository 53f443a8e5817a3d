"""store/journal.py: the append-only file beside a snapshot: one line a unit.

    <length 8 hex> <crc32 8 hex> <sequence number 16 hex> <JSON>\\n

The CRC covers generation, sequence number, length and JSON, so that a record can neither be altered nor be found in
the wrong place. Sequence numbers rise by one.

Promises   append() returns when the record is on the disk; when it raises, the file was cut to where it was, or it is
           `suspect` and nothing more is appended before mend() succeeds.
Crash      a bad final region is a unit that was never acknowledged: it is not read, and the next append cuts it.
           A bad record before a good one is not a crash but damage: Corrupt, with file and offset.
Does not   know what a record means, nor who may write (store/storage.py holds the lock).
Reads next store/snapshot.py, store/storage.py
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailtriage import durable
from mailtriage.points import point
from mailtriage.store.port import Corrupt, StoreError

_HEADER = 8 + 1 + 8 + 1 + 16 + 1
_LIKE_A_HEADER = re.compile(rb"(?=([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{16}) )")
_PAGE = 64 * 1024       # bytes before the cut that are written again after a failed fsync: no disk block is larger


@dataclass(frozen=True, slots=True)
class Place:
    """A position between two records: where the next one begins, the last one's number, and that one's header
    (b"" at the beginning), by which a rewritten file is noticed."""

    position: int = 0
    sequence: int = 0
    header: bytes = b""


def frame(generation: int, sequence: int, payload: bytes) -> bytes:
    """One record as it stands in the file."""
    return b"%08x %08x %016x %b\n" % (len(payload), _crc(generation, sequence, payload), sequence, payload)


def _crc(generation: int, sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(b"%d %d %d" % (generation, sequence, len(payload))))


def _read(data: bytes, start: int, generation: int) -> tuple[int, bytes, int] | None:
    """(sequence number, payload, end) of the record at `start`; None when there is no whole, good one."""
    match = _LIKE_A_HEADER.match(data, start)
    if match is None:
        return None
    length, crc, sequence = (int(part, 16) for part in match.groups())
    begin, end = start + _HEADER, start + _HEADER + length
    payload = data[begin:end]
    if data[end:end + 1] != b"\n" or crc != _crc(generation, sequence, payload):
        return None
    return sequence, payload, end + 1


def records(data: bytes, generation: int, place: Place, path: Path) -> Iterator[tuple[bytes, Place]]:
    """The payloads in `data` (the file from `place` on), each with the place after it. Ends at a bad final region;
    Corrupt when a good record follows a bad one, or a number is missing."""
    offset, base = 0, place.position
    while offset < len(data):
        found = _read(data, offset, generation)
        if found is None:
            _refuse_if_good_follows(data, offset, generation, place, path)
            return
        sequence, payload, end = found
        if sequence != place.sequence + 1:
            raise Corrupt(
                f"{path}: record {sequence} stands at offset {base + offset} where {place.sequence + 1} belongs; "
                "restore the store from a backup"
            )
        place = Place(base + end, sequence, data[offset:offset + _HEADER])
        yield payload, place
        offset = end


def _refuse_if_good_follows(data: bytes, offset: int, generation: int, place: Place, path: Path) -> None:
    # Every byte may be the beginning of a record, not only those after a newline: the damage may be in a newline.
    for match in _LIKE_A_HEADER.finditer(data, offset + 1):
        found = _read(data, match.start(), generation)
        if found is not None and found[0] > place.sequence:
            raise Corrupt(
                f"{path}: the record at offset {place.position} is damaged and a good one follows at "
                f"{place.position + match.start() - offset}; restore the store from a backup"
            )


class Journal:
    """The journal file of one generation, open. Keeps no position: that is the reader's."""

    def __init__(self, path: Path, generation: int, wait: float) -> None:
        """FileNotFoundError when there is none. `wait` bounds the lock in seconds."""
        self.path = path
        self.generation = generation
        self._undone = b""          # a record whose append failed and that could not be cut away either
        self._wait = wait
        self._fd = durable.disk.open(path, os.O_RDWR)

    @property
    def unlinked(self) -> bool:
        """Whether the file has lost its name: a newer generation is there."""
        return os.fstat(self._fd).st_nlink == 0

    def grown(self, place: Place) -> bool:
        """Whether the file does not end at `place`. A stat, no lock."""
        return os.fstat(self._fd).st_size != place.position

    def intact(self, place: Place) -> bool:
        """Whether the record that ended at `place` is still the one we read."""
        if os.fstat(self._fd).st_size < place.position:
            return False
        if not place.header:
            return True
        start = place.position - _HEADER - int(place.header[:8], 16) - 1
        return os.pread(self._fd, _HEADER, start) == place.header

    def tail(self, place: Place) -> bytes:
        """The bytes after `place`. No append is in flight while they are read: what is there is there to stay,
        or is the remains of a process that died."""
        with durable.held(self._fd, self._wait, str(self.path), shared=True):
            return self._bytes(place.position, os.fstat(self._fd).st_size)

    def size(self) -> int:
        return os.fstat(self._fd).st_size

    def head(self, end: int) -> bytes:
        """The first `end` bytes."""
        return self._bytes(0, end)

    def append(self, payload: bytes, place: Place) -> Place:
        """Add a record at `place` (the caller holds the unit lock), cutting what a dead process left there."""
        record = frame(self.generation, place.sequence + 1, payload)
        with durable.held(self._fd, self._wait, str(self.path)):
            try:
                if os.fstat(self._fd).st_size > place.position:
                    point("journal.append.cut")
                    durable.disk.ftruncate(self._fd, place.position)
                durable.write_at(self._fd, record, place.position, "journal.append")
                point("journal.append.done")
            except BaseException:
                self._undone = record
                self._try_cut(place)
                raise
        return Place(place.position + len(record), place.sequence + 1, record[:_HEADER])

    @property
    def suspect(self) -> bool:
        """Whether the file may hold a record that was not acknowledged: not to be read on, to be mended first."""
        return bool(self._undone)

    def mend(self, place: Place) -> None:
        """After a failed append whose cut failed too: cut again and read everything back. StoreError when the disk
        still refuses. The caller has the unit lock."""
        with durable.held(self._fd, self._wait, str(self.path)):
            data = self._bytes(place.position, os.fstat(self._fd).st_size)
            found = list(records(data, self.generation, place, self.path))
            if len(found) > 1 or (found and not data.startswith(self._undone)):
                self._undone = b""      # another process has gone on from here: what it acknowledged must stay
            else:
                self._try_cut(place)
        if self.suspect:
            raise StoreError(f"{self.path}: the disk refuses to cut an unfinished record; mend it, then start again")

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _try_cut(self, place: Place) -> None:
        try:
            point("journal.cut.truncate")
            try:
                durable.disk.ftruncate(self._fd, place.position)
            except OSError:         # then at least nobody may take it for a good record
                durable.write_at(self._fd, bytes(_HEADER), place.position, "journal.deface")
                raise
            # Not only fsync again: after a failed one the kernel may hold the last page for clean while the disk
            # has half of it. Written anew, it is dirty again, and this fsync tells the truth about it.
            start = max(0, place.position - _PAGE)
            durable.write_at(self._fd, self._bytes(start, place.position), start, "journal.cut")
            if self._reads_back(place):
                self._undone = b""
        except (OSError, ValueError, StoreError):
            return

    def _reads_back(self, place: Place) -> bool:
        """Whether the file holds whole records up to `place`, and nothing else."""
        data = self._bytes(0, os.fstat(self._fd).st_size)
        first = Place(0, int(data[18:34], 16) - 1 if data else place.sequence)
        *_, last = (first, *(after for _, after in records(data, self.generation, first, self.path)))
        return last == place and len(data) == place.position

    def _bytes(self, start: int, end: int) -> bytes:
        parts = []
        while start < end:
            part = os.pread(self._fd, end - start, start)
            if not part:
                break
            parts.append(part)
            start += len(part)
        return b"".join(parts)
