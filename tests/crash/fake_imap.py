"""An IMAP server in a file: what imapclient's client answers, without a socket. Its state outlives the process under
test, so the harness knows what was really there, moved and removed, whoever died in between.

Put it in with `install(folder)`: it takes the place of `mailtriage.intake.imap.connect`. Everything above that, our
whole Session, is the real one, with its points before and after each command."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailtriage.config import Imap
from mailtriage.intake import imap, uidset


@dataclass
class Letter:
    sha256: str
    at: str
    flags: list[str] = field(default_factory=list)


@dataclass
class Box:
    """A folder. `uidnext` never falls."""

    uidvalidity: int
    uidnext: int = 1
    letters: dict[int, Letter] = field(default_factory=dict)


class Server:
    """The folders of one account, read from and written to `folder` at each step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "imap.json"
        if not self.file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            self.write({"INBOX": Box(7)})

    def read(self) -> dict[str, Box]:
        plain = json.loads(self.file.read_text())
        return {
            name: Box(b["uidvalidity"], b["uidnext"], {int(u): Letter(**x) for u, x in b["letters"].items()})
            for name, b in plain.items()
        }

    def write(self, boxes: dict[str, Box]) -> None:
        temp = self.file.with_suffix(".new")
        temp.write_text(json.dumps({name: asdict(box) for name, box in boxes.items()}))
        os.rename(temp, self.file)

    def deliver(self, raw: bytes, at: datetime, folder: str = "INBOX") -> str:
        """Somebody's mail arrives; its sha256."""
        sha256 = hashlib.sha256(raw).hexdigest()
        (self.folder / sha256).write_bytes(raw)
        boxes = self.read()
        box = boxes[folder]
        box.letters[box.uidnext] = Letter(sha256, at.isoformat())
        box.uidnext += 1
        self.write(boxes)
        return sha256

    def make(self, folder: str) -> None:
        """A new folder, unless it is there."""
        boxes = self.read()
        if folder not in boxes:
            boxes[folder] = Box(max(b.uidvalidity for b in boxes.values()) + 100)
            self.write(boxes)

    def rebuild(self, folder: str = "INBOX") -> None:
        """A new UIDVALIDITY and new UIDs, as after a restore of the server."""
        boxes = self.read()
        old = boxes[folder]
        letters = dict(enumerate(old.letters.values(), 1))
        boxes[folder] = Box(old.uidvalidity + 1, len(letters) + 1, letters)
        self.write(boxes)

    def raw(self, letter: Letter) -> bytes:
        return (self.folder / letter.sha256).read_bytes()


class _Wire:
    broken = False
    read_timeout = 1.0

    def allow(self, expect: int = 0) -> None: ...

    def close(self) -> None: ...


class _Imaplib:
    def __init__(self) -> None:
        self.untagged_responses: dict[str, list[bytes]] = {}

    def response(self, name: str) -> tuple[str, list[bytes]]:
        return name, self.untagged_responses.pop(name, [])


