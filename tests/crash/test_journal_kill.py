"""The store's process dies: at every named point, twice in a row, and by SIGKILL at any moment with three writers.
After each death: 0 acknowledged units lost, 0 half-applied, 0 revived, and work goes on. RELIABILITY.md, harness 1."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from mailtriage import points
from mailtriage.store.tinydb import TinyStore
from tests.children import DIED, child, dying_at, ended
from tests.store.units import numbers, sound, write

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
UNITS = 6


def work(folder: Path, acknowledged: int) -> None:
    """Open, write units with two compactions among them, say each number on `acknowledged` when its unit returned."""
    store = TinyStore(folder, wait=5, compact_bytes=5000)
    start = max(numbers(store), default=0)
    for n in range(start + 1, start + UNITS + 1):
        with store.unit() as unit:
            write(unit, n)
        os.write(acknowledged, b"%d\n" % n)


def dies_at(n: int, folder: Path, acknowledged: int) -> int:
    """The exit code of a child that works and dies at the n-th point."""
    return ended(child(dying_at(n, lambda: work(folder, acknowledged))))


def names_of_points(folder: Path) -> list[str]:
    read, write_ = os.pipe()
    names: list[str] = []
    points.hook = names.append
    try:
        work(folder, write_)
    finally:
        points.hook = None
        os.close(read), os.close(write_)
    return names


class Acknowledged:
    """A file the child writes to with one system call a unit: what is in it was acknowledged before the death."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def numbers(self) -> list[int]:
        return [int(line) for line in self.path.read_text().split()]

    def __enter__(self) -> Acknowledged:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


def check(folder: Path, acknowledged: list[int]) -> None:
    found = sound(folder)
    assert set(acknowledged) <= set(found), "an acknowledged unit is lost"
    assert len(found) - len(acknowledged) <= 1, "more than the unit in flight appeared"
    assert found == sorted(found)


def test_a_death_at_every_point_loses_nothing(memory: Path) -> None:
    names = names_of_points(memory / "count")
    assert {"journal.append.write", "journal.append.fsync", "compact.snapshot.rename", "compact.switch.fsync-dir",
            "compact.old.unlink", "store.folder.mkdir"} <= set(names)
    for n in range(1, len(names) + 1):
        folder = memory / str(n)
        with Acknowledged(memory / f"{n}.ack") as ack:
            assert dies_at(n, folder, ack.fd) == DIED, names[n - 1]
            check(folder, ack.numbers())
    print(f"died at {len(names)} points")


def test_a_second_death_during_recovery_loses_nothing(memory: Path) -> None:
    names = names_of_points(memory / "count")
    rng = random.Random(3)
    pairs = [(n, m) for n in range(1, len(names) + 1) for m in range(1, len(names) + 1)]
    pairs = pairs if FULL else rng.sample(pairs, 60)
    for n, m in pairs:
        folder = memory / f"{n}-{m}"
        with Acknowledged(memory / f"{n}-{m}.ack") as ack:
            dies_at(n, folder, ack.fd)
            dies_at(m, folder, ack.fd)
            found = sound(folder)
            assert set(ack.numbers()) <= set(found)
            assert len(found) - len(ack.numbers()) <= 2
    print(f"{len(pairs)} double deaths of {len(names) ** 2}")


@pytest.mark.slow
def test_three_writers_are_killed_at_any_moment_and_nothing_is_lost(memory: Path) -> None:
    """SIGKILL, not a point: in the middle of a system call too; and half of the time a torn tail is left behind."""
    rng, rounds, kills = random.Random(5), 60 if FULL else 8, 0
    folder = memory / "db"
    TinyStore(folder).close()
    with Acknowledged(memory / "ack") as ack:
        for _ in range(rounds):
            pids = []
            for _ in range(3):
                pid = os.fork()
                if pid == 0:
                    try:
                        while True:
                            store = TinyStore(folder, wait=30, compact_bytes=20_000)
                            for _ in range(rng.randrange(5, 50)):
                                with store.unit() as unit:
                                    n = unit.sequence("units") + 1
                                    write(unit, n)
                                os.write(ack.fd, b"%d\n" % n)
                            store.close()
                    finally:
                        os._exit(1)
                pids.append(pid)
            time.sleep(rng.uniform(0.1, 0.35))
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
                kills += 1
            for pid in pids:
                assert ended(pid) == -signal.SIGKILL, "a writer failed by itself"
            if rng.random() < 0.5:
                newest = max(folder.glob("journal-*.log"), key=lambda p: int(p.stem.split("-")[1]))
                with newest.open("ab") as file:
                    file.write(rng.choice([b"00000100 deadbeef ", b"\0" * 4096, newest.read_bytes()[:200]]))
        found = sound(folder)
    acknowledged = ack.numbers()
    assert len(acknowledged) == len(set(acknowledged)) > 5 * rounds
    assert set(acknowledged) <= set(found), "an acknowledged unit is lost"
    assert len(found) - len(acknowledged) <= kills, "more than the units in flight appeared"
    assert found == list(range(1, len(found) + 1)), "a number was given out twice or left out"
    extra = len(found) - len(acknowledged)
    print(f"{kills} kills, {len(acknowledged)} acknowledged units, {extra} whole but unacknowledged")
