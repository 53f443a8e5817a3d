"""program/acts_for.py: a partner's contact who writes for several customers: which one is it this time? Pure.

Promises   one customer, by its number, name or domain as a word of the mail, or none and why: two named customers are
           not one, and nobody is taken by default.
Reads next program/entitlement.py, work/facts.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailtriage.model.register import Contact, Customer
from mailtriage.program.entitlement import Found


def choose(contact: Contact, customers: Sequence[Customer], words: str) -> Found:
    """Which of `customers` (those the contact acts for, in the register) the mail with these words is for."""
    said = " ".join(words.split()).casefold()[:200_000]
    named = [(c, how) for c in customers if (how := _named(c, said) or _by_first_word(c, customers, words))]
    if len(named) > 1:  # "for our customer Acme", and their own name beside it
        named = [(c, how) for c, how in named if c.name != contact.customer]
    if len(customers) == 1:
        return Found(customers[0], contact, "address", f"{contact.address} acts for {customers[0].name} alone")
    if len(named) == 1:
        customer, how = named[0]
        why = f"{contact.address} acts for {customer.name}, whose {how} the mail gives"
        return Found(customer, contact, "address", why)
    them = ", ".join(c.name for c in ([c for c, _ in named] or customers))
    why = "names several customers" if named else "acts for several customers and names none"
    return Found(None, contact, "", f"{contact.address} {why}: {them}")


def _by_first_word(customer: Customer, customers: Sequence[Customer], words: str) -> str:
    """ "Acme" for Acme Health Network, written as a name, where no other of theirs begins so; else ""."""
    first = customer.name.split()[0]
    alone = sum(c.name.split()[0].casefold() == first.casefold() for c in customers) == 1
    return "name" if alone and len(first) > 3 and re.search(rf"(?<!\w){re.escape(first)}(?!\w)", words) else ""


def _named(customer: Customer, said: str) -> str:
    """What of the customer the words give, or ""."""
    for how, words in (("number", (customer.number,)), ("name", (customer.name,)), ("domain", customer.domains)):
        for word in words:
            if len(word) > 2 and re.search(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}(?!\w)", said):
                return how
    return ""
