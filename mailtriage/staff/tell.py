"""staff/tell.py: what the daemon does now and then: write to the people of the desk who want mail.

Reads next staff/offers.py
"""

from __future__ import annotations

from mailtriage.model.told import Told
from mailtriage.staff.case_mail import news
from mailtriage.staff.offers import offer
from mailtriage.work.desk import Desk

A_PASS = 100


def tell(desk: Desk) -> int:
    """How many mails were written into the outbox. StoreError, OSError."""
    _forget(desk)
    return offer(desk) + news(desk)


def _forget(desk: Desk) -> None:
    """Notes nothing can come of any more."""
    now = desk.clock().isoformat()
    with desk.store.view() as view:
        old = [told.id for told in view.upto(Told, "forget", now, A_PASS)]
    if old:
        with desk.store.unit() as unit:
            for id in old:
                unit.remove(Told, id)
