"""One store, several processes: a second daemon, cron, storms of `ingest`, kill -9. Real processes, no fakes."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.imap_desk import ROOT, mail
from tests.memory import memory

PROCESSES, EACH = (8, 25) if os.environ.get("MAILTRIAGE_FULL") else (4, 6)
CONFIG = f"""
outgoing = "hold"      # no SMTP server here: with "on", a `run --once` that comes to the answers first exits with 1
rules_dir = "{ROOT / 'rules'}"
templates_dir = "{ROOT / 'templates'}"
[[mailbox]]
name = "support"
address = "support@cadents.example"
program = "cadents"
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with memory() as made:
        (made / "config.toml").write_text(CONFIG)
        (made / "data").mkdir(0o700)
        yield made


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "mailtriage", "-c", str(folder / "config.toml"), *command],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str], exits: int = 0) -> tuple[str, str]:
    out, err = process.communicate(timeout=60)
    assert process.returncode == exits, f"exited {process.returncode}\n{out}\n{err}"
    return out, err


@pytest.fixture
def daemon(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(folder, "run")
    assert process.stderr is not None
    heard = ""
    while "started" not in heard:
        line = process.stderr.readline()
        assert line, f"the daemon went away: {heard}"
        heard += line
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def store_bytes(folder: Path) -> dict[str, str]:
    """sha256 of every file but the status, which the running daemon writes."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted((folder / "data").rglob("*")) if p.is_file() and "status" not in p.name}


def rows(folder: Path) -> list[dict[str, object]]:
    cases = json.loads(said(start(folder, "case", "list", "--all", "--json"))[0])
    assert isinstance(cases, list)
    return cases


@pytest.mark.timeout(60)
@pytest.mark.parametrize("second", [("run",), ("run", "--once")], ids=lambda c: " ".join(c))
def test_a_second_daemon_goes_at_once_and_changes_no_byte(
    folder: Path, daemon: subprocess.Popen[str], second: tuple[str, ...]
) -> None:
    said(start(folder, "case", "list"))
    before, used = store_bytes(folder), resource.getrusage(resource.RUSAGE_CHILDREN)
    _, err = said(start(folder, *second))
    assert "already runs" in err and "Traceback" not in err
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time, start-up and all: the wall clock of a busy machine says nothing.
    assert now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime < 2
    assert store_bytes(folder) == before
    assert daemon.poll() is None


@pytest.mark.timeout(60)
def test_the_lock_of_a_killed_daemon_is_free(folder: Path, daemon: subprocess.Popen[str]) -> None:
    """The kernel holds it, so that no stale file keeps a desk from starting."""
    daemon.kill()
    daemon.communicate()
    assert (folder / "data" / "daemon.lock").exists()
    said(start(folder, "run", "--once"))


@pytest.mark.timeout(100)
def test_cron_beside_a_daemon_and_storms_of_ingest_give_each_mail_one_outcome(
    folder: Path, daemon: subprocess.Popen[str]
) -> None:
    total = PROCESSES * EACH
    for n in range(total):
        place = folder / f"in-{n % PROCESSES}"
        place.mkdir(exist_ok=True)
        (place / f"{n}.eml").write_bytes(mail(n))
    storm = [start(folder, "ingest", "--mailbox", "support", "--json", str(folder / f"in-{p}"))
             for p in range(PROCESSES)]
    crons = []
    while any(p.poll() is None for p in storm):
        if not crons or crons[-1].poll() is not None:       # each second, and one at a time
            crons.append(start(folder, "run", "--once"))
        time.sleep(1)
    told = [json.loads(line) for process in storm for line in said(process)[0].splitlines()]
    assert all("already runs" in said(cron)[1] for cron in crons)
    assert Counter(t["outcome"] for t in told) == {"new-case": total}
    cases = rows(folder)
    numbers = sorted(str(c["number"]) for c in cases)
    assert len(set(numbers)) == total and {t["case"] for t in told} == set(numbers)
    counted = [int(number.split("-")[1]) for number in numbers]
    assert counted == list(range(counted[0], counted[0] + total)), "numbers rise without a gap"
    assert not list((folder / "data" / "spool").glob("support~*"))
    assert "store ok" in said(start(folder, "store", "check"))[0]


@pytest.mark.timeout(100)
def test_ingest_that_only_keeps_is_handled_by_the_daemon_once_each(
    folder: Path, daemon: subprocess.Popen[str]
) -> None:
    """And a kill -9 in the middle leaves the rest to the next pass."""
    place = folder / "in"
    place.mkdir()
    for n in range(30):
        (place / f"{n}.eml").write_bytes(mail(n))
    said(start(folder, "ingest", "--mailbox", "support", "--keep-only", str(place)))
    time.sleep(0.6)
    daemon.kill()
    daemon.communicate()
    said(start(folder, "run", "--once"))
    cases = rows(folder)
    assert len(cases) == 30 == len({str(c["number"]) for c in cases})
    assert Counter(str(c["subject"]) for c in cases) == Counter(f"Gateway {n}" for n in range(30))
