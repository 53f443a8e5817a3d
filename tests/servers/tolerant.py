"""servers/tolerant.py: SMTP receivers that take for a line end what they should not (CVE-2023-51764 and its family).

    "strict"     CRLF only, as RFC 5321 says
    "bare-lf"    a LF alone ends a line, too
    "bare-cr"    a CR alone ends a line, too

Each reads the stream to its own rules: when it sees the end of a mail in the middle of one, what follows is taken for
commands, and a second mail is delivered. `mails` and `commands` are what it believes it was sent."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field

from tests.servers.listening import Listening

_LINE = {"strict": rb"\r\n", "bare-lf": rb"\r?\n", "bare-cr": rb"\r\n|\r|\n"}
MODES = tuple(_LINE)


@dataclass
class Tolerant(Listening):
    """Listens from the beginning."""

    mode: str
    eight_bit: bool = True
    mails: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.start()

    def serve(self, sock: socket.socket) -> None:
        line_end, stream = re.compile(_LINE[self.mode]), b""
        last = re.compile(rb"(?:%b)\.(?:%b)" % (_LINE[self.mode], _LINE[self.mode]))
        in_mail = False
        with sock:
            sock.sendall(b"220 receiver\r\n")
            while data := sock.recv(65536):
                stream += data
                while found := (last if in_mail else line_end).search(stream):
                    before, stream = stream[:found.start()], stream[found.end():]
                    if in_mail:
                        self.mails.append(before[2:])
                        in_mail = False
                        sock.sendall(b"250 2.0.0 taken\r\n")
                        continue
                    self.commands.append(before)
                    in_mail = before.upper() == b"DATA"
                    if in_mail:
                        stream = b"\r\n" + stream       # the dot may be the first line
                    sock.sendall(self._answer(before))

    def _answer(self, command: bytes) -> bytes:
        match command.upper()[:4]:
            case b"EHLO":
                return b"250-receiver\r\n" + (b"250-8BITMIME\r\n250-SMTPUTF8\r\n" if self.eight_bit else b"") + b"250 SIZE\r\n"
            case b"DATA":
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 bye\r\n"
        return b"250 ok\r\n"
