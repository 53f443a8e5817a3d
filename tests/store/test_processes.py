"""Several processes on one store: each sees what the others committed, none waits without end, generations change
under all of them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from mailtriage import durable
from mailtriage.model.case import Case
from mailtriage.store.port import Corrupt, StoreError
from mailtriage.store.tinydb import TinyStore
from tests.children import child, ended
from tests.store.records import case
from tests.store.units import numbers, sound, write


def test_two_processes_write_in_turn_and_neither_loses_anything(tmp_path: Path) -> None:
    """Stock JSONStorage: file unreadable, both crashed (150 documents each)."""
    TinyStore(tmp_path).close()

    def job() -> None:
        store = TinyStore(tmp_path, wait=30, compact_bytes=30_000)
        for _ in range(75):
            with store.unit() as unit:
                write(unit, unit.sequence("units") + 1)

    both = [child(job), child(job)]
    assert [ended(pid) for pid in both] == [0, 0]
    assert sound(tmp_path) == list(range(1, 151))


def test_a_view_sees_what_another_process_has_just_committed(tmp_path: Path) -> None:
    ours, theirs = TinyStore(tmp_path, compact_bytes=4000), TinyStore(tmp_path, compact_bytes=4000)
    for n in range(1, 20):
        with (ours, theirs)[n % 2].unit() as unit:
            write(unit, n)
        assert numbers(ours) == numbers(theirs) == list(range(1, n + 1))


def test_a_new_generation_is_adopted_without_reading_its_snapshot(tmp_path: Path) -> None:
    """Proved by damaging the new snapshot behind its first line: only who starts anew notices."""
    follower, writer = TinyStore(tmp_path), TinyStore(tmp_path, compact_bytes=1)
    with follower.unit() as unit:
        write(unit, 1)
    assert numbers(writer) == [1]
    with writer.unit() as unit:
        write(unit, 2)
    (snapshot,) = tmp_path.glob("snapshot-*.json")
    good = snapshot.read_bytes()
    snapshot.write_bytes(good[:-60] + b"#" + good[-59:])
    assert snapshot.name == "snapshot-2.json"
    assert numbers(follower) == [1, 2]
    with follower.unit() as unit:
        write(unit, 3)
    with pytest.raises(Corrupt):
        TinyStore(tmp_path)
    snapshot.write_bytes(good)
    assert numbers(follower) == sound(tmp_path) == [1, 2, 3]


def test_who_slept_through_several_generations_loads_the_newest(tmp_path: Path) -> None:
    follower, writer = TinyStore(tmp_path), TinyStore(tmp_path, compact_bytes=1)
    for n in (1, 2, 3):
        with writer.unit() as unit:
            write(unit, n)
    assert writer.storage.files.newest() == 3
    assert follower.changed() == writer.changed()
    assert numbers(follower) == [1, 2, 3]
    with follower.unit() as unit:
        write(unit, 4)
    assert numbers(writer) == [1, 2, 3, 4]


def test_another_store_put_in_its_place_is_loaded_not_continued(tmp_path: Path) -> None:
    """Restored under a running process: the next generation by number, and of another history."""
    here, there = tmp_path / "here", tmp_path / "there"
    follower, other = TinyStore(here), TinyStore(there)
    with follower.unit() as unit:
        write(unit, 1)
    for n in (7, 8):
        with other.unit() as unit:
            write(unit, n)
    with other.unit():
        other.storage.compact()
    for old in (*here.glob("journal-*"), *here.glob("snapshot-*")):
        old.unlink()
    for new in (*there.glob("journal-*"), *there.glob("snapshot-*")):
        new.rename(here / new.name)
    assert numbers(follower) == [7, 8]
    with follower.unit() as unit:
        write(unit, 9)
    assert sound(here) == [7, 8, 9]


def test_changed_is_noticed_across_generations_by_who_only_asks(tmp_path: Path) -> None:
    asker, writer = TinyStore(tmp_path), TinyStore(tmp_path, compact_bytes=1)
    tokens = [asker.changed()]
    for n in range(1, 6):
        with writer.unit() as unit:
            write(unit, n)
        tokens.append(asker.changed())
    assert len(set(tokens)) == 6


def test_a_unit_waits_for_another_process_only_so_long_and_says_who(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=0.3)
    lock = durable.Lock(tmp_path / ".lock", 1)
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"\.lock is held by another process: waited 0 s"), store.unit():
        pass
    assert 0.2 < time.monotonic() - began < 3
    assert numbers(store) == []         # reading does not wait
    lock.release()
    with store.unit() as unit:
        write(unit, 1)


def test_a_busy_process_does_not_keep_others_from_the_store(tmp_path: Path) -> None:
    """Without the turnstile a second process waited 12 s and more for one unit."""
    store = TinyStore(tmp_path, wait=10)

    def job() -> None:
        busy = TinyStore(tmp_path)
        while True:
            with busy.unit() as unit:
                unit.next("busy")
                time.sleep(0.005)

    pid = child(job)
    try:
        while numbers_given(store, "busy") < 3:
            time.sleep(0.01)
        began = time.monotonic()
        for _ in range(20):
            with store.unit() as unit:
                unit.next("ours")
        assert time.monotonic() - began < 5
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert (numbers_given(store, "ours"), numbers_given(store, "busy") > 3) == (20, True)


def test_a_process_stopped_in_the_turnstile_stops_nobody(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=5)
    with durable.Lock(tmp_path / ".lock-turn", 1), store.unit() as unit:
        unit.next("n")
    assert numbers_given(store, "n") == 1


def numbers_given(store: TinyStore, sequence: str) -> int:
    with store.view() as view:
        return view.sequence(sequence)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=5)
    read, say = os.pipe()

    def job() -> None:
        with TinyStore(tmp_path).unit() as unit:
            unit.add(case(1))
            os.write(say, b"x")
            time.sleep(60)

    pid = child(job)
    os.read(read, 1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with store.unit() as unit:
        assert unit.count(Case) == 0
        unit.add(case(1))


def test_a_stopped_process_in_its_unit_does_not_stop_readers(tmp_path: Path) -> None:
    TinyStore(tmp_path).close()
    read, say = os.pipe()

    def job() -> None:
        with TinyStore(tmp_path).unit() as unit:
            write(unit, 1)
            os.write(say, b"x")
            time.sleep(60)

    pid = child(job)
    os.read(read, 1)
    os.kill(pid, signal.SIGSTOP)
    try:
        assert numbers(TinyStore(tmp_path, wait=1)) == []
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    store = TinyStore(tmp_path / "data" / "db", compact_bytes=1)
    with store.unit() as unit:
        write(unit, 1)
    assert {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "data").rglob("*") if p.is_dir()} == {"0o700"}
    assert {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "data").rglob("*") if p.is_file()} == {"0o600"}
    assert sorted(p.name for p in (tmp_path / "data" / "db").iterdir()) == [
        ".lock", ".lock-turn", "journal-2.log", "snapshot-2.json",
    ]
