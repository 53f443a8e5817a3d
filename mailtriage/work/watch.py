"""work/watch.py: a thread per watched folder: pass, wait for news, pass again; fail, back off, come back.

What the daemon uses
    watcher = FolderWatcher(desk, box, folder, announce, stop)    announce(Spooled) is called in the watcher's thread
    watcher.start()                    run until `stop` is set; ends within 1 s of it
    watcher.wake()                     rows were committed: file them away (within half a second, in one batch)
    watcher.status                     a FolderStatus, for status.json; never blocks
    each(watchers, FolderWatcher.fetch_once)   `run --once`: one pass over all folders, side by side; then
    each(watchers, FolderWatcher.file_once)    after the commits: file away and say goodbye

Promises   a dead mailbox delays no other: own thread, own connection, own back-off. Whatever goes wrong ends in
           `status` and the next attempt, never in a dead thread. Trouble with filing does not stop fetching.
Does not   triage or send: it commits what it knows about folders and filing, through desk.store.unit().
Reads next work/collect.py, work/filing.py
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailtriage import log, oauth, oauth_tokens
from mailtriage.config import ConfigErrors, Mailbox
from mailtriage.intake.imap import IDLE_MOST, ImapTrouble, Session
from mailtriage.intake.spool import SpoolError
from mailtriage.store.port import StoreError
from mailtriage.work.collect import Announce, Collector, Pass
from mailtriage.work.desk import Desk
from mailtriage.work.filing import file_away, waiting
from mailtriage.work.recollect import recollect
from mailtriage.work.sent import copies_due, save_copies

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

FIRST_RETRY = 2.0           # seconds, doubled with each failure up to daemon.backoff_most
SETTLED = 60.0              # seconds after which the end of a connection is an event, and no habit of the server


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """How a folder was when its watcher last knew. `error` is "" while all is well; `failures` counts attempts since
    `last_ok`; `backlog` mails are on the server and not yet kept, `unfiled` are committed and not yet filed away."""

    mailbox: str
    folder: str
    last_ok: datetime | None = None
    error: str = ""
    kind: str = ""
    failures: int = 0
    next_try: datetime | None = None
    backlog: int = 0
    unfiled: int = 0


class FolderWatcher(threading.Thread):
    """Watches `folder` of `box`. A daemon thread: what it had in hand when the process ends is done again."""

    def __init__(self, desk: Desk, box: Mailbox, folder: str, announce: Announce, stop: threading.Event) -> None:
        super().__init__(name=f"watch {box.name}/{folder}", daemon=True)
        self.desk, self.box, self.folder = desk, box, folder
        self._stop_event, self._wake = stop, threading.Event()
        self._announce = announce
        self._collector = Collector(desk, box, folder, announce)
        self._session: Session | None = None
        self._last_ok: datetime | None = None
        self._trouble: tuple[str, str] = ("", "")       # kind, text of what ails the connection
        self._ailing: str = ""                          # what ails filing, or single mails
        self._failures = 0
        self._broken = 0            # connections in a row that broke before they were SETTLED
        self._opened = 0.0          # when this one was, monotonic
        self._passed = False        # whether a pass went well on it
        self._next_try: datetime | None = None
        self._unfiled = 0

    @property
    def status(self) -> FolderStatus:
        kind, error = self._trouble
        return FolderStatus(self.box.name, self.folder, self._last_ok, error or self._ailing, kind, self._failures,
                            self._next_try, self._collector.backlog, self._unfiled)

    def wake(self) -> None:
        """There is something to file away."""
        self._wake.set()

    def run(self) -> None:
        while not self._stop_event.is_set():
            if self._guarded(self._serve):
                continue
            self._stop_event.wait(self._delay())
        self._close()

    def fetch_once(self) -> bool:
        """One pass; True when it went well. The connection stays open for `file_once`."""
        return self._guarded(lambda: self._pass(self._open()))

    def file_once(self) -> bool:
        """File away what is committed, and say goodbye; True when it went well."""
        try:
            return self._guarded(self._file_rest)
        finally:
            self._close()

    # Inside

    def _serve(self) -> None:
        """Pass after pass on one connection, until something breaks or `stop` is set."""
        session = self._open()
        while not self._stop_event.is_set():
            self._wake.clear()
            result = self._pass(session)
            self._file(session)
            if session.news and not (result.left or self._unfiled):
                continue        # mail came while we filed, and the server will not tell of it again
            idle = "IDLE" in session.capabilities and self.box.imap is not None and self.box.imap.idle
            restful = idle and not result.left and not self._unfiled
            session.wait(IDLE_MOST if restful else self.desk.config.daemon.poll.total_seconds(), self._wake)

    def _open(self) -> Session:
        if self._session is None:
            self._passed = False
            assert self.box.imap is not None
            password = oauth_tokens.secret(self.box, "imap", self.desk.data, self.desk.clock())
            session = Session(self.box.imap, password, "", self._stop_event)
            try:
                if self.box.save_sent and self.folder == self.box.sent_folder and not self.folder.startswith("\\"):
                    session.ensure(self.folder)
                session.select(self.folder)
            except BaseException:
                session.close()
                raise
            self._session, self._opened = session, time.monotonic()
        return self._session

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _pass(self, session: Session) -> Pass:
        recollect(self.desk, self.box, session, self._announce)
        result = self._collector.fetch(session)
        if result.new or result.held or result.gone:
            self._log().info("fetched", new=result.new, held=result.held, gone=result.gone, left=result.left)
        if result.trouble and result.trouble != self._ailing:
            self._log().warning("mails left on the server", why=result.trouble, left=result.left)
        if self._failures:
            self._log().info("mailbox well again", failures=self._failures)
        self._last_ok, self._trouble, self._ailing = self.desk.clock(), ("", ""), result.trouble
        self._failures, self._next_try, self._passed = 0, None, True
        return result

    def _file(self, session: Session) -> None:
        """File away; when the server says no, tell it and go on fetching."""
        self._unfiled = self._due()
        if not self._unfiled:
            return
        try:
            if self.folder == self.box.sent_folder:
                filed = save_copies(self.desk, self.box, session)
            else:
                filed = file_away(self.desk, self.box, self.folder, session)
        except ImapTrouble as trouble:
            if trouble.kind not in ("refused", "folder"):
                raise
            if trouble.text != self._ailing:
                self._log().warning("mail cannot be filed away", why=trouble.text)
            self._ailing = trouble.text
            session.select(self.folder)
        else:
            self._log().info("filed", mails=filed)
        self._unfiled = self._due()

    def _due(self) -> int:
        """Mails to be filed away, or copies to be put into the Sent folder."""
        return waiting(self.desk, self.box, self.folder) + copies_due(self.desk, self.box, self.folder)

    def _file_rest(self) -> None:
        if self._due():
            self._file(self._open())

    def _guarded(self, step: Callable[[], object]) -> bool:
        """Whether `step` went well; what went wrong is in `status`, and the connection is closed."""
        try:
            step()
            return True
        except ImapTrouble as e:
            if self._stop_event.is_set():
                return True
            self._failed(e.kind, e.text)
        except oauth.OAuthTrouble as e:
            self._failed("login", str(e))
        except (StoreError, SpoolError, ConfigErrors) as e:
            self._failed("store" if isinstance(e, StoreError) else "config", str(e))
        except OSError as e:
            self._failed("disk", f"{e.filename or 'data directory'}: {e.strerror or e}; the mail stays on the server")
        except Exception as e:  # noqa: BLE001  a thread that dies of a bug of ours would leave a mailbox unread in silence
            self._log().exception("a bug in mailtriage")
            self._failed("bug", f"{type(e).__name__}: {e}")
        self._close()
        return False

    def _failed(self, kind: str, text: str) -> None:
        self._failures += 1
        lasted = self._session is not None and time.monotonic() - self._opened >= SETTLED
        self._broken = 1 if lasted else self._broken + 1
        if (kind, text) != self._trouble or self._failures in (1, 10, 100):
            self._log().warning("mailbox fails", kind=kind, why=text, failures=self._failures)
        self._trouble = (kind, text)

    def _delay(self) -> float:
        """Seconds until the next attempt: doubling, never more than daemon.backoff_most, spread so that many watchers
        do not all come back in the same second. A server that ends each connection after a pass that went well is
        asked as often as `daemon.poll` says, neither every two seconds for ever nor as rarely as a dead one."""
        daemon = self.desk.config.daemon
        # A refused log-in is not mended in two seconds, and many of them lock the account.
        first = daemon.poll.total_seconds() if self._trouble[0] == "login" else FIRST_RETRY
        if self._trouble[0] == "disk":
            # Room comes back at any time, and nobody is bothered by asking.
            return min(FIRST_RETRY, daemon.poll.total_seconds())
        most = daemon.poll if self._passed else daemon.backoff_most
        longest = min(first * float(2 ** min(self._broken - 1, 20)), most.total_seconds())
        delay = longest * self.desk.rng.uniform(0.5, 1.0)
        self._next_try = self.desk.clock() + timedelta(seconds=delay)
        return delay

    def _log(self) -> BoundLogger:
        bound: BoundLogger = log.get("watch").bind(mailbox=self.box.name, folder=self.folder)
        return bound


def each(watchers: Iterable[FolderWatcher], step: Callable[[FolderWatcher], object]) -> None:
    """Take one step with every watcher, side by side, and wait for all of them."""
    threads = [threading.Thread(target=step, args=(w,), name=w.name, daemon=True) for w in watchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def watchers(desk: Desk, announce: Announce, stop: threading.Event) -> list[FolderWatcher]:
    """One for each folder of each mailbox that is read by IMAP."""
    return [FolderWatcher(desk, box, folder, announce, stop)
            for box in desk.config.mailbox if box.imap is not None for folder in box.watched]
