"""`store check` finds each kind of damage it names; a backup made while others write is one whole moment."""

from __future__ import annotations

import errno
import os
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from mailtriage import points
from mailtriage.intake.spool import Spool
from mailtriage.model.case import Case, CaseMail
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.register import Contact, Customer
from mailtriage.ops.backup import backup
from mailtriage.store.check import check, referenced
from mailtriage.store.index import TableState
from mailtriage.store.keys import load_or_create
from mailtriage.store.open import db_folder
from mailtriage.store.persistent import Map, Sorted
from mailtriage.store.port import Corrupt, StoreError
from mailtriage.store.raw import RawStore
from mailtriage.store.tinydb import TinyStore
from tests.faults.disk import FailingDisk, installed
from tests.store.records import case, clock, contents, event, mail, out, row

AT = datetime(2026, 11, 23, tzinfo=UTC)


def fill(store: TinyStore, raw: RawStore, n: int) -> None:
    """A case with everything that hangs on it, whose names all resolve."""
    text = b"mail %d" % n
    with store.unit() as unit:
        unit.add(case(n, links=(f"related:{case(n).number}",)))
        unit.add(row(n, sha256=raw.put(text), decision=raw.put_blob(b"decision %d" % n)))
        unit.add(mail(n, raw=raw.put(text)))
        unit.add(mail(n, raw=""))
        unit.add(replace(event(n), blob=raw.put_blob(b"decision %d" % n)))
        unit.add(out(n, raw=raw.put(b"answer %d" % n)))
        unit.add(clock(n))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    store, raw = TinyStore(db_folder(folder)), RawStore(folder)
    for n in (1, 2, 3):
        fill(store, raw, n)
    with store.unit() as unit:
        unit.add(Customer("mezzanine", "Acme"))
        unit.add(Contact("mezzanine", "Acme", "a@acme.example"))
    store.close()
    load_or_create(folder / "keys")
    Spool(folder / "spool").put("support", "INBOX", 1, 9, AT, b"waiting")
    return folder


def findings(folder: Path, deep: bool = False) -> list[str]:
    store = TinyStore(db_folder(folder))
    try:
        return check(store, RawStore(folder), deep).findings
    finally:
        store.close()


def test_a_sound_store_has_no_findings_and_is_counted(data: Path) -> None:
    report = check(TinyStore(db_folder(data)), RawStore(data), deep=True)
    assert report.findings == []
    assert [report.counts[name] for name in ("cases", "mails", "raw", "blobs")] == [3, 6, 6, 3]


@pytest.mark.parametrize("break_it, expected", [
    (lambda unit, data: unit.put(replace(unit.get(LedgerRow, 1), case="MEZ-000009-9")),
     "LedgerRow 1: case 'MEZ-000009-9' names no Case"),
    (lambda unit, data: unit.put(replace(unit.get(Case, 2), links=("claims:X",))),
     "Case 2: link 'claims:X' names no Case"),
    (lambda unit, data: unit.remove(Customer, 1), "Contact 1: customer_key 'mezzanine/Acme' names no Customer"),
    (lambda unit, data: unit.put(replace(unit.get(CaseMail, 1), raw="f" * 64)),
     f"CaseMail 1: raw {'f' * 64} is not among the raw"),
    (lambda unit, data: unit.put(replace(unit.get(LedgerRow, 3), decision="e" * 64)),
     f"LedgerRow 3: decision {'e' * 64} is not among the blobs"),
], ids=["case", "link", "customer", "raw", "blob"])
def test_what_names_nothing_is_found(data: Path, break_it: Callable[[Any, Path], None], expected: str) -> None:
    store = TinyStore(db_folder(data))
    with store.unit() as unit:
        break_it(unit, data)
    store.close()
    assert findings(data) == [expected]


def test_a_document_that_does_not_load_is_found(data: Path) -> None:
    store = TinyStore(db_folder(data))
    id = store.db.table("events").insert({"case": case(1).number, "kind": "note"})
    store.close()
    (finding,) = findings(data)
    assert finding.startswith(f"table events, document {id} does not load: ")


def test_changed_bytes_are_found_by_the_deep_check_only(data: Path) -> None:
    next((data / "raw").glob("??/*")).write_bytes(b"other")
    next((data / "blobs").glob("??/*")).write_bytes(b"other")
    assert findings(data) == []
    assert len(findings(data, deep=True)) == 2


