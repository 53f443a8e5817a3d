"""program/standing.py and how it is written: strong words, types, levels, partners, regions, routes, the table of duties."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mailtriage.model.register import Contact, Customer
from mailtriage.program.load import load_program
from mailtriage.program.match import categorise
from mailtriage.program.problems import ProgramErrors
from mailtriage.program.program import Program
from mailtriage.program.standing import mailbox_of, partner_named, partner_writing, reader_zone, roles_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def program() -> Program:
    return load_program(ROOT / "rules" / "mezzanine", ROOT / "templates" / "mezzanine")


def customer(region: str) -> Customer:
    return Customer("mezzanine", "X", region=region)


def test_a_region_is_known_in_any_letter_case_and_decides_among_the_mailboxes_reached(program: Program) -> None:
    both = ("support", "easupport")
    assert mailbox_of(program, customer("kenya"), both) == "easupport"
    assert mailbox_of(program, customer("RSA"), both) == "support"
    assert mailbox_of(program, customer("Kenya"), ("support",)) == ""
    assert mailbox_of(program, customer("Atlantis"), both) == mailbox_of(program, None, both) == ""


def test_the_readers_zone_is_the_regions_else_the_mailboxs(program: Program) -> None:
    assert reader_zone(program, "support", "Ghana") == "Africa/Accra"
    assert reader_zone(program, "easupport", "") == "Africa/Nairobi"
    assert reader_zone(program, "nowhere", "") == ""


def test_a_partner_is_known_by_id_title_address_and_domain_and_by_nothing_else(program: Program) -> None:
    assert partner_named(program, "LWANDLE MOBILE") is partner_named(program, "lwandle") is not None
    assert partner_named(program, "") is None and partner_named(program, "lwandl") is None
    assert partner_writing(program, "anyone@lwandle.example") is partner_named(program, "lwandle")
    assert partner_writing(program, "anyone@notlwandle.example") is None and partner_writing(program, "") is None


def test_who_acts_for_others_or_writes_from_a_partner_has_the_role_of_one(program: Program) -> None:
    champion = Contact("mezzanine", "X", "c@x.example", roles=("champion",))
    clerk = Contact("mezzanine", "X", "d@x.example", acts_for=("Y",))
    assert roles_of(program, champion, "c@x.example") == ("champion",)
    assert roles_of(program, clerk, "d@x.example") == ("partner",)
    assert roles_of(program, None, "e@savanna.example") == ("partner",)
    assert roles_of(program, None, "e@x.example") == ()


def test_a_strong_word_counts_three_and_does_without_the_others(program: Program) -> None:
    found = categorise(program, "", "RICA")
    assert found.winner is not None and found.winner.id == "sim-swap" and found.hits[0].score == 3


CHANGES = [
    ("a category the table does not have", "levels.toml", 'category = ["app-download"]', 'category = ["app-dowload"]',
     'levels.toml:16 duty[0].category: there is no category "app-dowload"; did you mean "app-download"?'),
    ("a cell at another level", "levels.toml", 'category = ["app-download"]', 'category = ["app-fault"]',
     "app-fault stands at L3, not L1; say why: but = "),
    ("a cell without anything", "levels.toml", 'category = ["app-download"]', "",
     'has either category = ["…"], or reason = "why there is none"'),
    ("a region without a mailbox", "program.toml", 'mailbox = "easupport"\nzone = "Africa/Nairobi"',
     'mailbox = "eastsupport"\nzone = "Africa/Nairobi"', 'there is no [mailbox.…] section "eastsupport"'),
    ("a name of two regions", "program.toml", '["Ghana", "GH"]', '["Ghana", "KE"]', '"ke" is the name of another region too'),
    ("a route to nobody", "routes.toml", "role:product-owner", "role:product-owners", 'there is no role in program.toml'),
    ("a route with a text for customers", "routes.toml", 'text = "for-partner"', 'text = "sim-swap"',
     "a route has one of: hand-over"),
    ("a level marked by no field", "program.toml", 'marks = "handed_over"', 'marks = "handedover"',
     'there is no field "handedover"; did you mean "handed_over"?'),
    ("a type there is not", "categories.toml", 'of = ["non-technical"]', 'of = ["request", "fault"]',
     'there is no type "request"'),
    ("a type that turns into itself", "categories.toml",
     'of = ["question"]\ncategory = ["general", "how-to", "portal-address", "documentation", "maintenance"]\npriority = "P3"',
     'of = ["fault"]', 'is "fault" itself, so nothing changes'),
    ("a word two priorities have", "categories.toml", 'stated = ["p2", ', 'stated = ["p1", ', '"p1" is stated for P1 already'),
    ("a mistake beside a priority that no word states", "categories.toml", '[[priority]]\nid = "P2"',
     '[[priority]]\nid = "P9"\ntitle = "Unstated"\n[[priority]]\nid = "P2"\nchecklist = "nowhere"', '"nowhere"'),
    ("a condition its not takes back", "routes.toml", 'when = { level = "L2", type = ["fault", "admin-request"] }',
     'when = { level = "L2", not = { level = ["L1", "L2"] } }', "stops whatever the rest of it asks for (level)"),
    ("a mailbox there is not", "routes.toml", 'when = { level = "L2",', 'when = { level = "L2", mailbox = "suport",',
     'there is no mailbox "suport"; did you mean "support"?'),
    ("a language by its name", "routes.toml", 'when = { level = "L2",', 'when = { level = "L2", language = "english",',
     '"english" is no language code'),
    ("a service level nobody has", "routes.toml", 'when = { level = "L2",', 'when = { level = "L2", service_level = "golden",',
     'there is no service level "golden"'),
    ("a type of mail there is not", "routes.toml", 'type = ["fault", "admin-request"]', 'type = ["falt", "admin-request"]',
     'there is no type "falt"; did you mean "fault"?'),
    ("a text for a type its category never is", "prescribed.toml", 'when = { field_present = "handed_over", type = ["fault", "admin-request", "question"]',
     'when = { category = "app-fault", type = "non-technical"', "is never non-technical: app-fault is "),
    ("two clocks for one priority", "clocks.toml", 'priority = ["P2"]', 'priority = ["P1"]',
     '"first-response" of P1 is there twice'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "what", "instead", "says"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_mistake_keeps_the_program_from_loading_and_is_named(
    tmp_path: Path, file: str, what: str, instead: str, says: str
) -> None:
    for kind in ("rules", "templates"):
        shutil.copytree(ROOT / kind / "mezzanine", tmp_path / kind / "mezzanine")
    path = tmp_path / "rules" / "mezzanine" / file
    text = path.read_text("utf-8")
    assert what in text
    path.write_text(text.replace(what, instead, 1), "utf-8")
    with pytest.raises(ProgramErrors) as wrong:
        load_program(tmp_path / "rules" / "mezzanine", tmp_path / "templates" / "mezzanine")
    assert says in str(wrong.value)
