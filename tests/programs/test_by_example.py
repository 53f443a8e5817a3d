"""Each rule that coverage.toml names, by mail: what its examples say comes of them, comes of mails of the same words.

The names of these tests hold the id, the program and the rule: `CAD_05_cadents_category_documentation`. What a category
leads to stands in expected.toml, not in the rules."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import LERATO, Mezzanine, words
from tests.programs.mutations import ROOT, coverage, entries

EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())
DESKS = {"cadents": (Cadents, NALEDI), "mezzanine": (Mezzanine, LERATO)}
FILES = {"categories/category": "category", "fields/field": "field", "known-problems/problem": "problem"}
BYTES = {
    "pcap": b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 400,
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 30_000,
    "zip": b"PK\x03\x04" + b"\0" * 99,
    "": b"2026-11-23 08:00:01 sip: bind failed\n",
}


def _rules(kind: str) -> Iterator[Any]:
    """(program, rule as written) of each rule of a kind that the map names, named by all ids that rest on it."""
    ids: dict[tuple[str, str, str], list[str]] = {}
    for id, part in coverage().items():
        for key in part["keys"]:
            program, file, table = key.split("/")[:3]
            if FILES.get(f"{file}/{table}") == kind:
                for one in entries(_read(program, file), key):
                    ids.setdefault((program, f"{file}/{table}", one.split("/", 3)[3]), []).append(id.replace("-", "_"))
    for (program, where, name), known_as in ids.items():
        file, _, table = where.partition("/")
        rule = next(r for r in _read(program, file)[table] if r["id"] == name)
        yield pytest.param(program, rule, id="_".join((*known_as, program, kind, name)))


@cache
def _read(program: str, file: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "rules" / program / f"{file}.toml").read_text())


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mezzanine]]:
    open_: dict[str, Mezzanine] = {}
    yield open_
    for desk in open_.values():
        desk.close()


@pytest.fixture
def desk(desks: dict[str, Mezzanine], program: str, tmp_path_factory: pytest.TempPathFactory) -> Mezzanine:
    if program not in desks:
        desks[program] = DESKS[program][0](tmp_path_factory.mktemp(program))
    return desks[program]


def _writes(desk: Mezzanine, text: str, told: dict[str, Any]) -> dict[str, Any]:
    stranger = "Eve Other <eve@elsewhere.example>" if told.get("role") == "stranger" else ""
    sender = told.get("from") or stranger or DESKS[desk.program][1]
    files = tuple((name, BYTES.get(name.rpartition(".")[2], BYTES[""])) for name in told.get("attachments", ()))
    case = desk.writes(text, sender, subject=told.get("subject", ""), files=files)
    desk.closes(case)  # so that who asks for news next does not mean this one
    return case


def _some(examples: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every example under MAILTRIAGE_FULL=1, as mutate.py wants it; else the first that must fit and the first that must
    not, because the program was not loaded without all of them being tried."""
    if os.environ.get("MAILTRIAGE_FULL") == "1":
        yield from reversed(examples)  # what was written last is most often what one condition stands or falls with
        return
    fits = [e for e in examples if e.get("fits") or e.get("finds")]
    yield from (fits[:1] + [e for e in examples if e not in fits][:1])


@pytest.mark.parametrize(("program", "rule"), list(_rules("category")))
def test_a_category(desk: Mezzanine, program: str, rule: dict[str, Any]) -> None:
    for example in _some(rule.get("example", ())):
        text = example.get("fits") or example["not"]
        case = _writes(desk, text, example)
        assert (case["category"] == rule["id"]) == ("fits" in example), (text, case["category"])
        assert not example.get("priority") or case["priority"] == example["priority"], text
        assert {n: case["values"].get(n, "") for n in example.get("fields", {})} == example.get("fields", {}), text
        assert example.get("also", []) == [] or case["also"] == example["also"], text


@pytest.mark.parametrize(("program", "rule"), list(_rules("category")))
def test_what_it_leads_to(desk: Mezzanine, program: str, rule: dict[str, Any]) -> None:
    expected = EXPECTED[program][rule["id"]]
    while desk.leaves():  # what the mails before it led to; a pass sends so many and no more
        pass
    case = desk.writes(expected["mail"], expected.get("from", DESKS[program][1]), subject=expected.get("subject", "Help"))
    got = {name: case[name] for name in ("category", "type", "level", "team", "priority")}
    assert got == {"category": rule["id"]} | {name: expected[name] for name in got if name != "category"}
    drafts = desk.drafts(case)
    assert sorted(drafts) == sorted(expected["texts"])
    desk.leaves()
    for text in expected["texts"]:
        desk.approve(case, text)
        (mail,) = desk.leaves()
        assert case["number"] in str(mail["Subject"]) and len(words(mail)) > 80
    desk.closes(case)


@pytest.mark.parametrize(("program", "rule"), list(_rules("field")))
def test_a_field(desk: Mezzanine, program: str, rule: dict[str, Any]) -> None:
    for example in _some(rule.get("example", ())):
        case = _writes(desk, example["mail"], example)
        found = case["values"].get(rule["id"], "")
        assert found == example.get("finds", ""), example["mail"]


@pytest.mark.parametrize(("program", "rule"), list(_rules("problem")))
def test_a_known_problem(desk: Mezzanine, program: str, rule: dict[str, Any]) -> None:
    for example in _some(rule["example"]):
        text = example.get("fits") or example["not"]
        found = _writes(desk, text, example)["known_problem"]
        assert ((found or {}).get("id") == rule["id"]) == ("fits" in example), text
