"""The last net: a process for the parser that is limited, replaced when it dies, and shared by threads. Real
processes, real signals; what only a hostile mail could do to the parser is done to it by a worker of the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mailtriage.intake import guard as guarding
from mailtriage.intake import limits, worker, worker_process
from mailtriage.intake.auth_results import Hop
from mailtriage.intake.guard import Guard
from mailtriage.intake.parse import must_quarantine, parse
from mailtriage.intake.plainly import as_json, of_json
from mailtriage.intake.worker_process import Child
from mailtriage.model.mail import Kind, Mail
from tests.attacks.test_mime_bombs import BOMBS
from tests.attacks.test_parse_fuzz import SEEDS
from tests.attacks.test_poison_mail import POISON
from tests.unit.intake.mailkit import BASE

GOOD = BASE + b"\r\nIt does not print.\r\n"


@pytest.fixture
def guard() -> Iterator[Guard]:
    made = Guard()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork carries what a test does to the worker, a fresh interpreter does not; and other tests leave threads."""
    if "monkeypatch" in request.fixturenames and "threads" not in request.node.name:
        monkeypatch.setattr("mailtriage.intake.worker_process._fresh", worker_process._forked)


def child(guard: Guard) -> Child:
    assert guard._child is not None
    return guard._child


def pid(guard: Guard) -> int:
    return child(guard).process.pid


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(number: int) -> bool:
    until = time.monotonic() + 5
    while alive(number) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(number)


def test_it_gives_the_same_mail_as_the_parser(guard: Guard) -> None:
    hop = Hop("mx.desk.example")
    for raw in (*SEEDS, GOOD, b"", b"\0" * 100, *(raw for raw, _ in POISON.values())):
        assert guard.parse(raw, hop=hop) == parse(raw, hop=hop)


def test_a_mail_goes_through_json_and_back() -> None:
    for raw in SEEDS:
        mail = parse(raw)
        assert of_json(Mail, __import__("orjson").loads(as_json(mail))) == mail


def test_one_process_reads_all_mails(guard: Guard) -> None:
    guard.parse(GOOD)
    first = pid(guard)
    for _ in range(20):
        guard.parse(GOOD)
    assert pid(guard) == first


def test_nothing_is_started_before_the_first_mail() -> None:
    assert Guard()._child is None


def test_a_mail_of_25_mb_goes_through(guard: Guard) -> None:
    raw = BOMBS["25 MB of base64"]()
    assert guard.parse(raw) == parse(raw)


def test_a_killed_process_is_replaced_between_two_mails(guard: Guard) -> None:
    guard.parse(GOOD)
    first = pid(guard)
    os.kill(first, signal.SIGKILL)
    assert guard.parse(GOOD) == parse(GOOD)
    assert pid(guard) != first


def test_a_process_killed_in_the_middle_of_a_mail_is_replaced_and_the_mail_is_read(guard: Guard) -> None:
    raw = BOMBS["text over 4 MB"]()
    expected = parse(raw)
    guard.parse(GOOD)
    victim = pid(guard)
    killer = threading.Timer(0.05, os.kill, (victim, signal.SIGKILL))
    killer.start()
    assert guard.parse(raw) == expected
    killer.join()
    assert guard.parse(GOOD) == parse(GOOD)
    assert pid(guard) != victim


def test_threads_share_it_and_each_gets_its_own_mail(guard: Guard) -> None:
    wrong: list[str] = []

    def reader(n: int) -> None:
        for k in range(15):
            raw = GOOD.replace(b"Printer", b"Printer %d-%d" % (n, k))
            if guard.parse(raw).subject != f"Printer {n}-{k}":
                wrong.append(f"{n}-{k}")
            if n == 0 and k % 5 == 0:
                os.kill(pid(guard), signal.SIGKILL) if guard._child else None

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_with_threads_a_fresh_interpreter_is_begun(guard: Guard) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert guard.parse(GOOD) == parse(GOOD)
        assert isinstance(child(guard).process, subprocess.Popen)
    finally:
        stop.set()
        thread.join()


