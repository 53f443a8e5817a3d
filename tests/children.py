"""children.py: jobs in forked children, and their death at a named point (mailtriage/points.py).

A child ends by os._exit, which runs no `finally` of its parent: an exception would be a shutdown, not a crash.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from mailtriage import points

DIED = 137


def child(job: Callable[[], object]) -> int:
    """Start the job in a forked child; its process id. It exits with 0, or with 1 when the job raises."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            job()
            status = 0
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    """Wait for a child: its exit code, or the signal that killed it as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def dying_at(n: int, job: Callable[[], object]) -> Callable[[], None]:
    """`job`, whose process dies at the n-th point."""

    def run() -> None:
        reached = 0

        def die(_: str) -> None:
            nonlocal reached
            reached += 1
            if reached == n:
                os._exit(DIED)

        points.hook = die
        job()

    return run
