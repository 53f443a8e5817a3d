"""triage/gate.py: mails that are nobody's request: unreadable, our own, seen before, bounced, spoken by a machine.

None of them is ever answered, whatever a program says (RFC 3834 2, RFC 5321 6.1).
Reads next triage/which_case.py
"""

from __future__ import annotations

from mailtriage.model.decision import CaseChange, Decision
from mailtriage.model.ledger import Outcome
from mailtriage.model.mail import Kind
from mailtriage.triage.working import Working

_NAMED, _LONGEST = 3, 500        # recipients named in a reason, and its characters
MACHINES = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.DELIVERY_NOTICE, Kind.COMPLAINT, Kind.RECEIPT, Kind.LIST})


def quarantine_what_cannot_be_read(w: Working) -> Decision | None:
    if w.mail.kind is not Kind.MALFORMED or w.facts.released:
        w.because("readable", "yes" if w.mail.kind is not Kind.MALFORMED else "released from quarantine by staff")
        return None
    why = (w.mail.kind_evidence or "; ".join(w.mail.defects) or "it could not be parsed").removeprefix("quarantined: ")
    w.because("readable", f"no: {why}", words=w.mail.defects)
    return w.decide(Outcome.QUARANTINED, why, attach=False, actions=("keep the bytes in quarantine for a person",))


def pass_over_our_own_mail(w: Working) -> Decision | None:
    sender = w.mail.sender.address if w.mail.sender else ""
    if w.mail.kind is Kind.LOOP or w.facts.carries_our_id:
        why = "it carries a mark or Message-ID only this desk can make"
    elif sender in w.facts.own_addresses and w.mail.kind not in MACHINES and not w.facts.released:
        # A web form often writes so, with the customer in Reply-To; so does a forger. It is never answered, nor lost.
        why = f"it says it comes from our own mailbox {sender} but does not carry our mark"
        w.because("own mail", f"perhaps: {why}")
        return w.decide(Outcome.QUARANTINED, why, attach=False, actions=("keep the bytes in quarantine for a person",))
    else:
        w.because("own mail", "no")
        return None
    w.because("own mail", f"yes: {why}")
    return w.decide(Outcome.LOOP, f"our own mail came back: {why}", attach=False, actions=("answer nothing",))


def pass_over_what_we_have(w: Working) -> Decision | None:
    if not w.facts.duplicate_of:
        w.because("seen before", "no")
        return None
    w.because("seen before", f"yes: as {w.facts.duplicate_of}")
    where = f", case {w.facts.duplicate_case}" if w.facts.duplicate_case else ""
    change = CaseChange(number=w.facts.duplicate_case) if w.facts.duplicate_case else None
    return w.decide(
        Outcome.DUPLICATE,
        f"the same mail came before as {w.facts.duplicate_of}{where}",
        case=change,
        attach=False,
        actions=("answer nothing: it was answered then",),
    )


def note_bounce_on_its_case(w: Working) -> Decision | None:
    if w.mail.kind is not Kind.BOUNCE:
        return None
    bounce, case = w.mail.bounce, w.facts.returned_case
    if case is None or bounce is None:
        w.because("bounce", "it quotes no mail that we sent, so it changes nothing")
        return w.decide(
            Outcome.MACHINE, "a bounce that quotes no mail of ours", attach=False, actions=("answer nothing",)
        )
    # The id alone proves little: everybody we answered knows one. A recipient of that mail has to be named too.
    ours = [r for r in bounce.recipients if r in w.facts.returned_to]
    if not ours:
        why = f"an unconfirmed bounce on {case.number}: it quotes a mail of ours but names nobody we sent that to"
        w.because("bounce", why, words=(bounce.original_message_id,))
        return w.decide(
            Outcome.BOUNCE_NOTED,
            why,
            case=CaseChange(number=case.number),
            actions=(f"note it on {case.number}", "mark no address", "answer nothing"),
        )
    who = ", ".join(ours[:_NAMED]) + (f" and {len(ours) - _NAMED} more" if len(ours) > _NAMED else "")
    who = who[:_LONGEST]
    how = f"{'permanently' if bounce.permanent else 'for now'} undeliverable: {bounce.reason} {bounce.status}".strip()
    w.because("bounce", f"our mail on {case.number} to {who} is {how}", words=(bounce.original_message_id,))
    return w.decide(
        Outcome.BOUNCE_NOTED,
        f"our mail to {who} on {case.number} is {how}",
        case=CaseChange(number=case.number),
        mark_address=ours[0] if bounce.permanent else "",
        actions=(f"note it on {case.number}", "answer nothing"),
    )


def machines_are_never_answered(w: Working) -> Decision | None:
    if w.mail.kind not in MACHINES:
        w.because("who speaks", f"{w.mail.kind.value}: {w.mail.kind_evidence or 'no mark of a machine'}")
        return None
    what = f"{w.mail.kind.value}: {w.mail.kind_evidence}".rstrip(": ")
    w.because("who speaks", what)
    # A complaint, or a report of a delay, is about a mail of ours: the id it quotes says which, not who sends it.
    case = w.case or w.facts.returned_case
    if case is not None:
        return w.decide(
            Outcome.MACHINE,
            f"{what}; noted on {case.number}, its state unchanged",
            case=CaseChange(number=case.number),
            actions=(f"note it on {case.number}", "answer nothing"),
        )
    return w.decide(Outcome.MACHINE, what, attach=False, actions=("answer nothing",))