def test_a_forked_child_begins_its_own_and_leaves_the_parents_alone(guard: Guard) -> None:
    guard.parse(GOOD)
    before = pid(guard)
    number = os.fork()
    if not number:
        with suppress(BaseException):
            good = guard.parse(GOOD) == parse(GOOD) and pid(guard) != before
            guard.close()
            os._exit(0 if good else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 0
    assert guard.parse(GOOD) == parse(GOOD)
    assert pid(guard) == before


def test_no_process_is_left_when_the_parent_is_killed(tmp_path: Path) -> None:
    code = ("import time; from mailtriage.intake.guard import Guard; g = Guard(); g.parse(b'From: a@b.example\\n\\nx');"
            "print(g._child.process.pid, flush=True); time.sleep(60)")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    assert alive(number)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(number)


def test_closing_ends_the_process(guard: Guard) -> None:
    guard.parse(GOOD)
    number = pid(guard)
    guard.close()
    assert gone(number)


def hostile(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Processes begun from now on do `deed` to a mail that says POISON: what an unknown fault of the parser would do."""
    def bad(raw: bytes, *, hop: Hop | None = None) -> Mail:
        if b"POISON" in raw:
            if deed == "spin":
                while True:
                    pass
            if deed == "eat":
                eaten = [bytearray(10_000_000) for _ in range(10_000)]
                assert eaten
            if deed == "sleep":
                time.sleep(30)
            os.kill(os.getpid(), signal.SIGSEGV)
        return parse(raw, hop=hop)

    monkeypatch.setattr(worker, "parse", bad)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [("spin", "quarantined: reading it takes more than 0.3 s of processor time"),
     ("crash", "quarantined: the process that reads it was ended by signal 11, twice")],
)
def test_a_mail_that_ends_the_process_twice_is_quarantined_and_the_next_is_read(
    guard: Guard, monkeypatch: pytest.MonkeyPatch, deed: str, reason: str
) -> None:
    monkeypatch.setattr(limits, "CPU", 0.3)
    hostile(monkeypatch, deed)
    seen = guard.parse(GOOD + b"POISON")
    assert seen.kind is Kind.MALFORMED
    assert must_quarantine(seen) == reason
    assert seen.size == len(GOOD) + 6
    assert seen.sha256 == parse(GOOD + b"POISON").sha256
    assert guard.parse(GOOD) == parse(GOOD)


def test_a_mail_that_eats_memory_is_quarantined_by_the_same_process(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(monkeypatch, "eat")
    guard.parse(GOOD)
    first = pid(guard)
    seen = guard.parse(GOOD + b"POISON")
    assert seen.kind is Kind.MALFORMED
    assert "MemoryError" in must_quarantine(seen)
    assert guard.parse(GOOD) == parse(GOOD)
    assert pid(guard) == first


def test_many_mails_do_not_use_up_the_time_of_one(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CPU", 0.3)
    guard.parse(GOOD)
    first = pid(guard)
    raw = BOMBS["html: cells"]()[:60_000]
    start = os.times()
    while os.times().elapsed - start.elapsed < 1.5:
        assert guard.parse(raw).kind is Kind.HUMAN
    assert pid(guard) == first


def test_a_process_that_does_not_answer_is_ended(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailtriage.intake.worker_process._ANSWER_WITHIN", 0.2)
    hostile(monkeypatch, "sleep")
    assert "no answer within 0.2 s" in must_quarantine(guard.parse(GOOD + b"POISON"))
    monkeypatch.undo()
    assert guard.parse(GOOD) == parse(GOOD)


def test_where_no_process_can_be_had_mails_are_read_here_and_that_is_logged(
    guard: Guard, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> Child:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(guarding, "spawn", fails)
    for _ in range(3):
        assert guard.parse(GOOD) == parse(GOOD)
    said = "".join(capsys.readouterr())
    assert said.count("no process for the parser") <= 1
    monkeypatch.undo()
    guard._not_before = 0.0
    guard.parse(GOOD)
    assert guard._child is not None


def test_an_interpreter_that_dies_at_its_start_is_no_reason_to_lose_a_mail(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(source: int, sink: int) -> None:
        os._exit(3)

    monkeypatch.setattr(worker, "serve", dies)
    assert guard.parse(GOOD) == parse(GOOD)
    assert guard._child is None
