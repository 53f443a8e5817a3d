"""triage/routing.py: whose work a mail is, what kind of mail it is, and who else gets the case.

A category has a level and a type of its own. Words, or who writes, may take the mail to another level (a champion who
tried and could not) or make it another type ("how do I …?"). A route passes the case on, by a mail that a person
approves unless the program says otherwise, and says what the sender is told instead of the category's reply.
Reads next program/standing.py, triage/choice.py, rules/mezzanine/routes.toml
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.model.case import Case, Verdict
from mailtriage.model.decision import Answer, Send
from mailtriage.program.fields import GUESSED, Found
from mailtriage.program.match import heard
from mailtriage.program.program import Category
from mailtriage.program.standing import PARTNER, partner_named
from mailtriage.program.standing_values import Retype, Route
from mailtriage.program.when import holds
from mailtriage.triage.working import Working


@dataclass(frozen=True, slots=True)
class Passed:
    """What routes make of a mail: mails to others, who they are, and the text the sender gets ("" = the reply)."""

    answers: tuple[Answer, ...] = ()
    to: str = ""
    told: str = ""


def level_of(w: Working, category: Category | None) -> str:
    """The level of the work: the category's, or the last one of the program that words or the sender take it to. What
    took it there is kept in the field the level is marked by."""
    own = category.level if category else _lowest(w)
    found = own
    for level in w.program.levels:
        for rule in (r for r in w.program.raises if r.level == level.id):
            words = heard(rule.when, w.about)
            if words:
                found = level.id
                w.because("level", f"{level.id}, not {own}: {', '.join(words)}" if level.id != own else
                          f"{level.id}: {', '.join(words)}", level.id, rule.source, words)
                if level.marks:
                    mark = Found(level.marks, ", ".join(words)[:200], "level.when", ", ".join(words)[:200],
                                 GUESSED, rule.source)
                    w.fields[level.marks] = mark
                    w.about = w.about.with_field(level.marks, mark.value)
                break
    return found


def _lowest(w: Working) -> str:
    default = w.program.category(w.program.default_category)
    return default.level if default else "L1"


def retyped(w: Working, category: Category) -> Retype | None:
    """The rule that makes the mail another type than its category is; None when none does."""
    for rule in w.program.retypes:
        if rule.categories and category.id not in rule.categories:
            continue
        if category.type in rule.of and (words := heard(rule.when, w.about)):
            w.because("type", f"{rule.id}, not {category.type}: {', '.join(words)}", rule.id, rule.source, words)
            return rule
    return None


def unresolved(w: Working, category: Category | None, kind: str, level: str) -> Category | None:
    """What a fault is once words or the sender took it past the level of its category: an issue that first or second
    line could not resolve. `kind` is the type of the mail where it is not the category's."""
    if category is None or not category.unresolved or level == category.level or (kind or category.type) != "fault":
        return category
    to = category.unresolved
    w.because("category", f"{to}, not {category.id}: it came past {category.level}", to, category.source)
    return w.program.category(to)


def pass_on(w: Working, case: Case, had: tuple[str, ...]) -> Passed:
    """Who else gets the case. Of routes to the same place the first counts."""
    answers: list[Answer] = []
    to, told = "", ""
    places: set[str] = set()
    for route in w.program.routes:
        words = holds(route.when, w.about)
        if words is None or route.to in places or route.text in had:
            continue
        places.add(route.to)
        if level := _went_to(w, case, route):
            w.because("route", f"{route.id}: {level} has the case, it was handed over", route.id, route.source)
            continue
        name, address, told_as = _whom(w, case, route)
        sender = w.mail.sender.address if w.mail.sender else ""
        if not address or address == sender:
            if not address:
                w.because("route", f"{route.id}: there is nobody to pass it to ({route.to})", route.id, route.source)
            told = told or (route.alone if not address else "")
            continue
        w.because("route", f"{route.id} to {address} ({name}), when {', '.join(words)}", route.id, route.source, words)
        answers.append(_mail_to(w, case, route, address, name))
        to, told = to or told_as, told or route.told
    return Passed(tuple(answers), to, told)


def _went_to(w: Working, case: Case, route: Route) -> str:
    """The level that has the case, where a person handed it over to whom the route would pass it on."""
    level = next((v for v in w.program.levels if v.id == case.level), None)
    by_hand = {t.id for t in w.program.texts.values() if t.purpose == "hand-over"} - {r.text for r in w.program.routes}
    return level.id if level and level.address == route.to and by_hand & set(case.texts_sent) else ""


def _whom(w: Working, case: Case, route: Route) -> tuple[str, str, str]:
    """Name and address of who gets it, all "" when there is nobody; and what the sender may know of that: who is not
    sure to be the customer is not told who their champion or partner is."""
    sure = case.entitlement.verdict in (Verdict.ENTITLED, Verdict.GRACE)
    kind, _, role = route.to.partition(":")
    customer = w.facts.customer
    if kind == PARTNER:
        partner = partner_named(w.program, customer.partner) if customer else None
        if partner is None:
            return "", "", ""
        return partner.title, partner.address, partner.title if sure else "your channel partner"
    if kind == "role":
        team = w.program.teams.get(case.team)
        name = team.title if team else role
        return name, w.program.contacts.get(role, ""), name
    person = next((c for c in w.facts.colleagues if role in c.roles), None)
    if person is None:
        return "", "", ""
    name = person.name or person.address
    return name, person.address, name if sure else f"your organisation's {role}"


def _mail_to(w: Working, case: Case, route: Route, address: str, name: str) -> Answer:
    text = w.program.texts[route.text]
    auto = text.send == "auto" and text.purpose in w.program.sends_by_itself
    language = w.program.languages[0]
    return Answer(
        text.id,
        text.purpose,
        language,
        Send.AUTO if auto else Send.APPROVE,
        (address,),
        variables={"reader": name},
        words=f"route {route.id}",
        next_state=text.next_state,
    )
