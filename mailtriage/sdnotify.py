"""sdnotify.py: tell systemd that we are ready, alive or leaving (sd_notify(3)). A leaf.

Promises   nothing when systemd did not ask ($NOTIFY_SOCKET unset); never raises: a daemon does not stop
           because that socket is gone.
"""

from __future__ import annotations

import contextlib
import os
import socket

READY = "READY=1"
WATCHDOG = "WATCHDOG=1"
STOPPING = "STOPPING=1"


def notify(*state: str) -> bool:
    """Send the states, such as `notify(READY, "STATUS=2 mailboxes")`. True when somebody was told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(1)
        line.connect("\0" + address[1:] if address[0] == "@" else address)
        line.sendall("\n".join(state).encode())
        return True
    return False


def watchdog_interval() -> float:
    """Seconds between WATCHDOG messages: half of what systemd allows; 0.0 when it does not watch us."""
    usec, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not usec.isdigit() or (pid.isdigit() and int(pid) != os.getpid()):
        return 0.0
    return int(usec) / 2_000_000
