"""A sample of the mutations, with each run of the tests; the whole table: mutate.py, docs/mutation.md."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.programs.mutate import kept, line
from tests.programs.mutation_tree import REFUSED, UNNOTICED, Result
from tests.programs.mutations import ROOT, coverage, entries, mutate, mutations, place, toml

SAMPLE, SEED = 3, 20261122
# What a program has one or many of, and a requirement rests on.
TABLES = ("categories/category", "categories/priority", "categories/type", "prescribed/text", "fields/field", "routes/route",
          "known-problems/problem", "levels/duty", "clocks/clock", "entitlement/path", "program/level", "program/region",
          "program/partner")  # fmt: skip


def _documents(program: str) -> dict[str, dict[str, object]]:
    return {f.name: tomllib.loads(f.read_text()) for f in (ROOT / "rules" / program).glob("*.toml")}


def test_what_the_coverage_map_names_is_there_and_can_be_taken_out() -> None:
    whole = {program: _documents(program) for program in ("cadents", "mezzanine")}
    for m in mutations():
        before = whole[m.program]
        assert place(before[m.file], m.key)
        assert mutate(before, m) != before, m


def test_a_program_written_anew_says_the_same() -> None:
    for program in ("cadents", "mezzanine"):
        for name, document in _documents(program).items():
            assert tomllib.loads(toml(document)) == document, name


def test_every_rule_and_text_of_a_program_is_named_by_a_requirement() -> None:
    named = {key for part in coverage(all=True).values() for key in part["keys"]}
    for program in ("cadents", "mezzanine"):
        for name, document in _documents(program).items():
            for table in (t.partition("/")[2] for t in TABLES if t.startswith(f"{name.removesuffix('.toml')}/")):
                key = f"{program}/{name.removesuffix('.toml')}/{table}"
                ours = entries(document, key) if table in document else []
                assert key in named or set(ours) <= named, sorted(set(ours) - named)


def test_every_id_of_the_map_has_tests_that_name_it() -> None:
    tests = "".join(f.read_text() for f in Path(__file__).parent.glob("test_*.py"))
    for id in coverage():
        assert f"def test_{id.replace('-', '_')}_" in tests, id


def test_a_test_fails_when_a_rule_is_taken_out() -> None:
    words = [sys.executable, str(ROOT / "tests" / "programs" / "mutate.py"), "--sample", str(SAMPLE), "--seed", str(SEED)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert ran.returncode == 0 and f"{SAMPLE} of " in ran.stdout, ran.stdout + ran.stderr


def test_a_run_that_was_stopped_goes_on_where_it_stood() -> None:
    first, second, third = mutations(["CAD-05"])[:3]
    said = "\n".join(map(line, (Result(first, 4, "test_a"), Result(second, 4, UNNOTICED), Result(third, 4, REFUSED))))
    assert set(kept(f"{said}\nCAD-05  cadents/categ", mutations())) == {first, third}, "what went unnoticed is tried again"
    assert kept(said, [third]) == {third: Result(third, 4, REFUSED)}
