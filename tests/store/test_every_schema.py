"""Every store there has been opens, checks out and says the same, for ever; today's schema has its fixture; and the
machinery that will bring it up is proved from a schema 0 that never was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from mailtriage.model.case import Case
from mailtriage.store import schema
from mailtriage.store.check import check
from mailtriage.store.open import db_folder, open_store
from mailtriage.store.port import NewerSchema
from mailtriage.store.raw import RawStore
from mailtriage.store.state import Change
from mailtriage.store.tinydb import TinyStore
from mailtriage.store.upgrade import SETTING, Schema
from tests.store.old.make import HERE, summary

OLD = sorted(HERE.glob("v*"))
SIZE = 200_000      # bytes a fixture may have: it stays in the repository for ever


def test_todays_schema_has_its_fixture_and_so_has_every_one_before() -> None:
    assert [p.name for p in OLD] == [f"v{n}" for n in range(1, schema.VERSION + 1)], "python -m tests.store.old.make"
    assert set(schema.UPGRADES) == set(range(1, schema.VERSION)), "a step is missing"
    for folder in OLD:
        assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) < SIZE


@pytest.mark.parametrize("old", OLD, ids=lambda p: p.name)
def test_a_store_of_every_schema_opens_checks_out_and_says_the_same(old: Path, tmp_path: Path) -> None:
    shutil.copytree(old / "data", tmp_path / "data")
    expected = json.loads((old / "expected.json").read_text())
    for _ in range(2):      # upgraded once, and opened again as what it is now
        store = open_store("tinydb:data", tmp_path)
        assert store.version == schema.VERSION
        assert check(store, RawStore(tmp_path / "data"), deep=True).findings == []
        with store.view() as view:
            assert summary(view) == expected
        with store.unit() as unit:      # and it lives on
            unit.set_setting("opened", True)
        store.compact()
        store.close()


def zero_to_one(tables: dict[str, dict[str, dict[str, Any]]]) -> None:
    """As if schema 0 had called the subject `title`, and had kept no revision."""
    for doc in tables.get("cases", {}).values():
        doc["subject"] = doc.pop("title")
        doc["revision"] = 1


def as_zero(data: Path) -> None:
    """Turn a store of today into one of schema 0, in its files."""
    store = TinyStore(db_folder(data))
    state = store.storage.state()
    docs: dict[int, bytes | None] = {}
    for id, doc in state.table("cases").docs.items():
        old = orjson.loads(doc)
        old["title"] = old.pop("subject")
        old.pop("revision")
        docs[id] = orjson.dumps(old)
    here = store.storage._follow.here
    change = Change({"cases": docs}, settings={SETTING: b"0"})
    here.journal.append(change.pack(), here.place)
    store.close()


def test_a_store_of_schema_zero_is_brought_up_whole_and_an_older_mailtriage_refuses_it_then(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(OLD[0] / "data", data)
    store = TinyStore(db_folder(data))
    with store.view() as view:
        before = {c.id: c.subject for c in view.all(Case)}
    store.close()
    as_zero(data)
    steps = {0: zero_to_one, **schema.UPGRADES}
    store = TinyStore(db_folder(data), schema=Schema(schema.VERSION, steps))
    with store.view() as view:
        assert {c.id: c.subject for c in view.all(Case)} == before and before
        assert {c.revision for c in view.all(Case)} == {1}
    assert check(store, RawStore(data)).findings == []
    store.close()
    with pytest.raises(NewerSchema):
        TinyStore(db_folder(data), schema=Schema(0, {}))
