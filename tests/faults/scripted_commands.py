"""faults/scripted_commands.py: what each IMAP command does to the folders, and says before its last line.

Reads next tests/faults/scripted_box.py
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tests.faults.scripted_box import Box, No, Stored, matches, uid_set

if TYPE_CHECKING:
    from tests.faults.scripted_imap import ScriptedImap

_CRLF = b"\r\n"


class Commands:
    """A client's place in the folders of `server`. A `_do_` method raises No where the server says NO."""

    def __init__(self, server: ScriptedImap) -> None:
        self.server = server
        self.box: Box | None = None
        self.writable = False
        self.encrypted = False
        self.told = 0                   # how many mails the client was told of

    def _do_capability(self, _: str) -> bytes:
        more = {"STARTTLS"} if self.server.security == "starttls" and not self.encrypted else set()
        return f"* CAPABILITY IMAP4rev1 {' '.join(sorted(self.server.offers | more))}\r\n".encode()

    def _do_starttls(self, _: str) -> bytes:
        return b""

    def _do_login(self, rest: str) -> bytes:
        if shlex.split(rest)[1] != self.server.password:
            raise No("[AUTHENTICATIONFAILED] wrong")
        return b""

    def _do_noop(self, _: str) -> bytes:
        return f"* {len(self._here())} EXISTS\r\n".encode() if self.box else b""

    def _do_logout(self, _: str) -> bytes:
        return b"* BYE see you\r\n"

    def _do_select(self, rest: str, writable: bool = True) -> bytes:
        name = _name(rest)
        self.box = self.server.folders.get(name)
        if self.box is None:
            raise No(f"[NONEXISTENT] no folder {name}")
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
        found = [m for m in self._here() if matches(m, words, self._here())]
        return f"* SEARCH {' '.join(str(m.uid) for m in found)}".rstrip().encode() + _CRLF

    def _do_fetch(self, rest: str) -> bytes:
        uids, _, items = rest.partition(" ")
        said = b""
        for number, mail in enumerate(self._here(), 1):
            if mail.uid not in uid_set(uids, self._here()):
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
            raise No("[TRYCREATE] no such folder")
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
            raise No("no MOVE here")
        self._must_write()
        return self._do_copy(rest, move=True)

    def _do_expunge(self, rest: str) -> bytes:
        self._must_write()
        if not rest:
            raise No("a bare EXPUNGE takes what others have marked")
        self._drop({m.uid for m in self._these(rest) if "\\Deleted" in m.flags})
        return b""

    def _do_list(self, rest: str) -> bytes:
        wanted = _name(shlex.split(rest)[-1])
        names = [n for n in self.server.folders if wanted in ("*", "%", n)]
        return "".join(f'* LIST (\\HasNoChildren) "/" "{n}"\r\n' for n in names).encode()

    def _do_create(self, rest: str) -> bytes:
        if _name(rest) in self.server.folders:
            raise No("[ALREADYEXISTS] it is there")
        self.server.folders[_name(rest)] = Box(2000)
        return b""

    def _do_subscribe(self, _: str) -> bytes:
        return b""

    # Inside

    def _here(self) -> list[Stored]:
        if self.box is None:
            raise No("no folder is open")
        return self.box.mails

    def _these(self, uids: str) -> list[Stored]:
        wanted = uid_set(uids, self._here())
        return [m for m in self._here() if m.uid in wanted]

    def _drop(self, uids: set[int]) -> None:
        assert self.box is not None
        self.box.mails = [m for m in self.box.mails if m.uid not in uids]
        self.told = len(self.box.mails)

    def _must_write(self) -> None:
        if not self.writable:
            raise No("the folder is open read-only")


def _name(text: str) -> str:
    return text.strip().strip('"')
