"""A store of an older schema is brought up whole or not at all; a newer one is refused and left alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from mailtriage.model.case import Case
from mailtriage.store.open import open_store
from mailtriage.store.port import NewerSchema, StoreError
from mailtriage.store.tinydb import TinyStore
from mailtriage.store.upgrade import Schema
from tests.faults.disk import FailingDisk, installed
from tests.store.records import case
from tests.store.units import sound, write

Tables = dict[str, dict[str, dict[str, Any]]]


def two(tables: Tables) -> None:
    for doc in tables["cases"].values():
        doc["subject"] = doc["subject"].upper()
    tables["notes"] = {"1": {"text": "new table"}}


def three(tables: Tables) -> None:
    del tables["events"]["2"]
    for doc in tables["cases"].values():
        doc["language"] = "fr"


THREE = Schema(3, {1: two, 2: three})


def old(folder: Path) -> None:
    store = TinyStore(folder, schema=Schema(1, {}))
    for n in (1, 2):
        with store.unit() as unit:
            write(unit, n)
    store.close()


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_each_step_runs_once_and_the_indexes_follow(tmp_path: Path) -> None:
    old(tmp_path)
    for _ in range(2):
        store = TinyStore(tmp_path, schema=THREE)
        assert store.version == 3
        with store.view() as view:
            assert [(c.subject, c.language) for c in view.all(Case)] == [("CASE 1", "fr"), ("CASE 2", "fr")]
            assert view.one(Case, "number", case(1).number) is not None
        assert store.db.table("notes").get(doc_id=1) == {"text": "new table"}
        assert len(store.db.table("events")) == 1
        store.close()
    store = TinyStore(tmp_path, schema=THREE)
    assert store.db.table("notes").insert({}) == 2


def test_a_step_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    old(tmp_path)
    before = files(tmp_path)
    with pytest.raises(ZeroDivisionError):
        TinyStore(tmp_path, schema=Schema(2, {1: lambda tables: 1 / 0}))  # type: ignore[dict-item, return-value]
    with pytest.raises(StoreError, match="nothing leads from 1 to 2"):
        TinyStore(tmp_path, schema=Schema(2, {}))
    for call in ("pwrite", "fdatasync"):
        with installed(FailingDisk((call,))), pytest.raises(StoreError):
            TinyStore(tmp_path, schema=THREE)
    assert files(tmp_path) == before
    assert sound(tmp_path) == [1, 2]


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    TinyStore(tmp_path, schema=Schema(9, {})).close()
    before = files(tmp_path)
    with pytest.raises(NewerSchema, match="schema 9, this mailtriage knows 1"):
        TinyStore(tmp_path)
    assert files(tmp_path) == before


def test_a_running_process_stops_when_a_newer_one_upgrades_the_store(tmp_path: Path) -> None:
    old(tmp_path)
    running = TinyStore(tmp_path)
    TinyStore(tmp_path, schema=THREE).close()
    with pytest.raises(NewerSchema), running.view():
        pass
    with pytest.raises(NewerSchema), running.unit():
        pass


def test_open_store_finds_the_folder_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    store = open_store("tinydb:data", tmp_path)
    assert store.folder == tmp_path / "data" / "db"
    assert os.stat(store.folder).st_mode & 0o777 == 0o700
    for url in ("sqlite:data", "tinydb", "tinydb:", "", "postgresql://u@h/d"):
        with pytest.raises(StoreError, match="no such engine"):
            open_store(url, tmp_path)


def test_a_folder_nobody_may_write_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder belongs")
    with pytest.raises(StoreError, match=r"data/db: .+; nothing of this unit was kept"):
        open_store("tinydb:data", tmp_path)
