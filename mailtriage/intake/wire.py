"""intake/wire.py: a connection that cannot hang: each wait ends by an answer, a time, a size or a stop event.

Promises   connecting, TLS, sending and receiving give up within TICK of `stop`, after `read_timeout` of
           silence, and when a whole answer takes longer than `allow` granted. A server cannot make us hold more
           than was allowed: an announced literal is refused before a byte of it is read.
Does not   know IMAP, nor end a name look-up early: the resolver has its own time-out.
Why        imaplib waits in C where no event reaches it, allocates what a server announces (4 GB by one line),
           and a byte a second never runs into a read time-out.
Reads next intake/imap_connection.py
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")

TICK = 0.25                     # seconds between two looks at the stop event
SLACK = 4 * 1024 * 1024         # bytes any answer may have beside what was asked for
SLOWEST = 8 * 1024              # bytes a second; a line slower than that is as good as dead
_CHUNK = 256 * 1024
# Dead peers are noticed by the kernel even while nobody waits: 60 s idle, then 4 probes 15 s apart.
_KEEPALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))


class Stopped(ConnectionError):
    """The stop event was set while we waited."""


class TooMuch(ConnectionError):
    """The server sends, or announces, more than this answer may have."""


class Wire:
    """A TCP connection, non-blocking inside. With `context` TLS starts at once; else `secure` does it later."""

    def __init__(self, host: str, port: int, connect_timeout: float, read_timeout: float,
                 stop: threading.Event, context: ssl.SSLContext | None = None) -> None:
        self.host, self.port = host, port
        self.connect_timeout, self.read_timeout = connect_timeout, read_timeout
        self.encrypted = False
        self.broken = False         # the peer is gone: whatever is raised then is only a symptom
        self._stop = stop
        self._buffer = bytearray()
        self._budget, self._deadline = 0, 0.0
        self._socket: socket.socket = self._dial()
        self.allow()
        if context is not None:
            try:
                self.secure(context)
            except OSError:
                self.close()
                raise

    def allow(self, expected: int = 0) -> None:
        """The next answer may have `expected` bytes and SLACK, and the time that takes on a slow line."""
        self._budget = expected + SLACK
        self._deadline = time.monotonic() + 4 * self.read_timeout + expected / SLOWEST

    def secure(self, context: ssl.SSLContext) -> None:
        """TLS from here on, verified by `context`. What came unencrypted and was not read is forgotten."""
        self._buffer.clear()
        tls = context.wrap_socket(self._socket, server_hostname=self.host, do_handshake_on_connect=False)
        self._socket = tls
        self._patiently(tls.do_handshake, select.POLLIN, self.connect_timeout)
        self.encrypted = True

    def peer(self) -> str:
        """The address at the other end."""
        return str(self._socket.getpeername()[0])

    def send(self, data: bytes) -> None:
        done = 0
        while done < len(data):
            rest = data[done:done + _CHUNK]
            done += self._patiently(partial(self._socket.send, rest), select.POLLOUT, self.read_timeout)

    def line(self) -> bytes:
        """The next line with its end; what there was, perhaps nothing, when the server closed."""
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = len(self._buffer)
            if not self._fill():
                return self._take(len(self._buffer))
        return self._take(end + 1)

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes; fewer when the server closed. TooMuch before anything is read."""
        if size - len(self._buffer) > self._budget:
            raise TooMuch(f"the server announces {size} bytes where {self._budget} are allowed")
        while len(self._buffer) < size:
            if not self._fill():
                break
        return self._take(min(size, len(self._buffer)))

    def ready(self, seconds: float) -> bool:
        """Whether a whole line is there within `seconds`; ConnectionError when the server closed."""
        end = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            try:
                if not self._fill(max(0.0, end - time.monotonic())):
                    raise ConnectionResetError("the server closed the connection")
            except TimeoutError:
                return False
        return True

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._socket.close()

    # Inside

    def _take(self, size: int) -> bytes:
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        return taken

    def _fill(self, patience: float | None = None) -> bool:
        """Read once into the buffer; False at the end of the stream."""
        if patience is None:
            patience = min(self.read_timeout, self._deadline - time.monotonic())
        chunk = self._patiently(partial(self._socket.recv, _CHUNK), select.POLLIN, patience)
        self._budget -= len(chunk)
        if self._budget < 0:
            raise TooMuch("the server sends more than was asked for")
        self._buffer += chunk
        self.broken = self.broken or not chunk
        return bool(chunk)

    def _patiently(self, attempt: Callable[[], T], waits_for: int, patience: float) -> T:
        """What `attempt` returns once it need not wait; TimeoutError after `patience` seconds."""
        end = time.monotonic() + patience
        while True:
            try:
                return attempt()
            except ssl.SSLWantReadError:
                event = select.POLLIN
            except ssl.SSLWantWriteError:
                event = select.POLLOUT
            except BlockingIOError:
                event = waits_for
            except OSError:
                self.broken = True
                raise
            self._wait(self._socket, event, end, patience)

    def _wait(self, sock: socket.socket, event: int, end: float, patience: float) -> None:
        poller = select.poll()
        poller.register(sock, event)
        while True:
            if self._stop.is_set():
                raise Stopped("stopped")
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no answer within {patience:.0f} s")
            if poller.poll(min(left, TICK) * 1000):
                return

    def _dial(self) -> socket.socket:
        """The first address of the host that answers; the last one's error when none does."""
        trouble: OSError = OSError(f"{self.host} has no address")
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                return self._connected(sock, address)
            except OSError as e:
                sock.close()
                if isinstance(e, Stopped):
                    raise
                trouble = e
        raise trouble

    def _connected(self, sock: socket.socket, address: object) -> socket.socket:
        sock.setblocking(False)
        code = sock.connect_ex(address)  # type: ignore[arg-type]
        if code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
            self._wait(sock, select.POLLOUT, time.monotonic() + self.connect_timeout, self.connect_timeout)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in _KEEPALIVE:
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        return sock
