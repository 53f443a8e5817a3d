"""desk/safe_process.py: the HTML of one mail cleaned in a process of its own, which is ended when it costs too much.

Promises   `cleaned` answers within `_WITHIN` seconds whatever the mail is; what a mail does to the process, it does not
           do to the desk. At most `_AT_ONCE` run at a time, on however many pages people click.
Does not   keep anything: the bytes go in by a pipe, the document comes out by another.
Why not    in the desk itself: 400 kB of `<div>` cost nh3 34 s, of unlike `<font>` minutes, and nothing else is answered
           meanwhile. 0.1 s for a process is what one click may cost.
Reads next desk/safe_html.py, desk/original.py
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import orjson

from mailtriage.desk.safe_html import Safe, safe_html
from mailtriage.intake.html_part import TooLong, original

_COMMAND = (sys.executable, "-P", "-m", "mailtriage.desk.safe_process")
_CPU = 2                    # seconds of processor time; a newsletter of 180 kB and 7,500 elements needs 0.6
_MEMORY = 400 * 1024 * 1024     # bytes of address space, beside four times the mail
_WITHIN = 15.0              # seconds on the clock
_AT_ONCE = 2
_turn = threading.BoundedSemaphore(_AT_ONCE)


class NotShown(Exception):
    """This mail is not shown as HTML; the message says why, for staff."""


def cleaned(raw: bytes) -> Safe:
    """The HTML of a mail, cleaned. Raises NotShown."""
    with _turn:
        try:
            done = subprocess.run(_COMMAND, input=raw, capture_output=True, timeout=_WITHIN, check=False)
        except subprocess.TimeoutExpired:
            raise NotShown("its HTML takes too long to clean; read it as text") from None
        except OSError as e:
            raise NotShown(f"no process could be had to clean it: {e.strerror}; try again") from None
    try:
        answer = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        raise NotShown("its HTML costs too much to clean; read it as text") from None
    if why := answer.get("why"):
        raise NotShown(why)
    return Safe(**answer)


def serve() -> None:
    """Read a mail from standard input, write what is safe of it as JSON."""
    raw = sys.stdin.buffer.read()
    _limit(len(raw))
    try:
        found = original(raw)
        answer = asdict(safe_html(found)) if found is not None else {"why": "it has no HTML"}
    except TooLong as e:
        answer = {"why": f"its HTML is too long to be shown ({e}); read it as text"}
    except (MemoryError, RecursionError):
        answer = {"why": "its HTML costs too much to clean; read it as text"}
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS))


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU, _CPU))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError, IndexError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = used + _MEMORY + 4 * size
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    serve()
