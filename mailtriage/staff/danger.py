"""staff/danger.py: what makes a draft worth a second look before it leaves. Pure, for every face of the desk.

Promises   what a person who reads forty drafts in a row overlooks: who really wrote, who gets it, whose contract it is
           today, another case's number, a link nobody prescribed, a fact nobody wrote, a language the customer did not
           write in, a draft that is older than the customer's last word.
Does not   judge what the words say.
Reads next staff/around.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mailtriage.model.case import Case, Verdict
from mailtriage.model.draft import Draft
from mailtriage.model.kept import gone
from mailtriage.model.mail import Tier

_ENDED = {
    Verdict.EXPIRED: "the contract has ended",
    Verdict.NOT_COVERED: "the contract does not cover this",
    Verdict.NOT_AUTHORISED: "the sender is not authorised to ask for this",
}
_IN_FORCE = (Verdict.ENTITLED, Verdict.GRACE)
_OURS = ("hand-over", "escalation")      # purposes of mail to our own people
_HOST = re.compile(r"(?i)\b(?:https?://(?:[^\s/@<>()]*@)?|www\.)([\w.-]+)")
_LINK = re.compile(r"\[([^\]\n]+)\]\(\s*<?([^)\s>]+)")


@dataclass(frozen=True, slots=True)
class Around:
    """What the draft's surroundings are now. `tier` is that of the mail it answers, None where there is none or nothing
    vouches for it, `warnings` are those about its sender (intake/lookalikes.py), `undeliverable` which recipients our
    mail came back from. `speaks` is the language of the
    customer's words, `reads` that of the draft's ("" unsure), `listed` that of the register; `languages` are those we
    have texts in. `hosts` are those that links of the program and the customer's own words lead to, `numbers` the case
    numbers in the draft. `owner` is whose address the first recipient's is in the register ("" nobody's), `until` the
    last day of that contract with its grace. `unwritten` are facts of the draft
    that stand nowhere (staff/unwritten.py). `wrote_again`: the customer did, after the draft was made. `strange`:
    nothing of the draft's text stands in it; `asks_nothing`: its text asks, and there is no question in it."""

    tier: Tier | None = None
    warnings: tuple[str, ...] = ()
    undeliverable: tuple[str, ...] = ()
    speaks: str = ""
    reads: str = ""
    listed: str = ""
    languages: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    owner: str = ""
    until: date | None = None
    today: date | None = None
    unwritten: tuple[str, ...] = ()
    wrote_again: bool = False
    strange: bool = False
    asks_nothing: bool = False


def dangers(case: Case, draft: Draft, around: Around) -> tuple[str, ...]:
    """One sentence each, what weighs most first."""
    found = [*_writer(around), *_reader(case, draft, around), *_contract(case, around), *_words(case, draft, around)]
    if around.wrote_again:
        found.append("the customer has written again since this was drafted")
    return tuple(found)


def doubts(case: Case, around: Around) -> Mapping[str, str]:
    """What the sentences doubt of what stands over a draft: "sender", "customer" and "contract", with what is so
    today."""
    found = {}
    if around.tier in (Tier.FAILED, Tier.UNVERIFIED) or around.warnings:
        found["sender"] = "sender in doubt"
    if _of_another(case, around):
        found["customer"] = f"as {around.owner}"
    if around.until and _over(case, around):
        found["contract"] = f"ended {around.until:%Y-%m-%d}"
    return found


def of_case(case: Case, around: Around) -> tuple[str, ...]:
    """The same for a case without its draft, in sentences: what an answer to its participants should not overlook."""
    found = list(_writer(around))
    if _of_another(case, around):
        found.append(f"it came from somebody of {around.owner}, the case is of {case.customer}")
    if around.until and _over(case, around):
        found.extend(_contract(case, around))
    return tuple(found)


def hosts_in(text: str) -> frozenset[str]:
    """The hosts links in a text lead to, in lower case."""
    return frozenset(host.lower().strip(".-") for host in _HOST.findall(text))


def _writer(around: Around) -> list[str]:
    found = []
    if around.tier is Tier.FAILED:
        found.append("the sender failed authentication: who is named there may not have written it; ask by another way "
                     "before you answer")
    elif around.tier is Tier.UNVERIFIED:
        found.append("the sender is not authenticated")
    return [*found, *(f"the sender may not be who it seems: {warning}" for warning in around.warnings)]


def _reader(case: Case, draft: Draft, around: Around) -> list[str]:
    found = []
    strangers = [a for a in (*draft.to, *draft.cc) if a not in case.participants]
    if strangers and draft.purpose not in _OURS:
        found.append(f"{', '.join(strangers)} takes no part in this case")
    if _of_another(case, around):
        found.append(f"it goes to somebody of {around.owner}, the case is of {case.customer}")
    return [*found, *around.undeliverable]


def _contract(case: Case, around: Around) -> list[str]:
    if why := _ENDED.get(case.entitlement.verdict):
        return [why]
    if around.until and _over(case, around):
        return [f"the contract ended, its grace included, on {around.until:%Y-%m-%d}: after the case was checked"]
    return []


def _of_another(case: Case, around: Around) -> bool:
    return bool(around.owner and case.customer) and around.owner != case.customer


def _over(case: Case, around: Around) -> bool:
    """Whether a contract that was in force when the case was checked is not today."""
    in_force = case.entitlement.verdict in _IN_FORCE
    return in_force and bool(around.until and around.today and around.until < around.today)


def _words(case: Case, draft: Draft, around: Around) -> list[str]:
    found = []
    if others := [n for n in around.numbers if n != case.number and not _linked(case, n)]:
        found.append(f"it names {', '.join(others)}, another case")
    if strange := sorted(hosts_in(f"{draft.subject}\n{draft.body}") - around.hosts):
        found.append(f"it links to {', '.join(strange)}, which no text of the program does")
    if taken := gone(draft.kept if draft.edited else (), draft.body):
        found.append(f"the edit took out {', '.join(taken)}, which its text had")
    if around.unwritten:
        found.append(f"nobody wrote {', '.join(around.unwritten)}: it stands in no mail or note of the case, nor in "
                     "the register or the program")
    for label, target in _LINK.findall(draft.body):
        shown, real = hosts_in(label), hosts_in(target)
        if shown and real and shown != real:
            found.append(f"a link that reads {', '.join(shown)} leads to {', '.join(real)}")
    if around.asks_nothing and not around.strange:
        found.append(f"it asks nothing: {draft.text} is there to ask, and no question stands in it")
    answerable = around.speaks in around.languages and draft.purpose not in _OURS
    language = around.reads or draft.language
    other = f"none of its words are those of its text {draft.text}" if around.strange else ""
    if answerable and language not in (around.speaks, around.listed):
        found.append(f"the customer wrote in {around.speaks}, the draft is in {language}{other and f', and {other}'}")
    elif language not in (draft.language, around.speaks, around.listed) and draft.purpose not in _OURS:
        found.append(f"the draft is in {language}, its text in {draft.language}")      # of a short mail nobody can say
    elif other and not draft.edited:
        found.append(other)
    return found


def _linked(case: Case, number: str) -> bool:
    return any(link.partition(":")[2] == number for link in case.links)
