"""work/correspondents.py: whom no mail leaves to by itself, and whose mail came back for good.

Promises   a muted address or domain gets its cases as ever and nothing leaves there by itself: answers to it are not
           written, what staff approve is held. An address is undeliverable since a report about a mail we sent to it
           said so, and until somebody writes from there.
Does not   stop a mail that is on its way, or that a person releases knowingly (`mailtriage outbox retry`).
Reads next work/mute.py, triage/new_case.py, work/answer.py
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from mailtriage.model.correspondent import Correspondent
from mailtriage.model.ledger import untagged
from mailtriage.model.mail import Bounce, Kind, Mail, Tier
from mailtriage.store.port import Unit, View


def muted(view: View) -> list[Correspondent]:
    """All who are muted, the oldest first."""
    return sorted(view.find(Correspondent, "is_muted", "yes"), key=lambda row: row.id)


def why_muted(view: View, addresses: Iterable[str]) -> str:
    """Why nothing leaves to one of these, or ""."""
    for address in addresses:
        for key in (untagged(address), f"@{address.rpartition('@')[2]}"):
            row = view.one(Correspondent, "who", key)
            if row is not None and row.muted:
                return f"{row.mute_sentence}; `mailtriage unmute {key.removeprefix('@')}` ends it"
    return ""


def undeliverable(view: View, addresses: Iterable[str]) -> list[Correspondent]:
    """Those whose mail came back for good."""
    rows = (view.one(Correspondent, "who", address) for address in dict.fromkeys(addresses))
    return [row for row in rows if row is not None and row.undeliverable]


def came_back(unit: Unit, address: str, bounce: Bounce, case: str, now: datetime) -> None:
    """A report about a mail of ours says that this address takes none, for good."""
    row = row_of(unit, address)
    said = replace(row, undeliverable=row.undeliverable or now, reason=bounce.reason, status=bounce.status, case=case)
    keep(unit, said)


def wrote(unit: Unit, mail: Mail) -> None:
    """Who writes from an address has it: it is not undeliverable any more."""
    if mail.kind is not Kind.HUMAN or mail.sender is None or mail.authenticity.tier is Tier.FAILED:
        return
    for row in undeliverable(unit, (mail.sender.address,)):
        keep(unit, replace(row, undeliverable=None, reason="", status="", case=""))


def shown(rows: Iterable[Correspondent]) -> list[dict[str, object]]:
    """As --json shows them: nothing that is empty."""
    return [{name: value for name, value in asdict(row).items() if value and name != "id"} for row in rows]


def row_of(view: View, who: str) -> Correspondent:
    return view.one(Correspondent, "who", who) or Correspondent(who)


def keep(unit: Unit, row: Correspondent) -> None:
    """A row that says nothing any more goes."""
    if row.muted or row.undeliverable:
        unit.put(row) if row.id else unit.add(row)
    elif row.id:
        unit.remove(Correspondent, row.id)
