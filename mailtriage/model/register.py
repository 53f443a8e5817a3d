"""model/register.py: the customer register: organisations, their contacts and contracts.

Customers of one program are never visible through another: every record carries its program.
Reads next program/entitlement.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Customer:
    """An organisation and its contract. `valid_to` is the last day covered; None means open-ended. `domains` match a
    sender nobody listed, when `open_to_domain`. `agreements` and `acts_for` are free ids a program understands."""

    program: str
    name: str
    domains: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    service_level: str = ""
    channels: tuple[str, ...] = ("mail",)
    valid_from: date | None = None
    valid_to: date | None = None
    partner: str = ""
    language: str = ""
    number: str = ""
    region: str = ""
    agreements: tuple[str, ...] = ()
    open_to_domain: bool = True
    account_contact: str = ""
    source: str = ""
    id: int = 0

    @property
    def key(self) -> str:
        return f"{self.program}/{self.name}"

    @property
    def domain_keys(self) -> tuple[str, ...]:
        return tuple(f"{self.program}/{d}" for d in self.domains)

    @property
    def partner_key(self) -> str:
        return f"{self.program}/{self.partner.casefold()}" if self.partner else ""

    @property
    def number_key(self) -> str:
        return f"{self.program}/{self.number.lower()}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a customer. `address` canonical; `roles` such as administrator, trained, reporter, approver;
    `may_request` lists request kinds ("" = whatever the roles allow)."""

    program: str
    customer: str
    address: str
    name: str = ""
    roles: tuple[str, ...] = ()
    language: str = ""
    may_request: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    source: str = ""
    id: int = 0

    @property
    def key(self) -> str:
        return f"{self.program}/{self.address}"

    @property
    def customer_key(self) -> str:
        return f"{self.program}/{self.customer}"
