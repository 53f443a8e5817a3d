"""work/release.py: what a person does with quarantined mail: let it in, or drop it. The bytes stay either way.

Reads next work/receive.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Kind
from mailtriage.store.port import Unit
from mailtriage.work.approve import Refused
from mailtriage.work.commit import commit
from mailtriage.work.desk import Desk
from mailtriage.work.held import by_held
from mailtriage.work.receive import decide, read_mail

WAITING = (Outcome.QUARANTINED, Outcome.HELD)


def _waiting(unit: Unit, id: int) -> LedgerRow:
    row = unit.get(LedgerRow, id)
    if row is None:
        raise Refused(f"there is no mail {id} in quarantine; `mailtriage quarantine list` shows what is there")
    if row.outcome not in WAITING:
        raise Refused(
            f"mail {id} is not in quarantine: it is {row.outcome.value}" + (f" on {row.case}" if row.case else "")
        )
    return row


def _read(row: LedgerRow) -> None:
    """Raise Refused for a mail of which only the header is here: it would open a case with nothing in it."""
    if row.outcome is Outcome.HELD and row.reason.startswith("oversized:"):
        where = f"; {row.case} has what is known of it" if row.case else ""
        raise Refused(f"of mail {row.id} only the header is here ({row.reason}){where}; drop it when you have read it")


def release(desk: Desk, id: int, actor: str) -> LedgerRow:
    """Triage a quarantined or held mail as far as it can be read; its answer, if any, follows the usual rules.
    Raises Refused when it is not there, or still cannot be read at all."""
    now = desk.clock()
    with desk.store.unit() as unit:
        row = _waiting(unit, id)
        _read(row)
        mail = by_held(unit, desk, read_mail(desk, row.mailbox, desk.raw.get(row.sha256)))
        if mail.kind is Kind.MALFORMED:
            mail = replace(
                mail,
                kind=Kind.HUMAN,
                must_not_acknowledge=True,
                kind_evidence=f"released from quarantine by {actor}: {mail.kind_evidence}",
            )
        if mail.sender and mail.sender.address in desk.own_addresses:
            mail = replace(mail, must_not_acknowledge=True)     # the answer would come to ourselves
        _, decision = decide(unit, desk, row.mailbox, mail, row.key, row.received, now, released=True)
        unit.remove(LedgerRow, row.id)
        done = commit(unit, desk, decision, mail, row, now)
        return unit.put(
            replace(
                done.row,
                filing=row.filing,
                tries=row.tries + 1,
                reason=f"{done.row.reason} (released by {actor})",
            )
        )


def drop(desk: Desk, id: int, actor: str, why: str) -> LedgerRow:
    """Decide that a quarantined mail becomes nothing. The ledger row and the bytes stay. Raises Refused."""
    with desk.store.unit() as unit:
        row = _waiting(unit, id)
        return unit.put(
            replace(row, outcome=Outcome.DROPPED, reason=f"dropped by {actor}: {why} (was: {row.reason})"[:500])
        )
