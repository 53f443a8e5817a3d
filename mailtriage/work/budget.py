"""work/budget.py: how many answers may leave by themselves, so that no machine and no forger can make the desk a sender
of unwanted mail. What is over a budget is held, where a person sees it; the case is opened all the same.

Four budgets: a sender (with any `+tag`), a domain, the same words again (correspondence without progress:
model/shape.py), and the whole desk in an hour, which is the breaker. A registered contact has a high one, but only when
the sender is verified: a forged From costs nothing. No count looks at more rows than the budget allows answers.
Who was bitten: FreeScout #688 (the address varied), osTicket #1041, Zammad #1131.
Reads next work/breaker.py, triage/new_case.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailtriage.config import Limits
from mailtriage.model.ledger import LedgerRow, untagged
from mailtriage.model.mail import Mail, Tier
from mailtriage.model.outgoing import OVERLOAD
from mailtriage.model.shape import shape
from mailtriage.program.entitlement import lookup_domain
from mailtriage.store.port import View
from mailtriage.work import breaker

COLLEAGUES = 10  # several people of one domain may write the same words; a machine that varies its address writes more
KNOWN_SENDERS_FACTOR = 20  # a verified contact may file many cases a day; a stranger may not


def over_budget(view: View, limits: Limits, mail: Mail, known: bool, now: datetime) -> str:
    """Why one more automatic answer to this mail must wait for a person, or "". `known`: a registered contact."""
    if mail.sender is None:
        return ""
    factor = KNOWN_SENDERS_FACTOR if known and mail.authenticity.tier is Tier.ALIGNED else 1
    most = limits.answers_per_sender_per_day * factor
    sent = len(_of_a_day(view, "sender_day", untagged(mail.sender.address), now, most))
    if sent >= most:
        return f"{sent} automatic answers went to this sender in 24 hours, the budget is {most}"
    domain, most = lookup_domain(mail.sender.address), limits.answers_per_domain_per_day * factor
    sent = len(_of_a_day(view, "domain_day", domain, now, most)) if domain else 0
    if sent >= most:
        return f"{sent} automatic answers went to {domain} in 24 hours, the budget is {most}"
    if why := _no_progress(view, limits.answers_per_shape_per_day * factor, mail, now):
        return why
    return _whole_desk(view, limits.answers_per_hour, now)


def _no_progress(view: View, most: int, mail: Mail, now: datetime) -> str:
    """The same words again and again: from one sender, or from a domain that varies it."""
    same = shape(mail.subject, mail.reply_text)
    if mail.sender is None or not same:
        return ""
    rows = _of_a_day(view, "shape_day", f"{mail.sender.domain}|{same}", now, most * COLLEAGUES)
    sent = sum(1 for row in rows if untagged(row.sender) == untagged(mail.sender.address))
    if sent >= most:
        return f"{sent} mails in these words came from this sender in 24 hours, the budget is {most}"
    if len(rows) >= most * COLLEAGUES:
        most *= COLLEAGUES
        return f"{len(rows)} mails in these words came from {mail.sender.domain} in 24 hours, the budget is {most}"
    return ""


def _whole_desk(view: View, most: int, now: datetime) -> str:
    switch = breaker.state(view)
    if switch.opened:
        return f"{OVERLOAD} {switch.sentence}"
    hours = {f"{at:%Y-%m-%dT%H}" for at in (now, now - timedelta(hours=1))}
    sent = sum(view.count(LedgerRow, "asked_hour", hour) for hour in hours)
    if sent >= most and switch.reset and now - switch.reset < timedelta(hours=2):
        rows = (row for hour in hours for row in view.newest(LedgerRow, "asked_hour", hour, most))
        sent = sum(1 for row in rows if switch.reset < row.handled)
    if sent < most:
        return ""
    return f"{OVERLOAD} {sent} automatic answers were due in this hour and the one before, the budget is {most}"


def _of_a_day(view: View, index: str, who: str, now: datetime, most: int) -> list[LedgerRow]:
    """What came within 24 hours, at most `most`: who is over a budget by thousands must not cost a look at all of them
    with each further mail."""
    since = now - timedelta(days=1)
    days = sorted({f"{who}|{day:%Y-%m-%d}" for day in (since, now)}, reverse=True)
    rows = [row for day in days for row in view.newest(LedgerRow, index, day, most) if row.handled > since]
    return rows[:most]
