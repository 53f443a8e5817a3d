"""A disk that keeps book of what a power cut would leave: for the whole folder of a desk. After SQLite's test6.c.

A write or truncation that was not synced is there, gone, or torn in half either way; a created, renamed or removed name
whose folder was not synced is there or gone, each by itself. A rename is one act: both names or neither, as on every
file system with a journal. Harsher than ext4, which keeps an order.

    disk = PoweredDisk(folder)              what is there now is on the disk
    for image in disk.images(rng, most):    all combinations when there are at most `most`, else so many at random
        image.write(place)
"""

from __future__ import annotations

import itertools
import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailtriage import durable

Content = Callable[[bytes], bytes]
Names = dict[str, "Inode | None"]       # path -> file, None for a folder


@dataclass
class Inode:
    """A file: what is on the disk for sure, and what may have reached it, its alternatives each time."""

    synced: bytes = b""
    pending: list[tuple[Content, ...]] = field(default_factory=list)


@dataclass
class Change:
    """Names that changed; `folders` are those whose sync makes it sure."""

    folders: tuple[str, ...]
    apply: Callable[[Names], object]


@dataclass
class Image:
    """What a power cut left."""

    files: dict[str, bytes]
    folders: list[str]

    def write(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        for folder in sorted(self.folders):
            if (place / folder).parent.is_dir():        # the name of the one above may be gone
                (place / folder).mkdir(exist_ok=True)
        for name, content in self.files.items():
            if (place / name).parent.is_dir():
                (place / name).write_bytes(content)


def _same(content: bytes) -> bytes:
    return content


def _written(data: bytes, offset: int) -> Content:
    def apply(content: bytes) -> bytes:
        content = content.ljust(offset, b"\0")
        return content[:offset] + data + content[offset + len(data):]

    return apply


def _moved(source: str, target: str) -> Callable[[Names], object]:
    def apply(names: Names) -> None:
        for name in [n for n in names if n == source or n.startswith(f"{source}/")]:
            names[target + name[len(source):]] = names.pop(name)

    return apply


class PoweredDisk(durable.Disk):
    """Does what it is told, and keeps book."""

    def __init__(self, root: Path, leave_out: str) -> None:
        """`leave_out`: a folder below `root` that is not on this disk."""
        self.root = root
        self.now: Names = {}
        self.inodes: dict[int, Inode] = {}
        for path in sorted(root.rglob("*")):
            name = str(path.relative_to(root))
            if name.split("/")[0] == leave_out:
                continue
            self.now[name] = None if path.is_dir() else Inode(path.read_bytes())
            if (inode := self.now[name]) is not None:
                self.inodes[path.stat().st_ino] = inode
        self.synced: Names = dict(self.now)
        self.pending: list[Change] = []

    def _name(self, path: Path) -> str:
        return str(Path(path).relative_to(self.root))

    def _change(self, paths: tuple[Path, ...], apply: Callable[[Names], object]) -> None:
        folders = tuple(dict.fromkeys(str(p.parent) for p in paths))
        apply(self.now)
        self.pending.append(Change(folders, apply))

    def open(self, path: Path, flags: int) -> int:
        fresh = bool(flags & os.O_CREAT) and not path.exists()
        fd = super().open(path, flags)
        if fresh:
            name, inode = self._name(path), Inode()
            self.inodes[os.fstat(fd).st_ino] = inode
            self._change((path,), lambda names: names.__setitem__(name, inode))
        elif flags & os.O_TRUNC:
            self._inode(fd).pending.append((_same, lambda content: b""))
        return fd

    def write(self, fd: int, data: Any) -> int:
        at = os.lseek(fd, 0, os.SEEK_CUR)
        return self._wrote(fd, bytes(data), at, super().write(fd, data))

    def pwrite(self, fd: int, data: Any, offset: int) -> int:
        return self._wrote(fd, bytes(data), offset, super().pwrite(fd, data, offset))

    def _wrote(self, fd: int, data: bytes, offset: int, count: int) -> int:
        data, half = data[:count], count // 2
        self._inode(fd).pending.append((
            _same, _written(data, offset), _written(data[:half], offset), _written(bytes(half) + data[half:], offset),
        ))
        return count

    def _inode(self, fd: int) -> Inode:
        return self.inodes[os.fstat(fd).st_ino]

    def ftruncate(self, fd: int, size: int) -> None:
        super().ftruncate(fd, size)
        self._inode(fd).pending.append((_same, lambda content: content[:size]))

    def fdatasync(self, fd: int) -> None:
        self.fsync(fd)

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        path = os.readlink(f"/proc/self/fd/{fd}")
        if not os.path.isdir(path):
            inode = self._inode(fd)
            for alternatives in inode.pending:
                inode.synced = alternatives[1](inode.synced)
            inode.pending = []
            return
        for change in [c for c in self.pending if path in c.folders]:
            change.apply(self.synced)
            self.pending.remove(change)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._change((source, target), _moved(self._name(source), self._name(target)))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        inode, name = self.now[self._name(source)], self._name(target)
        self._change((target,), lambda names: names.__setitem__(name, inode))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        name = self._name(path)
        self._change((path,), lambda names: names.pop(name, None))

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        name = self._name(path)
        self._change((path,), lambda names: names.setdefault(name, None))

    def combinations(self) -> int:
        """How many images there are."""
        return math.prod(self._choices()[1])

    def _choices(self) -> tuple[dict[int, Inode], list[int]]:
        reachable = {id(i): i for i in (*self.now.values(), *self.synced.values()) if i is not None and i.pending}
        return reachable, [2] * len(self.pending) + [len(a) for inode in reachable.values() for a in inode.pending]

    def images(self, rng: random.Random, most: int) -> Iterator[Image]:
        """What the disk may hold after a power cut now."""
        reachable, choices = self._choices()
        if math.prod(choices) <= most:
            picks: Iterator[tuple[int, ...]] = itertools.product(*(range(c) for c in choices))
        else:
            picks = (tuple(rng.randrange(c) for c in choices) for _ in range(most))
        for pick in picks:
            yield self._image(iter(pick), reachable)

    def _image(self, chosen: Iterator[int], reachable: dict[int, Inode]) -> Image:
        names = dict(self.synced)
        for change in self.pending:
            if next(chosen):
                change.apply(names)
        contents = {key: inode.synced for key, inode in reachable.items()}
        for key, inode in reachable.items():
            for alternatives in inode.pending:
                contents[key] = alternatives[next(chosen)](contents[key])
        files = {n: contents.get(id(i), i.synced) for n, i in names.items() if i is not None}
        return Image(files, [n for n, i in names.items() if i is None])
