"""triage/reply.py: a mail that belongs to a case we have: thanks, closed, solved, open.

Reads next triage/new_case.py
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailtriage.model.case import Case, State
from mailtriage.model.decision import Answer, CaseChange, Decision, Send
from mailtriage.model.ledger import Outcome
from mailtriage.model.subject import strip_numbers
from mailtriage.program.index import Said
from mailtriage.program.match import Categorised, categorise, is_thanks
from mailtriage.program.news import asks_for_news
from mailtriage.program.parts import begun
from mailtriage.program.program import Program
from mailtriage.program.standing import partner_writing
from mailtriage.triage.autonomy import by_itself
from mailtriage.triage.choice import WHICH_CASE, answer_of, answers_to_content
from mailtriage.triage.incidents import find_incident
from mailtriage.triage.new_case import (
    entitlement_of,
    forwarded,
    incident_answers,
    incident_events,
    new_case_parts,
    reply_answers,
    why_not_now,
)
from mailtriage.triage.reading import changes, completed, knowing, read
from mailtriage.triage.suggest import suggest
from mailtriage.triage.wording import asides, new_words, without
from mailtriage.triage.working import Working

_NEW_MATTER = 2     # the score from which on words of a reply are another matter than its case's


def note_thanks(w: Working) -> Decision | None:
    if w.case is None:
        return _thanks_for_nothing_we_have(w)
    if _says_more_in_subject(w, w.case) or not _only_thanks(w):
        w.because("thanks only", "no")
        return None
    w.because("thanks only", "yes: it asks for nothing", words=(w.mail.reply_text[:80],))
    return w.decide(
        Outcome.NOTED,
        f"thanks, noted on {w.case.number}; its state stays {w.case.state.value}",
        case=CaseChange(number=w.case.number),
        actions=(f"note it on {w.case.number}", "answer nothing"),
    )


def _thanks_for_nothing_we_have(w: Working) -> Decision | None:
    """Thanks for a mail whose case we do not have, such as one from before this desk: nobody waits for a number."""
    if not w.mail.threading or w.claimed or not _only_thanks(w):
        return None
    w.because("thanks only", "yes, for a mail no case here knows: it asks for nothing", words=(w.mail.reply_text[:80],))
    return w.decide(Outcome.NOTED, "thanks, for a mail that no case here knows", actions=("answer nothing",))


def _only_thanks(w: Working) -> bool:
    """Whether nothing but thanks came, not in what was taken for quote or signature, either."""
    if w.mail.attachments or not is_thanks(w.program, w.mail.reply_text):
        return False
    if words := w.mail.unproven_words:
        w.because("more than thanks", "perhaps: below the thanks stands what may be the writer's", words=(words[:80],))
    return not words


def _says_more_in_subject(w: Working, case: Case) -> bool:
    """Whether the subject was rewritten: "URGENT, still down" above a "Thanks" is no thanks."""
    said = strip_numbers(w.mail.subject, w.facts.prefixes).casefold()
    return bool(said) and said != case.subject.casefold() and not is_thanks(w.program, said)


def turn_closed_reply_into_new_case(w: Working) -> Decision | None:
    case = w.case
    if case is None:
        return None
    too_late = (
        case.state is State.SOLVED and case.solved is not None and w.now > case.solved + w.program.reactivate_within
    )
    if case.state is not State.CLOSED and not too_late:
        w.because("closed case", f"no: {case.number} is {case.state.value}")
        return None
    why = "is closed" if case.state is State.CLOSED else "was solved too long ago to be reactivated"
    w.because("closed case", f"{case.number} {why}: the reply is rejected there and becomes a new-case request")
    if w.program.on_closed_reply == "reject":
        answers, _ = reply_answers(w, "closed-rejected", {"old_number": case.number})
        return w.decide(
            Outcome.NOTED,
            f"{case.number} {why}; the program rejects replies there",
            case=CaseChange(number=case.number),
            answers=answers,
            actions=("tell the sender it is closed",),
        )
    w.continues = case.number
    w.case = None  # the new case holds what its own mail says; what the old one knew stays there
    parts = new_case_parts(
        w,
        acknowledgement="closed-number",
        extra={"old_number": case.number},
        subject=strip_numbers(w.mail.subject, w.facts.prefixes),
        links=(f"continues:{case.number}",),
    )
    return w.decide(Outcome.CLOSED_REPLY_NEW_CASE, f"{case.number} {why}; a new case continues it", **parts)


def _brings(w: Working, case: Case) -> dict[str, Any]:
    """Fields a reply brings to its case, and the answers it leads to, as parts of a Decision."""
    events = (*completed(w, case), *_complaint(w))
    return {"answers": answers_to_reply(w, case), "events": events}


def _complaint(w: Working) -> tuple[tuple[str, str], ...]:
    """That the reply complains: it speaks against what the case was told (work/autonomy.py)."""
    found = categorise(w.program, "", w.mail.reply_text, w.about).winner
    return (("complaint", f"the reply complains: {found.id}"),) if found and found.type == "complaint" else ()


def answers_to_reply(w: Working, case: Case) -> tuple[Answer, ...]:
    """What a reply leads to: how the case stands, for who asks that; the prescribed answer to another matter it begins;
    what the case leads to now and did not before; the questions still open. Else staff answer."""
    if w.mail.sender is None:
        return ()
    now, had = knowing(w, case), (*case.texts_sent, *case.texts_proposed)
    if (told := incident_answers(w, now, had)) is not None:
        return told
    found, opens = _new_matter(w, case)
    if (news := _news(w, case, found)) and not (opens or _complains(found)):
        return news
    before = replace(w.about, said=Said(w.program.index, {}), attachments=(), fields=dict(case.fields))
    answers = answers_to_content(w, now, found.winner, found.why, had, before)
    return (*news, *by_itself(w, now, found.winner, answers, why_not_now(w)))


def _new_matter(w: Working, case: Case) -> tuple[Categorised, str]:
    """What the reply is about beside what it answers and what it says was tried, where that is another matter than the
    case's; and the words that begin one. A text that advises what was done already is no answer."""
    answered = tuple(f.value for name, f in w.found.items() if name in case.asked)
    subject = w.mail.subject if _says_more_in_subject(w, case) else ""
    about, opens = new_words(w, strip_numbers(subject, w.facts.prefixes), (*asides(w, w.found), *answered))
    if opens and (other := begun(w.program, about.said.written("new text"), about, case.category)):
        return other, opens
    found = categorise(w.program, "", "", about)
    category = found.winner
    if category is None:
        return found, ""
    own, thin = case.category in (category.id, category.unresolved), found.hits[0].score < _NEW_MATTER
    if own or (thin and case.category != w.program.default_category):
        why = "it is what the case is about" if own else "one word of a reply begins no other matter"
        w.because("answer", f"no text of {category.id}: {why}", category.id, category.source, found.words)
        return replace(found, winner=None), ""
    return found, ""


