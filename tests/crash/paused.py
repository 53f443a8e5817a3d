"""A process that stands still at a point while somebody copies its disk: what a death there would leave, without the
death. So one run of a plot gives the states of all its points, and no run is repeated to reach the next one.

    for text in talk(job, told): ...     `job(say)` runs in a child; each `say(text)` stops it until the loop goes on
    state(folder)                        a digest of all files: from equal files follows an equal recovery

`test_paused.py` compares these states with those of processes that really died, point by point."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from mailtriage import durable, paths

Say = Callable[[str], None]
_TEMPORARY = re.compile(rf"{re.escape(durable.TEMP)}\d+-\d+")      # such a name bears the process id
_PROCESS = re.compile(rb'"pid": \d+')                               # and so does status.json, for people


class Failed(AssertionError):
    """The job ended with an error; what it said."""


def talk(job: Callable[[Say], object], told: Path) -> Iterator[str]:
    """What the job says, in order. Raises Failed when it ends with an error; kills it when the caller has enough."""
    heard, tell = os.pipe()
    waits, go = os.pipe()
    sys.stdout.flush(), sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(heard), os.close(go)
            fd = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(fd, 1), os.dup2(fd, 2)
            sys.stdout = sys.stderr = os.fdopen(fd, "w", closefd=False)

            def say(text: str) -> None:
                os.write(tell, text.encode() + b"\n")
                if not os.read(waits, 1):
                    os._exit(1)

            job(say)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(status)
    os.close(tell), os.close(waits)
    ended = False
    try:
        with os.fdopen(heard) as lines:
            for line in lines:
                yield line.rstrip("\n")
                os.write(go, b".")
        ended = True
    finally:
        if not ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.close(go)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        raise Failed(f"exit {code}: {told.read_text()[-3000:]}")


def state(folder: Path) -> bytes:
    """The digest of every name and content below `folder`, but for process ids."""
    digest = hashlib.blake2b(digest_size=16)
    _add(digest, str(folder), b"")
    return digest.digest()


def _add(digest: hashlib.blake2b, folder: str, name: bytes) -> None:
    with os.scandir(folder) as entries:
        found = sorted((_TEMPORARY.sub(durable.TEMP, e.name).encode(), e.path, e.is_dir()) for e in entries)
    for entry, path, is_folder in found:
        inside = name + b"/" + entry
        if is_folder:
            digest.update(b"d%d %s" % (len(inside), inside))
            _add(digest, path, inside)
            continue
        fd = os.open(path, os.O_RDONLY)
        try:
            content = os.read(fd, os.fstat(fd).st_size + 1)
        finally:
            os.close(fd)
        if entry.endswith(paths.STATUS_FILE.encode()):
            content = _PROCESS.sub(b"", content)
        digest.update(b"f%d %s%d " % (len(inside), inside, len(content)))
        digest.update(content)
