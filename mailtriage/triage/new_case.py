"""triage/new_case.py: a new case: who is entitled to what, what it is about, what is said, which clocks start.

Only purposes that the program lists in `sends_by_itself` may leave without a person; everything else is a draft.
Reads next triage/sorting.py, program/entitlement.py, compose/render.py
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailtriage.model.case import Case, Entitlement
from mailtriage.model.decision import Answer, CaseChange, ClockStart, Decision, Send
from mailtriage.model.ledger import Outcome
from mailtriage.model.outgoing import RESTORED, SUSPECTED
from mailtriage.model.subject import strip_numbers
from mailtriage.model.tiers import Act, May, may
from mailtriage.program import entitlement
from mailtriage.program.checklists import facts_of
from mailtriage.program.match import Categorised
from mailtriage.program.parts import second_matters
from mailtriage.program.products import not_theirs
from mailtriage.program.secrets import mask
from mailtriage.triage.autonomy import by_itself
from mailtriage.triage.choice import answer_of, proposals, provisional, wanted_of
from mailtriage.triage.incidents import find_incident, text_for
from mailtriage.triage.reading import changes, read
from mailtriage.triage.routing import level_of, retyped, unresolved
from mailtriage.triage.sorting import categorised, priority_of
from mailtriage.triage.suggest import suggest
from mailtriage.triage.working import Working


def open_new_case(w: Working) -> Decision:
    links = tuple(f"claims:{n}" for n in w.claimed)
    if links:
        w.because(
            "link",
            f"{', '.join(w.claimed)} is named by somebody who takes no part in it: linked for staff only",
        )
    parts = new_case_parts(
        w,
        acknowledgement="acknowledgement",
        extra={},
        subject=strip_numbers(w.mail.subject, w.facts.prefixes),
        links=links,
    )
    category = parts["case"].category or "uncategorised"
    return w.decide(Outcome.NEW_CASE, f"a new case: {category}{forwarded(w)}", **parts)


def forwarded(w: Working) -> str:
    """`, forwarded by ann@...`, for the reason, when a colleague sent the mail on."""
    return f", forwarded by {w.mail.forwarded_by}" if w.mail.forwarded_by else ""


def new_case_parts(
    w: Working, *, acknowledgement: str, extra: dict[str, Any], subject: str, links: tuple[str, ...]
) -> dict[str, Any]:
    """The fields of a Decision that opens a case."""
    verdict = entitlement_of(w)
    read(w)
    weighed = categorised(w)
    found, category = weighed.found, weighed.found.winner
    language = _language(w)
    fits = category or w.program.category(w.program.default_category)
    other = retyped(w, fits) if fits else None
    level = level_of(w, category)
    category = unresolved(w, category, other.id if other else "", level)
    sender = w.mail.sender.address if w.mail.sender else ""
    case = CaseChange(
        subject=mask(subject) or "(no subject)",
        customer=w.facts.customer.name if w.facts.customer else "",
        contact=(w.facts.contact.name if w.facts.contact else "") or (w.mail.sender.name if w.mail.sender else ""),
        entitlement=verdict,
        type=other.id if other else found.winner.type if found.winner else "question",
        category=category.id if category else w.program.default_category,
        priority=priority_of(w, weighed, other),
        level=level,
        team=(category.team if category else "") or w.program.default_team,
        language=language,
        add_participants=(sender,) if sender else (),
        add_links=links,
        add_also=_second_matters(w, found),
        **changes(w),
    )
    whole = provisional(w, case)
    w.about = w.about.knowing(**facts_of(whole))
    reports = find_incident(w)
    known = suggest(w)
    if known or reports:
        case = replace(case, known_problem=known, add_links=(*case.add_links, *reports))
    unwanted = "" if category is None or category.acknowledge else f"the program acknowledges no {category.id}"
    answers, said = reply_answers(w, acknowledgement, extra, language, unwanted, whole)
    goes_on = entitlement.path(w.program, verdict).work_goes_on
    instead = incident_answers(w, whole, (acknowledgement,), unwanted) if goes_on else None
    proposed = proposals(w, whole, verdict, category, found.why, acknowledgement, instead)
    whole = replace(whole, also=case.add_also) if case.add_also else whole
    proposed = by_itself(w, whole, category, proposed, why_not_now(w) or unwanted)
    return {
        "case": case,
        "answers": answers + proposed,
        "clocks": _clocks(w, whole.priority),
        "actions": ("open a case", *said, *map(_said_of, proposed)),
        "events": (*_flags(w, case), *incident_events(w, reports)),
    }


def _said_of(answer: Answer) -> str:
    return f"send {answer.text}" if answer.send is Send.AUTO else f"propose {answer.text} for approval"


def incident_events(w: Working, links: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What staff read on a case that is a report of an incident."""
    return (("incident", f"linked to {w.incident.key}: {w.incident.title}"),) if w.incident and links else ()


def incident_answers(w: Working, case: Case, had: tuple[str, ...], unwanted: str = "") -> tuple[Answer, ...] | None:
    """What the report of an incident gets in place of the answer to its content; None when it is no such report, or the
    program has no text for it."""
    text = text_for(w.program, "incident") if w.incident is not None else None
    if w.incident is None or text is None:
        return None
    if text.id in had:
        w.because("answer", f"{text.id} fits, but this case had it already", text.id, text.source)
        return ()
    words = {"incident": w.incident.title, "incident_text": w.incident.tell}
    answers, _ = reply_answers(w, text.id, words, case.language, unwanted, case)
    why = f"{w.incident.key} ({w.incident.title})"
    return tuple(replace(a, words="; ".join(filter(None, (why, a.words)))) for a in answers)


