"""triage/choice.py: which prescribed texts a mail leads to, and what they ask.

Promises   at most one answer is chosen, and those it was chosen before are recorded; a text the case had is not chosen
           again; what is known or was asked is not asked.
Reads next program/when.py, program/checklists.py, rules/cadents/prescribed.toml
"""

from __future__ import annotations

from typing import Any

from mailtriage.model.case import Case, Entitlement
from mailtriage.model.decision import Answer, CaseChange, Send
from mailtriage.model.tiers import Act, May, may
from mailtriage.program import entitlement
from mailtriage.program.checklists import Needs, needs, title
from mailtriage.program.known import Likeness
from mailtriage.program.program import Category, Text
from mailtriage.program.when import Circumstances, holds
from mailtriage.triage.routing import Passed, pass_on
from mailtriage.triage.working import Working

WHICH_CASE = "which-case"  # asks who wants news which case they mean; never whose mail was found to belong to one


def answer_of(
    w: Working,
    text: Text,
    language: str,
    send: Send,
    words: str = "",
    hold: str = "",
    ask: tuple[tuple[str, str], ...] = (),
    **variables: object,
) -> Answer:
    """The text as an answer to the author of the mail. To the author's own address, never to Reply-To: an unverified
    Reply-To would let a stranger take an answer away."""
    assert w.mail.sender is not None
    if ask:
        variables = {**variables, "questions": tuple(question for _, question in ask)}
    return Answer(
        text.id,
        text.purpose,
        language,
        send,
        (w.mail.sender.address,),
        variables=variables,
        words=words,
        hold=hold,
        next_state=text.next_state,
        asks=tuple(name for name, _ in ask),
    )


def proposals(
    w: Working, case: Case, verdict: Entitlement, category: Category | None, why: str, acknowledged_by: str,
    instead: tuple[Answer, ...] | None = None,
) -> tuple[Answer, ...]:
    """Texts that wait for a person on a new case: what the verdict leads to, the answer, and the questions. `why` is
    what decided for the category; `acknowledged_by` the text that may have asked already; `instead` what answers the
    content, where something else than the category does."""
    if w.mail.sender is None:
        return ()
    if may(w.mail.authenticity.tier, Act.ANSWER) is May.NO:
        w.because("answer", "none is proposed: who is named in a forged mail did not write to us, and a person decides")
        return ()
    path = entitlement.path(w.program, verdict)
    quiet = category is not None and not category.acknowledge
    answers = []
    text = w.program.texts.get("which-customer")
    if text is not None and not w.foreign and _asks_which_customer(w, case, category):
        w.because("answer", f"{text.id} is proposed: {w.facts.unclear_customer}", text.id, text.source)
        return (
            answer_of(w, text, case.language, Send.APPROVE, w.facts.unclear_customer, customers=w.facts.choices),
        )
    if path.reply and not quiet and case.type not in path.reply_not_for:
        text = w.program.texts[path.reply]
        because = f"entitlement {verdict.verdict.value}"
        w.because("answer", f"{text.id} is proposed: {because}", text.id, text.source)
        answers.append(answer_of(w, text, case.language, Send.APPROVE, because))
    if not path.work_goes_on and case.type not in path.goes_on_for:
        w.because("answer", _why_no_work(verdict), path.verdict, path.source)
        return tuple(answers)
    if instead is not None:
        answers += instead
    elif not quiet:
        answers += answers_to_content(w, case, category, why, (acknowledged_by,))
    return tuple(answers)


def _asks_which_customer(w: Working, case: Case, category: Category | None) -> bool:
    """Whether a partner who serves several is asked for whom they write: not where nothing may hold the case, and not
    where the answer to the mail is a question itself or a document, which is the same for all."""
    most_urgent = bool(w.program.priorities) and case.priority == w.program.priorities[0].id
    reply = w.program.texts.get(category.reply) if category is not None and not category.checklist else None
    alone = reply is None or reply.purpose not in ("questions", "reference")
    return bool(w.facts.unclear_customer) and not most_urgent and alone


def _why_no_work(verdict: Entitlement) -> str:
    """Why the category's own answer is not proposed, with what the register says of the sender."""
    says = (verdict.register or verdict.verdict).value
    return f"the answer of the category is not proposed: by the register the sender is {says} ({verdict.evidence})"


def answers_to_content(
    w: Working, case: Case, category: Category | None, why: str, had: tuple[str, ...],
    before: Circumstances | None = None,
) -> tuple[Answer, ...]:
    """The prescribed answer to what a mail says, and the questions of its checklists, where the answer does not ask
    them itself. `had` are texts the case had; `before` is the case without this mail, for a mail on a case."""
    wanted = asked_of(w, case)
    open_questions = () if wanted.text == "acknowledgement" and "acknowledgement" in had else wanted.ask
    passed = pass_on(w, case, had) if not w.unsure else Passed()
    chosen, because = choose(
        w, category, why, had, nothing_to_ask=bool(wanted.lists) and not open_questions, told=passed.told,
        before=before, questions=bool(open_questions),
    )
    answers = list(passed.answers)
    if chosen is not None:
        w.because("answer", f"{chosen.id} is proposed: {because}", chosen.id, chosen.source)
        ask = open_questions if chosen.asks else ()
        fix = w.known is not None and chosen.id == w.known.problem.text
        about = {"passed_to": passed.to} | ({"article": w.known.problem.article} if w.known is not None and fix else {})
        answers.append(answer_of(w, chosen, case.language, Send.APPROVE, because, ask=ask, **about))
        # Who gets the known answer is asked for no details in the same breath: should it not help, the next mail asks.
        open_questions = () if chosen.asks or (fix and w.known is not None and w.known.obvious) else open_questions
    asker = w.program.texts.get(wanted.text)
    if asker is not None and asker.when and holds(asker.when, w.about) is None:
        asker = None
    if open_questions and asker is not None and asker.id not in (*had, "acknowledgement") and _is_sure(w, asker):
        because = f"{', '.join(wanted.lists)} asks for {', '.join(name for name, _ in open_questions)}"
        w.because("answer", f"{asker.id} is proposed: {because}", asker.id, asker.source)
        answers.append(answer_of(w, asker, case.language, Send.APPROVE, because, ask=open_questions))
    return tuple(answers)