def _complains(found: Categorised) -> bool:
    return found.winner is not None and found.winner.type == "complaint"


def _news(w: Working, case: Case, found: Categorised) -> tuple[Answer, ...]:
    """How the case stands, for a participant who asks for that. A person approves it."""
    words = asks_for_news(w.program, w.mail.subject, w.mail.reply_text)
    if not words and found.winner is not None and found.winner.reply == WHICH_CASE:
        words = found.words[0]
    text = w.program.texts.get("status")
    if not words or w.fields or w.mail.attachments or text is None:
        return ()
    w.because("answer", f"status is proposed: the mail asks for news, {words!r}", text.id, text.source, (words,))
    auto = text.send == "auto" and text.purpose in w.program.sends_by_itself
    send = Send.AUTO if auto else Send.APPROVE
    return (answer_of(w, text, w.program.language(case.language), send, f"asks for news: {words!r}"),)


def note_answer_of_who_has_it(w: Working) -> Decision | None:
    """A reply of a level, partner or colleague the case was passed to: for staff, who tell the customer what of it they
    choose. What it says is read into the case, and nothing is proposed to its author."""
    case, sender = w.case, w.mail.sender.address if w.mail.sender else ""
    if case is None or not case.is_open or sender in case.participants:
        return None
    who = _has_it(w.program, sender)
    if not who:
        return None
    w.because("partner reply", f"{sender} is {who}: it stays with staff")
    read(w)
    return w.decide(
        Outcome.PARTNER_REPLY,
        f"a reply of {who} on {case.number}",
        case=CaseChange(number=case.number, **changes(w)),
        events=completed(w, case),
        actions=(f"put it on {case.number} for staff", "answer nothing"),
    )


def _has_it(program: Program, sender: str) -> str:
    """Who of those that cases are passed to writes from that address, "" for nobody."""
    level = next((v for v in program.levels if sender and v.address == sender), None)
    if level is not None:
        return f"{level.id} ({level.owner})"
    if partner := partner_writing(program, sender):
        return f"{partner.title}, a channel partner"
    return next((f"our {role}" for role, address in program.contacts.items() if sender and address == sender), "")


def reactivate_solved_case(w: Working) -> Decision | None:
    case = w.case
    if case is None or case.state is not State.SOLVED:
        return None
    w.because("solved case", f"{case.number} is reactivated: new information within the window")
    read(w)
    return w.decide(
        Outcome.REOPENED,
        f"{case.number} was solved and is reactivated",
        supersede_drafts=True,
        events=completed(w, case),
        case=CaseChange(number=case.number, state=State.ASSIGNED, **changes(w)),
        actions=(f"put it on {case.number}", "tell the team"),
    )


def _with_customer(w: Working, change: CaseChange) -> CaseChange:
    """A partner who was asked for which customer they write has answered: the case gets it, with its entitlement."""
    contact, customer = w.facts.contact, w.facts.customer
    if w.case is None or w.case.customer or contact is None or customer is None or not contact.acts_for:
        return change
    w.because("customer", f"{customer.name}: the mail names it, and {contact.address} acts for it")
    return replace(change, customer=customer.name, entitlement=entitlement_of(w))


def continue_open_case(w: Working) -> Decision | None:
    case = w.case
    if case is None:
        return None
    back = case.state is State.WAITING
    w.because("follow-up", f"{case.number} is {case.state.value}" + (", it waited for this answer" if back else ""))
    read(w)
    w.about = without(w, w.mail.subject, asides(w, w.found))  # nothing is proposed on what was tried
    known, reports = suggest(w, case), find_incident(w, case)
    parts = _brings(w, case)
    parts["events"] = (*parts["events"], *incident_events(w, reports))
    state = State.ASSIGNED if back else None
    change = CaseChange(number=case.number, state=state, known_problem=known, add_links=reports, **changes(w))
    return w.decide(
        Outcome.FOLLOW_UP,
        f"a reply on {case.number}{forwarded(w)}",
        supersede_drafts=True,
        case=_with_customer(w, change),
        actions=(f"put it on {case.number}",),
        **parts,
    )
