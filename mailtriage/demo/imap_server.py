"""demo/imap_server.py: an IMAP server for one mailbox on this machine: pymap in a process of its own, mail in memory.

Promises   `start` returns when the server has greeted; a port that somebody else took meanwhile is replaced by
           another. `stop` leaves no process behind; nor does an interrupt or a kill of ours (demo/imap_child.py).
Does not   keep mail: what is in the mailbox is gone when the server stops.
Reads next demo/play.py
"""

from __future__ import annotations

import imaplib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import IO

_CHILD = Path(__file__).with_name("imap_child.py")
_TRIES = 5
_GREETING_WITHIN = 30.0         # seconds; a busy machine with one core took 4


class ServerTrouble(Exception):
    """A server of the demo did not start or broke. One line: which, and what it said."""


class ImapServer:
    """`user` logs in with `password`, which is new each time."""

    def __init__(self, user: str) -> None:
        self.user, self.password, self.port = user, secrets.token_hex(12), 0
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._client: imaplib.IMAP4 | None = None

    def launch(self) -> None:
        """Begin to start; `wait` says when it is there. Two servers start side by side."""
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = int(s.getsockname()[1])
        self._said = tempfile.TemporaryFile()   # noqa: SIM115  closed in `stop`
        self._process = subprocess.Popen(
            # -P: not the folder of the script in front of sys.path, where our file names would hide others.
            [sys.executable, "-P", str(_CHILD), str(self.port), self.user],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._said,
            start_new_session=True,             # Ctrl-C is for us; we end the server in order
        )
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(self.password.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass                                # it died at once: `wait` says why

    def wait(self) -> None:
        """Return when the server has greeted. ServerTrouble when it does not, after some tries."""
        for _ in range(_TRIES):
            if self._greets():
                return
            why = self._last_words()
            self.stop()
            self.launch()                       # most likely the port was taken between our look and its bind
        self.stop()
        raise ServerTrouble(f"the IMAP server for {self.user} (pymap) did not start: {why}")

    def _greets(self) -> bool:
        assert self._process is not None
        end = time.monotonic() + _GREETING_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                    if s.recv(64).startswith(b"* OK"):
                        # Somebody else on our port would greet too; ours would have ended with "address in use".
                        time.sleep(0.02)
                        return self._process.poll() is None
            except OSError:
                time.sleep(0.02)
        return False

    def _last_words(self) -> str:
        assert self._said is not None
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - 2000))
        lines = self._said.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

    def deliver(self, raw: bytes, arrived: datetime) -> None:
        """Put a mail into INBOX over IMAP, as the mail provider would. ServerTrouble when it refuses."""
        try:
            if self._client is None:            # kept: pymap takes its time to check a password
                self._client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
                # A literal goes out in two writes: Nagle would hold the second for 40 ms, each time.
                self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._client.login(self.user, self.password)
            kind, said = self._client.append("INBOX", "", imaplib.Time2Internaldate(arrived), raw)
        except (OSError, imaplib.IMAP4.error) as e:
            raise ServerTrouble(f"the IMAP server for {self.user} did not take a mail: {e}") from None
        if kind != "OK":
            raise ServerTrouble(f"the IMAP server for {self.user} refused a mail: {said!r}")

    def stop(self) -> None:
        """End the process; nothing happens when there is none."""
        if self._client is not None:
            self._client.shutdown()
            self._client = None
        process, self._process = self._process, None
        if process is not None:
            process.kill()                      # mail in memory needs no farewell
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        if self._said is not None:
            self._said.close()
            self._said = None
