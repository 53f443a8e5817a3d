"""store/schema.py: which record lives in which table, and how it is found. Engines read this; so do people.

A record's attributes (fields and properties) feed the indexes: `unique` one holder per value, `many` any number (a
tuple is indexed by each member), `ordered` text that sorts (ISO times), "" is never indexed. Changing a record or
index means a new VERSION and an upgrade step in UPGRADES, run in one unit when the store is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mailtriage.model.autonomy import Standing
from mailtriage.model.case import Case, CaseMail, Event
from mailtriage.model.clock import Clock
from mailtriage.model.correspondent import Correspondent
from mailtriage.model.draft import Draft
from mailtriage.model.incident import Incident
from mailtriage.model.ledger import Folder, LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.model.register import Contact, Customer
from mailtriage.model.staff import Person, Session
from mailtriage.model.told import Told

VERSION = 1


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    record: type[Any]
    unique: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()


TABLES: tuple[Table, ...] = (
    Table(
        "ledger",
        LedgerRow,
        unique=("key",),
        many=("sha256", "identity", "message_id", "outcome", "filing_queue", "case", "sender_day",
              "domain_day", "shape_day", "asked_hour"),
    ),
    Table("folders", Folder, unique=("key",), many=("mailbox",)),
    Table("cases", Case, unique=("number",), many=("state", "participants", "customer", "incidents", "assignee"),
          ordered=("idle_since",)),
    Table("mails", CaseMail, many=("case", "message_id", "raw")),
    Table("events", Event, many=("case",)),
    Table("drafts", Draft, many=("case", "state"), ordered=("queue",)),
    Table("outbox", Outgoing, unique=("intent", "message_id"), many=("case", "state", "copy_queue"), ordered=("due",)),
    Table("clocks", Clock, many=("case", "missed_on"), ordered=("alarm",)),
    Table("customers", Customer, unique=("key",), many=("domain_keys", "number_key", "partner_key")),
    Table("contacts", Contact, unique=("key",), many=("customer_key",)),
    Table("correspondents", Correspondent, unique=("who",), many=("is_muted",)),
    Table("incidents", Incident, unique=("key",), many=("active", "closing")),
    Table("standings", Standing, unique=("key",), many=("program",)),
    Table("people", Person, unique=("login",)),
    Table("sessions", Session, unique=("key",), many=("login",), ordered=("ends",)),
    Table("told", Told, unique=("key", "message_id"), many=("in_hour",), ordered=("forget",)),
)
BY_RECORD: dict[type[Any], Table] = {t.record: t for t in TABLES}
BY_NAME: dict[str, Table] = {t.name: t for t in TABLES}

# version -> function(tables: {table: {id: doc}}) that brings documents of that version to the next one, in place.
UPGRADES: dict[int, Callable[[dict[str, dict[str, dict[str, Any]]]], None]] = {}


@lru_cache(maxsize=64)
def _adapter(record: type[Any]) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(record)


def to_doc(record: Any) -> dict[str, Any]:
    """A JSON document of the record, without its id."""
    doc: dict[str, Any] = _adapter(record.__class__).dump_python(record, mode="json")
    doc.pop("id", None)
    return doc


def from_doc(record: Any, doc: dict[str, Any], id: int) -> Any:
    """The record of a document. Raises pydantic.ValidationError (a ValueError) when it does not fit."""
    return _adapter(record).validate_python({**doc, "id": id})
