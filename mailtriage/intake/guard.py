"""intake/guard.py: the last net under the parser: one process of its own, with limits, replaced when it dies.

Promises   `Guard.parse` gives the same Mail as `parse`, for about 0.2 ms more. A mail that ends the process
           (too much processor time, a kill, a crash of the interpreter) is tried once more in a new one and is then
           `malformed` with the reason: its bytes are quarantined, the mails behind it go on.
           Threads share one process; a forked child begins its own. No process is left when this one ends.
           Where no process can be had (no memory, no descriptors), mails are read here: the caps of limits.py hold,
           only the net is missing; that is logged, and tried again after `_REST` seconds.
Does not   start anything before the first mail.
Why not    a process a mail: 3.5 ms, 18 ms from a large process, against 1 ms for the mail.
Reads next intake/worker_process.py, intake/worker.py
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
import weakref
from typing import TYPE_CHECKING

from mailtriage import log
from mailtriage.intake import limits
from mailtriage.intake.plainly import as_json, of_json
from mailtriage.intake.worker_process import Child, Died, exchange, read, spawn
from mailtriage.model.mail import Mail

if TYPE_CHECKING:
    from mailtriage.intake.auth_results import Hop

_READY_WITHIN = 30.0        # seconds for a process to start on a busy machine
_REST = 60.0                # seconds before a process is tried again that could not be started
_TRIES = 2


class Guard:
    """Reads mails in a process of its own. Close it, or leave it to the end of this process."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0
        _guards.add(self)

    def parse(self, raw: bytes, *, hop: Hop | None = None) -> Mail:
        """The mail in these bytes, as intake/parse.py gives it. Never raises for what the bytes hold."""
        import orjson

        from mailtriage.intake.auth_results import Hop

        request = as_json(hop or Hop())
        why = ""
        with self._lock:
            for _ in range(_TRIES):
                child = self._child or self._start()
                if child is None:
                    break
                try:
                    return of_json(Mail, orjson.loads(exchange(child, request, raw)))
                except Died as trouble:
                    why = self._bury(child, str(trouble))
                except (KeyError, TypeError, ValueError):       # orjson's errors are ValueErrors
                    why = self._bury(child, "no answer that can be read")
                except BaseException:
                    self._bury(child, "interrupted")    # half a mail is on its way: what follows would be out of step
                    raise
        from mailtriage.intake.parse import malformed, parse

        return malformed(raw, f"quarantined: {why}") if why else parse(raw, hop=hop)

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._child is not None:
                self._child.close()
                self._child = None

    def _start(self) -> Child | None:
        """A new process that is ready, or None when there is none to be had."""
        if time.monotonic() < self._not_before:
            return None
        try:
            self._child = spawn()
            if read(self._child, 1, time.monotonic() + _READY_WITHIN) != b"\x01":
                raise Died("it speaks another language")
            return self._child
        except (OSError, Died, subprocess.SubprocessError) as trouble:
            why = self._bury(self._child, str(trouble)) if self._child else str(trouble)
            self._not_before = time.monotonic() + _REST
            log.get("intake").warning("no process for the parser, mails are read without it", why=why)
            return None

    def _bury(self, child: Child, trouble: str) -> str:
        """Why it died, in words for staff."""
        self._child = None
        if trouble.startswith("no answer"):
            child.process.kill()
        status = child.close()
        if status in (-signal.SIGPROF, -signal.SIGXCPU):
            return f"reading it takes more than {limits.CPU:g} s of processor time"
        if status < 0 and not trouble.startswith("no answer"):
            return f"the process that reads it was ended by signal {-status}, twice"
        return f"the process that reads it ended: {trouble}"

    def _forget(self) -> None:
        """In a forked child: the process belongs to the parent, and whoever held the lock is not here."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        if child is not None:
            for descriptor in (child.to, child.back):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
            child.process.returncode = 0                 # not ours to wait for


_guards: weakref.WeakSet[Guard] = weakref.WeakSet()


def _after_fork() -> None:
    for guard in list(_guards):
        guard._forget()


os.register_at_fork(after_in_child=_after_fork)
