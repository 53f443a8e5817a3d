"""work/erase_plan.py: what goes when a person is erased, or a case is forgotten. Reads everything, changes nothing.

Promises   the plan names every record, file and place, so that a person can be asked before anything goes.
Does not   find a person's name in cases they never wrote on: others may bear it too.
Reads next work/erase.py, work/scrub.py
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailtriage.intake.parse import parse
from mailtriage.intake.spool import Spooled
from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.clock import Clock
from mailtriage.model.correspondent import Correspondent
from mailtriage.model.draft import Draft
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing
from mailtriage.model.register import Contact
from mailtriage.store import schema
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.scrub import mentions, names_in

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
    aside: list[str] = field(default_factory=list)                          # folders `restore --replace` left

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
    case = view.one(Case, "number", number)
    for link in case.links if case is not None else ():
        relation, _, other = link.partition(":")
        if relation in ("split-into", "split-from"):  # it may have a copy of a mail, which is forgotten with it
            made.raw -= {m.raw for m in view.find(CaseMail, "case", other)}
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
    made.aside = put_aside(desk.data)
    return made


def put_aside(data: Path) -> list[str]:
    """The data folders that `restore --replace` put beside this one: whole copies, of everybody."""
    return sorted(str(p) for p in data.parent.iterdir() if p.name.startswith(f"{data.name}.before-"))


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
