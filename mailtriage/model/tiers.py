"""model/tiers.py: what a mail may do, by how sure we are of its author: the one table.

    tier         the trusted hop says it is genuine = aligned; nobody says anything = unverified; it is forged = failed
    May.PERSON   only where staff see it and decide

Promises   every gate asks here, so that a tier means the same everywhere. How much of a contract counts is the
           program's own ([tier] in entitlement.toml: full, quiet, nothing); its defaults agree with the row CONTRACT.
Source     decision 5 of the design; docs/senders-and-cases.md prints the table, and a test compares them.
Reads next triage/which_case.py, triage/new_case.py, work/budget.py
"""

from __future__ import annotations

from enum import StrEnum

from mailtriage.model.mail import Tier


class Act(StrEnum):
    OPEN = "open a case"
    ANSWER = "be answered by itself"
    JOIN = "join a case it may join"
    CONTRACT = "have its contract count"
    DATA = "be told what stands in a case"
    BUDGET = "have a registered contact's high budget"
    BEHALF = "open a case for somebody else, as staff"
    APPROVE = "approve a draft"


class May(StrEnum):
    YES = "yes"
    PERSON = "a person decides"
    NO = "no"


_Y, _P, _N = May.YES, May.PERSON, May.NO
TABLE: dict[Act, dict[Tier, May]] = {
    act: dict(zip((Tier.ALIGNED, Tier.UNVERIFIED, Tier.FAILED), row, strict=True))
    for act, row in {
        Act.OPEN: (_Y, _Y, _Y),          # what somebody needs is heard, whoever they turn out to be
        Act.ANSWER: (_Y, _Y, _N),        # whoever is named in a forged mail did not write to us
        Act.JOIN: (_Y, _Y, _N),
        Act.CONTRACT: (_Y, _P, _N),
        Act.DATA: (_Y, _P, _N),
        Act.BUDGET: (_Y, _N, _N),        # a forged From costs nothing
        Act.BEHALF: (_P, _P, _N),        # the forwarded From is text: the answer to it always waits
        Act.APPROVE: (_Y, _N, _N),
    }.items()
}


def may(tier: Tier, act: Act) -> May:
    """What the table says."""
    return TABLE[act][tier]
