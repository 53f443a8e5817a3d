"""work/register.py: put a CSV file in the place of a program's customer register, in one unit.

Promises   the whole file or nothing: a line that cannot be read refuses the import, with file and line, all such
           lines at once. What the file no longer has is removed, and named. Other programs are not touched.
Does not   judge: an unknown partner, product or level is reported and kept.
Crash      before the commit nothing has happened; after it everything has.
Reads next work/register_file.py (the file), program/entitlement.py (what it means)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from mailtriage.model.register import Contact, Customer
from mailtriage.store.port import Store, Unit, View
from mailtriage.work.register_file import Sheet
from mailtriage.work.register_index import REVISION

Row = TypeVar("Row", Customer, Contact)
_NOT_COMPARED = {"id", "source"}     # a row that only moved in the file has not changed


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is customer or contact, `name` its name or address; `what` are `field: old -> new`."""

    kind: str
    name: str
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes, or would change. `same` counts the records that stay as they are."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class _Plan:
    put: tuple[Customer | Contact, ...]
    drop: tuple[Customer | Contact, ...]
    difference: Difference


def compare(view: View, program: str, sheet: Sheet) -> Difference:
    """What importing `sheet` would change."""
    return _plan(view, program, sheet).difference


def replace_register(store: Store, program: str, sheet: Sheet) -> Difference:
    """Make `sheet` the register of `program`, in one unit. StoreError when it could not be kept."""
    with store.unit() as unit:
        plan = _plan(unit, program, sheet)
        for gone in plan.drop:
            unit.remove(type(gone), gone.id)
        for row in plan.put:
            _keep(unit, row)
        if plan.put or plan.drop:
            names = (name for c in unit.all(Customer) if c.program == program for name in c.products)
            unit.set_setting(_products(program), sorted(set(names)))
            unit.next(REVISION)
    return plan.difference


def products_of(view: View, program: str) -> tuple[str, ...]:
    """Every product some customer of the program has, as the last import left it."""
    return tuple(view.setting(_products(program)) or ())


def _products(program: str) -> str:
    return f"products/{program}"


def register(view: View, program: str) -> tuple[list[Customer], dict[str, list[Contact]]]:
    """The customers of a program by name, and their contacts by customer name."""
    customers = sorted((c for c in view.all(Customer) if c.program == program), key=lambda c: c.name.casefold())
    contacts: dict[str, list[Contact]] = {c.name: [] for c in customers}
    for contact in view.all(Contact):
        if contact.program == program:
            contacts.setdefault(contact.customer, []).append(contact)
    return customers, contacts


def _keep(unit: Unit, row: Customer | Contact) -> None:
    if row.id:
        unit.put(row)
    else:
        unit.add(row)


def _plan(view: View, program: str, sheet: Sheet) -> _Plan:
    customers = {c.name: c for c in view.all(Customer) if c.program == program}
    contacts = {c.address: c for c in view.all(Contact) if c.program == program}
    parts = [
        _match("customer", customers, {c.name: c for c in sheet.customers}),
        _match("contact", contacts, {c.address: c for c in sheet.contacts}),
    ]
    return _Plan(
        tuple(row for p in parts for row in p.put),
        tuple(row for p in parts for row in p.drop),
        Difference(
            tuple(c for p in parts for c in p.difference.added),
            tuple(c for p in parts for c in p.difference.changed),
            tuple(c for p in parts for c in p.difference.removed),
            sum(p.difference.same for p in parts),
        ),
    )


def _match(kind: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> _Plan:
    put: list[Row] = []
    changed = []
    for name, row in new.items():
        before = old.get(name)
        row = replace(row, id=before.id) if before else row
        if row == before:
            continue
        put.append(row)
        if before and (what := _changes(before, row)):
            changed.append(Change(kind, name, what))
    return _Plan(
        tuple(put),
        tuple(row for name, row in old.items() if name not in new),
        Difference(
            _named(kind, (n for n in new if n not in old)),
            tuple(changed),
            _named(kind, (n for n in old if n not in new)),
            sum(1 for n in new if n in old) - len(changed),
        ),
    )


def _named(kind: str, names: Iterable[str]) -> tuple[Change, ...]:
    return tuple(Change(kind, name) for name in sorted(names))


def _changes(before: Row, after: Row) -> tuple[str, ...]:
    return tuple(
        f"{f.name}: {_show(getattr(before, f.name))} -> {_show(getattr(after, f.name))}"
        for f in fields(after)
        if f.name not in _NOT_COMPARED and getattr(before, f.name) != getattr(after, f.name)
    )


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return ";".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "-"