class Client:
    """The methods of imapclient.IMAPClient that intake/imap.py calls."""

    def __init__(self, server: Server, capabilities: tuple[bytes, ...]) -> None:
        self.server, self._capabilities = server, capabilities
        self.wire, self._imap = _Wire(), _Imaplib()
        self.open = ""

    def capabilities(self) -> tuple[bytes, ...]:
        return self._capabilities

    def logout(self) -> bytes:
        return b"BYE"

    def noop(self) -> None: ...

    def subscribe_folder(self, folder: str) -> None: ...

    def select_folder(self, folder: str, readonly: bool = False) -> dict[bytes, Any]:
        box = self.server.read()[folder]
        self.open = folder
        return {b"UIDVALIDITY": box.uidvalidity, b"EXISTS": len(box.letters), b"PERMANENTFLAGS": (b"\\*",)}

    def list_folders(self, directory: str = "", pattern: str = "*") -> list[tuple[tuple[bytes, ...], bytes, str]]:
        return [((), b"/", name) for name in self.server.read() if pattern in ("*", name)]

    def create_folder(self, folder: str) -> None:
        self.server.make(folder)

    def append(self, folder: str, raw: bytes, flags: Iterable[str], at: datetime) -> None:
        self.server.deliver(raw, at, folder)

    def search(self, criteria: str | list[str], charset: str | None = None) -> list[int]:
        if isinstance(criteria, str):
            criteria = criteria.replace('"', "").split()
        letters = self.server.read()[self.open].letters
        match criteria:
            case ["ALL"]:
                return sorted(letters)
            case ["UID", text] if text.endswith(":*"):
                return [u for u in sorted(letters) if u >= int(text[:-2])]
            case ["UID", text]:
                return sorted(uidset.parse(text) & set(letters))
            case ["HEADER", "Message-ID", text]:
                wanted = text.encode()
                return [u for u, x in sorted(letters.items()) if wanted in self._header(x)]
            case ["LARGER", least, "SMALLER", most]:
                return [u for u, x in sorted(letters.items()) if int(least) < len(self.server.raw(x)) < int(most)]
        raise AssertionError(f"the fake does not know {criteria}")

    def fetch(self, uids: Iterable[int], items: list[str]) -> dict[int, dict[bytes, Any]]:
        letters = self.server.read()[self.open].letters
        return {uid: {k: v for item in items for k, v in self._item(letters[uid], item)}
                for uid in uids if uid in letters}

    def _item(self, letter: Letter, item: str) -> list[tuple[bytes, Any]]:
        raw = self.server.raw(letter)
        match item:
            case "RFC822.SIZE":
                return [(b"RFC822.SIZE", len(raw))]
            case "INTERNALDATE":
                return [(b"INTERNALDATE", datetime.fromisoformat(letter.at).astimezone(UTC))]
            case "FLAGS":
                return [(b"FLAGS", tuple(f.encode() for f in letter.flags))]
            case "BODY.PEEK[]":
                return [(b"BODY[]", raw)]
            case "BODY.PEEK[HEADER.FIELDS (DATE)]" | "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]":
                name = item[len("BODY.PEEK[HEADER.FIELDS ("):-2].lower().encode() + b":"
                lines = [x for x in self._header(letter).split(b"\r\n") if x.lower().startswith(name)]
                return [(item.replace(".PEEK", "").encode(), b"\r\n".join([*lines, b"", b""]))]
            case _ if found := re.fullmatch(r"BODY\.PEEK\[HEADER\]<0\.(\d+)>", item):
                return [(b"BODY[HEADER]<0>", (self._header(letter) + b"\r\n\r\n")[:int(found[1])])]
        raise AssertionError(f"the fake does not know {item}")

    def _header(self, letter: Letter) -> bytes:
        return self.server.raw(letter).partition(b"\r\n\r\n")[0]

    def move(self, uids: list[int], target: str) -> None:
        self._transfer(uids, target, keep=False)

    def copy(self, uids: list[int], target: str) -> None:
        self._transfer(uids, target, keep=True)

    def _transfer(self, uids: list[int], target: str, keep: bool) -> None:
        boxes = self.server.read()
        source, there = boxes[self.open], boxes[target]
        pairs: list[tuple[int, int]] = []
        for uid in uids:
            letter = source.letters.get(uid)
            if letter is not None:
                there.letters[there.uidnext] = Letter(letter.sha256, letter.at, list(letter.flags))
                pairs.append((uid, there.uidnext))
                there.uidnext += 1
                if not keep:
                    del source.letters[uid]
        self.server.write(boxes)
        if pairs and b"UIDPLUS" in self._capabilities:
            old, new = (",".join(str(p[n]) for p in pairs) for n in (0, 1))
            self._imap.untagged_responses["COPYUID"] = [f"{there.uidvalidity} {old} {new}".encode()]

    def add_flags(self, uids: list[int], flags: list[str], silent: bool = False) -> None:
        boxes = self.server.read()
        for uid in uids:
            if (letter := boxes[self.open].letters.get(uid)) is not None:
                letter.flags = sorted({*letter.flags, *flags})
        self.server.write(boxes)

    def delete_messages(self, uids: list[int], silent: bool = False) -> None:
        self.add_flags(uids, ["\\Deleted"])

    def uid_expunge(self, uids: list[int]) -> None:
        boxes = self.server.read()
        letters = boxes[self.open].letters
        for uid in uids:
            if uid in letters and "\\Deleted" in letters[uid].flags:
                del letters[uid]
        self.server.write(boxes)


def install(truth: Path, capabilities: tuple[bytes, ...]) -> None:
    """From here on every Session of this process talks to the account named as its `host`, below `truth`."""

    def connect(account: Imap, password: str, stop: threading.Event) -> Client:
        return Client(Server(truth / account.username), capabilities)

    imap.connect = connect  # type: ignore[assignment]
