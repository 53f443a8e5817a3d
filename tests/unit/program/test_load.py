"""program/load.py: what is a program and what is none; several together. What its author is told: test_load_problems.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailtriage.program.load import build, load_program, load_programs, read_files
from mailtriage.program.parsed import Files
from mailtriage.program.problems import ProgramErrors
from tests.unit.program.files import ROOT, SHIPPED, changed, line_of, problems, shipped


def test_the_shipped_program_loads_and_knows_where_its_rules_stand() -> None:
    program = shipped()
    login = program.category("login")
    assert login is not None
    assert login.source.file == "categories.toml"
    assert login.source.line == line_of(SHIPPED, "rules/categories.toml", 'id = "login"') - 1
    assert login.examples[1].source.line > login.examples[0].source.line > login.source.line


def test_a_missing_file_is_named_and_an_unknown_one_too() -> None:
    assert problems(changed(categories=None))[0].startswith("rules/cadents/categories.toml:1 is missing")
    told = problems(changed(categoris="x = 1"))
    assert "rules/cadents/categoris.toml:1 is no file of a program" in told[0]
    assert 'did you mean "categories.toml"?' in told[0]


def test_optional_files_may_be_missing() -> None:
    # Without entitlement.toml there are no products, so nothing finds one.
    fields = re.sub(r'\[\[field.example\]\]\nmail = .*\nfinds = "(Gateway 4|Client)"\n', "",
                    SHIPPED.content["rules/fields.toml"].decode())
    known = re.sub(r"products = .*\n", "", SHIPPED.content["rules/known-problems.toml"].decode())
    known = re.sub(r"\[\[problem.example\]\]\nnot = \"(The client cannot bind|Gateway 4: when).*\n", "", known)
    files = changed(clocks=None, escalation=None, entitlement=None, fields=fields, **{"known-problems": known})
    program = build(files)
    assert program.clocks == () and program.steps == () and program.paths == {}
    assert program.grace.days == 14


def test_a_program_without_known_problems_loads() -> None:
    known = SHIPPED.content["rules/prescribed.toml"].decode()
    texts = re.sub(r'\[\[text\]\]\nid = "known-.*\n(.+\n)+', "", known)
    content = {k: v for k, v in changed(prescribed=texts, **{"known-problems": None}).content.items()
               if "/known-" not in k}
    assert build(Files("cadents", content, "rules/cadents", "templates/cadents")).known_problems == ()


def test_a_file_with_a_byte_order_mark_and_crlf_loads() -> None:
    content = dict(SHIPPED.content)
    for name in ("rules/clocks.toml", "rules/categories.toml", "templates/en/referral.md.j2"):
        content[name] = content[name].replace(b"\n", b"\r\n")
    content["rules/clocks.toml"] = b"\xef\xbb\xbf" + content["rules/clocks.toml"]
    program = build(
        changed(
            clocks=content["rules/clocks.toml"],
            categories=content["rules/categories.toml"],
            en__referral=content["templates/en/referral.md.j2"],
        )
    )
    assert program.clocks
    assert "\r" not in program.texts["referral"].words["en"][1]


def test_bytes_that_are_no_utf8_are_named_with_their_line() -> None:
    assert problems(changed(clocks=b"# a\n# \xff\n"))[0].startswith("rules/cadents/clocks.toml:2 is not UTF-8")


def test_the_hash_covers_rules_and_words() -> None:
    hashes = {
        shipped().hash,
        build(changed(clocks=("4 working", "5 working"))).hash,
        build(changed(en__referral=("technical questions", "technical matters"))).hash,
    }
    assert len(hashes) == 3


def test_a_program_can_be_built_again_from_the_files_it_carries() -> None:
    program = shipped()
    again = build(type(SHIPPED)(program.id, program.files, "stored", "stored"))
    assert again.hash == program.hash and again.categories == program.categories


def test_a_folder_that_does_not_exist_names_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(ProgramErrors, match='there is no such program folder; did you mean "cadents"?'):
        load_program(ROOT / "rules" / "cadent", ROOT / "templates" / "cadent")
    with pytest.raises(ProgramErrors, match="there are none"):
        load_program(tmp_path / "rules" / "x", tmp_path)


def _write(files: dict[str, bytes], rules: Path, templates: Path) -> None:
    for name, data in files.items():
        kind, _, rest = name.partition("/")
        path = (rules if kind == "rules" else templates) / rest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_several_programs_load_together_and_may_not_number_alike(tmp_path: Path) -> None:
    for id, prefix in (("one", "ONE"), ("two", "TWO"), ("three", "ONE")):
        content = dict(changed(program=('number = "CAD"', f'number = "{prefix}"')).content)
        _write(content, tmp_path / "rules" / id, tmp_path / "templates" / id)
    programs = load_programs(tmp_path / "rules", tmp_path / "templates", ["one", "two", "one"])
    assert [p.prefix for p in programs.values()] == ["ONE", "TWO"]
    with pytest.raises(ProgramErrors) as caught:
        load_programs(tmp_path / "rules", tmp_path / "templates", ["one", "three"])
    assert "three/program.toml" in str(caught.value) and "the prefix of one too" in str(caught.value)


def test_problems_of_several_programs_come_together(tmp_path: Path) -> None:
    for id in ("one", "two"):
        _write(dict(changed(clocks=f"# {id}\nx = 1").content), tmp_path / "rules" / id, tmp_path / "templates" / id)
    with pytest.raises(ProgramErrors) as caught:
        load_programs(tmp_path / "rules", tmp_path / "templates", ["one", "two"])
    assert [p.line for p in caught.value.problems] == [2, 2]
    assert {Path(p.file).parent.name for p in caught.value.problems} == {"one", "two"}


def test_what_an_editor_leaves_beside_a_file_is_no_rule(tmp_path: Path) -> None:
    _write(dict(SHIPPED.content), tmp_path / "r", tmp_path / "t")
    for name in ("categories.toml~", ".categories.toml.swp", "~$categories.toml"):
        (tmp_path / "r" / name).write_text("x")
    assert load_program(tmp_path / "r", tmp_path / "t").hash == shipped().hash


def test_a_file_that_cannot_be_read_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    _write(dict(SHIPPED.content), tmp_path / "r", tmp_path / "t")
    (tmp_path / "r" / "clocks.toml").unlink()
    (tmp_path / "r" / "clocks.toml").symlink_to(tmp_path / "r" / "clocks.toml")
    assert "rules/clocks.toml" not in read_files(tmp_path / "r", tmp_path / "t").content  # a loop is no file
