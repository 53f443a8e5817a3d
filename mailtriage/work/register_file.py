"""work/register_file.py: a customer register as CSV, one line per contact.

    customer,domains,contact_name,contact_email,roles,products,service_level,channels,valid_from,valid_to,partner,language,customer_number
    and, where wanted: region,acts_for,agreements,open_to_domain,may_request,account_contact

Lists are separated by `;`, dates are ISO. Cells about the customer may be left blank after its first line.

Promises   every problem at once, each with file and line. Addresses and domains come out canonical (lower case, IDNA).
Does not   know what is stored.
Reads next work/register.py
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from mailtriage.intake.addresses import canonical
from mailtriage.model.register import Contact, Customer
from mailtriage.program.program import Program
from mailtriage.program.public_domains import is_public
from mailtriage.program.standing import roles_named

COLUMNS = ("customer", "domains", "contact_name", "contact_email", "roles", "products", "service_level", "channels",
           "valid_from", "valid_to", "partner", "language", "customer_number")
OPTIONAL = ("region", "acts_for", "agreements", "open_to_domain", "may_request", "account_contact")
OF_CUSTOMER = ("domains", "products", "service_level", "channels", "valid_from", "valid_to", "partner",
               "customer_number", "region", "agreements", "open_to_domain", "account_contact")
CHANNELS = ("mail", "telephone")
LARGEST = 50 * 1024 * 1024     # bytes: half a million contacts
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class ImportRefused(Exception):
    """The file was not taken; the message has one line per problem, `file:line what, and how to mend`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole register as a file has it. `reports` are things a person should look at; they refuse nothing."""

    customers: tuple[Customer, ...]
    contacts: tuple[Contact, ...]
    reports: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One file while it is read: what is wrong, and the lines where things were first said."""

    file: str
    program: Program
    problems: list[str] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    first: dict[str, dict[str, str]] = field(default_factory=dict)     # customer -> its cells
    contacts: dict[str, tuple[Contact, int]] = field(default_factory=dict)

    def wrong(self, line: int, what: str) -> None:
        self.problems.append(f"{self.file}:{line} {what}")


def read(data: bytes, file: str, program: Program) -> Sheet:
    """The register in `data`, the content of `file` (its name is for messages and evidence). ImportRefused."""
    reading = _Reading(file, program)
    current = ""
    for line, cells in _lines(data, reading):
        current = cells["customer"] or current
        if not current:
            reading.wrong(line, "names no customer; write one in the first column")
            continue
        _customer(reading, line, current, cells)
        _contact(reading, line, current, cells)
    if reading.problems:
        raise ImportRefused("\n".join(reading.problems))
    contacts = tuple(contact for contact, _ in reading.contacts.values())
    return Sheet(tuple(reading.customers.values()), contacts, _reports(reading))


