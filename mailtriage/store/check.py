"""store/check.py: walk every invariant of a store and say what does not hold.

    files        snapshot seal, every record's CRC and number: read anew from the disk
    memory       documents and indexes of this process equal what the disk gives
    records      each document loads; no id beyond the last one given out
    references   whatever a record names is there: case, outgoing mail, customer, raw mail, blob

Does not   repair. A damaged file is Corrupt, which ends the check: restore a backup.
Reads next store/schema.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mailtriage.model.case import Case, CaseMail, Event
from mailtriage.model.clock import Clock
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.model.register import Contact, Customer
from mailtriage.store import schema
from mailtriage.store.index import Indexes
from mailtriage.store.port import StoreError
from mailtriage.store.raw import RawStore
from mailtriage.store.state import State
from mailtriage.store.tinydb import TinyStore, TinyView

# (record, attribute, what it names, by which unique index; "" = by id)
REFERENCES: tuple[tuple[type[Any], str, type[Any], str], ...] = (
    (LedgerRow, "case", Case, "number"),
    (CaseMail, "case", Case, "number"),
    (Event, "case", Case, "number"),
    (Clock, "case", Case, "number"),
    (Draft, "case", Case, "number"),
    (Draft, "outgoing", Outgoing, ""),
    (Outgoing, "case", Case, "number"),
    (Outgoing, "draft", Draft, ""),
    (Contact, "customer_key", Customer, "key"),
)
RAW = ((LedgerRow, "sha256"), (CaseMail, "raw"), (Outgoing, "raw"))
BLOBS = ((LedgerRow, "decision"), (Event, "blob"))


@dataclass(slots=True)
class Report:
    """`findings` are sentences, empty when all holds; `counts` says how much was looked at."""

    findings: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def check(store: TinyStore, raw: RawStore, deep: bool = False) -> Report:
    """Everything above; `deep` also reads every mail and blob and compares its hash."""
    report = Report()
    with store.unit():      # nobody commits between the two looks
        fresh, here = store.storage.reread(), store.storage.state()
    report.findings += _compare(fresh, here)
    view = TinyView(fresh)
    loaded = _load_all(view, fresh, report)
    report.findings += _references(view, loaded)
    report.findings += _files(loaded, raw, report, deep)
    return report


def referenced(view: Any) -> set[str]:
    """Every sha256 a record names: what `RawStore.unreferenced` must not touch."""
    return {sha for kind, name in (*RAW, *BLOBS) for record in view.all(kind) if (sha := getattr(record, name))}


def _compare(fresh: State, here: State) -> Iterator[str]:
    for part in ("ids", "sequences", "settings"):
        if getattr(fresh, part) != getattr(here, part):
            yield f"{part}: memory and disk differ"
    for name, table in fresh.tables.items():
        mine = here.table(name)
        if dict(table.docs.items()) != dict(mine.docs.items()):
            yield f"table {name}: documents in memory differ from those on disk"
        for index in _unequal(table.indexes, mine.indexes):
            yield f"table {name}: index {index} differs from a rebuilt one"
        if (most := max(table.docs, default=0)) > fresh.ids.get(name, 0):
            yield f"table {name}: document {most} is beyond the last id given out, {fresh.ids.get(name, 0)}"


def _unequal(fresh: Indexes, mine: Indexes) -> Iterator[str]:
    for parts, plain in (
        ((fresh.unique, mine.unique), lambda m: dict(m.items())),
        ((fresh.many, mine.many), lambda m: {k: i if isinstance(i, int) else tuple(i) for k, i in m.items()}),
        ((fresh.ordered, mine.ordered), tuple),
    ):
        yield from (index for index in parts[0] if plain(parts[0][index]) != plain(parts[1][index]))


def _load_all(view: TinyView, state: State, report: Report) -> dict[type[Any], list[Any]]:
    loaded: dict[type[Any], list[Any]] = {}
    for table in schema.TABLES:
        loaded[table.record] = records = []
        for id in sorted(state.table(table.name).docs):
            try:
                records.append(view.get(table.record, id))
            except StoreError as e:
                report.findings.append(str(e))
        report.counts[table.name] = len(records)
    return loaded


def _references(view: TinyView, loaded: dict[type[Any], list[Any]]) -> Iterator[str]:
    for kind, name, target, index in REFERENCES:
        for record in loaded[kind]:
            value = getattr(record, name)
            if value and (view.one(target, index, value) if index else view.get(target, value)) is None:
                yield f"{kind.__name__} {record.id}: {name} {value!r} names no {target.__name__}"
    for case in loaded[Case]:
        for link in case.links:
            if view.one(Case, "number", link.partition(":")[2]) is None:
                yield f"Case {case.id}: link {link!r} names no Case"


def _files(loaded: dict[type[Any], list[Any]], raw: RawStore, report: Report, deep: bool) -> Iterator[str]:
    looks: tuple[tuple[str, Any, Callable[[str], bool], Callable[[str], bytes]], ...] = (
        ("raw", RAW, raw.has, raw.get),
        ("blobs", BLOBS, raw.has_blob, raw.get_blob),
    )
    for what, names, has, get in looks:
        seen: set[str] = set()
        for kind, name in names:
            for record in loaded[kind]:
                sha256 = getattr(record, name)
                if not sha256 or sha256 in seen:
                    continue
                seen.add(sha256)
                if not has(sha256):
                    yield f"{kind.__name__} {record.id}: {name} {sha256} is not among the {what}"
                elif deep and (problem := _problem(get, sha256)):
                    yield problem
        report.counts[what] = len(seen)


def _problem(get: Callable[[str], bytes], sha256: str) -> str:
    try:
        get(sha256)
    except StoreError as e:
        return str(e)
    return ""
