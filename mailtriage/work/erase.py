"""work/erase.py: forget a person: one unit takes them out of every record, then their bytes go, then the journal.

    plan(desk, address)     what would go; nothing is changed
    erase(desk, plan)       unit (rows + what is still to delete) → files → compaction → unit (the record, by hash)
    finish(desk)            the second half, again, after a crash: the daemon does it at its start

What goes   mails from them, with their bytes, decisions, events and drafts; mails to them; their cases but for number,
            state and times; their address wherever a record names it; their row in the register.
What stays  a row in the ledger for each mail (that there was one, and what became of it), so that `verify` can count;
            mails of others. Those that mention the address are listed, and go when `mentions` is said.
Does not    reach the mail server, backups, logs or the disk blocks below the files: the plan names the first two.
Crash       before the unit nothing has happened; after it, `finish` does the rest, as often as it takes.
Reads next  work/scrub.py, cli/erase.py
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mailtriage import durable
from mailtriage.intake.parse import parse
from mailtriage.intake.spool import Spooled
from mailtriage.model.case import Case, CaseMail, Direction, Entitlement, Event, State
from mailtriage.model.clock import Clock
from mailtriage.model.correspondent import Correspondent
from mailtriage.model.draft import Draft
from mailtriage.model.ids import digest
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.model.register import Contact, Customer
from mailtriage.points import point
from mailtriage.store import schema
from mailtriage.store.check import referenced
from mailtriage.store.port import StoreError, Unit, View
from mailtriage.store.tinydb import TinyStore
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.record import plain
from mailtriage.work.scrub import ERASED, mentions, names_in, scrub
from mailtriage.work.search import forget

PENDING, DONE = "erasing", "erasures"           # store settings
LEFTOVER = timedelta(hours=1)                   # unreferenced or temporary files older than that are nobody's work
_ON_A_CASE: tuple[type[Any], ...] = (CaseMail, Event, Draft, Outgoing, Clock)


@dataclass(slots=True)
class Plan:
    """What an erasure would do. `remove` are (record, id) that go, `scrub` those that lose what names the person."""

    person: str
    needles: tuple[str, ...] = ()
    own: list[int] = field(default_factory=list)                            # ledger rows of their mails
    cases: list[str] = field(default_factory=list)                          # theirs: only a shell stays
    touched: list[str] = field(default_factory=list)                        # of others, where they took part
    remove: list[tuple[type[Any], int]] = field(default_factory=list)
    scrub: list[tuple[type[Any], int]] = field(default_factory=list)
    spool: list[Spooled] = field(default_factory=list)
    raw: set[str] = field(default_factory=set)
    blobs: set[str] = field(default_factory=set)
    mentioned: list[str] = field(default_factory=list)                      # mails of others: sha256
    on_server: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.own or self.cases or self.remove or self.scrub or self.spool or self.mentioned)

    def counts(self) -> dict[str, int]:
        gone = {t.name: sum(k is t.record for k, _ in self.remove) for t in schema.TABLES}
        return {
            "mails": len(self.own), "cases": len(self.cases), "spool": len(self.spool), "raw": len(self.raw),
            "blobs": len(self.blobs), **{name: n for name, n in gone.items() if n}, "scrubbed": len(self.scrub),
        }


def plan(desk: Desk, address: str, everywhere: bool = False) -> Plan:
    """What goes when this person is erased. `everywhere`: also mails of others that mention the address."""
    with desk.store.view() as view:
        return _plan(desk, view, address.strip().lower(), everywhere)


def case_plan(desk: Desk, view: View, number: str) -> Plan:
    """What goes when one case is forgotten (retention): all of it but the shell, whoever wrote it."""
    made = Plan("")
    made.cases = [number]
    made.own = [row.id for row in view.find(LedgerRow, "case", number)]
    _own_bytes(view, made)
    for kind in _ON_A_CASE:
        for record in view.find(kind, "case", number):
            _goes(made, kind, record)
    return made


def _plan(desk: Desk, view: View, address: str, everywhere: bool) -> Plan:
    made = Plan(address, (address,))
    rows = list(view.all(LedgerRow))
    made.own = [row.id for row in rows if row.sender == address or (not row.sender and _reads(desk, row, made.needles))]
    made.needles = (address, *_names(desk, view, made))
    own = set(made.own)
    mine = {row.case for row in rows if row.id in own}
    for case in view.all(Case):
        if case.participants[:1] == (address,):
            made.cases.append(case.number)
        elif address in case.participants or case.number in mine:
            made.touched.append(case.number)
    _own_bytes(view, made)
    for number in (*made.cases, *made.touched):
        for kind in _ON_A_CASE:
            for record in view.find(kind, "case", number):
                if number in made.cases and not _of_others(desk, record, made) or _to_or_from(record, address):
                    _goes(made, kind, record)
    made.remove += [(Contact, c.id) for c in view.all(Contact) if c.address == address]
    made.remove += [(Correspondent, c.id) for c in view.all(Correspondent) if c.who == address]
    _rest(desk, view, made, everywhere)
    made.spool = [s for s in desk.spool.waiting() if _is_theirs(desk, s, made.needles)]
    made.on_server = sorted({row.filed or row.key for row in rows if row.id in own and row.folder != "-"})
    made.backups = [f"{b['place']} ({b['at'][:16]}Z)" for b in view.setting("backups") or []]
    return made


def _names(desk: Desk, view: View, made: Plan) -> tuple[str, ...]:
    """Full names they wrote under: looked for only in their own cases, for others may bear them too."""
    own = (view.get(LedgerRow, id) for id in made.own)
    found = {name for row in own if row is not None and row.sha256 for name in names_in(_bytes(desk, row.sha256))}
    found |= {c.name for c in view.all(Contact) if c.address == made.person}
    return tuple(sorted(name for name in found if len(name) > 5 and " " in name))


def _own_bytes(view: View, made: Plan) -> None:
    for id in made.own:
        row = view.get(LedgerRow, id)
        if row is not None:
            made.raw |= {row.sha256} - {""}
            made.blobs |= {row.decision} - {""}


def _goes(made: Plan, kind: type[Any], record: Any) -> None:
    made.remove.append((kind, record.id))
    made.raw |= {getattr(record, "raw", "")} - {""}
    made.blobs |= {getattr(record, "blob", "")} - {""}


def _of_others(desk: Desk, record: Any, made: Plan) -> bool:
    """A mail that somebody else wrote on their case, and that does not speak of them: it stays."""
    return (isinstance(record, CaseMail) and record.direction is Direction.IN and record.sender != made.person
            and not mentions(_bytes(desk, record.raw), made.needles))


def _to_or_from(record: Any, address: str) -> bool:
    if isinstance(record, CaseMail):
        return record.sender == address or (record.direction is Direction.OUT and address in record.to)
    if isinstance(record, Draft):
        return address in (*record.to, *record.cc)
    return isinstance(record, Outgoing) and any(r.address == address for r in record.recipients)


def _rest(desk: Desk, view: View, made: Plan, everywhere: bool) -> None:
    """Records of others that name them are scrubbed; mails of others that do are listed, or go as well."""
    gone, own = set(made.remove), set(made.own)
    ours = {*made.cases, *made.touched}
    for table in schema.TABLES:
        for record in view.all(table.record):
            if (table.record, record.id) in gone or (table.record is LedgerRow and record.id in own):
                continue
            near = getattr(record, "case", getattr(record, "number", "")) in ours
            needles = made.needles if near else made.needles[:1]
            if mentions(schema_text(record), needles) or _blob_mentions(desk, record, needles):
                made.scrub.append((table.record, record.id))
    for sha256 in sorted(_raws(view) - made.raw):
        if mentions(_bytes(desk, sha256), made.needles[:1]):
            made.mentioned.append(sha256)
    if everywhere:
        made.raw |= set(made.mentioned)


def schema_text(record: Any) -> bytes:
    """A record as the store keeps it, for looking through."""
    import orjson

    return orjson.dumps(schema.to_doc(record))


def _raws(view: View) -> set[str]:
    names = ((LedgerRow, "sha256"), (CaseMail, "raw"), (Outgoing, "raw"))
    return {sha for kind, name in names for record in view.all(kind) if (sha := getattr(record, name))}


def _blob_mentions(desk: Desk, record: Any, needles: tuple[str, ...]) -> bool:
    sha256 = getattr(record, "decision", "") or getattr(record, "blob", "")
    try:
        return bool(sha256) and mentions(desk.raw.get_blob(sha256), needles)
    except StoreError:
        return False


def _bytes(desk: Desk, sha256: str) -> bytes:
    try:
        return desk.raw.get(sha256) if sha256 else b""
    except StoreError:
        return b""


def _reads(desk: Desk, row: LedgerRow, needles: tuple[str, ...]) -> bool:
    """Whether a mail nobody could read is theirs as far as its bytes tell."""
    return row.outcome in (Outcome.QUARANTINED, Outcome.HELD, Outcome.DROPPED) and mentions(
        _bytes(desk, row.sha256), needles)


def _is_theirs(desk: Desk, spooled: Spooled, needles: tuple[str, ...]) -> bool:
    try:
        raw = desk.spool.read(spooled)
    except OSError:
        return False
    sender = parse(raw).sender
    return sender.address == needles[0] if sender else mentions(raw, needles)


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
        case, subject=ERASED, contact="", fields={}, sources={}, known_problem=None, callback=None, participants=others,
        entitlement=kept, state=State.CLOSED,
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