def _lines(data: bytes, reading: _Reading) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of each line with anything in it."""
    if len(data) > LARGEST:
        reading.wrong(1, f"the file has more than {LARGEST} bytes; that is no customer register")
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        reading.wrong(data[: e.start].count(b"\n") + 1, "is not UTF-8; save the file as CSV UTF-8")
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    line = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                if columns is None:
                    columns = [cell.strip().lower() for cell in row]
                    if not _header(reading, line, columns, row):
                        return
                elif len(row) != len(columns):
                    reading.wrong(line, f"has {len(row)} cells where the header has {len(columns)}; "
                                        'put cells with a comma in quotes, and end short lines with commas')
                else:
                    yield line, {c: " ".join(cell.split()) for c, cell in zip(columns, row, strict=True)}
            line = rows.line_num + 1
    except csv.Error as e:
        reading.wrong(line, f"is no CSV: {e}; quotes come in pairs, and inside a cell doubled")
    if columns is None and not reading.problems:
        reading.wrong(1, f"is empty; the first line names the columns: {','.join(COLUMNS)}")


def _header(reading: _Reading, line: int, columns: list[str], row: list[str]) -> bool:
    if len(row) == 1 and row[0].count(";") > 3:
        reading.wrong(line, "has its columns separated by semicolons; save it with commas")
        return False
    if missing := [c for c in COLUMNS if c not in columns]:
        reading.wrong(line, f"has no column {', '.join(missing)}; add it (its cells may be blank)")
    for i, name in enumerate(columns):
        if name not in COLUMNS + OPTIONAL:
            near = difflib.get_close_matches(name, COLUMNS + OPTIONAL, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(COLUMNS + OPTIONAL)}"
            reading.wrong(line, f'has an unknown column "{name}"; {hint}')
        elif name in columns[:i]:
            reading.wrong(line, f"has the column {name} twice")
    return not reading.problems


def _customer(reading: _Reading, line: int, name: str, cells: dict[str, str]) -> None:
    said = {c: cells.get(c, "") for c in OF_CUSTOMER}
    if name in reading.first:
        # A later line that says something else would leave it to chance which of the two counts.
        for column in [c for c in OF_CUSTOMER if said[c] and said[c] != reading.first[name][c]]:
            before = reading.first[name][column] or "(blank)"
            reading.wrong(line, f"says {column} = {said[column]} for {name}, its first line {before}; make them one")
        return
    reading.first[name] = said
    start, end = _day(reading, line, cells, "valid_from"), _day(reading, line, cells, "valid_to")
    if start and end and end < start:
        reading.wrong(line, f"the contract ends on {end}, before it begins on {start}")
    channels = _items(said["channels"].lower()) or ("mail",)
    for channel in [c for c in channels if c not in CHANNELS]:
        reading.wrong(line, f'has the channel "{channel}"; there are: {", ".join(CHANNELS)}')
    open_to_domain = reading.program.open_to_domain
    if said["open_to_domain"]:
        open_to_domain = _YES_NO.get(said["open_to_domain"].lower(), open_to_domain)
        if said["open_to_domain"].lower() not in _YES_NO:
            reading.wrong(line, f'open_to_domain is yes or no, not "{said["open_to_domain"]}"')
    reading.customers[name] = Customer(
        program=reading.program.id,
        name=name,
        domains=tuple(dict.fromkeys(_domain(reading, line, d) for d in _items(said["domains"]))),
        products=_items(said["products"]),
        service_level=said["service_level"],
        channels=channels,
        valid_from=start,
        valid_to=end,
        partner=said["partner"],
        language=_language(reading, line, cells["language"]),
        number=said["customer_number"],
        region=said["region"],
        agreements=_items(said["agreements"]),
        open_to_domain=open_to_domain,
        account_contact=said["account_contact"],
        source=f"row {line} of {reading.file}",
    )


def _contact(reading: _Reading, line: int, customer: str, cells: dict[str, str]) -> None:
    given = cells["contact_email"]
    if not given:
        if cells["contact_name"] or cells["roles"]:
            reading.wrong(line, f"has a contact of {customer} without an address; write contact_email")
        return
    address = canonical(given)
    if not address:
        reading.wrong(line, f'"{given}" is no mail address; write one such as naledi@thaba.example')
    elif address in reading.contacts:
        reading.wrong(line, f"{address} stands in line {reading.contacts[address][1]} already; one line per contact")
    else:
        language = _language(reading, line, cells["language"])
        reading.contacts[address] = Contact(
            program=reading.program.id,
            customer=customer,
            address=address,
            name=cells["contact_name"],
            roles=tuple(r.lower() for r in _items(cells["roles"])),
            language=language,
            may_request=_items(cells.get("may_request", "")),
            acts_for=_items(cells.get("acts_for", "")),
            source=f"row {line} of {reading.file}",
        ), line


def _items(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in cell.split(";") if item.strip()))


def _day(reading: _Reading, line: int, cells: dict[str, str], column: str) -> date | None:
    text = cells[column]
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        reading.wrong(line, f'{column} is no date: "{text}"; write it as 2026-12-31')
        return None


def _domain(reading: _Reading, line: int, text: str) -> str:
    domain = canonical(f"x@{text.removeprefix('@')}").partition("@")[2]
    if not domain or "." not in domain:
        reading.wrong(line, f'"{text}" is no domain; write one such as thaba.example')
    return domain


def _language(reading: _Reading, line: int, text: str) -> str:
    if text and not re.fullmatch(r"[a-zA-Z]{2}", text):
        reading.wrong(line, f'language is two letters such as en, not "{text}"')
    return text.lower()


def _reports(reading: _Reading) -> tuple[str, ...]:
    """What is odd, once each: names the program's files do not know, and what cannot tell customers apart."""
    program, out = reading.program, list[str]()
    holders: dict[str, list[str]] = {}
    known = {"partner": program.partners, "product": program.products, "service level": program.service_levels}
    unknown: dict[tuple[str, str], str] = {}
    for c in reading.customers.values():
        for kind, values in (("partner", (c.partner,)), ("product", c.products), ("service level", (c.service_level,))):
            for value in values:
                if value and value not in known[kind]:
                    unknown.setdefault((kind, value), c.source)
        for key in (*c.domains, *((f"customer number {c.number}",) if c.number else ())):
            holders.setdefault(key, []).append(c.name)
    for (kind, value), source in unknown.items():
        out.append(f'{source}: unknown {kind} "{value}"; rules/{program.id}/entitlement.toml does not name it')
    named = roles_named(program)
    for contact, _ in reading.contacts.values():
        for role in contact.roles:
            near = () if role in named else difflib.get_close_matches(role, named, 1, 0.8)
            if near:
                out.append(f'{contact.source}: no rule asks for the role "{role}"; did you mean "{near[0]}"?')
    for key, names in holders.items():
        if len(names) > 1:
            out.append(f"{key} belongs to {', '.join(names)}: it identifies none of them")
        if is_public(key):
            out.append(f"{key} of {names[0]} is a provider for everybody: only listed addresses are recognised there")
    return tuple(out)
