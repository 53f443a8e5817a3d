"""intake/worker_process.py: a process of worker.py from outside: begun, spoken to, ended.

Promises   `exchange` ends: by the answer, by `Died` when the process is gone, or after `_ANSWER_WITHIN` seconds.
Why not    multiprocessing: its children run what they find in a pickle, and its resource tracker outlives a kill -9.
Reads next intake/worker.py
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

_ANSWER_WITHIN = 60.0       # seconds of waiting for one mail; processor time is limited in the process itself
_ANSWER_MOST = 64 * 1024 * 1024
_SMALL = 32 * 1024          # bytes of a mail that go in one piece with what is said about it
_CHUNK = 1 << 20


class Died(Exception):
    """The process ended, or does not answer. The message says how."""


class Process(Protocol):
    returncode: int | Any

    @property
    def pid(self) -> int: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


class Forked:
    """A child of `os.fork`, as far as subprocess.Popen is needed here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (timeout if timeout is not None else _ANSWER_WITHIN)
        while self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = self.pid, 0                # somebody else has waited for it
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > until:
                raise subprocess.TimeoutExpired("parser", timeout or _ANSWER_WITHIN)
            else:
                time.sleep(0.001)
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


@dataclass(slots=True)
class Child:
    process: Process
    to: int
    back: int

    def close(self) -> int:
        """End it; how it ended (negative: by that signal)."""
        for descriptor in (self.to, self.back):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        try:
            return self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def spawn() -> Child:
    """A new process, not yet known to be ready. A process with threads begins a fresh interpreter (0.3 s), because a
    fork copies locks that nobody will release; one without forks (5 ms), so that an MTA's pipe costs no more."""
    theirs_in, to = os.pipe()
    back, theirs_out = os.pipe()
    try:
        process = _fresh(theirs_in, theirs_out) if threading.active_count() > 1 else _forked(theirs_in, theirs_out)
    except BaseException:
        os.close(to)
        os.close(back)
        raise
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    os.set_blocking(to, False)
    os.set_blocking(back, False)
    return Child(process, to, back)


def _fresh(source: int, sink: int) -> Process:
    return subprocess.Popen([sys.executable, "-P", "-m", "mailtriage.intake.worker"], stdin=source, stdout=sink,
                            stderr=subprocess.DEVNULL)


def _forked(source: int, sink: int) -> Process:
    pid = os.fork()
    if pid:
        return Forked(pid)
    try:
        from mailtriage.intake.worker import serve

        os.dup2(source, 0)
        os.dup2(sink, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])     # locks of the store are not ours to hold
        serve(0, 1)
    finally:
        os._exit(0)         # whatever happened: nothing of the parent's may be flushed or cleaned up here


def exchange(child: Child, about: bytes, raw: bytes) -> bytes:
    """Send a mail, read the answer. Died when the process ends or takes too long."""
    until = time.monotonic() + _ANSWER_WITHIN
    begin = struct.pack("!II", len(about), len(raw)) + about
    for piece in (begin + raw,) if len(raw) < _SMALL else (begin, raw):
        view = memoryview(piece)
        while view:
            try:
                view = view[os.write(child.to, view[:_CHUNK]) :]
            except BlockingIOError:
                _wait(child.to, select.POLLOUT, until)
            except OSError as trouble:
                raise Died(trouble.strerror or str(trouble)) from None
    answer = read(child, 4, until)
    (size,) = struct.unpack_from("!I", answer)
    if size > _ANSWER_MOST:
        raise Died(f"no answer of less than {_ANSWER_MOST:,} bytes")
    return answer[4:] + read(child, size - (len(answer) - 4), until)


def read(child: Child, size: int, until: float) -> bytes:
    """At least `size` bytes: all that is there of the one answer."""
    found = bytearray()
    while len(found) < size:
        _wait(child.back, select.POLLIN, until)
        try:
            piece = os.read(child.back, _CHUNK)
        except BlockingIOError:
            continue
        except OSError as trouble:
            raise Died(trouble.strerror or str(trouble)) from None
        if not piece:
            raise Died("it went away")
        found += piece
    return bytes(found)


def _wait(descriptor: int, event: int, until: float) -> None:
    # poll and not select: a daemon with many folders and web readers has descriptors above 1,023.
    watch = select.poll()
    watch.register(descriptor, event)
    if not watch.poll(max(0.0, until - time.monotonic()) * 1000):
        raise Died(f"no answer within {_ANSWER_WITHIN:g} s")