@pytest.mark.parametrize("part", ["unique", "many", "ordered", "docs"])
def test_memory_that_differs_from_the_disk_is_found(data: Path, part: str) -> None:
    """The comparison itself must be able to fail: each index is damaged in memory."""
    store = TinyStore(db_folder(data))
    follow = store.storage._follow
    table = follow.here.state.table("outbox")
    damaged, good = TableState(table.spec), table.indexes
    damaged._docs = table.docs.without(2) if part == "docs" else table.docs
    damaged._indexes = {
        "unique": replace(good, unique={**good.unique, "intent": good.unique["intent"].without("intent 2")}),
        "many": replace(good, many={**good.many, "state": Map.of([("queued", (1, 2))])}),
        "ordered": replace(good, ordered={**good.ordered, "due": Sorted.of([("x", 1)])}),
        "docs": good,
    }[part]
    tables = {**follow.here.state.tables, "outbox": damaged}
    state = replace(follow.here.state, tables=tables)
    follow.here = replace(follow.here, state=state)
    assert [f for f in check(store, RawStore(data)).findings if f.startswith("table outbox: ")]


def test_an_id_beyond_the_last_one_given_out_is_found(data: Path) -> None:
    store = TinyStore(db_folder(data))
    follow = store.storage._follow
    follow.here = replace(follow.here, state=replace(follow.here.state, ids={**follow.here.state.ids, "cases": 1}))
    with store.unit():
        store.storage.compact()
    assert any("document 3 is beyond the last id given out, 1" in f for f in check(store, RawStore(data)).findings)


def test_damage_in_the_files_ends_the_check(data: Path) -> None:
    store = TinyStore(db_folder(data))
    path = store.storage.files.journal(1)
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(content)
    with pytest.raises(Corrupt, match="offset 0"):
        check(store, RawStore(data))


def test_referenced_names_every_mail_and_blob_that_is_in_use(data: Path) -> None:
    raw = RawStore(data)
    spare = raw.put(b"nobody's")
    store = TinyStore(db_folder(data))
    with store.view() as view:
        known = referenced(view)
    assert raw.unreferenced(known, datetime.max.replace(tzinfo=UTC)) == [("raw", spare)]


# ---- backup --------------------------------------------------------------------------------------------------------


def all_of(folder: Path) -> dict[str, Any]:
    store = TinyStore(db_folder(folder))
    try:
        return contents(store)
    finally:
        store.close()


def test_a_backup_is_a_data_folder_like_the_original(data: Path, tmp_path: Path) -> None:
    store = TinyStore(db_folder(data))
    assert backup(store, data, tmp_path / "copy").findings == []
    assert all_of(tmp_path / "copy") == contents(store)
    ours, theirs = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file() and ".lock" not in p.name}
        for folder in (data, tmp_path / "copy")
    )
    assert ours == theirs
    assert {oct(p.stat().st_mode & 0o77) for p in (tmp_path / "copy").rglob("*")} == {"0o0"}
    with pytest.raises(StoreError, match="exists"):
        backup(store, data, tmp_path / "copy")


def test_a_tar_holds_the_same(data: Path, tmp_path: Path) -> None:
    store = TinyStore(db_folder(data))
    assert backup(store, data, tmp_path / "copy.tar").findings == []
    assert oct((tmp_path / "copy.tar").stat().st_mode & 0o777) == "0o600"
    with tarfile.open(tmp_path / "copy.tar") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    assert all_of(tmp_path / "out" / "mailtriage-backup") == contents(store)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.tar", "data", "out"]


def test_a_backup_while_others_write_and_compact_is_one_whole_moment(data: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def work() -> None:
        store, raw, n = TinyStore(db_folder(data), compact_bytes=3000), RawStore(data), 10
        while not stop.is_set():
            fill(store, raw, n)
            written.append(n)
            n += 1
        store.close()

    thread = threading.Thread(target=work)
    thread.start()
    store = TinyStore(db_folder(data), wait=30)
    try:
        for i in range(4):
            before = len(written)
            assert backup(store, data, tmp_path / f"copy{i}").findings == []
            copy = all_of(tmp_path / f"copy{i}")
            assert len(copy["cases"]) >= 3 + before, "a unit from before the backup is missing"
            names = [c.number for c in copy["cases"]]
            assert names == [o.case for o in copy["outbox"]] == [k.case for k in copy["clocks"]]
    finally:
        stop.set()
        thread.join()
    assert store.storage.files.newest() > 2, "no compaction happened meanwhile: the test would miss it"


def test_the_generation_may_be_compacted_away_between_opening_and_copying(data: Path, tmp_path: Path) -> None:
    store, other = TinyStore(db_folder(data)), TinyStore(db_folder(data))
    with store.storage.pinned() as files:
        with other.unit() as unit:
            unit.add(case(77))
            other.storage.compact()
        names = [name for name, _, _ in files]
        assert not any((db_folder(data) / name).exists() for name in names)
        for name, file, length in files:
            target = db_folder(tmp_path / "copy") / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read(length))
    assert [c.number for c in all_of(tmp_path / "copy")["cases"]] == [case(n).number for n in (1, 2, 3)]


