"""work/status.py: status.json: how the daemon is, replaced whole each few seconds, read by `mailtriage status`.

Does not   fsync: after a power cut the next pass writes it anew, and a half-written file never has the name.
Reads next cli/status.py (its shape)
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mailtriage import __version__, durable, paths
from mailtriage.work.desk import Desk
from mailtriage.work.record import plain
from mailtriage.work.tally import tally
from mailtriage.work.watch import FolderStatus


def last_pass(desk: Desk) -> datetime:
    """When a daemon last wrote its status, by the clock it had then; long ago when there is no telling."""
    try:
        return datetime.fromisoformat(json.loads((desk.data / paths.STATUS_FILE).read_bytes())["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return datetime.min.replace(tzinfo=UTC)


def write_status(
    desk: Desk, folders: Sequence[FolderStatus], sending: Mapping[str, str], warnings: Sequence[str] = ()
) -> None:
    """Replace status.json. `sending` is mailbox -> why nothing can leave there. OSError when the disk refuses it."""
    with desk.store.view() as view:
        numbers = tally(view, desk.config.mailbox)
    rows: list[dict[str, Any]] = [
        {
            "name": f.mailbox, "folder": f.folder, "last_ok": f.last_ok, "last_error": f.error, "failures": f.failures,
            "backlog": f.backlog, "unfiled": f.unfiled,
        }
        for f in folders
    ]  # fmt: skip
    rows += [
        {"name": name, "folder": "(sending)", "last_ok": None, "last_error": why, "failures": 1, "backlog": 0}
        for name, why in sending.items()
    ]
    status = {
        "at": desk.clock(), "pid": os.getpid(), "version": __version__, "outgoing": desk.config.outgoing,
        "mailboxes": rows, "warnings": list(warnings), **numbers,
    }  # fmt: skip
    durable.replace_file(desk.data / paths.STATUS_FILE, json.dumps(plain(status)).encode(), "status")
