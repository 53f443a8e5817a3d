"""durable.Lock: one holder, freed by its holder's end only, whatever forked children do with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailtriage.durable import Busy, Lock
from tests.children import child, ended


def test_a_lock_has_one_holder_and_is_free_after_release(tmp_path: Path) -> None:
    first = Lock(tmp_path / "lock", 0)
    with pytest.raises(Busy, match="lock is held by another process"):
        Lock(tmp_path / "lock", 0.05)
    first.release()
    first.release()
    with Lock(tmp_path / "lock", 0):
        pass


def test_a_forked_child_cannot_free_its_parents_lock(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock", 0)
    ended(child(lock.release))
    ended(child(lambda: os._exit(1)))
    with pytest.raises(Busy):
        Lock(tmp_path / "lock", 0)
    lock.release()


def test_a_child_that_lives_on_does_not_keep_a_lock_its_parent_let_go(tmp_path: Path) -> None:
    """A parser worker, forked while a unit was open, must not stop the desk."""
    lock = Lock(tmp_path / "lock", 0)
    wait, end = os.pipe()

    def lives_on() -> None:
        os.close(end)
        os.read(wait, 1)

    pid = child(lives_on)
    lock.release()
    Lock(tmp_path / "lock", 1).release()
    os.close(end)
    ended(pid)
