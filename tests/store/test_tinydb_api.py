"""Our tables against stock TinyDB in memory: the same operations by seeded chance must give the same answers and the
same documents, through two stores on one folder, with units that fail and generations that change underneath."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from mailtriage.store.port import Duplicate, StoreError
from mailtriage.store.tinydb import TinyStore
from tests.store.records import case

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
NAMES = ("a", "b")


class Copying(MemoryStorage):
    """Like a file: two documents never share a list."""

    def read(self) -> Any:
        return json.loads(self.memory) if self.memory else None  # type: ignore[arg-type]

    def write(self, data: Any) -> None:
        self.memory = json.dumps(data)  # type: ignore[assignment]


class Both:
    """One operation on two databases."""

    def __init__(self, rng: random.Random, ours: TinyDB, stock: TinyDB) -> None:
        self.rng, self.dbs = rng, (ours, stock)

    def step(self) -> None:
        rng, name, k = self.rng, self.rng.choice(NAMES), self.rng.randrange(6)
        tables = [db.table(name) for db in self.dbs]
        ids = sorted(d.doc_id for d in tables[1])
        some = rng.choice(ids) if ids else 1
        fresh = max([*ids, 0]) + 1000          # ids by hand: ours never gives one out twice, stock TinyDB does
        operations: list[Any] = [
            lambda t: t.insert(Document({"k": k, "l": [k]}, fresh)),
            lambda t: t.insert_multiple([Document({"k": k, "l": []}, fresh + i) for i in range(2)]),
            lambda t: t.update({"k": k + 1, "n": {"x": k}}, doc_ids=[some, 10**9]),
            lambda t: t.update({"z": k}, where("k") == k),
            lambda t: t.update({"y": k}),
            lambda t: t.update(lambda d: d["l"].append(k), where("k") == k),
            lambda t: t.update_multiple([({"m": k}, where("k") == k), ({"m": 0}, where("k") == k + 1)]),
            lambda t: t.upsert({"k": k, "u": 1}, where("k") == k) if t.contains(where("k") == k) else None,
            lambda t: t.upsert(Document({"k": k, "v": 1, "l": []}, some)),
            lambda t: t.remove(doc_ids=[some, 10**9]),
            lambda t: t.remove(where("k") == k),
            lambda t: t.search(where("l").any([k])),
            lambda t: t.count(where("k") > k),
            lambda t: t.get(doc_id=some),
            lambda t: t.get(doc_ids=[some, 10**9]),
            lambda t: len(t),
        ]
        if rng.random() < 0.01:
            operations = [lambda t: t.truncate()]
        operation = rng.choice(operations)
        ours, stock = (operation(t) for t in tables)
        assert ours == stock
        for table in tables:      # a leak into either database would show at the next comparison
            if found := table.get(where("k") == k):
                found["l"].append("leak")

    def same(self) -> None:
        for name in NAMES:
            ours, stock = ({d.doc_id: dict(d) for d in db.table(name)} for db in self.dbs)
            assert ours == stock


@pytest.mark.parametrize("seed", range(200 if FULL else 12))
def test_ours_and_stock_tinydb_never_differ(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    compact_bytes = rng.choice([300, 3000, 1 << 20])
    stores = [TinyStore(tmp_path, compact_bytes=compact_bytes) for _ in range(2)]
    stock = TinyDB(storage=Copying)
    for _ in range(rng.randrange(10, 40)):
        store = rng.choice(stores)
        before = stock.storage.read()
        try:
            with store.unit():
                for _ in range(rng.randrange(1, 5)):
                    Both(rng, store.db, stock).step()
                if rng.random() < 0.15:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            stock.storage.write(before or {})
            stock.clear_cache()
        for each in (*stores, *([TinyStore(tmp_path)] if rng.random() < 0.1 else [])):
            stock.table("a").clear_cache(), stock.table("b").clear_cache()
            Both(rng, each.db, stock).same()
    for store in stores:
        store.close()


def test_outside_a_unit_each_write_is_a_unit_of_its_own(tmp_path: Path) -> None:
    one, two = TinyStore(tmp_path), TinyStore(tmp_path)
    first = one.db.table("notes").insert({"text": "x"})
    second = two.db.table("notes").insert({"text": "y"})
    assert (first, second) == (1, 2)
    assert [d["text"] for d in one.db.table("notes").all()] == ["x", "y"]
    two.db.table("notes").remove(doc_ids=[2])
    assert two.db.table("notes").insert({"text": "z"}) == 3      # never 2 again
    one.db.drop_table("notes")
    assert two.db.table("notes").all() == []


def test_tinydb_writes_within_a_unit_belong_to_it(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    with pytest.raises(ZeroDivisionError), store.unit():
        store.db.table("notes").insert({"text": "x"})
        assert len(store.db.table("notes")) == 1
        raise ZeroDivisionError
    assert len(store.db.table("notes")) == 0


def test_tinydb_writes_keep_the_indexes_of_the_port(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    with store.unit() as unit:
        kept = unit.add(case(1))
        other = unit.add(case(2))
    store.db.table("cases").update({"state": "closed"}, where("number") == kept.number)
    with store.view() as view:
        assert view.count(type(kept), "state", "closed") == 1
    with pytest.raises(Duplicate):
        store.db.table("cases").update({"number": kept.number}, doc_ids=[other.id])
    assert store.db.table("cases").get(doc_id=other.id)["number"] == other.number


def test_a_view_does_not_write(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    with store.view() as view, pytest.raises(StoreError, match="does not write"):
        view._db.table("cases").insert({})


def test_the_snapshot_is_a_plain_tinydb_file(tmp_path: Path) -> None:
    store = TinyStore(tmp_path, compact_bytes=1)
    with store.unit() as unit:
        kept = unit.add(case(1))
    (snapshot,) = tmp_path.glob("snapshot-*.json")
    assert TinyDB(snapshot).table("cases").get(doc_id=kept.id)["number"] == kept.number
