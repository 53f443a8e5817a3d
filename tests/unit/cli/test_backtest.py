"""`rules backtest` and `rules diff`: what a change of rules would do, shown before it does it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from mailtriage.work.versions import REMEMBERED

CONFIG = """
outgoing = "off"
[store]
url = "tinydb:data"
[[mailbox]]
name = "support"
address = "support@cadents.example"
program = "cadents"
"""


def mail(number: int, subject: str, text: str) -> bytes:
    return (f"From: C{number} <c{number}@one.example>\r\nTo: support@cadents.example\r\nMessage-ID: <{number}@one.example>"
            f"\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nSubject: {subject}\r\n\r\n{text}\r\n").encode()


MAILS = (
    mail(1, "Locked out", "My account is locked after three attempts, please help me sign in."),
    mail(2, "Gateway", "The installer stops with error 1603 after ten minutes."),
    mail(3, "Teapot", "The teapot whistles since this morning."),
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    assert run(tmp_path, "init", str(tmp_path), "--program", "cadents", config=False).exit_code == 0
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "mails").mkdir()
    for n, raw in enumerate(MAILS):
        (tmp_path / "mails" / f"{n}.eml").write_bytes(raw)
    return tmp_path


def run(folder: Path, *args: str, config: bool = True) -> Result:
    return CliRunner().invoke(main, [*(("-c", str(folder / "config.toml")) if config else ()), *args])


def changed_copy(desk: Path, *changes: tuple[str, str, str]) -> Path:
    """rules/ and templates/ in a folder beside, with (file, what, instead) changed in them."""
    copy = desk / "next"
    for kind in ("rules", "templates"):
        shutil.copytree(desk / kind, copy / kind)
    for file, what, instead in changes:
        path = copy / file
        text = path.read_text("utf-8")
        assert what in text
        path.write_text(text.replace(what, instead, 1), "utf-8")
    return copy


LOGIN = ('title = "Log-in and passwords"\ntype = "fault"\nlevel = "L1"', 'title = "Log-in"\ntype = "question"\nlevel = "L2"')


def test_each_mail_that_would_be_treated_differently_is_named_with_counts_and_nothing_is_stored(desk: Path) -> None:
    copy = changed_copy(desk, ("rules/cadents/categories.toml", *LOGIN))
    found = run(desk, "rules", "backtest", "--against", str(desk / "mails"), "--new", str(copy), "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 1, found.output
    assert (told["mails"], told["changed"]) == (3, 1)
    assert told["counts"] == {"type": {"fault -> question": 1}, "level": {"L1 -> L2": 1}}
    (change,) = told["changes"]
    assert change["sender"] == "c1@one.example" and change["changed"] == ["type", "level"]
    assert change["now"]["category"] == "login" and "login on" in change["why"]
    assert json.loads(run(desk, "case", "list", "--json").stdout) == []


def test_for_people_it_prints_what_was_what_would_be_and_why(desk: Path) -> None:
    copy = changed_copy(desk, ("rules/cadents/categories.toml", *LOGIN))
    found = run(desk, "rules", "backtest", "--against", str(desk / "mails"), "--new", str(copy))
    for line in ("level: L1 -> L2", "c1@one.example  Locked out", "3 mails, 1 would be treated differently"):
        assert line in found.stdout


def test_where_a_text_changes_the_reason_is_why_that_text(desk: Path) -> None:
    path = "rules/cadents/entitlement.toml"
    copy = changed_copy(desk, (path, 'reply = "not-registered"', 'reply = "not-authorised"'))
    told = json.loads(run(desk, "rules", "backtest", "--against", str(desk / "mails"), "--new", str(copy), "--json").stdout)
    why = {c["why"] for c in told["changes"] if c["changed"] == ["texts"]}
    assert why == {"not-authorised is proposed: entitlement unknown"}, told


def test_our_own_mails_are_tried_as_they_came(desk: Path) -> None:
    for n in range(len(MAILS)):
        assert run(desk, "ingest", "--mailbox", "support", str(desk / "mails" / f"{n}.eml")).exit_code == 0
    copy = changed_copy(desk, ("rules/cadents/categories.toml", *LOGIN))
    told = json.loads(run(desk, "rules", "backtest", "--against", "store", "--new", str(copy), "--json").stdout)
    assert (told["mails"], told["changed"]) == (3, 1) and told["changes"][0]["label"].startswith("CAD-")


def test_the_same_version_twice_is_told_and_so_is_one_that_does_not_load(desk: Path) -> None:
    found = run(desk, "rules", "backtest", "--against", "store")
    assert found.exit_code == 2 and "are the same version" in found.output and "--new FOLDER" in found.output
    copy = changed_copy(desk, ("rules/cadents/categories.toml", 'type = "question"', 'type = "questoin"'))
    found = run(desk, "rules", "backtest", "--against", "store", "--new", str(copy))
    assert found.exit_code == 78 and "categories.toml:" in found.output
    assert run(desk, "rules", "backtest", "--against", "store", "--new", "abcdef").exit_code == 2


def test_an_old_version_is_found_by_its_hash(desk: Path) -> None:
    before = json.loads(run(desk, "rules", "test", "--json").stdout)[0]["hash"]
    path = desk / "rules/cadents/categories.toml"
    path.write_text(path.read_text("utf-8").replace(*LOGIN, 1), "utf-8")
    told = json.loads(run(desk, "rules", "backtest", "--against", str(desk / "mails"), "--old", before[:8], "--json").stdout)
    assert told["old"] == before and told["changed"] == 1


def test_diff_names_rule_key_and_words(desk: Path) -> None:
    copy = changed_copy(desk, ("rules/cadents/categories.toml", *LOGIN),
                        ("templates/cadents/en/acknowledgement.md.j2", "case", "ticket"))
    found = run(desk, "rules", "diff", "cadents", "files", str(copy))
    assert found.exit_code == 1
    assert "rules/categories.toml category login: level: L1 -> L2" in found.stdout
    assert "templates/en/acknowledgement.md.j2:" in found.stdout and "\n    +" in found.stdout
    same = run(desk, "rules", "diff", "cadents", "files", "shipped")
    assert (same.exit_code, same.stdout) == (0, "0 differences\n")


def test_a_rule_that_moved_in_its_file_or_got_a_comment_does_not_differ(desk: Path) -> None:
    copy = changed_copy(desk)
    path = copy / "rules/cadents/program.toml"
    text = path.read_text("utf-8")
    sales = text.index('[[team]]\nid = "sales"')
    accounts = text.index('[[team]]\nid = "accounts"')
    people = text.index('[[team]]\nid = "people"')
    path.write_text(text[:sales] + "# moved\n" + text[accounts:people] + text[sales:accounts] + text[people:], "utf-8")
    assert run(desk, "rules", "diff", "cadents", "files", str(copy)).stdout == "0 differences\n"


def test_after_an_upgrade_diff_shipped_tells_what_it_brings_and_what_you_changed_too(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (desk / "rules/cadents" / REMEMBERED).is_file()
    assert run(desk, "rules", "diff", "cadents", "--shipped").stdout == "0 differences\n"
    upgraded = changed_copy(desk, ("rules/cadents/categories.toml", *LOGIN),
                            ("rules/cadents/program.toml", 'zone = "Europe/London"', 'zone = "Europe/Dublin"'))
    monkeypatch.setattr("mailtriage.paths.shipped", lambda: upgraded)
    mine = desk / "rules/cadents/categories.toml"
    mine.write_text(mine.read_text("utf-8").replace('title = "Log-in and passwords"', 'title = "Signing in"'), "utf-8")
    found = run(desk, "rules", "diff", "cadents", "--shipped").stdout
    assert "category login (you changed this too): level: L1 -> L2" in found
    assert "calendar desk: zone: Europe/London -> Europe/Dublin" in found
    (desk / "rules/cadents" / REMEMBERED).unlink()
    assert run(desk, "rules", "diff", "cadents", "--shipped").exit_code == 2
