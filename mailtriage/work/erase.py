"""work/erase.py: forget a person: one unit takes them out of every record, then their bytes go, then the journal.

    erase(desk, plan)       unit (rows + what is still to delete) → files → compaction → unit (the record, by hash)
    finish(desk)            the second half, again, after a crash: the daemon does it at its start

What goes   mails from them, with their bytes, decisions, events and drafts; mails to them; their cases but for number,
            state and times; their address wherever a record names it; their row in the register.
What stays  a row in the ledger for each mail (that there was one, and what became of it), so that `verify` can count;
            mails of others. Those that mention the address are listed, and go when `mentions` is said.
Does not    reach the mail server, backups, what `restore --replace` put aside, logs or the disk blocks below the files:
            the plan names the first three.
Crash       before the unit nothing has happened; after it, `finish` does the rest, as often as it takes.
Reads next  work/erase_plan.py, work/scrub.py, cli/erase.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailtriage import durable
from mailtriage.intake.spool import Spooled
from mailtriage.model.case import Case, CaseMail, Entitlement, Event, State
from mailtriage.model.draft import Draft
from mailtriage.model.ids import digest
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.model.register import Customer
from mailtriage.points import point
from mailtriage.store.check import referenced
from mailtriage.store.port import Unit
from mailtriage.store.tinydb import TinyStore
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.erase_plan import Plan
from mailtriage.work.record import plain
from mailtriage.work.scrub import ERASED, scrub
from mailtriage.work.search import forget

PENDING, DONE = "erasing", "erasures"           # store settings
LEFTOVER = timedelta(hours=1)                   # unreferenced or temporary files older than that are nobody's work


def erase(desk: Desk, made: Plan, actor: str) -> None:
    """Do it. Refused when a mail to them is on its way; StoreError or OSError: call `finish` when the disk is well."""
    finish(desk)
    now = desk.clock()
    with desk.store.unit() as unit:
        commit(unit, made, actor, now)
    point("erase.committed")
    finish(desk)


def commit(unit: Unit, made: Plan, actor: str, now: datetime) -> None:
    """Everything the plan says about records, in this unit; the files follow in `finish`."""
    for kind, id in made.remove:
        record = unit.get(kind, id)
        if isinstance(record, Outgoing) and record.state is OutState.SENDING:
            raise Refused("a mail to them is on its way at this moment; try again in a minute")
        unit.remove(kind, id)
    gone = {id for kind, id in made.remove if kind is Outgoing}
    drafts = {id for kind, id in made.remove if kind is Draft}
    for id in made.own:
        if (row := unit.get(LedgerRow, id)) is not None:
            unit.put(_shell_of_row(row, now))
    for kind, id in made.scrub:
        if (record := unit.get(kind, id)) is not None:
            unit.put(_scrubbed(record, made.needles))
    names: tuple[tuple[type[Any], str], ...] = ((LedgerRow, "sha256"), (CaseMail, "raw"))
    for kind, name in names:
        for record in list(unit.all(kind)):
            if getattr(record, name) in made.raw:
                unit.put(replace(record, **{name: ""}))
    for draft in list(unit.all(Draft)):
        if draft.outgoing in gone:
            unit.put(replace(draft, outgoing=0))
    for out in list(unit.all(Outgoing)):
        if out.draft in drafts:
            unit.put(replace(out, draft=0))
    for number in made.cases:
        if (case := unit.one(Case, "number", number)) is not None:
            unit.put(_shell_of_case(case, made, now))
            unit.add(Event(number, now, "erased", "its contents were erased", actor))
    for spooled in made.spool:
        if unit.one(LedgerRow, "key", spooled.key) is None:
            unit.add(_row_of_spooled(spooled, now))
    leave(unit, made, actor, now)


def leave(unit: Unit, made: Plan, actor: str, now: datetime) -> None:
    """Write down, in this unit, which files `finish` is to delete, when no record names them any more."""
    waiting = unit.setting(PENDING) or []
    unit.set_setting(PENDING, [*waiting, plain({
        "person": person_hash(made.person) if made.person else "", "at": now, "by": actor, "counts": made.counts(),
        "raw": sorted(made.raw), "blobs": sorted(made.blobs), "spool": [s.path.name for s in made.spool],
    })])


def person_hash(address: str) -> str:
    """What the record of an erasure names instead of the address."""
    return digest("erasure", address)


def _shell_of_row(row: LedgerRow, now: datetime) -> LedgerRow:
    return replace(row, sha256="", message_id="", sender="", subject="", decision="", reason=f"{ERASED} {now:%Y-%m-%d}")


def _shell_of_case(case: Case, made: Plan, now: datetime) -> Case:
    kept = Entitlement(case.entitlement.verdict, case.entitlement.level, ERASED, case.entitlement.register)
    others = tuple(p for p in case.participants if p != made.person) if made.person else ()
    return replace(
        case, subject=ERASED, contact="", fields={}, sources={}, perhaps={}, known_problem=None, callback=None,
        participants=others, entitlement=kept, state=State.CLOSED,
        closed=case.closed or now, updated=now, revision=case.revision + 1)


def _scrubbed(record: Any, needles: tuple[str, ...]) -> Any:
    """The record without what names the person; a decision that speaks of them is let go, too."""
    if isinstance(record, Customer) and record.account_contact == needles[0]:
        record = replace(record, account_contact="")
    for name in ("decision", "blob"):
        if getattr(record, name, ""):
            record = replace(record, **{name: ""})
    return scrub(record, needles)


def _row_of_spooled(spooled: Spooled, now: datetime) -> LedgerRow:
    return LedgerRow(
        key=spooled.key, mailbox=spooled.mailbox, folder=spooled.folder, uidvalidity=spooled.uidvalidity,
        uid=spooled.uid, sha256="", identity=digest("erased", spooled.sha256), message_id="", received=spooled.received,
        handled=now, outcome=Outcome.DROPPED, reason=f"{ERASED} {now:%Y-%m-%d}, before it was handled",
        filing=Filing.NONE if spooled.folder == "-" else Filing.PENDING)


def finish(desk: Desk) -> int:
    """Delete what erasures have left to delete, and compact; how many were ended. Nothing to do is 0."""
    with desk.store.view() as view:
        waiting = view.setting(PENDING) or []
        known = referenced(view)
    if not waiting:
        return 0
    for erasure in waiting:
        for sha256 in set(erasure["raw"]) - known:
            desk.raw.remove(sha256)
        for sha256 in set(erasure["blobs"]) - known:
            desk.raw.remove_blob(sha256)
        for name in erasure["spool"]:
            durable.remove(desk.spool.folder / name, "erase.spool")
    collect(desk, LEFTOVER)
    forget(desk.data)
    assert isinstance(desk.store, TinyStore)
    desk.store.compact()
    point("erase.compacted")
    with desk.store.unit() as unit:
        done = [{k: e[k] for k in ("person", "at", "by", "counts")} for e in waiting if e["person"]]
        unit.set_setting(DONE, [*(unit.setting(DONE) or []), *done])
        left = (unit.setting(PENDING) or [])[len(waiting):]
        unit.set_setting(PENDING, left or None)
    return len(waiting)


def collect(desk: Desk, age: timedelta) -> int:
    """Delete raw mails and blobs that no record names and nobody touched for `age`, and abandoned temporary files; how
    many. Under the unit lock: whoever puts a file and then names it does both in one unit, or within `age`."""
    before = desk.clock() - age
    with desk.store.unit() as unit:
        lost = desk.raw.unreferenced(referenced(unit), before)
        for kind, sha256 in lost:
            (desk.raw.remove if kind == "raw" else desk.raw.remove_blob)(sha256)
    swept = desk.spool.sweep(before) + desk.raw.sweep(before)
    return len(lost) + swept
