"""servers/pymap.py: pymap (pip, no root) as a subprocess: one account in memory, empty at start."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

from mailtriage.config import Imap
from tests.servers.require import free_port

PROGRAM = str(Path(sys.executable).parent / "pymap")
# On Python 3.13 a garbage collection between two commands ends a connection: asyncio holds the stream reader weakly.
_MAIN = "import gc; gc.disable(); from pymap.main import main; main()"
USER, PASSWORD = "demouser", "demopass"


class Pymap:
    """In-process it failed now and then with a ContextVar error on Python 3.13; as a command it does not."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Pymap:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, "--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "--no-service", "admin",
             "--no-service", "managesieve", "dict", "--demo-user", USER, "--demo-password", PASSWORD],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 15
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                    if s.recv(64).startswith(b"* OK"):
                        return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("pymap did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
            self._process = None

    def imap(self, **keys: object) -> Imap:
        """The `[mailbox.imap]` section for its account."""
        return Imap.model_validate({
            "host": "127.0.0.1", "port": self.port, "security": "plain", "username": USER,
            "connect_timeout": "5 seconds", "read_timeout": "10 seconds",
            "password_env": "MAILTRIAGE_TEST_PASSWORD", **keys,
        })
