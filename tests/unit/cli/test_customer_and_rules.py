"""cli/customer.py and cli/rules.py: what people and scripts see, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main

ROOT = Path(__file__).parents[3]
MAILBOX = '[[mailbox]]\nname = "{0}"\naddress = "{0}@{0}.example"\nprogram = "{0}"\n'
CSV = (
    "customer,domains,contact_name,contact_email,roles,products,service_level,channels,valid_from,valid_to,partner,language,customer_number\n"
    "Thaba Health,thaba.example,Naledi,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,Acme,en,T-100\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(MAILBOX.format("cadents"))
    for kind in ("rules", "templates"):
        shutil.copytree(ROOT / kind / "cadents", tmp_path / kind / "cadents")
    (tmp_path / "customers.csv").write_text(CSV)
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path


def run(desk: Path, *args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["-c", str(desk / "config.toml"), *args], input=stdin)


def add_program(desk: Path) -> None:
    """A second program, `other`."""
    for kind in ("rules", "templates"):
        shutil.copytree(desk / kind / "cadents", desk / kind / "other")
    program = desk / "rules" / "other" / "program.toml"
    program.write_text(program.read_text().replace('number = "CAD"', 'number = "OTH"'))
    (desk / "config.toml").write_text(MAILBOX.format("cadents") + MAILBOX.format("other"))


def test_import_list_and_show(desk: Path) -> None:
    dry = run(desk, "customer", "import", str(desk / "customers.csv"), "--dry-run")
    assert dry.exit_code == 0 and "+ customer Thaba Health" in dry.stdout and "would be in the register" in dry.stdout
    assert json.loads(run(desk, "customer", "list", "--json").stdout) == []
    done = run(desk, "customer", "import", str(desk / "customers.csv"))
    assert done.exit_code == 0 and "1 customer and 1 contact are in the register (2 added" in done.stdout
    assert 'unknown partner "Acme"' in done.stderr
    assert "Thaba Health  T-100   gold   2026-01-01  2027-12-31" in run(desk, "customer", "list").stdout
    for who in ("thaba health", "t-100", "naledi@thaba.example"):
        shown = json.loads(run(desk, "customer", "show", who, "--json").stdout)
        assert shown["name"] == "Thaba Health" and shown["contacts"][0]["address"] == "naledi@thaba.example"


def test_a_malformed_file_changes_nothing_and_is_a_finding(desk: Path) -> None:
    run(desk, "customer", "import", str(desk / "customers.csv"))
    result = run(desk, "customer", "import", "-", stdin=CSV + "B,b\n")
    assert result.exit_code == 1 and result.stdout == ""
    assert "standard input:3 has 2 cells" in result.stderr and "nothing was imported" in result.stderr
    assert [c["name"] for c in json.loads(run(desk, "customer", "list", "--json").stdout)] == ["Thaba Health"]


def test_an_import_as_json(desk: Path) -> None:
    told = json.loads(run(desk, "customer", "import", str(desk / "customers.csv"), "--json").stdout)
    assert (told["program"], told["dry_run"], told["customers"], told["contacts"]) == ("cadents", False, 1, 1)
    assert [c["name"] for c in told["added"]] == ["Thaba Health", "naledi@thaba.example"] and len(told["reports"]) == 1


def test_with_several_programs_one_must_be_named_and_each_has_its_own_customers(desk: Path) -> None:
    add_program(desk)
    result = run(desk, "customer", "import", str(desk / "customers.csv"))
    assert result.exit_code == 2 and "which program?" in result.stderr and "cadents, other" in result.stderr
    assert run(desk, "customer", "import", str(desk / "customers.csv"), "--program", "nope").exit_code == 2
    assert run(desk, "customer", "import", str(desk / "customers.csv"), "--program", "other").exit_code == 0
    assert json.loads(run(desk, "customer", "list", "--program", "cadents", "--json").stdout) == []


def test_a_customer_nobody_knows_and_a_file_that_is_not_there(desk: Path) -> None:
    assert run(desk, "customer", "show", "nobody").exit_code == 1
    result = run(desk, "customer", "import", str(desk / "nothing.csv"))
    assert result.exit_code == 2 and "nothing.csv" in result.stderr


def test_rules_test_shows_what_each_category_was_taken_for(desk: Path) -> None:
    result = run(desk, "rules", "test")
    assert result.exit_code == 0
    assert "login" in result.stdout and "all right" in result.stdout
    told = json.loads(run(desk, "rules", "test", "cadents", "--json").stdout)
    assert told[0]["ok"] and told[0]["matrix"]["login"] == {"login": 4} and told[0]["problems"] == []


def test_an_example_that_fails_is_a_finding_with_file_line_and_the_confusion(desk: Path) -> None:
    file = desk / "rules" / "cadents" / "categories.toml"
    text = file.read_text().replace("Do you offer an internship in summer?", "The client crashes in summer.")
    file.write_text(text)
    result = run(desk, "rules", "test")
    line = text.splitlines().index('fits = "The client crashes in summer."')
    assert result.exit_code == 1
    assert f"categories.toml:{line} category[" in result.stdout and "should be jobs" in result.stdout
    assert "software-fault 1" in result.stdout and "1 wrong" in result.stdout
    told = json.loads(run(desk, "rules", "test", "--json").stdout)
    assert told[0]["matrix"]["jobs"] == {"jobs": 5, "software-fault": 1} and not told[0]["ok"]
    assert run(desk, "customer", "list").exit_code == 78, "and the program does not run"


def test_a_program_that_does_not_load_says_every_reason(desk: Path) -> None:
    (desk / "rules" / "cadents" / "clocks.toml").write_text("[[clock]]\nkind = 'tea'\n")
    result = run(desk, "rules", "test")
    assert result.exit_code == 1
    assert (
        "clocks.toml:2 clock[0].kind: write one of" in result.stdout and "clock[0].within: is missing" in result.stdout
    )


def test_an_unknown_program_is_a_usage_error_that_names_the_others(desk: Path) -> None:
    result = run(desk, "rules", "test", "mezanine")
    assert result.exit_code == 2 and "there are: cadents" in result.stderr


def test_without_a_config_the_programs_beside_it_are_tested(tmp_path: Path) -> None:
    assert "cadents:" in run(tmp_path, "rules", "test").stdout, "those that are shipped"


def test_variables_are_listed_by_purpose(desk: Path) -> None:
    names = [v["name"] for v in json.loads(run(desk, "rules", "variables", "closed-number", "--json").stdout)]
    assert "old_number" in names and "symptoms" not in names
    assert run(desk, "rules", "variables", "poetry").exit_code == 2
    assert run(desk, "rules", "variables").stdout.startswith("variable")


def test_a_file_without_a_customer_empties_the_register_only_when_told(desk: Path) -> None:
    assert run(desk, "customer", "import", str(desk / "customers.csv")).exit_code == 0
    (desk / "empty.csv").write_text(CSV.splitlines()[0] + "\n")
    refused = run(desk, "customer", "import", str(desk / "empty.csv"))
    assert refused.exit_code == 1 and "--allow-empty" in refused.stderr
    assert "Thaba Health" in run(desk, "customer", "list").stdout
    assert run(desk, "customer", "import", str(desk / "empty.csv"), "--allow-empty").exit_code == 0
    assert "Thaba Health" not in run(desk, "customer", "list").stdout


def test_a_file_that_removes_more_than_half_of_the_contacts_needs_a_yes(desk: Path) -> None:
    head, line = CSV.splitlines()
    three = [line.replace("naledi@", f"{name}@") for name in ("naledi", "thabo", "lerato")]
    (desk / "customers.csv").write_text("\n".join([head, *three]) + "\n")
    assert run(desk, "customer", "import", str(desk / "customers.csv")).exit_code == 0
    (desk / "customers.csv").write_text(CSV)
    refused = run(desk, "customer", "import", str(desk / "customers.csv"))
    assert refused.exit_code == 1 and "remove 2 of 3 contacts" in refused.stderr and "--yes" in refused.stderr
    assert "lerato" in run(desk, "customer", "show", "Thaba Health").stdout
    assert run(desk, "customer", "import", str(desk / "customers.csv"), "--yes").exit_code == 0
    assert "lerato" not in run(desk, "customer", "show", "Thaba Health").stdout
