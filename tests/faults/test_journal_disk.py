"""Every os call of a commit and of a compaction fails, once and for good: what was acknowledged stays, what raised is
nowhere, and when the disk is well again the next unit goes through. RELIABILITY.md, fault harness 3."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mailtriage.store.port import StoreError
from mailtriage.store.tinydb import TinyStore
from tests.faults.disk import FailingDisk, ShortDisk, installed
from tests.store.units import numbers, sound, write

ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE)
UNITS = range(4, 10)        # with compact_bytes 4000 there is a compaction among them


def attempt(store: TinyStore, disk: FailingDisk) -> tuple[list[int], list[int]]:
    """Units on a failing disk: those that returned, those that raised. After each, memory is exactly what returned."""
    good, raised = [1, 2, 3], []
    with installed(disk):
        for n in UNITS:
            try:
                with store.unit() as unit:
                    write(unit, n)
                good.append(n)
            except StoreError as e:
                assert str(store.folder) in str(e)
                raised.append(n)
            assert numbers(store) == good
    return good, raised


def prepared(folder: Path) -> TinyStore:
    store = TinyStore(folder, wait=2, compact_bytes=8000)
    for n in (1, 2, 3):
        with store.unit() as unit:
            write(unit, n)
    return store


def how_many_calls(folder: Path) -> dict[str, int]:
    disk = FailingDisk()
    good, raised = attempt(prepared(folder), disk)
    assert (good[-1], raised) == (UNITS[-1], [])
    assert disk.counts["rename"] >= 1, "no compaction among the units: the test would miss it"
    return disk.counts


@pytest.mark.parametrize("sticky", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("call", ["open", "write", "pwrite", "fsync", "fdatasync", "rename", "unlink"])
def test_a_failing_call_loses_nothing_and_revives_nothing(call: str, sticky: bool, tmp_path: Path) -> None:
    runs = 0
    for nth in range(1, how_many_calls(tmp_path / "count")[call] + 1):
        error = ERRORS[nth % len(ERRORS)]
        folder = tmp_path / f"{nth}"
        store, other = prepared(folder), TinyStore(folder, wait=2)
        disk = FailingDisk((call,), nth, error, sticky)
        good, raised = attempt(store, disk)
        assert disk.failed, "nothing failed: the count above is wrong"
        assert sound_copy(folder, tmp_path / f"{nth} copy") == good     # a restart at this moment
        assert numbers(other) == good
        with store.unit() as unit:                                      # the disk is well again
            write(unit, 20)
        assert numbers(store) == numbers(other) == sound(folder) == [*good, 20]
        store.close()
        other.close()
        runs += 1
    assert runs


def sound_copy(folder: Path, copy: Path) -> list[int]:
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return sound(copy)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, 0], ids=["ENOSPC", "EIO", "goes-on"])
@pytest.mark.parametrize("taken", [0, 1, 34, 35, 36, 300, 10**6], ids=lambda n: f"{n}-bytes")
def test_a_short_write_is_continued_or_undone(taken: int, error: int, tmp_path: Path) -> None:
    store = prepared(tmp_path / "db")
    disk = ShortDisk(taken, error)
    with installed(disk):
        try:
            with store.unit() as unit:
                write(unit, 4)
            expected = [1, 2, 3, 4]
        except StoreError:
            expected = [1, 2, 3]
    assert (expected == [1, 2, 3]) == (taken == 0 or (bool(error) and taken < 10**6))
    assert numbers(store) == sound_copy(tmp_path / "db", tmp_path / "copy") == expected
    with store.unit() as unit:
        write(unit, 5)
    assert numbers(store) == sound(tmp_path / "db") == [*expected, 5]


def test_when_the_cut_fails_too_no_unit_passes_until_the_disk_is_well(tmp_path: Path) -> None:
    store, other = prepared(tmp_path), TinyStore(tmp_path, wait=2)
    with installed(FailingDisk(("fdatasync",), sticky=True)):
        for n in (4, 5):
            with pytest.raises(StoreError), store.unit() as unit:
                write(unit, n)
        assert numbers(store) == numbers(other) == [1, 2, 3]
    with store.unit() as unit:
        write(unit, 6)
    assert numbers(store) == numbers(other) == sound(tmp_path) == [1, 2, 3, 6]


def test_a_record_that_can_be_neither_synced_nor_cut_is_defaced(tmp_path: Path) -> None:
    class Worst(FailingDisk):
        """The record's fsync fails, and so does every ftruncate; everything else works."""

    store, other = prepared(tmp_path / "db"), TinyStore(tmp_path / "db", wait=2)
    disk = Worst(("ftruncate",), sticky=True)
    disk.fdatasync = lambda fd: (_ for _ in ()).throw(OSError(errno.EIO, "EIO"))  # type: ignore[method-assign]
    with installed(disk), pytest.raises(StoreError), store.unit() as unit:
        write(unit, 4)
    assert numbers(other) == sound_copy(tmp_path / "db", tmp_path / "copy") == [1, 2, 3]
    with store.unit() as unit:
        write(unit, 5)
    assert numbers(store) == numbers(other) == sound(tmp_path / "db") == [1, 2, 3, 5]


