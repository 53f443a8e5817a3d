"""staff/tell.py: what the daemon does now and then: write to the people of the desk who want mail.

Reads next staff/offers.py
"""

from __future__ import annotations

from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.model.told import Told
from mailtriage.staff.case_mail import news
from mailtriage.staff.letters import NOTICE
from mailtriage.staff.notices import notify
from mailtriage.staff.offers import offer
from mailtriage.work.desk import Desk

A_PASS = 100
_OVER = (OutState.SENT, OutState.FAILED, OutState.CANCELLED)


def tell(desk: Desk) -> int:
    """How many mails were written into the outbox. StoreError, OSError."""
    _forget(desk)
    return offer(desk) + news(desk) + notify(desk)


def _forget(desk: Desk) -> None:
    """Notes nothing can come of any more, and the notifications they are about, which no case keeps."""
    now = desk.clock().isoformat()
    with desk.store.view() as view:
        old = [told.id for told in view.upto(Told, "forget", now, A_PASS)]
    if old:
        with desk.store.unit() as unit:
            for id in old:
                told = unit.get(Told, id)
                row = unit.one(Outgoing, "message_id", told.message_id) if told and told.message_id else None
                if row is not None and row.purpose == NOTICE and row.state in _OVER:
                    unit.remove(Outgoing, row.id)
                unit.remove(Told, id)
