"""triage/incidents.py: is a mail a report of an incident that somebody works on already? Pure.

Promises   every criterion an incident gives must hold; a mail about another product is no report of it. Of several the
           one with the most words is it, then the oldest. Only incidents of the mail's own program are facts.
Does not   say anything of a contract: the texts of purpose `incident` and `incident-over` have no word for it.
Reads next model/incident.py, triage/new_case.py, work/incidents.py
"""

from __future__ import annotations

from mailtriage.model.case import Case
from mailtriage.model.incident import LINK, Incident
from mailtriage.program.known import PRODUCT
from mailtriage.program.program import Program, Text
from mailtriage.program.when import Circumstances
from mailtriage.triage.working import Working


def find_incident(w: Working, case: Case | None = None) -> tuple[str, ...]:
    """Sets w.incident. The links it brings to the case: none where it has them."""
    found = [(words, one) for one in w.facts.incidents if (words := looks_like(one, w.about)) is not None]
    if not found:
        if w.facts.incidents:
            w.because("incident", f"none of {len(w.facts.incidents)} active")
        return ()
    words, w.incident = max(found, key=lambda f: (len(f[0]), -f[1].id))
    w.because("incident", f"{w.incident.key} ({w.incident.title}) on {', '.join(words)}", w.incident.key, words=words)
    link = f"{LINK}{w.incident.key}"
    return () if case is not None and link in case.links else (link,)


def looks_like(incident: Incident, mail: Circumstances) -> tuple[str, ...] | None:
    """On what a mail looks like a report of it; None when it does not."""
    words = tuple(w for w in map(mail.said.word, incident.words) if w)
    category, product = mail.facts.get("category", ""), mail.fields.get(PRODUCT, "")
    if incident.words and not words:
        return None
    if incident.categories and category not in incident.categories:
        return None
    named = tuple(p for p in incident.products if p in product.split("; "))
    if incident.products and not named and (product or not words):
        return None
    about = (f"category {category}",) if incident.categories else ()
    return (*words, *about, *named) or None


def text_for(program: Program, purpose: str) -> Text | None:
    """The program's text of that purpose, the one that is called so first; None when it has none."""
    texts = [t for t in program.texts.values() if t.purpose == purpose]
    return next((t for t in texts if t.id == purpose), texts[0] if texts else None)
