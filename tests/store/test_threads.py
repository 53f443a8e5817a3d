"""Threads of one process read while units commit, fail and compact. The prototype showed half-done units here."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from mailtriage.model.case import Case
from mailtriage.store.port import StoreError
from mailtriage.store.tinydb import TinyStore
from tests.children import child, ended
from tests.faults.disk import FailingDisk, installed
from tests.store.records import case
from tests.store.units import numbers, write


def test_readers_never_see_a_unit_half_done(tmp_path: Path) -> None:
    """Two threads read all the time while one commits, rolls back, meets a failing disk and compacts."""
    store = TinyStore(tmp_path, wait=5, compact_bytes=15_000)
    stop = threading.Event()
    seen: list[set[int]] = [set() for _ in range(2)]
    problems: list[BaseException] = []

    def read(mine: set[int]) -> None:
        last = 0
        try:
            while not stop.is_set():
                now = len(numbers(store))
                assert now >= last, "a commit was undone"
                last = now
                mine.add(now)
        except BaseException as e:
            problems.append(e)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    good = 0
    with installed(FailingDisk()) as disk:
        for n in range(1, 71):
            assert isinstance(disk, FailingDisk)
            if n % 5 == 0 and n % 7:
                disk.names, disk.nth, disk.error = ("fdatasync",), disk.counts["fdatasync"] + 1, errno.EIO
            try:
                with store.unit() as unit:
                    write(unit, n)
                    if n % 7 == 0:
                        raise ZeroDivisionError
                good += 1
            except (ZeroDivisionError, StoreError):
                pass
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert len(numbers(store)) == good == 70 - 10 - 14 + 2      # each 7th, each 5th, and twice both
    assert min(map(len, seen)) > 5, "the readers did not read while units ran"


def test_a_view_opens_and_reads_while_a_unit_of_another_thread_is_open(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=1)
    with store.unit() as unit:
        unit.add(case(1))
    done = threading.Event()
    counts: list[int] = []

    def read() -> None:
        with store.view() as view:
            counts.append(view.count(Case))
        done.set()

    with store.unit() as unit:
        unit.add(case(2))
        threading.Thread(target=read).start()
        assert done.wait(5), "the view waited for the unit"
        unit.add(case(3))
    assert counts == [1]


def test_an_iteration_goes_on_over_commits_and_compactions(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, compact_bytes=2000)
    with store.unit() as unit:
        for n in range(50):
            unit.add(case(n))
    with store.view() as view:
        records = view.all(Case)
        first = [next(records) for _ in range(5)]
        with store.unit() as unit:
            for found in unit.all(Case):
                unit.remove(Case, found.id)
        assert [c.subject for c in (*first, *records)] == [f"case {n}" for n in range(50)]


def test_ten_threads_that_count_lose_nothing(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=20)

    def count() -> None:
        for _ in range(10):
            with store.unit() as unit:
                unit.set_setting("n", (unit.setting("n") or 0) + 1)

    threads = [threading.Thread(target=count) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.view() as view:
        assert view.setting("n") == 100


def test_a_unit_of_another_thread_is_not_mine_to_write(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=1)
    raised: list[StoreError] = []
    with store.unit() as unit:
        def intrude() -> None:
            try:
                unit.add(case(1))
            except StoreError as e:
                raised.append(e)

        thread = threading.Thread(target=intrude)
        thread.start()
        thread.join()
    assert len(raised) == 1


def test_a_unit_waits_for_another_thread_only_so_long(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, wait=0.2)
    raised: list[StoreError] = []

    def second() -> None:
        try:
            with store.unit():
                pass
        except StoreError as e:
            raised.append(e)

    with store.unit():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    (error,) = raised
    assert "another thread" in str(error)
    with store.unit() as unit:      # and the store works on
        unit.next("n")


def test_ten_views_at_once_follow_another_process_without_harm(tmp_path: Path) -> None:
    writer, reader = TinyStore(tmp_path, compact_bytes=5000), TinyStore(tmp_path)
    problems: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                numbers(reader)
        except BaseException as e:
            problems.append(e)

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for n in range(1, 40):
        with writer.unit() as unit:
            write(unit, n)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert numbers(reader) == list(range(1, 40))


def test_a_fork_in_the_middle_of_a_unit_of_another_thread_follows_and_writes(tmp_path: Path) -> None:
    """The child inherits locks that nobody will release there, and the belief that its process has the unit."""
    store = TinyStore(tmp_path, wait=5)
    inside, forked = threading.Event(), threading.Event()

    def unit_of_the_parent() -> None:
        with store.unit() as unit:
            write(unit, 1)
            inside.set()
            forked.wait()

    thread = threading.Thread(target=unit_of_the_parent)
    thread.start()
    inside.wait()
    ready, go = os.pipe()
    heard, say = os.pipe()

    def in_child() -> None:
        assert numbers(store) == []
        os.write(say, b"x")
        os.read(ready, 1)
        assert numbers(store) == [1]
        with store.unit() as unit:
            write(unit, 2)

    pid = child(in_child)
    os.read(heard, 1)
    forked.set()
    thread.join()
    os.write(go, b"x")
    assert ended(pid) == 0
    assert numbers(store) == [1, 2]


@pytest.mark.parametrize("closing", [True, False])
def test_a_fork_has_a_store_of_its_own(tmp_path: Path, closing: bool) -> None:
    """A forked child shares neither locks nor positions with its parent, whoever goes on first."""
    store = TinyStore(tmp_path, wait=5)
    with store.unit() as unit:
        write(unit, 1)

    def in_child() -> None:
        with store.unit() as unit:
            write(unit, 2)
        assert numbers(store) == [1, 2]
        if closing:
            store.close()

    assert ended(child(in_child)) == 0
    with store.unit() as unit:
        write(unit, 3)
    assert numbers(store) == [1, 2, 3]
