"""intake/imap.py: one IMAP connection with one folder open: look, fetch, wait, move, flag.

    with Session(box.imap, password, "INBOX") as session:
        new = session.uids() - known
        for uid, about in session.describe(new).items(): ...

Promises   ImapTrouble is the only exception. Reading opens the folder read-only (EXAMINE, BODY.PEEK): nothing changes
           on the server until `select(..., writable=True)`. Only UIDs that were asked for come back; one that is
           missing was removed by somebody else. A body shorter than its literal never comes back.
Does not   decide anything; share a connection between threads; send EXPUNGE without UIDs.
Source     RFC 3501, 2177 (IDLE), 4315 (UIDPLUS), 6851 (MOVE); imapclient 4.1.
Reads next intake/away.py, work/collect.py
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from mailtriage.config import Imap
from mailtriage.intake import uidset
from mailtriage.intake.imap_connection import ImapTrouble, Kind, connect, translate
from mailtriage.intake.wire import TICK
from mailtriage.points import point

__all__ = ["ImapTrouble", "Session"]
T = TypeVar("T")

KEYWORD = "$MailtriageDone"
IDLE_MOST = 240.0           # seconds; re-IDLE before any middlebox forgets the connection (RFC 2177 says 29 min)
_SLICE = 500                # UIDs in one command: a line of 6 kB, where Dovecot refuses 64 kB and Exchange 10 kB
_HEADER_MOST = 64 * 1024
_NUMBER_MOST = 2**63 - 1    # RFC 3501 says 32 bits; some servers write more, none that means it writes this
SEARCHABLE = re.compile(r"[A-Za-z0-9.@_+=$-]{3,500}\Z")      # Message-IDs whose search cannot hurt
_NEWS = (b" EXISTS", b" RECENT", b" EXPUNGE")


@dataclass(frozen=True, slots=True)
class About:
    """A mail before its body is read. `size` is RFC822.SIZE in bytes, which some servers guess, 0 when theirs is
    no number (the body is then fetched up to what any answer may hold); `received` is INTERNALDATE in UTC, None when
    theirs is no date; `header` holds the fields that were asked for."""

    size: int
    received: datetime | None
    flags: frozenset[str]
    header: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail lies now, as COPYUID said (RFC 4315)."""

    uidvalidity: int
    uid: int


