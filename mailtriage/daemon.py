"""daemon.py: the parts list of a running desk: collect → work → file away → tick → deliver. No policy.

    run(desk, once=False)      the daemon, until `stop` is set
    run(desk, once=True)       one pass, for cron: everything that is there now, then an exit code

Promises   one daemon per store (a lock the kernel frees, however we die); a dead mailbox or mail server delays no
           other; a full disk or a locked store is waited out; SIGTERM ends it within two seconds.
Crash      anywhere: start-up finds the spool, settles rows that were on their way out, and goes on.
Reads next work/watch.py, work/receive.py, work/tick.py, work/send.py
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mailtriage import durable, log, paths
from mailtriage.deliver.loop import SendLoop
from mailtriage.intake.spool import Spooled, SpoolError
from mailtriage.sdnotify import READY, STOPPING, WATCHDOG, notify
from mailtriage.staff.approval_mail import take
from mailtriage.staff.tell import tell as tell_staff
from mailtriage.store.port import Corrupt, NewerSchema, StoreError
from mailtriage.store.schema import TABLES
from mailtriage.work import epoch
from mailtriage.work.alert import Alerts, conditions, reached
from mailtriage.work.desk import Desk
from mailtriage.work.erase import finish
from mailtriage.work.receive import receive
from mailtriage.work.reload import Reloader
from mailtriage.work.retention import keep
from mailtriage.work.send import Counts, Lines, Sender, account_of, recover
from mailtriage.work.sent import is_sent
from mailtriage.work.status import last_pass, write_status
from mailtriage.work.tick import GAP, close_what_stayed_solved, tick
from mailtriage.work.watch import FolderStatus, FolderWatcher, each, watchers

if TYPE_CHECKING:
    from mailtriage.work.metrics import MetricsServer

GLANCE = 0.5  # seconds between two looks at spool, clocks and outbox when nothing calls
REFUSED_IN_A_ROW = 3
STATUS_EVERY = 5.0  # seconds
HOUSEKEEPING_EVERY = 60.0  # seconds
AFTER_JUMP = 3600.0  # seconds in which a clock that was put forward closes no case: somebody may put it right
PATIENCE = 120.0  # seconds `run --once` waits for mail servers that take their time
STALE_TEMP = timedelta(hours=1)


class AlreadyRunning(Exception):
    """Another process watches this store."""


@contextmanager
def daemon_lock(desk: Desk) -> Iterator[None]:
    """The right to collect and send for this store. AlreadyRunning at once when somebody has it."""
    try:
        lock = durable.Lock(desk.data / paths.DAEMON_LOCK, 0)
    except durable.Busy:
        raise AlreadyRunning(f"another mailtriage already runs on {desk.data}") from None
    with lock:
        yield


class Postman(Lines, Protocol):
    """What sends: deliver.loop.SendLoop, or another in its place."""

    def stop(self) -> None: ...


def run(
    desk: Desk,
    *,
    once: bool = False,
    stop: threading.Event | None = None,
    lines: Postman | None = None,
    config_file: Path | None = None,
) -> int:
    """Run the desk, with an eye on `config_file`; 0 when all is well, 1 when a mailbox or mail server could not be
    reached in a single pass, 75 when the store cannot be used. Raises AlreadyRunning."""
    with daemon_lock(desk):
        return _Daemon(desk, stop or threading.Event(), lines, config_file).run(once)


class _Daemon:
    def __init__(
        self, desk: Desk, stop: threading.Event, lines: Postman | None = None, config_file: Path | None = None
    ) -> None:
        self.desk, self.stop = desk, stop
        self.log = log.get("daemon")
        self.news = threading.Event()
        self.lines: Postman = lines or SendLoop(account_of(desk))
        desk.staff_mail = take
        self.sender = Sender(desk, self.lines)
        self.watchers = watchers(desk, self._announce, stop)
        self.sending: dict[str, str] = {}  # mailbox -> why nothing can leave there now
        self.sent: set[str] = set()  # mailboxes from which mail has left since the start
        self._told: dict[str, str] = {}  # what was logged already, so that a long trouble is one line
        self.reloader = Reloader(desk, config_file)
        self._swept = self._wrote = 0.0
        self._ticked: tuple[datetime, float] | None = None     # when the clocks were looked at: wall, monotonic
        self._before = last_pass(desk)
        self.alerts = Alerts(desk, self.lines)
        self.code = 0
        self.once = False

    def run(self, once: bool) -> int:
        self.once = once
        try:
            self._begin()
            code = self._one_pass() if once else self._until_stopped()
        except (Corrupt, NewerSchema) as e:
            self.log.error("the store cannot be used", why=str(e))
            code = 75
        finally:
            self._end()
        return code

    # Start and end

    def _begin(self) -> None:
        self._warm()
        self._sweep()
        self._attempt("erasure", lambda: finish(self.desk))     # what one that was interrupted has left to delete
        settled = recover(self.desk, self.desk.clock())
        config = self.desk.config
        told = self.log.debug if self.once and not settled else self.log.info    # cron mails every line
        told("started", mailboxes=[m.name for m in config.mailbox], outgoing=config.outgoing, settled=settled)
        with self.desk.store.view() as view:
            if (restored := epoch.waiting(view)) is not None:
                self.log.warning("a restore waits for confirmation", what=restored.sentence)

    def _warm(self) -> None:
        """Build the indexes of a large store now: in the first unit, other processes would wait for it."""
        with self.desk.store.view() as view:
            for table in TABLES:
                view.count(table.record, (*table.unique, *table.many)[0])

    def _sweep(self) -> None:
        """Remove what processes that died left half written: nobody else would, and it may be a mail or a key."""
        before = self.desk.clock() - STALE_TEMP
        self.desk.spool.sweep(before)
        self.desk.raw.sweep(before)
        for folder in (self.desk.data, self.desk.data / "keys", self.desk.data / "programs"):
            if folder.is_dir():
                durable.sweep(folder, before.timestamp(), "data.sweep")

    def _end(self) -> None:
        notify(STOPPING)
        self.stop.set()
        self.news.set()
        self.lines.stop()
        self._attempt("recording what was sent", lambda: self.sender.finish(0.2))
        self._attempt("status", self._status)
        (self.log.debug if self.once else self.log.info)("stopped")

    def _announce(self, _: Spooled) -> None:
        self.news.set()

    # The daemon

    def _until_stopped(self) -> int:
        postman = threading.Thread(target=self._post, name="post", daemon=True)
        served = self._serve_metrics()
        watchman = threading.Thread(target=self._alert_now_and_then, name="alert", daemon=True)
        for thread in (postman, watchman, *self.watchers):
            thread.start()
        notify(READY)
        while not self.stop.is_set():
            if not self._attempt("work", self._work):
                self.stop.wait(2.0)
            self._glance()
            self.news.wait(GLANCE)
            self.news.clear()
        self.lines.stop()
        if served is not None:
            served.stop()
        deadline = time.monotonic() + 0.5
        for thread in (postman, *self.watchers):
            thread.join(max(0.0, deadline - time.monotonic()))
        return self.code

    def _unread(self, mailbox: str) -> bool:
        """Whether a folder of customers' mail has yet to be read: since we started, or since its server came back."""
        states = [w.status for w in self.watchers if w.box.name == mailbox and w.folder in w.box.folders]
        return any(s.last_ok is None or s.failures for s in states)

    def _glance(self) -> None:
        """Clocks, and now and then the rules, the status and a word to systemd."""
        self._attempt("clocks", self._clocks)
        if time.monotonic() - self._wrote >= STATUS_EVERY:
            self._attempt("reading the rules again", self.reloader.look)
            self._attempt("mail to staff", lambda: tell_staff(self.desk))
            self._attempt("status", self._status)
            notify(WATCHDOG)

    def _post(self) -> None:
        """A thread of its own: a mail server that takes its time must not keep mail from being read."""
        try:
            while not self.stop.is_set():
                if not self._attempt("delivery", lambda: self._deliver(5.0)):
                    self.stop.wait(5.0)
                self.stop.wait(GLANCE)
        except Exception:  # noqa: BLE001  logged already; a desk that reads and never answers must not look alive
            self.code = 70
            self.stop.set()
            self.news.set()

    def _alert_now_and_then(self) -> None:
        """A thread of its own: telling a person may have to wait for a mail server that does not answer."""
        while not self.stop.wait(STATUS_EVERY):
            try:
                self._alert()
            except Exception:  # whoever cannot tell of trouble must not become trouble
                self.log.exception("a bug in mailtriage", step="alert")

    def _alert(self) -> None:
        self.alerts.look(self._conditions(), reached(self._folders(), self.sent))

    def _conditions(self) -> dict[str, str]:
        return conditions(self.desk, self._folders(), dict(self.sending), dict(self._told))

    def _folders(self) -> list[FolderStatus]:
        return [w.status for w in self.watchers]

    def _serve_metrics(self) -> MetricsServer | None:
        """A port that is taken is trouble to be told, not a reason to leave mail unread."""
        if not (port := self.desk.config.daemon.metrics_port):
            return None
        from mailtriage.work.metrics import MetricsServer

        try:
            return MetricsServer(self.desk, port, lambda: self._wrote, self._conditions, self._folders)
        except OSError as e:
            self._tell(f"port {port} for metrics", e.strerror or str(e))
            return None

    # One pass

    def _one_pass(self) -> int:
        fetching = threading.Thread(target=each, args=(self.watchers, FolderWatcher.fetch_once), daemon=True)
        fetching.start()
        well = True
        while fetching.is_alive() and not self.stop.is_set():
            well &= self._attempt("work", self._work)
            self.news.wait(0.05)
            self.news.clear()
        well &= self._attempt("work", self._work)
        well &= self._attempt("clocks", self._clocks)
        well &= self._attempt("mail to staff", lambda: tell_staff(self.desk))
        well &= self._attempt("delivery", self._deliver_all)
        each(self.watchers, FolderWatcher.file_once)
        self._alert()
        failing = [w.status for w in self.watchers if w.status.failures]
        return 0 if well and not failing and not self.sending else 1

    def _deliver_all(self) -> None:
        """Until nothing is due, or a server takes longer than a cron job should."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.stop.is_set():
            counts = self._deliver(max(0.0, deadline - time.monotonic()))
            if not (counts.sent or counts.flying):
                return

    # The steps

    def _work(self) -> None:
        """Handle everything in the spool, in order of arrival; one bad file or refused unit does not stop the next,
        three in a row are the store's trouble. A long spool must not look like a dead daemon."""
        refused = 0
        for arrival in sorted(self.desk.spool.waiting(), key=partial(is_sent, self.desk)):
            if self.stop.is_set():
                return
            if is_sent(self.desk, arrival) and self._unread(arrival.mailbox):
                continue  # what it answers may not have been fetched yet
            if time.monotonic() - self._wrote >= STATUS_EVERY:
                self._glance()
            try:
                row = receive(self.desk, arrival)
            except FileNotFoundError:
                continue  # `ingest` handled it between our listing and our reading
            except SpoolError as e:
                self._tell(f"spool {arrival.key}", str(e))
                continue
            except (Corrupt, NewerSchema):
                raise
            except StoreError as e:
                refused += 1
                if refused == REFUSED_IN_A_ROW:
                    raise
                self._tell(f"mail {arrival.key}", str(e))
                continue
            refused = 0
            self.log.info("handled", mail=row.key, outcome=row.outcome.value, case=row.case, why=row.reason)
            for watcher in self.watchers:
                if (watcher.box.name, watcher.folder) == (arrival.mailbox, arrival.folder):
                    watcher.wake()

    def _clocks(self) -> None:
        now, mono = self.desk.clock(), time.monotonic()
        if self._ticked is not None and now - self._ticked[0] > GAP + timedelta(seconds=mono - self._ticked[1]):
            self.log.warning("the clock was put forward", by=str(now - self._ticked[0]), closing="waits an hour")
            self._swept = mono + AFTER_JUMP - HOUSEKEEPING_EVERY
        ticked = tick(self.desk, self._ticked[0] if self._ticked else self._before)
        self._ticked = now, mono
        if ticked.fired:
            self.log.info("clocks", fired=ticked.fired, held=ticked.held)
        if time.monotonic() - self._swept >= HOUSEKEEPING_EVERY or not self._swept:
            self._swept = time.monotonic()
            close_what_stayed_solved(self.desk)
            if (kept := keep(self.desk)) is not None and any((kept.cases, kept.mails, kept.files)):
                self.log.info("retention", cases=kept.cases, mails=kept.mails, files=kept.files)

    def _deliver(self, seconds: float) -> Counts:
        counts = self.sender.deliver_due(self.desk.clock(), seconds)
        for mailbox, why in counts.trouble.items():
            self._tell(f"sending from {mailbox}", why)
        if counts.sent or counts.failed or counts.unknown:
            self.log.info("sent", sent=counts.sent, failed=counts.failed, unknown=counts.unknown, again=counts.again)
        if counts.sent:
            for watcher in self.watchers:
                if watcher.box.save_sent and watcher.folder == watcher.box.sent_folder:
                    watcher.wake()
            self.sending = {m: why for m, why in self.sending.items() if m not in counts.well}
            self.sent |= counts.well
        self.sending |= counts.trouble
        return counts

    def _status(self) -> None:
        self._wrote = time.monotonic()
        write_status(self.desk, [w.status for w in self.watchers], self.sending, self.reloader.warnings)

    # What goes wrong

    def _attempt(self, what: str, step: Callable[[], object]) -> bool:
        """Whether a step went well. A full disk, a locked store: told once, tried again, nothing lost meanwhile."""
        try:
            step()
        except (Corrupt, NewerSchema):
            raise
        except (StoreError, OSError) as e:
            self._tell(what, str(e))
            return False
        except Exception:
            self.log.exception("a bug in mailtriage", step=what)
            raise
        self._told.pop(what, None)
        return True

    def _tell(self, what: str, why: str) -> None:
        if self._told.get(what) != why:
            self._told[what] = why
            self.log.warning("trouble", step=what, why=why)


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set `stop`; a second one ends the process at once."""

    def handle(number: int, _: object) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