def _language(w: Working) -> str:
    """The language of the answers: the contact's, else the customer's, else the mail's, else the program's first."""
    stored = (w.facts.contact and w.facts.contact.language) or (w.facts.customer and w.facts.customer.language)
    language = w.program.language(stored or w.mail.language)
    if w.mail.language and w.mail.language != language:
        w.because("language", f"the mail reads as {w.mail.language}; the answer is in {language}")
    return language


def _second_matters(w: Working, found: Categorised) -> tuple[str, ...]:
    others = second_matters(w.program, found, w.mail.said, w.about)
    for other in others:
        words = f"{other.category.id} too, in another part of the mail: {', '.join(other.words)}"
        w.because("second matter", words, other.category.id, other.category.source, other.words)
    return tuple(other.category.id for other in others)


def _flags(w: Working, case: CaseChange) -> tuple[tuple[str, str], ...]:
    """What staff are told in the events of the case."""
    flags = []
    if w.mail.language and w.mail.language not in w.program.languages:
        flags.append(("language", f"the mail reads as {w.mail.language}, which no text is written in"))
    flags += [("second-matter", f"the mail is about {other} too") for other in case.add_also]
    return tuple(flags)


def reply_answers(
    w: Working,
    text_id: str,
    extra: dict[str, Any],
    language: str = "",
    unwanted: str = "",
    case: Case | None = None,
) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """The one answer that may leave by itself, or why it must not; and that in words. `case` is the new one, whose
    questions the acknowledgement may ask."""
    silence = _why_silent(w) or unwanted
    text = w.program.texts.get(text_id)
    if silence or text is None or w.mail.sender is None:
        w.because("answer", f"no {text_id}: {silence or 'the program has no such text'}")
        return (), (f"no {text_id}: {silence or 'no such text'}",)
    # Who is named in a forwarded mail did not write to us: a person looks before anything goes to that address.
    auto = text.send == "auto" and text.purpose in w.program.sends_by_itself and not w.mail.forwarded_by
    hold = _why_held(w)
    w.because(
        "answer",
        f"{text_id} to {w.mail.sender.address}" + (f", held: {hold}" if hold else ""),
        text_id,
        text.source,
    )
    wanted = wanted_of(w, case) if case is not None and text.asks else None
    answer = answer_of(
        w,
        text,
        language or w.program.language(w.mail.language),
        Send.AUTO if auto else Send.APPROVE,
        words=f"{text_id}{forwarded(w)}" if w.mail.forwarded_by else "",
        hold=hold,
        ask=wanted.ask if wanted is not None and wanted.text == text_id else (),
        **extra,
    )
    return (answer,), (f"hold {text_id}: {hold}" if hold else f"send {text_id}" if auto else f"propose {text_id}",)


def why_not_now(w: Working) -> str:
    """Why no answer may leave by itself to this mail, "" when one may."""
    return _why_silent(w) or _why_held(w)


def _why_silent(w: Working) -> str:
    if w.mail.sender is None:
        return "the mail names no single author to answer"
    if w.facts.muted:
        return w.facts.muted
    if may(w.mail.authenticity.tier, Act.ANSWER) is May.NO:
        return "the sender failed authentication: whoever is named there did not write it"
    if w.mail.must_not_acknowledge:
        return f"an automatic answer is not wanted there ({w.mail.kind_evidence or 'RFC 3834'})"
    return ""


def _why_held(w: Working) -> str:
    age = w.now - w.facts.received
    if age > w.facts.answer_within:
        return f"the mail is {age.days} days old, older than answer_within"
    if w.facts.suspected and not w.facts.released:
        return f"{SUSPECTED} the mail server put this mail into {w.facts.suspected}"
    if w.facts.restored is not None and w.facts.received <= w.facts.restored:
        return f"{RESTORED} this mail came before the restore and may have been answered already"
    return w.facts.over_budget


def entitlement_of(w: Working) -> Entitlement:
    if w.facts.unclear_customer and w.facts.own is None:
        w.because("entitlement", f"unknown: {w.facts.unclear_customer}")
        return Entitlement(evidence=w.facts.unclear_customer)
    verdict = entitlement.check(
        w.program,
        today=w.program.today(w.now),
        tier=w.mail.authenticity.tier,
        contact=w.facts.contact,
        customer=w.facts.customer or w.facts.own,
        matched_by=w.facts.matched_by or ("address" if w.facts.own else ""),
        uncovered=_uncovered(w),
    )
    if w.facts.unclear_customer:
        verdict = replace(verdict, evidence=f"{verdict.evidence}; {w.facts.unclear_customer}")
    path = entitlement.path(w.program, verdict)
    w.because("entitlement", f"{verdict.verdict.value}: {verdict.evidence}", path.verdict, path.source)
    return verdict


def _uncovered(w: Working) -> str:
    """The product the mail is about that its customer has no contract for, "" when there is none."""
    theirs = w.facts.customer.products if w.facts.customer else ()
    names, text = (*w.facts.products, *w.program.products), f"{w.mail.subject}\n{w.mail.said}"
    return not_theirs(theirs, names, text, w.program.one_word_products)


def _clocks(w: Working, priority: str) -> tuple[ClockStart, ...]:
    """Clocks run from the mail's arrival, not from when we got round to it; never from a date in the future."""
    started = min(w.facts.received, w.now)
    clocks = []
    for rule in w.program.clocks_for(priority):
        due = w.program.calendars[rule.calendar].add(started, rule.within)
        w.because("clock", f"{rule.kind} is due {due:%Y-%m-%d %H:%M} UTC", rule.kind, rule.source)
        clocks.append(ClockStart(rule.kind, rule.calendar, due))
    return tuple(clocks)