def test_a_disk_that_only_says_it_cut_is_not_believed(tmp_path: Path) -> None:
    class Liar(FailingDisk):
        def ftruncate(self, fd: int, size: int) -> None:
            pass

    store = prepared(tmp_path)
    with installed(Liar(("fdatasync",))):
        for n in (4, 5):
            with pytest.raises(StoreError), store.unit() as unit:
                write(unit, n)
        assert numbers(store) == [1, 2, 3]
    with store.unit() as unit:
        write(unit, 6)
    assert numbers(store) == sound(tmp_path) == [1, 2, 3, 6]


def test_mending_never_cuts_what_another_process_has_committed_meanwhile(tmp_path: Path) -> None:
    """Ours could neither sync nor cut; the other process, whose disk works again, went on at the same place."""
    store, other = prepared(tmp_path), TinyStore(tmp_path, wait=2)
    with installed(FailingDisk(("fdatasync",), sticky=True)), pytest.raises(StoreError), store.unit() as unit:
        write(unit, 4)
    with other.unit() as unit:
        write(unit, 5)
    assert numbers(store) == [1, 2, 3]      # suspect: it serves what it knows
    with store.unit() as unit:
        write(unit, 6)
    assert numbers(store) == numbers(other) == sound(tmp_path) == [1, 2, 3, 5, 6]


def test_mending_keeps_an_undone_record_on_which_another_process_built(tmp_path: Path) -> None:
    """The worst disk: the record could not be synced, cut or defaced, and others took it for good. Then it is."""
    store, other = prepared(tmp_path), TinyStore(tmp_path, wait=2)
    disk = FailingDisk(("ftruncate",), sticky=True)
    disk.fdatasync = lambda fd: (_ for _ in ()).throw(OSError(errno.EIO, "EIO"))  # type: ignore[method-assign]
    deface = FailingDisk.pwrite
    disk.pwrite = lambda fd, data, at: (  # type: ignore[method-assign]
        deface(disk, fd, data, at) if bytes(data[:1]) != b"\0" else (_ for _ in ()).throw(OSError(errno.EIO, "EIO"))
    )
    with installed(disk), pytest.raises(StoreError), store.unit() as unit:
        write(unit, 4)
    assert numbers(other) == [1, 2, 3, 4]
    with other.unit() as unit:
        write(unit, 5)
    with store.unit() as unit:
        write(unit, 6)
    assert numbers(store) == numbers(other) == sound(tmp_path) == [1, 2, 3, 4, 5, 6]


def test_a_reader_that_saw_a_unit_undone_later_forgets_it(tmp_path: Path) -> None:
    """A writer died between write and fsync; a reader took the record for good; the next writer's disk lost it."""
    store, reader = prepared(tmp_path), TinyStore(tmp_path, wait=2)
    before = store.storage.files.journal(1).stat().st_size
    with store.unit() as unit:
        write(unit, 4)
    assert numbers(reader) == [1, 2, 3, 4]
    os.truncate(store.storage.files.journal(1), before)
    store.close()
    fresh = TinyStore(tmp_path, wait=2)
    with fresh.unit() as unit:
        write(unit, 5)          # the same length and number as the lost one
    assert numbers(reader) == numbers(fresh) == [1, 2, 3, 5]


def test_a_compaction_that_fails_is_told_and_tried_again_later(tmp_path: Path) -> None:
    store = prepared(tmp_path)
    with installed(FailingDisk(("rename",), sticky=True, error=errno.ENOSPC)):
        for n in range(4, 12):
            with store.unit() as unit:
                write(unit, n)
        assert "could not be compacted" in store.storage.trouble
        assert [p.name for p in tmp_path.glob("snapshot-*")] == ["snapshot-1.json"]
    for n in range(12, 24):
        with store.unit() as unit:
            write(unit, n)
    assert store.storage.trouble == ""
    assert numbers(store) == sound(tmp_path) == list(range(1, 24))
    assert not list(tmp_path.glob(".tmp-*"))


def test_opening_on_a_full_disk_is_a_clear_error_and_works_later(tmp_path: Path) -> None:
    for call in ("open", "write", "fsync", "rename", "mkdir"):
        for nth in range(1, 8):
            folder = tmp_path / f"{call}{nth}"
            disk = FailingDisk((call,), nth, errno.ENOSPC)
            with installed(disk):
                try:
                    TinyStore(folder).close()
                except StoreError as e:
                    assert "No space left" in str(e)
            assert sound(folder) == []
