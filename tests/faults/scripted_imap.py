"""faults/scripted_imap.py: a small IMAP server with real state that fails at one step, in one way, a number of times.

    server = ScriptedImap({"UIDPLUS", "MOVE", "IDLE"}).start()
    server.deliver("INBOX", raw)              a new UID; whoever is in IDLE is told
    server.arm("MOVE", "rst-after")           the next MOVE is done, and then the line is reset
    server.before["FETCH"] = callable         once, just before that step is carried out: another client at work
    server.edit = callable(step, answer)      a server that lies

Steps      CONNECT (on a TLS port, before TLS) TLS (STARTTLS) GREETING CAPABILITY LOGIN SELECT (EXAMINE too) SEARCH
           DESCRIBE (FETCH without a body) FETCH STORE MOVE COPY EXPUNGE IDLE DONE LOGOUT LIST CREATE NOOP
Faults     rst-before (nothing done) rst-after (done, nobody told) cut-line cut-literal (done, half an answer, the end)
           no bad bye (not done) garbage (done, nonsense instead of the answer) hang slow (done, a byte now and then)
Ground truth is `folders`; `said` is every command line a client sent, with passwords.
Reads next tests/faults/scripted_session.py
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from tests.faults.scripted_box import Box, Gone
from tests.faults.scripted_session import Session
from tests.servers.listening import Listening

STEPS = ("CONNECT", "TLS", "GREETING", "CAPABILITY", "LOGIN", "SELECT", "SEARCH", "DESCRIBE", "FETCH", "STORE", "MOVE",
         "COPY", "EXPUNGE", "IDLE", "DONE", "LOGOUT")
FAULTS = ("rst-before", "rst-after", "cut-line", "cut-literal", "no", "bad", "bye", "garbage", "hang", "slow")


class ScriptedImap(Listening):
    def __init__(self, offers: Iterable[str] = ("UIDPLUS", "MOVE", "IDLE"), tls: ssl.SSLContext | None = None,
                 security: str = "plain") -> None:
        super().__init__()
        self.offers, self.tls, self.security = frozenset(offers), tls, security
        self.folders: dict[str, Box] = {"INBOX": Box(1000)}
        self.lock = threading.RLock()
        self.said: list[str] = []
        self.failed = 0                 # faults that took place
        self.done: dict[str, int] = {}  # how often each step was asked for
        self.password = "secret"
        self.before: dict[str, Callable[[], object]] = {}
        self.edit: Callable[[str, bytes], bytes] = lambda step, answer: answer
        self.hello = b"* OK scripted ready\r\n"
        self._plan: tuple[str, str] = ("", "")
        self._times = 0
        self._open: set[socket.socket] = set()

    def stop(self) -> None:
        super().stop()
        self.disconnect()

    def disconnect(self) -> None:
        """Close every connection."""
        for sock in list(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def deliver(self, folder: str, raw: bytes, received: datetime | None = None, uid: int = 0) -> int:
        with self.lock:
            return self.folders[folder].add(raw, received, uid).uid

    def arm(self, step: str, fault: str, times: int = 1) -> None:
        self._plan, self._times = (step, fault), times

    def take(self, step: str) -> str:
        """The fault to commit at this step, now."""
        with self.lock:
            self.done[step] = self.done.get(step, 0) + 1
            if self._plan[0] != step or self._times <= 0:
                return ""
            self._times -= 1
            self.failed += 1
            return self._plan[1]

    def mails(self, folder: str) -> list[bytes]:
        """What lies in the folder, without what is marked deleted."""
        with self.lock:
            box = self.folders.get(folder)
            return [m.raw for m in box.mails if "\\Deleted" not in m.flags] if box else []

    def serve(self, sock: socket.socket) -> None:
        self._open.add(sock)
        session = Session(self, sock)
        try:
            session.run()
        except (Gone, OSError, ValueError, IndexError):
            pass
        finally:
            self._open.discard(sock)
            with contextlib.suppress(OSError):
                session.sock.close()
