"""triage/oversized.py: a mail too big to be read: its sender is told, by the header alone. Pure.

Promises   the program's text `too-large` is the answer, under the rules of an acknowledgement: no machine, no forged
           sender, no budget exceeded. It stands on the case the mail answers, else on a new one, so that the smaller
           mail that follows has somewhere to go. A program without that text holds the mail in silence.
Does not   read the mail: nothing is known of it but size, sender, subject and what it answers.
Reads next triage/new_case.py; who calls: work/hold.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailtriage.model.decision import CaseChange, Decision
from mailtriage.model.ledger import Outcome
from mailtriage.model.mail import Kind, Mail
from mailtriage.model.subject import strip_numbers
from mailtriage.program.program import Program
from mailtriage.triage.facts import Facts
from mailtriage.triage.new_case import new_case_parts, reply_answers
from mailtriage.triage.which_case import find_case
from mailtriage.triage.working import Working

TEXT = "too-large"


@dataclass(frozen=True, slots=True)
class Size:
    """In words: `31.4 MiB`. `why` is the reason for the ledger."""

    mail: str
    limit: str
    why: str


def tell_of_oversized(mail: Mail, facts: Facts, program: Program, now: datetime, size: Size) -> Decision:
    """What becomes of a mail of which only the header was read: it is held, and perhaps its sender is told."""
    w = Working(mail, facts, program, now)
    w.because("size", size.why)
    if silence := _nobody_to_tell(w):
        w.because("answer", f"no {TEXT}: {silence}")
        change = CaseChange(number=facts.duplicate_case) if facts.duplicate_case else None
        return w.decide(Outcome.HELD, size.why, case=change, attach=False, actions=(f"tell nobody: {silence}",))
    find_case(w)
    words = {"mail_size": size.mail, "size_limit": size.limit}
    if w.case is not None and w.case.is_open:
        answers, told = reply_answers(w, TEXT, words, w.case.language)
        return w.decide(Outcome.HELD, size.why, case=CaseChange(number=w.case.number), answers=answers, actions=told)
    parts = new_case_parts(
        w, acknowledgement=TEXT, extra=words, subject=strip_numbers(mail.subject, facts.prefixes),
        links=tuple(f"claims:{number}" for number in w.claimed),
    )
    # What else the rules would propose stands on a subject alone: nobody should answer what nobody has read.
    parts["answers"] = tuple(a for a in parts["answers"] if a.text == TEXT)
    return w.decide(Outcome.HELD, size.why, **parts)


def _nobody_to_tell(w: Working) -> str:
    """Why nothing is said of it and no case opened, or ""."""
    if TEXT not in w.program.texts:
        return f"the program has no text {TEXT}"
    if w.mail.sender is None or w.mail.kind is not Kind.HUMAN:
        return w.mail.kind_evidence or "nobody who could be answered"
    if w.facts.carries_our_id or w.mail.sender.address in w.facts.own_addresses:
        return "it says it comes from ourselves"
    if w.facts.duplicate_of:
        return f"the same mail is {w.facts.duplicate_of}"
    return ""
