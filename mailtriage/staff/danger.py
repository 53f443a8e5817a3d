"""staff/danger.py: what makes a draft worth a second look before it leaves. Pure, for every face of the desk.

Reads next desk/drafts.py
"""

from __future__ import annotations

from collections.abc import Sequence

from mailtriage.model.case import Case, Verdict
from mailtriage.model.draft import Draft
from mailtriage.model.mail import Tier

_ENDED = {
    Verdict.EXPIRED: "the contract has ended",
    Verdict.NOT_COVERED: "the contract does not cover this",
    Verdict.NOT_AUTHORISED: "the sender is not authorised to ask for this",
}


def dangers(
    case: Case, draft: Draft, tier: Tier | None, warnings: Sequence[str] = (), undeliverable: Sequence[str] = ()
) -> tuple[str, ...]:
    """One sentence each. `tier` is that of the mail the draft answers, None where there is none; `warnings` are
    those about its sender (intake/lookalikes.py), `undeliverable` which recipients our mail came back from."""
    found = []
    if tier is Tier.FAILED:
        found.append("the sender failed authentication: whoever is named there did not write it")
    elif tier is Tier.UNVERIFIED:
        found.append("the sender is not authenticated")
    found += [f"the sender may not be who it seems: {warning}" for warning in warnings]
    strangers = [a for a in (*draft.to, *draft.cc) if a not in case.participants]
    if strangers and draft.purpose not in ("hand-over", "escalation"):
        found.append(f"{', '.join(strangers)} takes no part in this case")
    found += undeliverable
    if why := _ENDED.get(case.entitlement.verdict):
        found.append(why)
    return tuple(found)
