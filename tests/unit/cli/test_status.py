"""cli/status.py: from one file, fast, while all else is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main

GOOD_BOX = {"name": "support", "folder": "INBOX", "last_ok": "2026-11-22T02:55:00Z", "last_error": "", "failures": 0,
            "backlog": 2}


def status(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(folder / "config.toml"), "status", *args])


def write(folder: Path, age: timedelta = timedelta(seconds=5), **more: Any) -> None:
    at = datetime.now(UTC) - age
    found = {"at": at.isoformat().replace("+00:00", "Z"), "pid": os.getpid(), "version": "0.1.0", "outgoing": "on",
             "mailboxes": [GOOD_BOX], "counts": {"cases_open": 2, "unknown": 0}, "outcomes": {"new-case": 2}, **more}
    (folder / "config.toml").write_text("[store]\nurl = 'tinydb:data'\nthis_key_is_wrong = 1\n")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/status.json").write_text(json.dumps(found))


def test_a_fresh_pass_is_good_and_shown_even_while_the_config_has_a_fault(tmp_path: Path) -> None:
    write(tmp_path)
    found = status(tmp_path)
    assert found.exit_code == 0
    first, *rest = found.stdout.splitlines()
    assert first == f"last pass 5 s ago, pid {os.getpid()}, version 0.1.0, outgoing on"
    assert "cases_open  2" in rest
    assert any(line.split()[:2] == ["support", "INBOX"] for line in rest)


def test_json_has_the_file_its_age_and_the_findings(tmp_path: Path) -> None:
    write(tmp_path, timedelta(hours=2))
    found = status(tmp_path, "--json")
    value = json.loads(found.stdout)
    assert found.exit_code == 1
    assert 7200 <= value["age_seconds"] < 7210
    assert value["findings"] == ["the last pass was 2 h 00 min ago; is the daemon running?"]
    assert value["counts"] == {"cases_open": 2, "unknown": 0}
    assert status(tmp_path, "--max-age", "180").exit_code == 0


def test_a_failing_mailbox_and_an_unknown_sending_are_findings(tmp_path: Path) -> None:
    bad = {**GOOD_BOX, "failures": 3, "last_error": "imap.example: no such host\x1b[2J\nforged"}
    write(tmp_path, mailboxes=[bad], counts={"unknown": 1, "quarantine": 2})
    found = status(tmp_path)
    assert found.exit_code == 1
    assert "! 1 may or may not have been sent: mailtriage outbox list" in found.stdout
    assert "! 2 could not be read: mailtriage quarantine list" in found.stdout
    assert "\x1b" not in found.stdout


def test_no_status_says_that_the_daemon_has_not_run_here(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "data/status.json").unlink()
    found = status(tmp_path)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        f'mailtriage: {tmp_path}/data/status.json: the daemon has not run here yet; "mailtriage run" starts it\n'
    )


@pytest.mark.parametrize("content", ["", "[]", "{", "\xff\xfe", "null", "1"])
def test_a_broken_status_file_is_one_line(tmp_path: Path, content: str) -> None:
    write(tmp_path)
    (tmp_path / "data/status.json").write_bytes(content.encode("latin-1"))
    found = status(tmp_path)
    assert found.exit_code == 1
    assert found.stderr.endswith("is no status; the next pass of the daemon replaces it\n")


@pytest.mark.parametrize("key", ["at", "mailboxes", "counts", "outcomes"])
@pytest.mark.parametrize("value", [None, 3, "x", [1], {"a": None}])
def test_a_field_of_another_kind_is_no_traceback(tmp_path: Path, key: str, value: object) -> None:
    write(tmp_path, **{key: value})
    assert status(tmp_path).exit_code in (0, 1), status(tmp_path).output


def test_no_config_exits_78(tmp_path: Path) -> None:
    found = status(tmp_path)
    assert found.exit_code == 78
    assert "there is no such file" in found.stderr


def test_it_is_fast_and_imports_neither_pydantic_nor_the_store(tmp_path: Path) -> None:
    write(tmp_path)
    program = (
        "import sys, mailtriage.cli as c\n"
        "try: c.main()\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program, "-c", str(tmp_path / "config.toml"), "status"]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        took.append(time.perf_counter() - began)
    print(f"mailtriage status: {min(took):.3f} s")
    heavy = {"pydantic", "tinydb", "rich", "structlog", "jinja2", "mailtriage.config", "mailtriage.store.port"}
    assert not heavy & set(done.stderr.split())
    assert min(took) < 0.4, "the promise is 0.15 s on a quiet machine; see the figure above"


def test_mail_that_failed_is_a_finding_and_held_mail_is_only_told(tmp_path: Path) -> None:
    write(tmp_path, counts={"held": 3, "failed": 0})
    found = status(tmp_path)
    assert found.exit_code == 0 and "3 held: mailtriage outbox list --state held" in found.stdout
    write(tmp_path, counts={"held": 3, "failed": 2})
    found = status(tmp_path)
    assert found.exit_code == 1
    assert "! 2 could not be sent: mailtriage outbox list --state failed" in found.stdout


def test_a_process_that_is_no_more_is_told(tmp_path: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    write(tmp_path, pid=done.pid)
    assert f"pid {done.pid} (not running any more)" in status(tmp_path).stdout


def test_what_verify_last_found_is_shown_and_a_mail_unaccounted_for_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path)
    assert "verified" not in status(tmp_path).output and status(tmp_path).exit_code == 0
    found = tmp_path / "data" / "verified.json"
    at = datetime.now(UTC) - timedelta(minutes=3)
    found.write_text(json.dumps({"at": at.isoformat(), "unexplained": 0, "not_asked": 1}))
    good = status(tmp_path)
    assert "verified 3 min ago: unexplained 0, 1 not asked" in good.output and good.exit_code == 0
    found.write_text(json.dumps({"at": at.isoformat(), "unexplained": 2, "not_asked": 0}))
    assert "! 2 unexplained: mailtriage verify names them" in status(tmp_path).output
    assert status(tmp_path).exit_code == 1
    found.write_text("[1")
    assert status(tmp_path).exit_code == 0
