"""demo/imap_child.py: pymap, by its own command, in a process that cannot outlive the demo.

    python imap_child.py PORT USER          the password is the first line on stdin, so that `ps` shows none

Promises   when the pipe on stdin closes (the demo ended, was interrupted or was killed), this process is gone too.
Why not    in a thread of the demo: on Python 3.13 pymap fails there now and then with a ContextVar error, and the
           garbage collector, which must be off here, is the whole process's.
Reads next demo/imap_server.py
"""

from __future__ import annotations

import gc
import os
import sys
import threading


def _end_with_parent() -> None:
    # Not sys.stdin: a thread that waits in it keeps the interpreter from shutting down in order.
    while os.read(0, 4096):
        pass
    os._exit(0)


def main() -> None:
    port, user = sys.argv[1:]
    password = ""
    while not password.endswith("\n"):          # byte by byte: a buffer would swallow what comes after
        password += os.read(0, 1).decode() or "\n"
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # pymap's tasks are held by nobody: asyncio holds a stream's reader weakly and proxyprotocol drops the task, so
    # that a collection between two commands ends a connection ("Task was destroyed", seen on Python 3.13).
    gc.disable()
    from pymap.main import main as pymap

    sys.argv = [
        "pymap", "--host", "127.0.0.1", "--port", port, "--no-tls", "--no-service", "admin", "--no-service",
        "managesieve", "dict", "--demo-user", user, "--demo-password", password.strip(),
    ]
    pymap()


if __name__ == "__main__":
    main()