def wanted_of(w: Working, case: Case) -> Needs:
    """What the case needs to hold: read once, for the acknowledgement and for the answer."""
    if w.wanted is None or w.wanted[0] is not case:
        w.wanted = case, needs(w.program, case)
    return w.wanted[1]


def asked_of(w: Working, case: Case) -> Needs:
    """What the case needs to hold, with a reason that says what is known and what is missing."""
    wanted = wanted_of(w, case)
    if wanted.lists:
        missing = ", ".join(title(w.program, i.field, w.program.languages[0]) for i in wanted.missing)
        asked = ", ".join(name for name, _ in wanted.ask)
        said = f"missing: {missing}" if missing else "all that must be known is"
        said += f"; to ask now: {asked}" if asked else "; nothing to ask now"
        w.because("checklist", f"{', '.join(wanted.lists)}: {said}", wanted.lists[0], wanted.source)
        for name, _ in wanted.unsure:
            words, sentence = w.perhaps.get(name, ("", case.perhaps[name]))
            w.because("checklist", f"{name} is not asked, perhaps said: {sentence!r}", wanted.lists[0], wanted.source,
                      (words,) if words else ())
    return wanted


def choose(
    w: Working, category: Category | None, why: str, had: tuple[str, ...], *, nothing_to_ask: bool, told: str = "",
    before: Circumstances | None = None, questions: bool = True,
) -> tuple[Text | None, str]:
    """The answer: that of an obvious known problem; of the texts whose `when` holds (and did not `before`) the highest
    rank, then the first in the file; then the reply of the category, or what a route tells in its place. Those that
    lost are recorded."""
    about: Circumstances = w.about
    running = []
    for n, text in w.program.chosen_when:
        if before is not None and holds(text.when, before) is not None:
            continue
        if (words := holds(text.when, about)) is not None:
            running.append((-text.rank, n, text, f"when {', '.join(words) or 'nothing speaks against it'}"))
    running.sort(key=lambda r: r[:2])
    candidates = [(text, because) for _, _, text, because in running]
    # Where the case was passed on, who wrote is told that; whoever has it sees the known problem on the case.
    if w.known is not None and w.known.obvious and not told:
        candidates.insert(0, _known_answer(w, w.known))
    if told or (category is not None and category.reply):
        reply = w.program.texts[told or (category.reply if category else "")]
        if reply not in [text for text, _ in candidates]:
            candidates.append((reply, why))
    chosen: tuple[Text | None, str] = (None, "")
    lost = []
    for text, because in candidates:
        if chosen[0] is not None:
            lost.append(text.id)
        elif text.id == WHICH_CASE and (of := w.continues or (w.case.number if w.case else "")):
            w.because("answer", f"{text.id} is not needed: the mail belongs to {of}", text.id, text.source)
        elif text.id in had and not text.repeats:
            w.because("answer", f"{text.id} fits, but this case had it already", text.id, text.source)
        elif text.purpose == "questions" and nothing_to_ask:
            w.because("answer", f"{text.id} is not needed: what it asks is known, or was asked", text.id, text.source)
        elif text.hollow and not questions:
            w.because("answer", f"{text.id} is not proposed: no checklist of the case has a question for it", text.id,
                      text.source)
        elif not _is_sure(w, text):
            w.because("answer", f"{text.id} is not proposed: {w.unsure}; a person decides", text.id, text.source)
        else:
            chosen = text, because
    if lost:
        assert chosen[0] is not None
        first = w.program.texts[lost[0]]
        w.because("answer", f"{chosen[0].id} goes before {', '.join(lost)}: rank, then the order of the file", first.id,
                  first.source)
    return chosen


def _is_sure(w: Working, text: Text) -> bool:
    """Whether a text may be proposed: a category that is a guess leads to none, but a fault may be asked about, and
    what looks like a known problem beyond doubt is one in any category."""
    known = w.known is not None and w.known.obvious and text.id == w.known.problem.text
    return not w.unsure or known or (text.purpose == "questions" and w.about.said.act[0] == "fault")


def _known_answer(w: Working, known: Likeness) -> tuple[Text, str]:
    return w.program.texts[known.problem.text], f"known problem {known.problem.id} on {', '.join(known.words)}"


def provisional(w: Working, change: CaseChange) -> Case:
    """The new case as far as it is known, for checklists; nothing is stored."""
    names = ("customer", "entitlement", "type", "category", "priority", "level", "team", "language", "fields",
             "sources", "perhaps")
    parts: dict[str, Any] = {name: getattr(change, name) for name in names}
    return Case("", w.program.id, w.facts.mailbox, w.mail.subject, w.now, w.now, **parts)
