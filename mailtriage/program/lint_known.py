"""program/lint_known.py: do known-problems.toml and mails.toml agree with the other files?

Promises   every text, product and name in a condition exists; an obvious problem has a text; each problem says what it
           looks like, and shows it by an example.
Reads next program/lint.py, program/schema_known.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtriage.program import lint_asking

if TYPE_CHECKING:
    from mailtriage.program.lint_check import Check
    from mailtriage.program.parsed import Parsed

ANSWERING = frozenset({"questions", "reference", "referral", "prescribed-answer"})


def known(check: Check, file: Parsed) -> None:
    check.once(file, "problem", "id", (p.id for p in file.model.problem))
    entitlement = check.files.get("entitlement.toml")
    products = entitlement.model.entitlement.products if entitlement else None
    for i, p in enumerate(file.model.problem):
        at = ("problem", i)
        lint_asking.conditions(check, file, (*at, "symptoms"), p.symptoms)
        if p.text:
            check.text(file, (*at, "text"), p.text, ANSWERING, "a known problem")
        elif p.obvious:
            check.say(file, (*at, "obvious"), 'is true, but there is no text to propose; write text = "…"')
        if not (p.text or p.article):
            check.say(file, at, 'tells nobody what to do; write text = "…", article = "https://…", or both')
        for n, product in enumerate(p.products):
            check.one_of(file, (*at, "products", n), product, products, "product in entitlement.toml")
        s = p.symptoms
        if not (s.any or s.all or s.strong or lint_asking.says_something(s)):
            check.say(file, (*at, "symptoms"), 'has no words; write symptoms = { any = ["…"] }')
        elif not any(e.fits for e in p.example):
            check.say(file, (*at, "example"), 'has no example; write [[problem.example]] with fits = "a mail about it"')
        for j, e in enumerate(p.example):
            if bool(e.fits) == bool(e.not_):
                check.say(file, (*at, "example", j), 'is one of fits = "…" and not = "…"')


def mails(check: Check, file: Parsed) -> None:
    for i, mail in enumerate(file.model.mail):
        for n, id in enumerate(mail.category):
            check.one_of(file, ("mail", i, "category", n), id, check.categories, "category")
