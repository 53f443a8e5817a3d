"""faults/imap_desk.py: a whole desk on a scripted IMAP server: real watcher, spool, receive, filing; short time-outs.

    with ImapDesk.on(folder, server) as desk:
        desk.meet()                     first contact: what lies there is baseline
        server.deliver("INBOX", mail(1))
        desk.run(until)                 the watcher's thread beside a loop that handles what was spooled, as the daemon
        desk.once()                     one pass, as `run --once`
        desk.faults([raw, ...])         every way in which the promise is broken, as text: [] is the pass mark

The programs are loaded once a process: a cell costs a store and a few fsyncs.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from mailtriage.config import Config
from mailtriage.intake.imap import Session
from mailtriage.intake.imap_connection import Kind
from mailtriage.intake.spool import Spool
from mailtriage.model.case import Case
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing
from mailtriage.program.load import load_programs
from mailtriage.program.program import Program
from mailtriage.store.open import open_store
from mailtriage.store.raw import RawStore
from mailtriage.work.desk import Desk
from mailtriage.work.receive import receive
from mailtriage.work.watch import FolderWatcher
from tests.faults.scripted_imap import ScriptedImap

ROOT = Path(__file__).parents[2]
READ_TIMEOUT = 0.3      # seconds; the server's `slow` gives a byte each 0.1 s
FILED = "Processed"


def mail(number: int, body: str = "The gateway crashes since this morning.") -> bytes:
    """A fault report; each number is another mail of another customer, so that each gets an answer."""
    return (f"From: Customer {number} <c{number}@s{number}.example>\r\nTo: support@cadents.example\r\n"
            f"Message-ID: <{number}@s{number}.example>\r\nSubject: Gateway {number}\r\n"
            f"\r\n{body} ({number})\r\n").encode()


@cache
def programs() -> dict[str, Program]:
    return load_programs(ROOT / "rules", ROOT / "templates", ["cadents"])


class Watcher(FolderWatcher):
    """A watcher whose troubles are all written down, and that comes back at once."""

    troubles: list[tuple[str, str]]
    told: set[str]

    def _failed(self, kind: Kind | str, text: str) -> None:
        super()._failed(kind, text)
        self.troubles.append((kind, text))
        self.told.add(self.status.error)

    def _file(self, session: Session) -> None:
        super()._file(session)
        if self.status.error:       # a refusal: said until the next pass, which may be over before `run` looks
            self.told.add(self.status.error)

    def _delay(self) -> float:
        return min(0.05, super()._delay())


@dataclass
class ImapDesk:
    desk: Desk
    server: ScriptedImap
    stop: threading.Event = field(default_factory=threading.Event)
    troubles: list[tuple[str, str]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)         # what status said was wrong
    watcher: Watcher | None = None

    @classmethod
    @contextmanager
    def on(cls, folder: Path, server: ScriptedImap, ca_file: Path | None = None, *, patience: float = READ_TIMEOUT,
           **box: object) -> Iterator[ImapDesk]:
        """`patience`: seconds until an answer counts as missing."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "password").write_text(server.password)
        config = Config.model_validate({
            "folder": folder, "rules_dir": str(ROOT / "rules"), "templates_dir": str(ROOT / "templates"),
            "mailbox": [{
                "name": "support", "address": "support@cadents.example", "program": "cadents", "file_to": FILED, **box,
                "imap": {"host": "127.0.0.1", "port": server.port, "security": server.security, "username": "u",
                         "password_file": str(folder / "password"), "ca_file": str(ca_file or "")},
            }],
        })
        support = config.mailbox[0]
        assert support.imap is not None
        quick = support.imap.model_copy(update={
            "read_timeout": timedelta(seconds=patience), "connect_timeout": timedelta(seconds=max(1.0, patience))})
        config = config.model_copy(update={
            "daemon": config.daemon.model_copy(update={"poll": timedelta(seconds=0.3)}),
            "mailbox": (support.model_copy(update={"imap": quick}),)})
        data = folder / "data"
        store = open_store("tinydb:data", folder)
        try:
            yield cls(Desk(store, RawStore(data), Spool(data / "spool"), config, programs(), {"k1": b"k" * 32}, "k1",
                           data, rng=random.Random(1)), server)
        finally:
            store.close()

    def _watcher(self) -> Watcher:
        made = Watcher(self.desk, self.desk.config.mailbox[0], "INBOX", lambda _: None, self.stop)
        made.troubles, made.told = self.troubles, self.told
        self.watcher = made
        return made

    def meet(self) -> None:
        watcher = self._watcher()
        assert watcher.fetch_once(), watcher.status.error
        watcher.file_once()

    def once(self) -> bool:
        """One pass with a new watcher; whether all of it went well."""
        watcher = self._watcher()
        well = watcher.fetch_once()
        self.work()
        well &= watcher.file_once()
        if watcher.status.error:
            self.told.add(watcher.status.error)
        return well

    def work(self) -> int:
        waiting = self.desk.spool.waiting()
        for arrival in waiting:
            receive(self.desk, arrival)
        return len(waiting)

    def run(self, until: Callable[[], bool], most: float = 15.0) -> float:
        """Watch until `until()`; how many seconds it took. AssertionError after `most`."""
        watcher, began = self._watcher(), time.monotonic()
        watcher.start()
        try:
            while not until():
                if self.work():
                    watcher.wake()
                if error := watcher.status.error:
                    self.told.add(error)
                assert time.monotonic() - began < most, f"not quiet after {most} s: {watcher.status}"
                time.sleep(0.01)
            return time.monotonic() - began
        finally:
            self.stop.set()
            watcher.join(3)
            self.stop.clear()
            assert not watcher.is_alive(), "the watcher does not stop"

    # What came of it

    def rows(self) -> list[LedgerRow]:
        with self.desk.store.view() as view:
            return list(view.all(LedgerRow))

    def answers(self) -> list[Outgoing]:
        with self.desk.store.view() as view:
            return list(view.all(Outgoing))

    def cases(self) -> list[Case]:
        with self.desk.store.view() as view:
            return list(view.all(Case))

    def filed(self, raws: list[bytes]) -> bool:
        """All of them are committed and filed away, and nothing is in the spool."""
        rows = self.rows()
        return (len(rows) >= len(raws) and all(r.filing is not Filing.PENDING for r in rows)
                and not self.desk.spool.waiting())

    def faults(self, raws: list[bytes], *, lies_in: str = FILED) -> list[str]:
        """Each mail of `raws`: one outcome, one case, one answer, one place. Whatever is not so, in words."""
        found = []
        rows = Counter(r.sha256 for r in self.rows())
        placed = Counter(sha256(raw).hexdigest() for raw in self.server.mails(lies_in))
        left = Counter(sha256(raw).hexdigest() for raw in self.server.mails("INBOX") if lies_in != "INBOX")
        for raw in raws:
            digest = sha256(raw).hexdigest()
            for what, number, right in (("ledger rows", rows[digest], 1), (f"copies in {lies_in}", placed[digest], 1),
                                        ("copies left in INBOX", left[digest], 0)):
                if number != right:
                    found.append(f"{raw[:30]!r}: {number} {what}, not {right}")
        if bad := [r.outcome for r in self.rows() if r.outcome is not Outcome.NEW_CASE]:
            found.append(f"outcomes {bad}")
        for what, number in (("cases", len(self.cases())), ("ledger rows", len(self.rows())),
                             ("answers", len(self.answers()))):
            if number != len(raws):
                found.append(f"{number} {what} for {len(raws)} mails")
        numbers = [c.number for c in self.cases()]
        if len(set(numbers)) != len(numbers):
            found.append(f"numbers twice: {numbers}")
        if waiting := self.desk.spool.waiting():
            found.append(f"{len(waiting)} in the spool")
        for row in self.rows():
            if lies_in == FILED and row.filed:
                there = next((m.raw for m in self.server.folders[FILED].mails
                              if row.filed == f"support/{FILED}/{self.server.folders[FILED].uidvalidity}/{m.uid}"), b"")
                if sha256(there).hexdigest() != row.sha256:
                    found.append(f"{row.key} says it lies at {row.filed}, and there lies another mail")
        return found
