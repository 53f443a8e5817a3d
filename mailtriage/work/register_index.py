"""work/register_index.py: the register in memory, as lists and forms need it: who is a customer, by any word of theirs.

Promises   read once and again when it changed: an import counts up `REVISION`, and who is erased is a row less.
Reads next work/register.py, desk/customers.py
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailtriage.model.register import Contact, Customer
from mailtriage.store.port import View

REVISION = "register"           # the sequence an import counts up


@dataclass(frozen=True, slots=True)
class Index:
    """`customers` by name; `contacts` by Customer.key."""

    customers: tuple[Customer, ...]
    contacts: Mapping[str, tuple[Contact, ...]]
    texts: Mapping[int, str]

    def of(self, customer: Customer) -> tuple[Contact, ...]:
        return self.contacts.get(customer.key, ())

    def holding(self, terms: Sequence[str], sees: Callable[[str], bool]) -> list[Customer]:
        """Customers of programs one sees of which the register holds each of these words, casefolded."""
        return [c for c in self.customers if sees(c.program) and all(term in self.texts[c.id] for term in terms)]


def register_index(view: View, data: str) -> Index:
    """The register of the store whose files are in `data`."""
    return _kept(data).look(view)


class _Kept:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[tuple[int, int, int], Index] | None = None

    def look(self, view: View) -> Index:
        with self._lock:
            now = view.sequence(REVISION), view.count(Customer), view.count(Contact)
            if self._last is None or self._last[0] != now:
                self._last = now, _read(view)
            return self._last[1]


@lru_cache(maxsize=4)
def _kept(_: str) -> _Kept:
    """One for each store this process has open."""
    return _Kept()


def _read(view: View) -> Index:
    people: dict[str, list[Contact]] = {}
    for contact in view.all(Contact):
        people.setdefault(contact.customer_key, []).append(contact)
    customers = sorted(view.all(Customer), key=lambda c: (c.name.casefold(), c.program))
    contacts = {key: tuple(found) for key, found in people.items()}
    return Index(tuple(customers), contacts, {c.id: _text(c, contacts.get(c.key, ())) for c in customers})


def _text(customer: Customer, contacts: Sequence[Contact]) -> str:
    own = (customer.name, customer.number, customer.partner, customer.region, *customer.domains, *customer.products)
    return " ".join((*own, *(f"{c.name} {c.address}" for c in contacts))).casefold()
