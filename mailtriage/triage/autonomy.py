"""triage/autonomy.py: may this answer, of a text marked `earned`, leave by itself? It does, or the reason says why not.

Promises   what `stop` holds back of an acknowledgement it holds back of these, and more: an answer with a second look
           due (staff/danger.py) is always seen by a person. Chance is the mail's own hash, so that a Decision can be
           replayed.
Does not   count what people say (work/autonomy.py).
Reads next model/autonomy.py, program/earning.py
"""

from __future__ import annotations

from dataclasses import replace

from mailtriage.model.autonomy import ALWAYS, ANY_RULE, NEVER, Standing, key_of, meets
from mailtriage.model.case import Case, Verdict
from mailtriage.model.decision import Answer, Send
from mailtriage.model.ids import digest
from mailtriage.model.mail import Mail
from mailtriage.model.tiers import Act, May, may
from mailtriage.program.earning import rule_of, version_of
from mailtriage.program.program import Category, Text
from mailtriage.program.variables import MAY_EARN
from mailtriage.triage.working import Working

_OPEN = (Verdict.ENTITLED, Verdict.GRACE, Verdict.UNKNOWN, Verdict.UNVERIFIED)     # nothing is refused to these
_SCALE = 16**12


def by_itself(
    w: Working, case: Case, category: Category | None, answers: tuple[Answer, ...], stop: str
) -> tuple[Answer, ...]:
    """The answers, those that earned it to be sent. `stop` is why nothing may leave by itself now, "" when it may."""
    return tuple(_judged(w, case, category, a, stop) for a in answers)


def _judged(w: Working, case: Case, category: Category | None, answer: Answer, stop: str) -> Answer:
    text = w.program.texts[answer.text]
    if text.send != "earned" or answer.send is Send.AUTO:
        return answer
    rule = rule_of(text, category)
    version = version_of(w.program, text, rule, answer.language)
    key = key_of(w.program.id, rule, text.id, answer.language)
    answer = replace(answer, earns=f"{key} {version}")
    why_not = _never(w, case, text) or stop or _second_look(w, case, category)
    yes, why = (False, why_not) if why_not else _stands(w, key, text, answer.language, version)
    w.because("autonomy", f"{text.id} leaves by itself, {why}" if yes else f"{text.id} waits: {why}",
              text.id, text.source)
    return replace(answer, send=Send.AUTO, earned=why) if yes else answer


def _never(w: Working, case: Case, text: Text) -> str:
    """What keeps it from leaving by itself whatever people said of it."""
    if text.purpose not in MAY_EARN:
        return f"a text of purpose {text.purpose} is always seen by a person"
    if case.category in w.program.autonomy.never:
        return f"answers to {case.category} are always seen by a person ([autonomy] never)"
    if text.id in {p.reply for p in w.program.paths.values()}:
        return "what a contract check leads to is always seen by a person"
    if text.id in {k.text for k in w.program.known_problems}:
        return "a known problem is a diagnosis, and a person makes it"
    return ""


def _second_look(w: Working, case: Case, category: Category | None) -> str:
    if case.entitlement.verdict not in _OPEN:
        return f"the sender is {case.entitlement.verdict.value}"
    if case.type == "complaint" or (category is not None and category.type == "complaint"):
        return "the mail complains"
    if case.also:
        return f"the mail is about {', '.join(case.also)} too"
    if w.mail.forwarded_by:
        return "whoever is named in a forwarded mail did not write to us"
    if w.facts.passes_for:
        return f"the sender's domain only looks like {w.facts.passes_for}"
    if w.case is not None and may(w.mail.authenticity.tier, Act.DATA) is not May.YES:
        return "the sender is not authenticated, and the case may say more than they know"
    return ""


def _stands(w: Working, key: str, text: Text, language: str, version: str) -> tuple[bool, str]:
    """Whether it has earned it, or a lead said so; and that in words."""
    terms, standings = w.program.autonomy, {s.key: s for s in w.facts.standings}
    pin = standings.get(key_of(w.program.id, ANY_RULE, text.id, language))
    standing = standings.get(key)
    current = standing if standing is not None and standing.version == version else None
    if pin is not None and pin.pinned == NEVER:
        return False, f"pinned to never by {pin.pinned_by}"
    if pin is not None and pin.pinned == ALWAYS and version.startswith(f"{pin.version}."):
        why = f"pinned to always by {pin.pinned_by}"
    elif current is not None and meets(current, terms):
        why = f"earned: {current.said}"
    else:
        return False, _not_yet(w, standing, current)
    today = w.program.today(w.now).isoformat()
    left = sum(s.sent_today for s in w.facts.standings if s.day == today)
    if left >= terms.most_a_day:
        return False, f"{left} left by themselves today, the most for a day"
    if is_sample(w.mail, key, terms.sample):
        return False, f"{why}; this one is shown as a sample, as {terms.sample:.0%} are"
    return True, why


def _not_yet(w: Working, standing: Standing | None, current: Standing | None) -> str:
    after = w.program.autonomy.after
    if current is None:
        return f"0 of {after} unedited approvals" + (" since its text or rule changed" if standing else "")
    lost = f"; lost on {current.lost:%Y-%m-%d}: {current.lost_why}" if current.lost else ""
    return f"{current.said}, {after} at {w.program.autonomy.share:.0%} are asked for{lost}"


def is_sample(mail: Mail, key: str, share: float) -> bool:
    """Whether this mail's answer is among those still shown: the same for the same mail, whoever asks."""
    return int(digest(mail.sha256, key)[:12], 16) < share * _SCALE
