"""Bits flip, files end early, tails are zeros: a store opens as exactly what it was after some unit, or not at all.
RELIABILITY.md: the prototype failed here (bit flip, zero tail)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mailtriage.store.journal import frame
from mailtriage.store.port import Corrupt, StoreError
from mailtriage.store.tinydb import TinyStore
from tests.store.units import numbers, sound, write

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))


def notes(folder: Path) -> list[int]:
    store = TinyStore(folder, wait=2)
    try:
        return [d["n"] for d in store.db.table("notes").all()]
    finally:
        store.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Five tiny units: a snapshot of the first two, three records in the journal."""
    store = TinyStore(tmp_path / "db")
    for n in range(5):
        with store.unit():
            store.db.table("notes").insert({"n": n})
            if n == 1:
                store.storage.compact()     # in the middle of a unit: the record goes into the new generation
    store.close()
    assert notes(tmp_path / "db") == [0, 1, 2, 3, 4]
    return tmp_path / "db"


def journal(folder: Path) -> Path:
    return max(folder.glob("journal-*.log"))


def test_a_flipped_bit_in_the_journal_is_never_taken_for_data(small: Path) -> None:
    path = journal(small)
    good = path.read_bytes()
    last = good[:-1].rindex(b"\n") + 1
    runs = 0
    for place in range(len(good)):
        for bit in range(8):
            path.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1:])
            if place < last:
                with pytest.raises(Corrupt, match=rf"{path.name}: .*offset \d+"):
                    notes(small)
            else:
                assert notes(small) == [0, 1, 2, 3]     # the last record: as if its unit had never ended
            runs += 1
    assert runs == len(good) * 8 > 1000


def test_a_flipped_bit_in_the_snapshot_is_never_taken_for_data(small: Path) -> None:
    (path,) = small.glob("snapshot-*.json")
    good = path.read_bytes()
    for place in range(len(good)):
        for bit in range(8) if FULL else (0, 5):
            path.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1:])
            with pytest.raises(StoreError, match=path.name):
                notes(small)
    for end in range(0, len(good), 7):
        path.write_bytes(good[:end])
        with pytest.raises(Corrupt, match=path.name):
            notes(small)
    path.write_bytes(good + b"x")
    with pytest.raises(Corrupt):
        notes(small)


def test_a_journal_cut_anywhere_is_its_whole_records(small: Path) -> None:
    path = journal(small)
    good = path.read_bytes()
    for end in range(len(good)):
        path.write_bytes(good[:end])
        assert notes(small) == [0, 1, *range(2, 5)][:good[:end].count(b"\n") + 1]


@pytest.mark.parametrize("tail", [
    b"\0", b"\0" * 35, b"\0" * 4096, b"\xff" * 100, b"\n", b"\n\n\n", b"0000", b"deadbeef {",
    b"00000010 00000000 0000000000000005 {", b"ffffffff 00000000 0000000000000005 {}\n",
    b"00000002 12345678 0000000000000005 {}\n",
], ids=repr)
def test_a_bad_tail_is_not_read_and_the_next_unit_cuts_it(small: Path, tail: bytes) -> None:
    path = journal(small)
    good = path.read_bytes()
    path.write_bytes(good + tail)
    assert notes(small) == [0, 1, 2, 3, 4]
    assert path.read_bytes() == good + tail         # a reader cuts nothing
    store = TinyStore(small)
    store.db.table("notes").insert({"n": 5})
    store.close()
    added = path.read_bytes().removeprefix(good)
    assert (added.count(b"\n"), added[-1:]) == (1, b"\n"), "something of the tail is left"
    assert notes(small) == [0, 1, 2, 3, 4, 5]


def test_the_last_record_half_zero_is_a_bad_tail(small: Path) -> None:
    path = journal(small)
    good = path.read_bytes()
    last = good[:-1].rindex(b"\n") + 1
    for zeros in range(last, len(good)):
        path.write_bytes(good[:zeros] + bytes(len(good) - zeros))
        assert notes(small) == [0, 1, 2, 3]


def test_a_hole_before_a_good_record_is_damage_not_a_tail(small: Path) -> None:
    path = journal(small)
    good = path.read_bytes()
    first = good.index(b"\n") + 1
    path.write_bytes(bytes(first) + good[first:])
    with pytest.raises(Corrupt, match="offset 0 is damaged and a good one follows"):
        notes(small)
    path.write_bytes(good[first:])              # the first record gone, the others whole
    with pytest.raises(Corrupt, match=r"record \d+ stands at offset 0"):
        notes(small)
    path.write_bytes(good + good[first:])       # records twice
    with pytest.raises(Corrupt):
        notes(small)


def test_a_record_of_another_generation_is_not_ours(small: Path) -> None:
    path = journal(small)
    good = path.read_bytes()
    path.write_bytes(good + frame(1, 6, b'{"docs":{"notes":{"9":{"n":9}}}}'))
    assert notes(small) == [0, 1, 2, 3, 4]


def test_a_customer_cannot_write_a_record(small: Path) -> None:
    """The text of a mail looks like a record and the process dies in the middle of it: a tail, not damage."""
    forged = frame(int(journal(small).stem.split("-")[1]), 7, b'{"docs":{"notes":{"9":{"n":9}}}}').decode()
    store = TinyStore(small)
    store.db.table("notes").insert({"n": 5, "text": forged + forged})
    store.close()
    assert notes(small) == [0, 1, 2, 3, 4, 5]
    path = journal(small)
    whole = path.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert notes(small) == [0, 1, 2, 3, 4]


def test_missing_files_are_named(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "no journal")
    journal(tmp_path / "no journal").unlink()
    with pytest.raises(Corrupt, match=r"journal-2.log is missing"):
        notes(tmp_path / "no journal")
    shutil.copytree(small, tmp_path / "no snapshot")
    next((tmp_path / "no snapshot").glob("snapshot-*")).unlink()
    with pytest.raises(Corrupt, match=r"journal-2.log has no snapshot"):
        notes(tmp_path / "no snapshot")


def test_damage_is_noticed_by_a_process_that_is_following(tmp_path: Path) -> None:
    follower, writer = TinyStore(tmp_path, wait=2), TinyStore(tmp_path, wait=2)
    for n in (1, 2, 3):
        with writer.unit() as unit:
            write(unit, n)
    path = journal(tmp_path)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    with pytest.raises(Corrupt):
        numbers(follower)
    with pytest.raises(Corrupt), follower.unit() as unit:
        write(unit, 4)
    data[100] ^= 1
    path.write_bytes(data)
    assert numbers(follower) == sound(tmp_path) == [1, 2, 3]
