"""tests/attacks/browsing.py: a desk on a port."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.desk.office import Office


@contextmanager
def served(office: Office) -> Iterator[str]:
    """The URL of the desk over `office`, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(office.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
