"""work/mute.py: a person mutes an address or a domain: nothing leaves there by itself until it is unmuted.

Reads next work/correspondents.py, cli/mute.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.intake.addresses import canonical, canonical_domain
from mailtriage.model.correspondent import Correspondent
from mailtriage.model.ledger import untagged
from mailtriage.work.checked import BadInput
from mailtriage.work.correspondents import keep, row_of
from mailtriage.work.desk import Desk


def key_of(who: str) -> str:
    """`ann@x.example` as it is, `x.example` and `@x.example` as `@x.example`. Raises BadInput."""
    local, at, domain = who.strip().rpartition("@")
    found = canonical(who.strip()) if local else canonical_domain(domain)
    if not found:
        raise BadInput(f"{who!r} is neither an address nor a domain; write ann@customer.example or customer.example")
    return untagged(found) if local else f"@{found}"


def mute(desk: Desk, who: str, actor: str, why: str = "") -> Correspondent:
    """From now on nothing leaves there by itself."""
    key, now = key_of(who), desk.clock()
    with desk.store.unit() as unit:
        row = replace(row_of(unit, key), muted=now, muted_by=actor, muted_why=why)
        return unit.put(row) if row.id else unit.add(row)


def unmute(desk: Desk, who: str) -> Correspondent:
    """Answers leave again; what was not written meanwhile is not written now. Raises BadInput when it was not muted."""
    key = key_of(who)
    with desk.store.unit() as unit:
        row = row_of(unit, key)
        if row.muted is None:
            raise BadInput(f"{key} is not muted; `mailtriage mute` lists who is")
        keep(unit, replace(row, muted=None, muted_by="", muted_why=""))
    return row
