"""work/budget.py: how many answers may leave by themselves, so that no machine and no forger can make the desk a sender
of unwanted mail. What is over a budget is held, where a person sees it; the case is opened all the same.

Three budgets: a sender (with any `+tag`), a domain, and the whole desk in an hour. A registered contact has a high one,
but only when the sender is verified: a forged From costs nothing. Every count is an index look-up.
Who was bitten: FreeScout #688 (the address varied), osTicket #1041, Zammad #1131.
Reads next triage/new_case.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailtriage.config import Limits
from mailtriage.model.ledger import LedgerRow, untagged
from mailtriage.model.mail import Mail
from mailtriage.model.tiers import Act, May, may
from mailtriage.program.entitlement import lookup_domain
from mailtriage.store.port import View

KNOWN_SENDERS_FACTOR = 20  # a verified contact may file many cases a day; a stranger may not


def over_budget(view: View, limits: Limits, mail: Mail, known: bool, now: datetime) -> str:
    """Why one more automatic answer to this mail must wait for a person, or "". `known`: a registered contact."""
    if mail.sender is None:
        return ""
    factor = KNOWN_SENDERS_FACTOR if known and may(mail.authenticity.tier, Act.BUDGET) is May.YES else 1
    most = limits.answers_per_sender_per_day * factor
    sent = _in_a_day(view, "sender_day", untagged(mail.sender.address), now)
    if sent >= most:
        return f"{sent} automatic answers went to this sender in 24 hours, the budget is {most}"
    domain, most = lookup_domain(mail.sender.address), limits.answers_per_domain_per_day * factor
    sent = _in_a_day(view, "domain_day", domain, now) if domain else 0
    if sent >= most:
        return f"{sent} automatic answers went to {domain} in 24 hours, the budget is {most}"
    hours = {f"{at:%Y-%m-%dT%H}" for at in (now, now - timedelta(hours=1))}
    sent = sum(view.count(LedgerRow, "asked_hour", hour) for hour in hours)
    if sent >= limits.answers_per_hour:
        return f"{sent} automatic answers left in this hour and the one before, the budget is {limits.answers_per_hour}"
    return ""


def _in_a_day(view: View, index: str, who: str, now: datetime) -> int:
    since = now - timedelta(days=1)
    days = {f"{who}|{day:%Y-%m-%d}" for day in (since, now)}
    return sum(1 for day in days for row in view.find(LedgerRow, index, day) if row.handled > since)
