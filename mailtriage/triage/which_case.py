"""triage/which_case.py: which case does a mail belong to, and may its sender join it?

A token in References or In-Reply-To *selects* a case and proves nothing about who writes: every Cc and forward carries
it. A number in the subject proves less. The sender joins when the token was issued to them, when they take part in
the case, or when they are an authorised contact of its customer. Anybody else opens a new case that is linked
for staff only; nothing is disclosed to them, not even that the number exists.
Who was bitten: Zammad #5064, RT (MailFrom), FreeScout GHSA-j49f, iTop #95.
"""

from __future__ import annotations

from mailtriage.model.decision import Decision
from mailtriage.model.mail import Tier
from mailtriage.model.tiers import Act, May, may
from mailtriage.triage.facts import Candidate
from mailtriage.triage.working import Working

AUTHORISED_ROLES = frozenset({"administrator", "approver"})


def _right_to_join(w: Working, candidate: Candidate) -> str:
    """Why the sender may join, or ""."""
    sender = w.mail.sender.address if w.mail.sender else ""
    case, contact = candidate.case, w.facts.contact
    if not sender or may(w.mail.authenticity.tier, Act.JOIN) is May.NO:
        return ""
    if candidate.issued_to_sender:
        return f"the mail it answers was sent to {sender}"
    if sender in case.participants:
        return f"{sender} takes part in the case"
    if merged := next((m.number for m in candidate.merged if sender in m.participants), ""):
        return f"{sender} takes part in {merged}, which was merged into it"
    if (
        contact is not None
        and case.customer in (contact.customer, *contact.acts_for)
        and case.program == contact.program
        and AUTHORISED_ROLES & set(contact.roles)
    ):
        return f"{sender} is an authorised contact of {case.customer}"
    return ""


def _who_writes(w: Working) -> None:
    """On record what we know of the sender, for staff: nothing is decided by a warning."""
    sender, tier = w.mail.sender, w.mail.authenticity
    passes = (f"the domain only looks like {w.facts.passes_for} of the register",) if w.facts.passes_for else ()
    who = sender.address if sender else "nobody who could be named"
    w.because("sender", f"{who}, {tier.tier.value}: {tier.evidence}", words=(*w.mail.warnings, *passes))


def find_case(w: Working) -> Decision | None:
    """Sets w.case or w.claimed; never decides."""
    _who_writes(w)
    if not w.facts.candidates:
        w.because("which case", "none: no answer to a mail of ours and no number of ours in the subject")
        return None
    for candidate in w.facts.candidates:
        right = _right_to_join(w, candidate)
        ways = (*(m.number for m in candidate.merged), candidate.case.number)
        found = f"{candidate.how} of {' merged into '.join(ways)}"
        if right:
            w.case = candidate.case
            w.because("which case", f"{candidate.case.number}: {found}; {right}")
            return None
        failed = " and its sender failed authentication" if w.mail.authenticity.tier is Tier.FAILED else ""
        w.because("which case", f"not {candidate.case.number}: {found}, but the sender takes no part in it{failed}")
    w.claimed = tuple(dict.fromkeys(c.case.number for c in w.facts.candidates))
    return None
