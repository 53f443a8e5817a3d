"""work/register.py and register_file.py: a CSV file in the place of a register, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.model.register import Contact, Customer
from mailtriage.program.load import load_program
from mailtriage.store.open import open_store
from mailtriage.store.port import Store
from mailtriage.work.register import compare, register, replace_register
from mailtriage.work.register_file import COLUMNS, ImportRefused, Sheet, read
from tests.unit.program.files import shipped

ROOT = Path(__file__).parents[3]
PROGRAM = shipped()
HEADER = ",".join(COLUMNS)
THABA = (
    "Thaba Health,thaba.example;THABA.example,Naledi Mokoena,Naledi@Thaba.Example,administrator;Reporter,"
    "Gateway 4,gold,mail;telephone,2026-01-01,2026-12-31,,en,T-100"
)
SIPHO = ",,Sipho Dube,sipho@thaba.example,reporter,,,,,,,nb,"
MILL = "Old Mill,oldmill.example,,,,,silver,,,,,,O-200"


def sheet(*lines: str, header: str = HEADER) -> Sheet:
    return read("\n".join((header, *lines)).encode(), "customers.csv", PROGRAM)


def refused(*lines: str, header: str = HEADER) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        sheet(*lines, header=header)
    return str(caught.value).splitlines()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store("tinydb:data", tmp_path)
    yield store
    store.close()


def test_a_line_per_contact_with_blank_cells_after_the_first() -> None:
    read = sheet(THABA, SIPHO, MILL)
    assert [c.name for c in read.customers] == ["Thaba Health", "Old Mill"]
    thaba, mill = read.customers
    assert thaba.domains == ("thaba.example",)
    assert (thaba.products, thaba.service_level, thaba.channels) == (("Gateway 4",), "gold", ("mail", "telephone"))
    assert (thaba.valid_from, thaba.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (thaba.number, thaba.number_key, thaba.source) == ("T-100", "cadents/t-100", "row 2 of customers.csv")
    assert (mill.valid_to, mill.channels, mill.open_to_domain) == (None, ("mail",), PROGRAM.open_to_domain)
    naledi, sipho = read.contacts
    assert (naledi.address, naledi.roles, naledi.customer) == (
        "naledi@thaba.example",
        ("administrator", "reporter"),
        "Thaba Health",
    )
    assert (sipho.address, sipho.customer, sipho.language, sipho.source) == (
        "sipho@thaba.example",
        "Thaba Health",
        "nb",
        "row 3 of customers.csv",
    )


def test_optional_columns_in_any_order() -> None:
    read = sheet(
        f"{MILL},yes,Kenya,SLA-1;SLA-2,,", header=HEADER + ",open_to_domain,region,agreements,acts_for,may_request"
    )
    assert (read.customers[0].open_to_domain, read.customers[0].region) == (True, "Kenya")
    assert read.customers[0].agreements == ("SLA-1", "SLA-2")


def test_international_addresses_and_domains_become_canonical() -> None:
    read = sheet("Bø,BØ.example,Kari,Kari@BØ.example,,,,,,,,,")
    assert read.customers[0].domains == ("xn--b-5ga.example",)
    assert read.contacts[0].address == "kari@xn--b-5ga.example"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("A,a.example,Jo,jo@@a.example,,,,,,,,,", '2 "jo@@a.example" is no mail address'),
        ("A,a.example,Jo,jo,,,,,,,,,", '2 "jo" is no mail address'),
        ("A,a.example,Jo,,,,,,,,,,", "2 has a contact of A without an address"),
        ("A,nodot,,,,,,,,,,,", '2 "nodot" is no domain'),
        ("A,,,,,,,,2026-13-01,,,,", '2 valid_from is no date: "2026-13-01"; write it as 2026-12-31'),
        ("A,,,,,,,,,31.12.2026,,,", "2 valid_to is no date"),
        ("A,,,,,,,,2026-02-01,2026-01-01,,,", "2 the contract ends on 2026-01-01, before it begins"),
        ("A,,,,,,,fax,,,,,", '2 has the channel "fax"; there are: mail, telephone'),
        ("A,,,,,,,,,,,english,", "2 language is two letters"),
        (",a.example,,,,,,,,,,,", "2 names no customer"),
        ("A,a.example", "2 has 2 cells where the header has 13"),
        ('A,"a.example,,,,,,,,,,,', "2 is no CSV"),
    ],
)
def test_a_line_that_cannot_be_read_refuses_the_import_with_file_and_line(line: str, what: str) -> None:
    told = refused(line)
    assert told[0].startswith(f"customers.csv:{what}"), told


def test_every_malformed_line_is_named_at_once() -> None:
    told = refused("A,,,x,,,,,,,,,", THABA, "B,,,y,,,,,,,,,", "C,c")
    assert [t.split()[0] for t in told] == ["customers.csv:2", "customers.csv:4", "customers.csv:5"]


def test_a_contact_that_stands_twice_and_a_customer_that_contradicts_itself() -> None:
    assert "sipho@thaba.example stands in line 3 already" in refused(THABA, SIPHO, SIPHO)[0]
    told = refused(THABA, "Thaba Health,,,,,,silver,,,,,,")
    assert told == ["customers.csv:3 says service_level = silver for Thaba Health, its first line gold; make them one"]


@pytest.mark.parametrize(
    ("header", "what"),
    [
        (HEADER.replace("partner,", ""), "1 has no column partner"),
        (HEADER + ",regoin", '1 has an unknown column "regoin"; did you mean "region"?'),
        (HEADER + ",partner", "1 has the column partner twice"),
        (HEADER.replace(",", ";"), "1 has its columns separated by semicolons"),
        ("", "1 is empty"),
    ],
)
def test_a_header_that_is_not_ours(header: str, what: str) -> None:
    assert refused(header=header)[0].startswith(f"customers.csv:{what}")


def test_a_line_number_counts_lines_also_after_a_cell_with_a_line_break() -> None:
    told = refused('A,a.example,"Jo\nAnn",jo@a.example,,,,,,,,,', "B,,,x,,,,,,,,,")
    assert told[0].startswith("customers.csv:4 ")


def test_bytes_of_another_character_set_are_refused_and_a_byte_order_mark_is_not() -> None:
    with pytest.raises(ImportRefused, match="customers.csv:2 is not UTF-8"):
        read(f"{HEADER}\nBjørn,,,,,,,,,,,,".encode("latin-1"), "customers.csv", PROGRAM)
    assert read(f"\ufeff{HEADER}\r\nBjørn,,,,,,,,,,,,\r\n".encode(), "x.csv", PROGRAM).customers[0].name == "Bjørn"


def test_a_role_that_looks_like_one_the_rules_ask_for_is_reported() -> None:
    """With "champoin" the rules would pass a champion's requests to the champion."""
    mezzanine = load_program(ROOT / "rules" / "mezzanine", ROOT / "templates" / "mezzanine")
    rows = ["A,a.example,Ann,ann@a.example,champoin,,,,,,,,", ",,Ben,ben@a.example,champion;reporter,,,,,,,,"]
    told = read("\n".join((HEADER, *rows)).encode(), "customers.csv", mezzanine).reports
    assert told == ('row 2 of customers.csv: no rule asks for the role "champoin"; did you mean "champion"?',)


