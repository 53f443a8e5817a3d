"""points.py: names for the places where a crash matters. A leaf: imports nothing of ours.

`point("outbox.claimed")` does nothing in production. A harness sets `hook` and dies, fails or counts there.
Every fsync, rename, unlink, send and IMAP command has one beside it.
"""

from __future__ import annotations

from collections.abc import Callable

hook: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Tell the harness, if there is one, that this place is reached."""
    if hook is not None:
        hook(name)
