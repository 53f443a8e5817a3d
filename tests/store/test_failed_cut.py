"""An append fails, and the cut that should undo it fails too: the unit raised, so nobody here may see what it wrote."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from mailtriage.model.case import Case
from mailtriage.store.port import StoreError
from mailtriage.store.tinydb import TinyStore
from tests.faults.disk import CALLS, FailingDisk, installed
from tests.store.records import case


def numbers(store: TinyStore) -> list[str]:
    with store.view() as view:
        return [c.subject for c in view.all(Case)]


def add(store: TinyStore, n: int) -> None:
    with store.unit() as unit:
        unit.add(case(n))


def fail_at_the_fsync(store: TinyStore, n: int) -> None:
    """The record is in the file, whole; its fsync failed, and so did everything after that."""
    with installed(FailingDisk(("fdatasync", "ftruncate", "pwrite"), 2, errno.EIO, sticky=True)):
        with pytest.raises(StoreError):
            add(store, n)
        assert numbers(store) == ["case 1"], "a view shows a unit that raised"


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    store = TinyStore(tmp_path)
    add(store, 1)
    return store


def test_a_unit_that_raised_is_not_seen_by_a_view_and_not_kept_when_the_disk_is_well(store: TinyStore) -> None:
    fail_at_the_fsync(store, 2)
    assert numbers(store) == ["case 1"]
    add(store, 3)
    assert numbers(store) == ["case 1", "case 3"]
    store.close()
    assert numbers(TinyStore(store.folder)) == ["case 1", "case 3"]


def test_what_another_process_committed_meanwhile_is_not_cut(store: TinyStore) -> None:
    other = TinyStore(store.folder)
    fail_at_the_fsync(store, 2)
    add(other, 4)           # it sees a whole record after the last one, and builds on it
    add(store, 5)
    seen = numbers(other)
    assert "case 4" in seen and "case 5" in seen and seen == numbers(store) == numbers(TinyStore(store.folder))


def test_another_process_that_only_looked_follows_the_cut(store: TinyStore) -> None:
    other = TinyStore(store.folder)
    with installed(FailingDisk(CALLS, 99, errno.EIO)):
        numbers(other)
    fail_at_the_fsync(store, 2)
    numbers(other)
    add(store, 3)
    assert numbers(other) == ["case 1", "case 3"] == numbers(store)
