"""store/generations.py: the store's files on disk, and how one generation gives way to the next.

The switch is one rename. Before it, the new snapshot's bytes and the new journal's name are on the disk; after it, the
old generation stays until the new name is on the disk too.

Crash      before the rename the old generation is whole and nobody looks at the new one; after it, the new one.
Reads next store/storage.py
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from mailtriage import durable
from mailtriage.points import point
from mailtriage.store import snapshot as snapshots
from mailtriage.store.port import Corrupt
from mailtriage.store.state import State

_NAMES = re.compile(r"(snapshot|journal)-(\d+)\.(json|log)")


class Generations:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def lock(self) -> Path:
        """The file that is locked while a unit is open."""
        return self.folder / ".lock"

    def snapshot(self, generation: int) -> Path:
        return self.folder / f"snapshot-{generation}.json"

    def journal(self, generation: int) -> Path:
        return self.folder / f"journal-{generation}.log"

    def newest(self) -> int:
        """The generation that counts; 0 for a store that was never created. Corrupt when only a journal is left."""
        found = self._found()
        if snapshots := [generation for generation, kind, _ in found if kind == "snapshot"]:
            return max(snapshots)
        for _, _, path in found:
            if path.stat().st_size:
                raise Corrupt(f"{path} has no snapshot beside it; restore the store from a backup")
        return 0

    def begin(self, state: State, head: snapshots.Head) -> bool:
        """Write a generation and switch to it. OSError: it did not happen, and the old one goes on. False: it did,
        but its name may not be on the disk: sync the folder before anything is promised in it."""
        target, journal = self.snapshot(head.generation), self.journal(head.generation)
        self._clear_leftovers()
        temp = durable.write_temp(self.folder, snapshots.write(state, head), "compact.snapshot")
        try:
            point("compact.journal.create")
            fd = durable.disk.open(journal, os.O_RDWR | os.O_CREAT | os.O_TRUNC)    # a leftover was never appended to
            try:
                point("compact.journal.fsync")
                durable.disk.fsync(fd)
            finally:
                os.close(fd)
            durable.sync_dir(self.folder, "compact.journal")
            point("compact.snapshot.rename")
            durable.disk.rename(temp, target)
        except BaseException:
            if not target.exists():
                durable.discard(temp, "compact.snapshot")
                raise
        try:
            durable.sync_dir(self.folder, "compact.switch")
        except OSError:
            return False
        return True

    def remove_older(self, generation: int) -> None:
        """Delete what came before, oldest first; what cannot be deleted waits for the next time."""
        with contextlib.suppress(OSError):
            for older, _, path in self._found():
                if older < generation:
                    durable.remove(path, "compact.old")

    def older_than(self, generation: int) -> list[Path]:
        """Files of generations that came before."""
        return [path for older, _, path in self._found() if older < generation]

    def _clear_leftovers(self) -> None:
        # Safe under the unit lock, which everybody holds who writes a temporary file here.
        for entry in os.scandir(self.folder):
            if entry.name.startswith(durable.TEMP):
                durable.remove(Path(entry.path), "compact.leftover")

    def _found(self) -> list[tuple[int, str, Path]]:
        return sorted(
            (int(match[2]), match[1], self.folder / name)
            for name in os.listdir(self.folder) if (match := _NAMES.fullmatch(name))
        )
