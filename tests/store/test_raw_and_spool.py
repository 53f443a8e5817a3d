"""Spool, raw mail, blobs and keys: durable before they return, the same when repeated, never other bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mailtriage.intake.spool import Spool, Spooled, SpoolError, ledger_key
from mailtriage.store.keys import load_or_create, rotate
from mailtriage.store.port import Corrupt, StoreError
from mailtriage.store.raw import RawStore
from tests.faults.disk import CALLS, FailingDisk, installed

RAW = b"From: a@customer.example\r\n\r\nhello\r\n"
SHA = hashlib.sha256(RAW).hexdigest()
AT = datetime(2026, 11, 23, 9, 30, 5, 999, tzinfo=timezone(timedelta(hours=2)))


def put(spool: Spool, uid: int = 7, raw: bytes = RAW, at: datetime = AT, folder: str = "INBOX") -> Spooled:
    return spool.put("support", folder, 42, uid, at, raw)


def test_a_mail_in_the_spool_is_what_arrived(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    folder = "Archiv/Geschäft~1 %"
    kept = put(spool, folder=folder)
    assert kept.path.name == f"support~Archiv%2FGesch%C3%A4ft~1%20%25~42~7~1795419005~{SHA}"
    assert kept.key == ledger_key("support", folder, 42, 7) == "support/Archiv%2FGesch%C3%A4ft~1%20%25/42/7"
    assert kept.received == datetime(2026, 11, 23, 7, 30, 5, tzinfo=UTC)
    assert spool.waiting() == [kept]
    assert spool.read(kept) == RAW
    assert oct(kept.path.stat().st_mode & 0o777) == "0o600"


def test_putting_a_mail_twice_keeps_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    assert put(spool) == put(Spool(tmp_path))
    assert len(os.listdir(tmp_path)) == 1


def test_a_half_written_file_of_that_name_is_replaced(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    put(spool).path.write_bytes(RAW[:5])
    assert spool.read(put(spool)) == RAW


def test_waiting_is_in_order_of_arrival_and_ignores_everything_else(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    late = put(spool, 1, b"late", AT + timedelta(hours=1))
    second, first = put(spool, 10, b"x"), put(spool, 9, b"y")
    (tmp_path / ".tmp-1-2").write_bytes(b"half")
    (tmp_path / "README").write_bytes(b"")
    (tmp_path / f"support~INBOX~x~9~1~{SHA}").write_bytes(b"")
    assert spool.waiting() == [first, second, late]
    assert spool.strangers() == ["README", f"support~INBOX~x~9~1~{SHA}"]


def test_changed_bytes_in_the_spool_are_not_handed_out(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    kept = put(spool)
    kept.path.write_bytes(RAW + b"x")
    with pytest.raises(SpoolError, match="sha256"):
        spool.read(kept)


def test_a_folder_name_too_long_for_a_file_name_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpoolError, match="too long"):
        put(Spool(tmp_path), folder="Ж" * 60)


def test_a_time_before_1970_is_a_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    put(spool, at=datetime(1969, 1, 1, tzinfo=UTC))
    assert spool.waiting()[0].received == datetime(1969, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename"])
def test_a_failing_disk_raises_and_leaves_no_mail_that_was_not_promised(call: str, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for nth in (1, 2):
        disk = FailingDisk((call,), nth, errno.ENOSPC)
        with installed(disk):
            try:
                put(spool)
            except OSError as e:
                assert e.errno == errno.ENOSPC
        assert all(spool.read(m) == RAW for m in spool.waiting())
        assert [n for n in os.listdir(tmp_path) if n.startswith(".tmp")] == []
    assert spool.read(put(spool)) == RAW


def test_put_syncs_the_file_and_the_folder_every_time(tmp_path: Path) -> None:
    """The second put must not trust the first: whoever wrote the file may have died before the folder was synced."""
    spool = Spool(tmp_path)
    with installed(FailingDisk()) as first:
        put(spool)
    with installed(FailingDisk()) as second:
        put(spool)
    assert isinstance(first, FailingDisk) and isinstance(second, FailingDisk)
    assert (first.counts["fsync"], second.counts["fsync"], second.counts["write"]) == (2, 1, 0)


def test_sweep_takes_old_temporary_files_only(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    kept = put(spool)
    for name, age in ((".tmp-1-1", 90_000), (".tmp-1-2", 10)):
        (tmp_path / name).write_bytes(b"")
        then = datetime.now(UTC).timestamp() - age
        os.utime(tmp_path / name, (then, then))
    assert spool.sweep(datetime.now(UTC) - timedelta(days=1)) == 1
    assert sorted(os.listdir(tmp_path)) == sorted([".tmp-1-2", kept.path.name])


def test_raw_bytes_are_found_before_during_and_after_adoption(tmp_path: Path) -> None:
    spool, raw = Spool(tmp_path / "spool"), RawStore(tmp_path)
    kept = put(spool)
    assert raw.has(SHA) and raw.get(SHA) == RAW
    raw.adopt(kept.path, SHA)
    assert raw.get(SHA) == RAW
    assert (tmp_path / "raw" / SHA[:2] / SHA).read_bytes() == RAW
    assert spool.waiting() == []


def test_adoption_may_be_repeated_and_a_second_copy_is_dropped(tmp_path: Path) -> None:
    spool, raw = Spool(tmp_path / "spool"), RawStore(tmp_path)
    first, second = put(spool, 1), put(spool, 2)
    for kept in (first, first, second, second):
        raw.adopt(kept.path, SHA)
    (tmp_path / "raw" / SHA[:2] / SHA).write_bytes(b"rotten")
    raw.adopt(put(spool, 3).path, SHA)      # a spare copy is not dropped for one that is damaged
    assert spool.waiting() == []
    assert raw.get(SHA) == RAW
    with pytest.raises(StoreError, match="gone from the spool"):
        raw.adopt(first.path, "0" * 64)


def test_a_mail_that_moves_between_two_looks_is_found(tmp_path: Path) -> None:
    class Meanwhile(RawStore):
        def _in_spool(self, sha256: str) -> list[Path]:
            found = super()._in_spool(sha256)
            RawStore(tmp_path).adopt(found[0], sha256)      # by another process, in this moment
            return found

    put(Spool(tmp_path / "spool"))
    assert Meanwhile(tmp_path).get(SHA) == RAW


def test_two_processes_that_adopt_one_mail_both_succeed(tmp_path: Path) -> None:
    kept, raw = put(Spool(tmp_path / "spool")), RawStore(tmp_path)

    class Meanwhile(FailingDisk):
        def rename(self, source: Path, target: Path) -> None:
            os.rename(source, target)       # the other process, in this moment
            super().rename(source, target)

    with installed(Meanwhile()):
        raw.adopt(kept.path, SHA)
    assert raw.get(SHA) == RAW


def test_a_reader_never_misses_a_mail_that_is_being_adopted(tmp_path: Path) -> None:
    spool, raw = Spool(tmp_path / "spool"), RawStore(tmp_path)
    bodies = [b"%d" % n for n in range(150)]
    kept = [put(spool, n, body) for n, body in enumerate(bodies)]
    missing: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for mail in kept:
                try:
                    raw.get(mail.sha256)
                except StoreError as e:
                    missing.append(str(e))

    thread = threading.Thread(target=read)
    thread.start()
    for mail in kept:
        raw.adopt(mail.path, mail.sha256)
    stop.set()
    thread.join()
    assert missing == []


def test_put_get_and_what_is_missing_or_changed(tmp_path: Path) -> None:
    raw = RawStore(tmp_path)
    assert raw.put(RAW) == raw.put(RAW) == SHA
    assert raw.get(SHA) == RAW
    with pytest.raises(StoreError, match="neither in"):
        raw.get("0" * 64)
    for changed in (RAW[:-1], RAW[:-1] + b"x"):
        (tmp_path / "raw" / SHA[:2] / SHA).write_bytes(changed)
        with pytest.raises(Corrupt, match="sha256"):
            raw.get(SHA)
        assert raw.put(RAW) == SHA      # written anew, not believed
        assert raw.get(SHA) == RAW


def test_blobs_are_compressed_and_checked(tmp_path: Path) -> None:
    raw = RawStore(tmp_path)
    text = b'{"reasons":[]}' * 100
    sha256 = raw.put_blob(text)
    (path,) = (tmp_path / "blobs").glob("??/*.z")
    assert sha256 == hashlib.sha256(text).hexdigest() == path.name.removesuffix(".z")
    assert path.stat().st_size < len(text) / 5
    assert raw.get_blob(sha256) == text and raw.has_blob(sha256)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(Corrupt):
        raw.get_blob(sha256)
    with pytest.raises(StoreError, match="no such blob"):
        raw.get_blob("0" * 64)


def test_unreferenced_spares_the_known_and_the_young(tmp_path: Path) -> None:
    raw = RawStore(tmp_path)
    known, old, young, blob = raw.put(b"known"), raw.put(b"old"), raw.put(b"young"), raw.put_blob(b"blob")
    then = datetime.now(UTC) - timedelta(days=8)
    for path in (tmp_path / "raw").glob("??/*"):
        if path.name != young:
            os.utime(path, (then.timestamp(), then.timestamp()))
    (path,) = (tmp_path / "blobs").glob("??/*")
    os.utime(path, (then.timestamp(), then.timestamp()))
    week = datetime.now(UTC) - timedelta(days=7)
    assert raw.unreferenced({known}, week) == [("raw", old), ("blob", blob)]
    raw.put(b"old")         # wanted again: young again, before the unit that names it has committed
    assert raw.unreferenced({known}, week) == [("blob", blob)]
    raw.remove_blob(blob)
    raw.remove(old)
    assert sorted(raw.stored()) == sorted([("raw", known), ("raw", young)])


@pytest.mark.parametrize("call", CALLS)
def test_a_failing_disk_never_leaves_wrong_bytes_under_a_hash(call: str, tmp_path: Path) -> None:
    for nth in range(1, 6):
        place = tmp_path / str(nth)
        spool, raw = Spool(place / "spool"), RawStore(place)
        kept = put(spool)
        with installed(FailingDisk((call,), nth, errno.EIO)):
            for job, given in ((raw.put, (b"other",)), (raw.put_blob, (b"blob",)), (raw.adopt, (kept.path, SHA))):
                try:
                    job(*given)
                except OSError as e:
                    assert e.errno == errno.EIO
        assert raw.get(SHA) == RAW
        raw.adopt(kept.path, SHA)
        assert raw.get(SHA) == RAW and spool.waiting() == []
        assert raw.get(raw.put(b"other")) == b"other"
        assert raw.get_blob(raw.put_blob(b"blob")) == b"blob"


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    keys, current = load_or_create(tmp_path / "keys")
    assert (list(keys), current, len(keys["k1"])) == (["k1"], "k1", 32)
    assert load_or_create(tmp_path / "keys") == (keys, "k1")
    assert oct((tmp_path / "keys" / "k1").stat().st_mode & 0o777) == "0o600"
    assert oct((tmp_path / "keys").stat().st_mode & 0o777) == "0o700"


def test_rotation_adds_a_key_and_the_old_ones_still_read(tmp_path: Path) -> None:
    old, _ = load_or_create(tmp_path)
    names = [rotate(tmp_path) for _ in range(10)]
    keys, current = load_or_create(tmp_path)
    assert names[-1] == current == "k11"        # by number, not by spelling
    assert keys["k1"] == old["k1"]
    assert len(set(keys.values())) == 11


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    (tmp_path / "k1").write_bytes(b"short")
    with pytest.raises(StoreError, match="k1: has 5 bytes"):
        load_or_create(tmp_path)


def test_processes_that_start_together_agree_on_the_first_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def job() -> None:
        start.wait()
        found.append(load_or_create(tmp_path)[0]["k1"])

    threads = [threading.Thread(target=job) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