def test_unknown_names_and_ambiguous_domains_are_reported_and_kept() -> None:
    read = sheet("A,shared.example;gmail.com,,,,Gateway 9,platinum,,,,Acme,,N-1", "B,shared.example,,,,,gold,,,,,,n-1")
    assert [c.service_level for c in read.customers] == ["platinum", "gold"]
    told = "\n".join(read.reports)
    for part in (
        'row 2 of customers.csv: unknown partner "Acme"',
        'unknown product "Gateway 9"',
        'unknown service level "platinum"',
        "shared.example belongs to A, B",
        "gmail.com of A is a provider for everybody",
    ):
        assert part in told
    assert "gold" not in told


@given(st.binary(max_size=300))
def test_any_bytes_are_a_register_or_a_refusal(data: bytes) -> None:
    try:
        read(HEADER.encode() + b"\n" + data, "x.csv", PROGRAM)
    except ImportRefused as e:
        assert str(e).startswith("x.csv:")


def test_an_import_replaces_the_register_and_says_what_changed(store: Store) -> None:
    first = replace_register(store, "cadents", sheet(THABA, SIPHO, MILL))
    assert [c.name for c in first.added] == ["Old Mill", "Thaba Health", "naledi@thaba.example", "sipho@thaba.example"]
    again = replace_register(store, "cadents", sheet(THABA, SIPHO, MILL))
    assert not again and again.same == 4
    second = replace_register(
        store, "cadents", sheet(THABA.replace("gold", "bronze").replace("2026-12-31", "2027-12-31"))
    )
    assert [(c.kind, c.name) for c in second.removed] == [("customer", "Old Mill"), ("contact", "sipho@thaba.example")]
    assert [(c.name, c.what) for c in second.changed] == [
        ("Thaba Health", ("service_level: gold -> bronze", "valid_to: 2026-12-31 -> 2027-12-31"))
    ]
    with store.view() as view:
        customers, contacts = register(view, "cadents")
        assert [c.name for c in customers] == ["Thaba Health"]
        assert [c.address for c in contacts["Thaba Health"]] == ["naledi@thaba.example"]
        assert view.one(Contact, "key", "cadents/sipho@thaba.example") is None
        assert [c.name for c in view.find(Customer, "domain_keys", "cadents/thaba.example")] == ["Thaba Health"]


def test_a_dry_run_tells_the_same_and_changes_nothing(store: Store) -> None:
    with store.view() as view:
        told = compare(view, "cadents", sheet(THABA))
    assert told == replace_register(store, "cadents", sheet(THABA))


def test_a_contact_that_moves_to_another_customer_stays_one_record(store: Store) -> None:
    replace_register(store, "cadents", sheet(THABA, SIPHO, MILL))
    moved = replace_register(
        store, "cadents", sheet(THABA, MILL, ",,Sipho Dube,sipho@thaba.example,reporter,,,,,,,nb,")
    )
    assert [(c.name, c.what) for c in moved.changed] == [
        ("sipho@thaba.example", ("customer: Thaba Health -> Old Mill",))
    ]


def test_a_line_that_only_moved_has_not_changed_but_its_evidence_is_new(store: Store) -> None:
    replace_register(store, "cadents", sheet(MILL, THABA))
    assert not replace_register(store, "cadents", sheet(THABA, MILL))
    with store.view() as view:
        mill = view.one(Customer, "key", "cadents/Old Mill")
    assert mill is not None and mill.source == "row 3 of customers.csv"


def test_another_program_keeps_its_register(store: Store) -> None:
    replace_register(store, "cadents", sheet(THABA))
    with store.unit() as unit:
        unit.add(Customer("mezzanine", "Thaba Health"))
        unit.add(Contact("mezzanine", "Thaba Health", "naledi@thaba.example"))
    gone = replace_register(store, "cadents", sheet())
    assert len(gone.removed) == 2
    with store.view() as view:
        assert view.one(Customer, "key", "mezzanine/Thaba Health") is not None
        assert view.one(Contact, "key", "mezzanine/naledi@thaba.example") is not None
