"""intake/worker.py: the process that reads mails for `guard.py`: one after the other, each within its own limits.

    request    two lengths (4 bytes each, network order), the hop as JSON, the raw mail
    answer     one length, the Mail as JSON; a single byte before the first says that the process is ready

Promises   a mail that costs more than `limits.CPU` seconds ends the process (SIGPROF); one that needs more memory than
           its own size allows is a Mail of kind `malformed`. The end of the input ends the process.
Does not   open files, sockets or the store; is not told to stop by signals that are meant for its parent.
Run        python -m mailtriage.intake.worker    (guard.py does)
Reads next intake/parse.py
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
from pathlib import Path

import orjson

from mailtriage.intake import limits
from mailtriage.intake.auth_results import Hop
from mailtriage.intake.parse import malformed, parse
from mailtriage.intake.plainly import as_json, of_json

READY = b"\x01"
REQUEST, ANSWER = struct.Struct("!II"), struct.Struct("!I")


def serve(source: int, sink: int) -> None:
    """Answer requests of the file descriptor `source` on `sink` until it ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    base = _address_space()
    _write(sink, READY)
    while begin := _read(source, REQUEST.size):
        about, size = REQUEST.unpack(begin)
        hop = of_json(Hop, orjson.loads(_read(source, about)))
        raw = _read(source, size)
        with _Limited(base, size):
            try:
                answer = as_json(parse(raw, hop=hop))
            except (MemoryError, RecursionError, TypeError) as trouble:     # the answer itself is too big, or odd
                answer = as_json(malformed(raw, f"its answer cannot be written: {type(trouble).__name__}"))
        _write(sink, ANSWER.pack(len(answer)) + answer)
        del raw, answer


class _Limited(contextlib.AbstractContextManager[None]):
    """The limits of one mail of `size` bytes. ITIMER_PROF counts processor time in microseconds, RLIMIT_CPU only
    whole seconds of the process's life."""

    def __init__(self, base: int, size: int) -> None:
        self.most = base + limits.MEMORY + 3 * size if base else 0

    def __enter__(self) -> None:
        _allow(self.most)
        signal.setitimer(signal.ITIMER_PROF, limits.CPU)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        _allow(0)


def _allow(most: int) -> None:
    """Bytes of address space from here on; 0 for as many as the system allows."""
    with contextlib.suppress(ValueError, OSError):      # a system that has no such limit
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = hard if not most else most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell (then memory has no limit but the caps)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def _read(source: int, size: int) -> bytes:
    """Exactly `size` bytes; the end of the input ends the process, whatever is missing."""
    pieces: list[bytes] = []
    while size > 0:
        piece = os.read(source, min(size, 1 << 20))
        if not piece:
            raise SystemExit(0)
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        serve(0, 1)