def test_a_mail_that_is_adopted_during_the_backup_is_in_it(data: Path, tmp_path: Path) -> None:
    """Committed, still in the spool, and renamed into raw/ as soon as the first of the two has been copied."""
    store, spool, raw = TinyStore(db_folder(data)), Spool(data / "spool"), RawStore(data)
    (waiting,) = spool.waiting()
    with store.unit() as unit:
        unit.add(row(9, sha256=waiting.sha256, case=case(1).number))

    def adopt(name: str) -> None:
        if name == "backup.files.fsync-dir":
            points.hook = None
            raw.adopt(waiting.path, waiting.sha256)

    points.hook = adopt
    try:
        assert backup(store, data, tmp_path / "copy").findings == []
    finally:
        points.hook = None
    assert spool.waiting() == []
    assert RawStore(tmp_path / "copy").get(waiting.sha256) == b"waiting"


def test_a_failing_disk_leaves_no_backup_and_no_remains(data: Path, tmp_path: Path) -> None:
    store = TinyStore(db_folder(data))
    for call, nth in (("mkdir", 1), ("open", 2), ("write", 5), ("fsync", 4), ("rename", 1)):
        with installed(FailingDisk((call,), nth, errno.ENOSPC)), pytest.raises(StoreError, match="No space left"):
            backup(store, data, tmp_path / "copy")
        assert os.listdir(tmp_path) == ["data"]
    assert backup(store, data, tmp_path / "copy").findings == []


def test_a_mail_that_rotted_is_not_copied_in_silence(data: Path, tmp_path: Path) -> None:
    path = next((data / "raw").glob("??/*"))
    path.write_bytes(b"rotten")
    with pytest.raises(StoreError, match=path.name):
        backup(TinyStore(db_folder(data)), data, tmp_path / "copy")


# ---- the commands --------------------------------------------------------------------------------------------------


@pytest.fixture
def command(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    from click.testing import CliRunner

    from mailtriage.cli import main

    config = data.parent / "config.toml"
    config.write_text(
        '[store]\nurl = "tinydb:data"\n'
        '[[mailbox]]\nname = "support"\naddress = "support@desk.example"\nprogram = "mezzanine"\n'
    )
    return lambda *args: CliRunner().invoke(main, ["--config", str(config), *args])


def test_store_check_says_ok_with_counts_and_findings_exit_1(command: Callable[..., Any], data: Path) -> None:
    good = command("store", "check")
    assert (good.exit_code, good.stdout.split(" (")[0]) == (0, "store ok"), good.output
    assert "cases 3" in good.stdout
    with TinyStore(db_folder(data)).unit() as unit:
        unit.remove(Customer, 1)
    bad = command("store", "check")
    assert (bad.exit_code, bad.stdout) == (1, "Contact 1: customer_key 'mezzanine/Acme' names no Customer\n")
    report = orjson.loads(command("store", "check", "--deep", "--json").stdout)
    assert (report["ok"], len(report["findings"]), report["counts"]["cases"]) == (False, 1, 3)


def test_store_check_of_a_damaged_store_is_one_line_and_exit_75(command: Callable[..., Any], data: Path) -> None:
    path = db_folder(data) / "journal-1.log"
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(content)
    result = command("store", "check")
    assert (result.exit_code, len(result.stderr.splitlines()), "Traceback" in result.output) == (75, 1, False)
    assert "journal-1.log" in result.stderr and "offset 0" in result.stderr


def test_backup_and_upgrade_by_command(command: Callable[..., Any], tmp_path: Path) -> None:
    assert command("store", "upgrade").stdout == "store has schema 1\n"
    result = command("backup", str(tmp_path / "copy"))
    assert (result.exit_code, result.stdout.startswith(f"backup ok: {tmp_path / 'copy'} (")) == (0, True), result.output
    assert command("backup", str(tmp_path / "copy")).exit_code == 2
