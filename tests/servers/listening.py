"""servers/listening.py: a port on loopback, and a thread for each connection: what every server of the tests begins with."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class Listening:
    """Calls `serve` for each connection; an OSError there ends that connection only."""

    def __init__(self, port: int = 0) -> None:
        """`port` is one of our own choice, 0: any."""
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listener.getsockname()[1])

    def start(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def serve(self, sock: socket.socket) -> None:
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._served, args=(sock,), daemon=True).start()

    def _served(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):      # who has heard enough, or does not trust us, hangs up
            self.serve(sock)
