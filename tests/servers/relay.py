"""servers/relay.py: a wire between a client and a real server that can be cut, frozen or told to lie.

    relay = Relay(dovecot.port).start()
    relay.edit = lambda data: data.replace(b"IDLE", b"")     bytes from the server, as they pass
    relay.cut_after(b"FETCH")                                the line breaks when the server says this
    relay.freeze()                                           silence; the connection stays up
    relay.cut()                                              now
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from tests.servers.listening import Listening


class Relay(Listening):
    def __init__(self, port: int, listen: int = 0) -> None:
        """`port` is the server's; `listen` a port of our own choice, 0: any."""
        super().__init__(listen)
        self.server_port = port
        self.edit: Callable[[bytes], bytes] = lambda data: data
        self._cut_after = b""
        self._frozen = threading.Event()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []

    def stop(self) -> None:
        super().stop()
        self.cut()

    def cut(self) -> None:
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._pairs.clear()

    def cut_after(self, said: bytes) -> None:
        """Once, in the middle of the packet that holds these bytes."""
        self._cut_after = said

    def freeze(self) -> None:
        self._frozen.set()

    def thaw(self) -> None:
        self._frozen.clear()

    def serve(self, sock: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.server_port))
        self._pairs.append((sock, server))
        threading.Thread(target=self._pump, args=(server, sock, True), daemon=True).start()
        self._pump(sock, server, False)

    def _pump(self, source: socket.socket, sink: socket.socket, from_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._frozen.is_set():
                    continue
                if from_server:
                    data = self.edit(data)
                    if self._cut_after and self._cut_after in data:
                        sink.sendall(data[:data.index(self._cut_after) + len(self._cut_after)])
                        self._cut_after = b""
                        break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
