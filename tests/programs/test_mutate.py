"""A small sample of the mutations, with each run of the tests; the whole table: mutate.py."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.programs.mutate import ROOT, Mutation, mutate, mutations, try_all

SAMPLE = [Mutation("CAD-05", "cadents/categories/category/documentation")]


def test_what_the_coverage_map_names_is_there_and_can_be_taken_out() -> None:
    for m in mutations([]):
        program, file, *_ = m.key.split("/")
        lines = (ROOT / "rules" / program / f"{file}.toml").read_text().splitlines(keepends=True)
        left = mutate(lines, m)
        tomllib.loads("".join(left))
        assert left != lines, m


def test_every_id_of_the_map_has_tests_that_name_it() -> None:
    tests = "".join(f.read_text() for f in Path(__file__).parent.glob("test_*.py"))
    for id in dict.fromkeys(m.id for m in mutations([])):
        assert f"def test_{id.replace('-', '_')}_" in tests, id


@pytest.mark.parametrize("mutation", SAMPLE, ids=str)
def test_a_test_fails_when_its_rule_is_taken_out(mutation: Mutation, capsys: pytest.CaptureFixture[str]) -> None:
    (result,) = try_all([mutation])
    assert result.tests and result.noticed == "yes"
    assert str(mutation) in capsys.readouterr().out
