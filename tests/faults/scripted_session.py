"""faults/scripted_session.py: one connection to tests/faults/scripted_imap.py: its lines, its steps, and the fault that is
committed at a step.

Reads next tests/faults/scripted_commands.py
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.scripted_box import Gone, No
from tests.faults.scripted_commands import Commands

if TYPE_CHECKING:
    from tests.faults.scripted_imap import ScriptedImap

BYTE_EVERY = 0.1        # seconds: the tests' "a byte a second", to the scale of their time-outs
_CRLF = b"\r\n"


class Session(Commands):
    def __init__(self, server: ScriptedImap, sock: socket.socket) -> None:
        super().__init__(server)
        self.sock = sock
        self.buffer = b""

    def run(self) -> None:
        server = self.server
        if server.security == "tls":
            if fault := server.take("CONNECT"):
                self._commit(fault, "*", lambda: b"", b"* OK hello\r\n")
            assert server.tls is not None
            self._secure(server.tls)
        self._answer("GREETING", "*", lambda: b"", server.hello)
        while line := self._line():
            server.said.append(line)
            tag, _, rest = line.partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, rest = rest.partition(" ")
            self._command(tag, verb.upper(), rest)

    # One command

    def _command(self, tag: str, verb: str, rest: str) -> None:
        name = f"_do_{verb.lower()}"
        step = {"EXAMINE": "SELECT", "STARTTLS": "TLS"}.get(verb, verb)
        if verb == "FETCH" and "BODY.PEEK[]" not in rest:
            step = "DESCRIBE"
        if (hook := self.server.before.pop(step, None)) is not None:
            hook()
        if verb == "IDLE":
            self._idle(tag)
            return
        if not hasattr(self, name):
            self._send(f"{tag} BAD what is {verb}?\r\n".encode())
            return

        def run() -> bytes:
            with self.server.lock:
                answer: bytes = getattr(self, name)(rest)
                return answer

        self._answer(step, tag, run, b"")
        if verb == "STARTTLS" and self.server.tls is not None:
            self._secure(self.server.tls)
        if verb == "LOGOUT":
            raise Gone

    def _answer(self, step: str, tag: str, run: Callable[[], bytes], last: bytes) -> None:
        """The answer to a command, or the fault that is due at it."""
        if fault := self.server.take(step):
            self._commit(fault, tag, run, last)
            return
        try:
            said = run()
        except No as no:
            self._send(f"{tag} NO {no}\r\n".encode())
            return
        self._send(self.server.edit(step, said + (last or f"{tag} OK {step} done\r\n".encode())))

    def _commit(self, fault: str, tag: str, run: Callable[[], bytes], last: bytes) -> None:
        if fault == "rst-before":
            self._reset()
        if fault == "bye":
            self._send(b"* BYE going down\r\n")
            raise Gone
        if fault in ("no", "bad"):
            self._send(f"{tag} {fault.upper()} not now\r\n".encode())
            return
        try:
            said = run()
        except No:
            said = b""
        whole = said + (last or f"{tag} OK done\r\n".encode())
        if fault == "rst-after":
            self._send(said)
            self._reset()
        elif fault == "cut-line":
            self._send(whole[:max(1, whole.index(_CRLF) // 2)])
            raise Gone
        elif fault == "cut-literal":
            brace = said.find(b"}\r\n")
            self._send(said[:brace + 8] if brace >= 0 else b"* NOTE {400}\r\nhalf a literal")
            raise Gone
        elif fault == "garbage":
            self._send(b"\xff\xfe\x00 what? {\r\n)))) 17\r\n")
        elif fault == "hang":
            while self.sock.recv(4096):
                pass
            raise Gone
        elif fault == "slow":
            for n in range(len(whole)):
                self._send(whole[n:n + 1])
                time.sleep(BYTE_EVERY)

    def _reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def _idle(self, tag: str) -> None:
        self.sock.settimeout(0.02)
        try:
            fault = self.server.take("IDLE")
            if fault:
                self._commit(fault, tag, lambda: b"", b"+ idling\r\n")
                if fault != "slow":
                    return
            else:
                self._send(self.server.edit("IDLE", b"+ idling\r\n"))
            while b"\n" not in self.buffer:
                with self.server.lock:
                    count = len(self.box.mails) if self.box else 0
                if count > self.told:
                    self._send(f"* {count} EXISTS\r\n".encode())
                self.told = count
                with contextlib.suppress(TimeoutError, ssl.SSLWantReadError):
                    if not (more := self.sock.recv(4096)):
                        raise Gone
                    self.buffer += more
        finally:
            self.sock.settimeout(None)
        self.server.said.append(self._line())
        self._answer("DONE", tag, lambda: b"", b"")

    # The line

    def _secure(self, context: ssl.SSLContext) -> None:
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.encrypted = True

    def _line(self) -> str:
        while b"\n" not in self.buffer:
            if not (more := self.sock.recv(4096)):
                raise Gone
            self.buffer += more
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def _send(self, data: bytes) -> None:
        self.sock.sendall(data)
