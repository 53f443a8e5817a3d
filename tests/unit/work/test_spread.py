"""Work spread over processes: the same answers in the same order, and nothing left behind, however it ends.

Each test is a script of its own: a process with threads, as that of a test run may be, begins no others.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BEGIN = "import os, signal, sys, threading, time\nfrom mailtriage.work.spread import spread\n"


def script(text: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BEGIN + text], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, start_new_session=True)


def said(text: str) -> str:
    out, err = (process := script(text)).communicate(timeout=30)
    assert (process.returncode, err) == (0, ""), err
    return out.strip()


def gone(pid: int) -> bool:
    """Whether it is dead within six seconds, or a zombie that whoever took it over has yet to wait for."""
    stat, until = Path(f"/proc/{pid}/stat"), time.monotonic() + 6
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_the_answers_come_in_order_from_several_processes_one_item_at_a_time() -> None:
    assert said("""
def do(n):
    time.sleep(0.05 if n % 7 == 0 else 0)
    return n, os.getpid()
given = []
def items():
    for n in range(200):
        given.append(n)
        yield n
with spread(do, items(), 3) as found:
    first = next(found)
    assert len(given) < 70, given                       # nothing is read ahead of who works on it
    found = [first, *found]
assert [n for n, _ in found] == list(range(200))
assert os.getpid() not in {pid for _, pid in found}
print(len({pid for _, pid in found}))
""") == "3"


def test_few_items_one_processor_and_a_process_with_threads_are_done_here() -> None:
    assert said("""
def do(n):
    return os.getpid()
def by(count, processes):
    with spread(do, range(count), processes) as found:
        return set(found) == {os.getpid()}
assert by(19, 3) and by(200, 1) and not by(200, 3)
threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
assert by(200, 3)
""") == ""


def test_where_no_process_can_be_had_those_that_are_there_do_all() -> None:
    assert said("""
import resource
import multiprocessing.connection, multiprocessing.popen_fork
for most in (4, 12):
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, 64))
    with spread(lambda n: (n, os.getpid()), range(200), 8) as found:
        found = list(found)
    assert [n for n, _ in found] == list(range(200))
    print(len({pid for _, pid in found} - {os.getpid()}) < 8)
""").split() == ["True", "True"]


def test_what_is_raised_there_is_raised_here_with_its_traceback_for_debugging() -> None:
    assert said("""
from mailtriage.store.port import StoreError
class Odd(Exception):
    def __init__(self, a, b):
        super().__init__(f"{a} and {b}")
def do(n):
    if n == 60:
        raise StoreError("no room")
    if n == -60:
        raise Odd("this", "that")
for sign in (1, -1):
    try:
        with spread(do, (sign * n for n in range(200)), 2) as found:
            list(found)
    except Exception as e:
        print(type(e).__name__, e, "in do" in e.__notes__[0])
""").splitlines() == ["StoreError no room True", "RuntimeError Odd: this and that True"]


def test_a_process_that_is_killed_ends_the_work_in_one_clear_line() -> None:
    told = said("""
def do(n):
    if n == 60:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()
pids = set()
try:
    with spread(do, range(200), 2) as found:
        pids.update(found)
except Exception as e:
    print(type(e).__name__, e)
try:
    os.wait()
except ChildProcessError:
    print("none is left")
""").splitlines()
    assert told == ["ProcessDied a process that did part of the work was ended by signal 9, perhaps for lack of memory; "
                    "nothing was changed, try again", "none is left"]


SLOW = """
signal.signal(signal.SIGINT, signal.default_int_handler)      # a suite in the background has it ignored
def do(n):
    sys.stdout.write(f"{os.getpid()}\\n")
    sys.stdout.flush()
    time.sleep(20)
try:
    with spread(do, range(200), 2) as found:
        list(found)
except KeyboardInterrupt:
    os._exit(130)
"""


def test_ctrl_c_ends_all_at_once_and_in_silence() -> None:
    process = script(SLOW)
    assert process.stdout is not None and process.stderr is not None
    pids = [int(process.stdout.readline()) for _ in range(2)]
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(5) == 130 and process.stderr.read() == ""
    assert all(map(gone, pids))


def test_when_the_first_process_is_killed_the_others_end_with_their_item() -> None:
    process = script(SLOW.replace("sleep(20)", "sleep(0.3)"))
    assert process.stdout is not None
    pids = [int(process.stdout.readline()) for _ in range(2)]
    process.kill()
    assert process.wait(5) == -signal.SIGKILL
    assert all(map(gone, pids))
