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
"""

from __future__ import annotations

import contextlib
import re
import shlex
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

STEPS = ("CONNECT", "TLS", "GREETING", "CAPABILITY", "LOGIN", "SELECT", "SEARCH", "DESCRIBE", "FETCH", "STORE", "MOVE",
         "COPY", "EXPUNGE", "IDLE", "DONE", "LOGOUT")
FAULTS = ("rst-before", "rst-after", "cut-line", "cut-literal", "no", "bad", "bye", "garbage", "hang", "slow")
BYTE_EVERY = 0.1        # seconds: the tests' "a byte a second", to the scale of their time-outs
_CRLF = b"\r\n"


class Gone(Exception):
    """This connection is over."""


@dataclass
class Stored:
    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    received: datetime = field(default_factory=lambda: datetime.now(UTC))
    claims: int | None = None       # what RFC822.SIZE says, when it is not the truth


@dataclass
class Box:
    uidvalidity: int
    uidnext: int = 1
    mails: list[Stored] = field(default_factory=list)
    keywords: bool = True           # \\* in PERMANENTFLAGS
    tells_next: bool = True         # UIDNEXT in the answer to SELECT
    keeps: frozenset[str] | None = None     # the only flags it keeps; None: all

    def add(self, raw: bytes, received: datetime | None = None, uid: int = 0) -> Stored:
        mail = Stored(uid or self.uidnext, raw, received=received or datetime.now(UTC))
        self.uidnext = max(self.uidnext, mail.uid + 1)
        self.mails.append(mail)
        return mail


class ScriptedImap:
    def __init__(self, offers: Iterable[str] = ("UIDPLUS", "MOVE", "IDLE"), tls: ssl.SSLContext | None = None,
                 security: str = "plain") -> None:
        self.offers, self.tls, self.security = frozenset(offers), tls, security
        self.folders: dict[str, Box] = {"INBOX": Box(1000)}
        self.lock = threading.RLock()
        self.said: list[str] = []
        self.connections = 0
        self.failed = 0                 # faults that took place
        self.done: dict[str, int] = {}  # how often each step was asked for
        self.password = "secret"
        self.before: dict[str, Callable[[], object]] = {}
        self.edit: Callable[[str, bytes], bytes] = lambda step, answer: answer
        self.hello = b"* OK scripted ready\r\n"
        self._plan: tuple[str, str] = ("", "")
        self._times = 0
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def start(self) -> ScriptedImap:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
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

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        session = _Session(self, sock)
        try:
            session.run()
        except (Gone, OSError, ValueError, IndexError):
            pass
        finally:
            self._open.discard(sock)
            with contextlib.suppress(OSError):
                session.sock.close()


class _Session:
    def __init__(self, server: ScriptedImap, sock: socket.socket) -> None:
        self.server, self.sock = server, sock
        self.buffer = b""
        self.box: Box | None = None
        self.writable = False
        self.encrypted = False
        self.told = 0                   # how many mails the client was told of

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
        except _No as no:
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
        except _No:
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

    # What each command does and says before its last line

    def _do_capability(self, _: str) -> bytes:
        more = {"STARTTLS"} if self.server.security == "starttls" and not self.encrypted else set()
        return f"* CAPABILITY IMAP4rev1 {' '.join(sorted(self.server.offers | more))}\r\n".encode()

    def _do_starttls(self, _: str) -> bytes:
        return b""

    def _do_login(self, rest: str) -> bytes:
        if shlex.split(rest)[1] != self.server.password:
            raise _No("[AUTHENTICATIONFAILED] wrong")
        return b""

    def _do_noop(self, _: str) -> bytes:
        return f"* {len(self._here())} EXISTS\r\n".encode() if self.box else b""

    def _do_logout(self, _: str) -> bytes:
        return b"* BYE see you\r\n"

    def _do_select(self, rest: str, writable: bool = True) -> bytes:
        name = _name(rest)
        self.box = self.server.folders.get(name)
        if self.box is None:
            raise _No(f"[NONEXISTENT] no folder {name}")
        self.writable, self.told = writable, len(self.box.mails)
        lines = [f"* {self.told} EXISTS", "* 0 RECENT", "* FLAGS (\\Seen \\Deleted)",
                 f"* OK [PERMANENTFLAGS (\\Seen \\Deleted{' ' + chr(92) + '*' if self.box.keywords else ''})] ok"]
        if self.box.uidvalidity:
            lines.append(f"* OK [UIDVALIDITY {self.box.uidvalidity}] ok")
        if self.box.tells_next:
            lines.append(f"* OK [UIDNEXT {self.box.uidnext}] ok")
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _do_examine(self, rest: str) -> bytes:
        return self._do_select(rest, writable=False)

    def _do_search(self, rest: str) -> bytes:
        words = shlex.split(rest.replace("\\", "\\\\"))
        found = [m for m in self._here() if _matches(m, words, self._here())]
        return f"* SEARCH {' '.join(str(m.uid) for m in found)}".rstrip().encode() + _CRLF

    def _do_fetch(self, rest: str) -> bytes:
        uids, _, items = rest.partition(" ")
        said = b""
        for number, mail in enumerate(self._here(), 1):
            if mail.uid not in _set(uids, self._here()):
                continue
            said += f"* {number} FETCH (UID {mail.uid}".encode()
            if "RFC822.SIZE" in items:
                size = len(mail.raw) if mail.claims is None else mail.claims
                said += (f" RFC822.SIZE {size} INTERNALDATE \"{mail.received:%d-%b-%Y %H:%M:%S} +0000\""
                         f" FLAGS ({' '.join(sorted(mail.flags))})").encode()
            header = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            if fields := re.search(r"BODY\.PEEK(\[HEADER\.FIELDS \((.*?)\)\])", items):
                wanted = tuple(f.lower().encode() + b":" for f in fields[2].split())
                header = b"".join(x + _CRLF for x in header.split(_CRLF) if x.lower().startswith(wanted)) + _CRLF
                said += f" BODY{fields[1]} {{{len(header)}}}\r\n".encode() + header
            elif "BODY.PEEK[HEADER]" in items:
                said += f" BODY[HEADER]<0> {{{len(header)}}}\r\n".encode() + header
            elif "BODY.PEEK[]" in items:
                said += f" BODY[] {{{len(mail.raw)}}}\r\n".encode() + mail.raw
            said += b")\r\n"
        return said

    def _do_store(self, rest: str) -> bytes:
        self._must_write()
        uids, _, flags = rest.partition(" ")
        keeps = self.box.keeps if self.box else None
        for mail in self._these(uids):
            mail.flags |= {f for f in re.findall(r"[\\$\w]+", flags.partition("(")[2]) if keeps is None or f in keeps}
        return b""

    def _do_copy(self, rest: str, move: bool = False) -> bytes:
        uids, _, name = rest.partition(" ")
        target = self.server.folders.get(_name(name))
        if target is None:
            raise _No("[TRYCREATE] no such folder")
        these = self._these(uids)
        made = [target.add(m.raw, m.received) for m in these]
        if move:
            self._drop({m.uid for m in these})
        if not made or "UIDPLUS" not in self.server.offers:
            return b""
        pairs = ",".join(str(m.uid) for m in these), ",".join(str(m.uid) for m in made)
        return f"* OK [COPYUID {target.uidvalidity} {pairs[0]} {pairs[1]}] ok\r\n".encode()

    def _do_move(self, rest: str) -> bytes:
        if "MOVE" not in self.server.offers:
            raise _No("no MOVE here")
        self._must_write()
        return self._do_copy(rest, move=True)

    def _do_expunge(self, rest: str) -> bytes:
        self._must_write()
        if not rest:
            raise _No("a bare EXPUNGE takes what others have marked")
        self._drop({m.uid for m in self._these(rest) if "\\Deleted" in m.flags})
        return b""

    def _do_list(self, rest: str) -> bytes:
        wanted = _name(shlex.split(rest)[-1])
        names = [n for n in self.server.folders if wanted in ("*", "%", n)]
        return "".join(f'* LIST (\\HasNoChildren) "/" "{n}"\r\n' for n in names).encode()

    def _do_create(self, rest: str) -> bytes:
        if _name(rest) in self.server.folders:
            raise _No("[ALREADYEXISTS] it is there")
        self.server.folders[_name(rest)] = Box(2000)
        return b""

    def _do_subscribe(self, _: str) -> bytes:
        return b""

    # Inside

    def _here(self) -> list[Stored]:
        if self.box is None:
            raise _No("no folder is open")
        return self.box.mails

    def _these(self, uids: str) -> list[Stored]:
        wanted = _set(uids, self._here())
        return [m for m in self._here() if m.uid in wanted]

    def _drop(self, uids: set[int]) -> None:
        assert self.box is not None
        self.box.mails = [m for m in self.box.mails if m.uid not in uids]
        self.told = len(self.box.mails)

    def _must_write(self) -> None:
        if not self.writable:
            raise _No("the folder is open read-only")

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


class _No(Exception):
    """The server says no."""


def _name(text: str) -> str:
    return text.strip().strip('"')


def _set(text: str, mails: list[Stored]) -> set[int]:
    top = max((m.uid for m in mails), default=0)
    found: set[int] = set()
    for part in text.split(","):
        low, _, high = part.partition(":")
        ends = [top if end == "*" else int(end) for end in (low, high or low)]
        found |= {m.uid for m in mails if min(ends) <= m.uid <= max(ends)}
    return found


def _matches(mail: Stored, words: list[str], mails: list[Stored]) -> bool:
    words = list(words)
    if words[:1] == ["CHARSET"]:
        words = words[2:]
    while words:
        key = words.pop(0).upper()
        if key == "UID" and mail.uid not in _set(words.pop(0), mails):
            return False
        if key == "HEADER":
            name, value = words.pop(0).lower(), words.pop(0).lower()
            header = mail.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").lower()
            if not any(x.startswith(f"{name}:") and value in x for x in header.split("\r\n")):
                return False
        if key == "LARGER" and len(mail.raw) <= int(words.pop(0)):
            return False
        if key == "SMALLER" and len(mail.raw) >= int(words.pop(0)):
            return False
    return True
