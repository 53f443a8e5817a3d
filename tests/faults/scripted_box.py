"""faults/scripted_box.py: the folders of tests/faults/scripted_imap.py, and what a client asks of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


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


class No(Exception):
    """The server says no."""


def uid_set(text: str, mails: list[Stored]) -> set[int]:
    top = max((m.uid for m in mails), default=0)
    found: set[int] = set()
    for part in text.split(","):
        low, _, high = part.partition(":")
        ends = [top if end == "*" else int(end) for end in (low, high or low)]
        found |= {m.uid for m in mails if min(ends) <= m.uid <= max(ends)}
    return found


def matches(mail: Stored, words: list[str], mails: list[Stored]) -> bool:
    words = list(words)
    if words[:1] == ["CHARSET"]:
        words = words[2:]
    while words:
        key = words.pop(0).upper()
        if key == "UID" and mail.uid not in uid_set(words.pop(0), mails):
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