class Session:
    """A logged-in connection; with `folder`, that folder is open, read-only. `stop` ends any wait within 1 s."""

    def __init__(self, imap: Imap, password: str, folder: str = "", stop: threading.Event | None = None) -> None:
        self._imap, self._password = imap, password
        self._stop = stop or threading.Event()
        self._client = connect(imap, password, self._stop)
        self.folder, self.uidvalidity, self.exists, self.uidnext = "", 0, 0, 0
        self.keywords = False
        self._named: dict[str, str] = {}
        self.news = False           # the folder may hold mail that the last `uids` did not show
        try:
            self.capabilities = frozenset(
                c.decode("ascii", "replace").upper() for c in self._do("capability", self._client.capabilities))
            if folder:
                self.select(folder)
        except ImapTrouble:
            self._client.wire.close()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye if the server still listens; never raises."""
        if not (self._stop.is_set() or self._client.wire.broken):
            self._client.wire.read_timeout = min(2.0, self._client.wire.read_timeout)
            with suppress(ImapTrouble):         # everything that matters was confirmed before
                self._do("logout", self._client.logout)
        self._client.wire.close()

    # Looking

    def select(self, folder: str, writable: bool = False) -> None:
        """Open a folder; `\\Junk` and the like is the one the server marks so (RFC 6154). ImapTrouble `folder` when
        there is none, or when it numbers its mails anew each time."""
        found = self._do("select", self._client.select_folder, self.named(folder), not writable, kind="folder",
                         about=f'folder "{folder}"')
        self.uidvalidity, self.exists = int(found.get(b"UIDVALIDITY", 0)), int(found.get(b"EXISTS", 0))
        if max(self.uidvalidity, self.exists) > _NUMBER_MOST:
            raise ImapTrouble("protocol", f'{self._imap.host}: folder "{folder}": UIDVALIDITY or EXISTS is no number '
                                          "of IMAP (RFC 3501 9)")
        self.uidnext = int(found.get(b"UIDNEXT", 0))        # 0: the server does not say
        if not self.uidvalidity:
            raise ImapTrouble("folder", f'{self._imap.host}: folder "{folder}" has no UIDVALIDITY; what was read '
                                        "before could not be told from what is new")
        self.keywords = b"\\*" in found.get(b"PERMANENTFLAGS", ())
        self.folder, self.news = folder, True

    @contextmanager
    def elsewhere(self, folder: str, back_writable: bool) -> Iterator[Session]:
        """Another folder, read-only, for the length of the block. ImapTrouble when ours is not the same after."""
        home, uidvalidity = self.folder, self.uidvalidity
        self.select(folder)
        yield self
        self.select(home, back_writable)
        if self.uidvalidity != uidvalidity:
            raise ImapTrouble("folder", f'{self._imap.host}: folder "{home}" was rebuilt meanwhile')

    def named(self, folder: str) -> str:
        """The server's name for a folder; only one that begins with a backslash has to be looked up."""
        if not folder.startswith("\\"):
            return folder
        if folder not in self._named:
            marked = [name for name, flags in self.folders().items() if folder.lower() in {f.lower() for f in flags}]
            if not marked:
                raise ImapTrouble("folder", f"{self._imap.host} marks no folder as {folder} (RFC 6154); write its name")
            self._named[folder] = marked[0]
        return self._named[folder]

    def folders(self) -> dict[str, frozenset[str]]:
        """Every folder with its attributes, such as `\\Noselect`."""
        found = self._do("list", self._client.list_folders)
        return {str(name): frozenset(_text(flag) for flag in flags) for flags, _, name in found}

    def uids(self, above: int = 0) -> set[int]:
        """The UIDs of the open folder that are greater than `above`."""
        self._do("noop", self._client.noop)     # SEARCH looks at what the session has been told so far
        self.news = False
        # `5:*` also names the last mail when its UID is 3 (RFC 3501 6.4.8): hence the comparison.
        criteria = ["UID", f"{above + 1}:*"] if above else ["ALL"]
        return {uid for uid in self._search("search", criteria) if uid > above}

    def refresh(self) -> None:
        """Let the server tell what came since the folder was opened: SEARCH looks at nothing newer."""
        self._do("noop", self._client.noop)

    def present(self, uids: Iterable[int]) -> set[int]:
        """Those of `uids` that are in the open folder."""
        return {
            uid for part in _slices(uids)
            for uid in self._search("search.present", ["UID", uidset.write(part)]) if uid in part
        }

    def with_message_id(self, message_id: str) -> set[int]:
        """Mails whose Message-ID field contains this text; whether they are the one meant, their bytes say. ValueError
        for text that is not safe on every server between quotes; away.py then asks by size."""
        if not SEARCHABLE.match(message_id):
            raise ValueError(f"not to be searched for: {message_id[:60]!r}")
        # One string, which imapclient sends as it is: what it takes for an atom, `(` or `{12}` say, it does not quote.
        return self._search("search.message-id", f'HEADER Message-ID "{message_id}"')

    def of_size(self, size: int) -> set[int]:
        """Mails of exactly this RFC822.SIZE."""
        return self._search("search.size", ["LARGER", str(max(0, size - 1)), "SMALLER", str(size + 1)])

    def describe(self, uids: Iterable[int], fields: Sequence[str] = ()) -> dict[int, About]:
        """Size, arrival and flags of each mail that is still there, and the header `fields` asked for."""
        items = ["RFC822.SIZE", "INTERNALDATE", "FLAGS"]
        if fields:
            items.append(f"BODY.PEEK[HEADER.FIELDS ({' '.join(fields)})]")
        found: dict[int, About] = {}
        for part in _slices(uids):
            answer = self._do("fetch.about", self._client.fetch, sorted(part), items,
                              expect=len(part) * (_HEADER_MOST if fields else 1024))
            found |= {uid: _about(data) for uid, data in answer.items() if b"RFC822.SIZE" in data}
        return found

    def bodies(self, uids: Sequence[int], expect: int) -> dict[int, bytes]:
        """The whole bytes of each mail that is still there, in one command. `expect` is the sum of their sizes."""
        answer = self._do("fetch.body", self._client.fetch, list(uids), ["BODY.PEEK[]"], expect=expect + expect // 4)
        return {uid: body for uid, data in answer.items() if isinstance(body := data.get(b"BODY[]"), bytes)}

    def header(self, uid: int, most: int = _HEADER_MOST) -> bytes:
        """The header block, at most `most` bytes; empty when the mail is gone."""
        answer = self._do("fetch.header", self._client.fetch, [uid], [f"BODY.PEEK[HEADER]<0.{most}>"], expect=most)
        return next((v for k, v in answer.get(uid, {}).items()
                     if k.startswith(b"BODY[HEADER]") and isinstance(v, bytes)), b"")[:most]

    # Waiting

    def wait(self, seconds: float, wake: threading.Event) -> bool:
        """Until the server tells of news (True), `wake` or `stop` is set, or `seconds` passed. Look again in any
        case: a server need not tell everything. Without IDLE this only sleeps."""
        end = time.monotonic() + seconds
        if "IDLE" not in self.capabilities or not self._imap.idle:
            while time.monotonic() < end and not wake.is_set():
                if self._stop.wait(min(TICK, max(0.0, end - time.monotonic()))):
                    break
            return False
        self.news = False
        if not self._do("idle", self._begin_idle):
            self.capabilities -= {"IDLE"}       # it offers what it does not do: from here on we ask now and then
            return False
        news = self.news
        while not (news or wake.is_set() or self._stop.is_set()) and time.monotonic() < end:
            news = self._do("idle.check", self._news)
        if not self._stop.is_set():
            self._do("idle.done", self._client.idle_done)
        return news

    def _begin_idle(self) -> bool:
        # Not imapclient's idle: an EXISTS before "+ idling" is a refusal to it, while the server is in IDLE.
        imap = self._client._imap
        tag = self._client._idle_tag = imap._command("IDLE")
        while imap._get_response() is not None:
            if imap.tagged_commands[tag] is not None:
                del imap.tagged_commands[tag]
                return False
            if "BYE" in imap.untagged_responses:
                raise ConnectionResetError("the server says BYE")
        return True

    def _news(self) -> bool:
        # Not imapclient's idle_check: on a dead peer it returns [] at once, for ever (issue 565), and it does
        # not see an EXISTS that came in one packet with "+ idling".
        wire = self._client.wire
        if not wire.ready(TICK):
            return False
        line = wire.line()
        if line[:5].upper() == b"* BYE":
            raise ConnectionResetError(f"the server says {line[2:].decode('ascii', 'replace').strip()}")
        return line.rstrip().upper().endswith(_NEWS)

    # Changing

    def ensure(self, folder: str) -> bool:
        """Make and subscribe the folder when it is missing; True when it was."""
        if self._exists(folder):
            return False
        try:
            self._do("create", self._client.create_folder, folder, kind="folder",
                     about=f'folder "{folder}" cannot be made (some servers want "INBOX.{folder}")')
        except ImapTrouble:
            if self._client.wire.broken or not self._exists(folder):
                raise               # else the watcher of another folder of this mailbox made it just now
        self._do("subscribe", self._client.subscribe_folder, folder)
        return True

    def _exists(self, folder: str) -> bool:
        return any(name == folder for _, _, name in self._do("list", self._client.list_folders, "", folder))

    def append(self, folder: str, raw: bytes, at: datetime | None = None) -> None:
        """Put a mail of ours into a folder, as read, with INTERNALDATE `at`."""
        self._do("append", self._client.append, self.named(folder), raw, ("\\Seen",), at,
                 about=f'to folder "{folder}"')

    def move(self, uids: Iterable[int], target: str) -> dict[int, Place]:
        """MOVE (RFC 6851). Where each went, as far as the server says; the rest has to be looked for."""
        return self._transfer("move", self._client.move, uids, target)

    def copy(self, uids: Iterable[int], target: str) -> dict[int, Place]:
        """COPY. Where each copy is, as far as the server says."""
        return self._transfer("copy", self._client.copy, uids, target)

    def remove(self, uids: Iterable[int]) -> None:
        """Mark deleted, and expunge these UIDs and no others. Without UIDPLUS they stay marked: a bare EXPUNGE would
        also take what a person has marked and not yet decided on."""
        for part in _slices(uids):
            self._do("store.deleted", self._client.delete_messages, sorted(part), silent=True)
            if "UIDPLUS" in self.capabilities:
                self._do("expunge", self._client.uid_expunge, sorted(part))

    def flag(self, uids: Iterable[int], flags: Sequence[str]) -> None:
        for part in _slices(uids):
            self._do("store.flags", self._client.add_flags, sorted(part), list(flags), silent=True)

    # Inside

    def _search(self, name: str, criteria: str | list[str]) -> set[int]:
        charset = None if all(c.isascii() for c in criteria) else "UTF-8"
        found = set(self._do(name, self._client.search, criteria, charset, expect=12 * self.exists))
        if found and not (min(found) >= 1 and max(found) <= uidset.LARGEST):
            raise ImapTrouble("protocol", f"{self._imap.host}: SEARCH names a UID that is none (RFC 3501 2.3.1.1)")
        return found

    def _transfer(self, name: str, command: Callable[..., Any], uids: Iterable[int], target: str) -> dict[int, Place]:
        placed: dict[int, Place] = {}
        for part in _slices(uids):
            self._do(name, command, sorted(part), target, about=f'to folder "{target}"')
            # imapclient drops the response code; imaplib keeps it. Only a nicety: without it the caller looks.
            answer = self._client._imap.response("COPYUID")[1]
            placed |= _copyuid(answer[-1]) if answer and answer[-1] else {}
        return placed

    def _do(self, name: str, command: Callable[..., T], *args: Any, expect: int = 0, kind: Kind = "refused",
            about: str = "", **named: Any) -> T:
        """Run one command between its two points; whatever goes wrong comes out as ImapTrouble."""
        point(f"imap.{name}")
        wire = self._client.wire
        wire.allow(expect)
        for stale in ("FETCH", "EXISTS", "RECENT", "EXPUNGE", "COPYUID", "UIDVALIDITY"):
            self._client._imap.untagged_responses.pop(stale, None)     # else they pile up in a long session
        try:
            result = command(*args, **named)
        except Exception as e:  # noqa: BLE001  imaplib and imapclient raise whatever their parsing trips over
            trouble = translate(e, kind, self._imap, wire, self._password, about or name.partition(".")[0].upper())
            if trouble.kind in ("lost", "protocol"):
                wire.broken = True
            raise trouble from None
        if name != "select":
            self._listen()
        point(f"imap.{name}.done")
        return result

    def _listen(self) -> None:
        """What the server told beside the answer. It tells once: who does not listen sleeps on new mail in IDLE."""
        told = self._client._imap.untagged_responses
        if any(number != str(self.uidvalidity).encode() for number in told.get("UIDVALIDITY", ())) and self.folder:
            self._client.wire.broken = True
            raise ImapTrouble("folder", f'{self._imap.host}: folder "{self.folder}" was rebuilt meanwhile')
        if told.get("EXISTS"):
            exists = int(told["EXISTS"][-1])
            self.news = self.news or exists > self.exists
            self.exists = exists


def _slices(uids: Iterable[int]) -> Iterator[set[int]]:
    ordered = sorted(set(uids))
    for start in range(0, len(ordered), _SLICE):
        yield set(ordered[start:start + _SLICE])


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _about(data: dict[bytes, Any]) -> About:
    header = next((v for k, v in data.items() if k.startswith(b"BODY[HEADER") and isinstance(v, bytes)), b"")
    size = data[b"RFC822.SIZE"]
    known = isinstance(size, int) and 0 <= size <= _NUMBER_MOST
    return About(size if known else 0, _utc(data.get(b"INTERNALDATE")),
                 frozenset(_text(f) for f in data.get(b"FLAGS") or ()), header)


def _utc(when: object) -> datetime | None:
    try:
        return when.astimezone(UTC) if isinstance(when, datetime) and when.year > 1970 else None
    except (OverflowError, ValueError):
        return None


def _copyuid(answer: bytes) -> dict[int, Place]:
    """`38505 304,319 3956:3957` to {304: Place(38505, 3956), …}; empty when it is not that."""
    try:
        uidvalidity, source, target = answer.decode("ascii").split()
        pairs = zip(uidset.in_order(source), uidset.in_order(target), strict=True)
        return {old: Place(int(uidvalidity), new) for old, new in pairs}
    except ValueError:
        return {}
