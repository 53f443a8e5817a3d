"""A watcher on a real server: it sees, files, backs off, comes back, and stops when it is told."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailtriage import points
from mailtriage.intake.imap import ImapTrouble
from mailtriage.intake.spool import Spooled
from mailtriage.model.ledger import Filing
from mailtriage.store.port import StoreError
from mailtriage.work import watch
from mailtriage.work.watch import FolderWatcher, each, watchers
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.intake_desk import IntakeDesk, desk_for, mail
from tests.servers.relay import Relay


@dataclass
class Watched:
    """Watchers, and their mails committed by this thread as the daemon's main thread does."""

    desk: IntakeDesk
    stop: threading.Event = field(default_factory=threading.Event)
    watchers: list[FolderWatcher] = field(default_factory=list)

    def start(self) -> Watched:
        self.watchers = watchers(self.desk.desk, self.announce, self.stop)
        for watcher in self.watchers:
            watcher.start()
        return self

    def announce(self, arrival: Spooled) -> None:
        self.desk.announced.append(arrival)

    def commit(self) -> None:
        self.desk.receive()
        for watcher in self.watchers:
            watcher.wake()

    def end(self) -> float:
        began = time.monotonic()
        self.stop.set()
        for watcher in self.watchers:
            if watcher.ident is not None:
                watcher.join(5)
        assert not any(w.is_alive() for w in self.watchers)
        return time.monotonic() - began


def until(what: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    monkeypatch.setattr(watch, "FIRST_RETRY", 0.05)


@pytest.fixture
def relay(dovecot: Dovecot) -> Iterator[Relay]:
    made = Relay(dovecot.port).start()
    yield made
    made.stop()


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    made: list[tuple[Watched, object]] = []

    def make(imap: object, **keys: object) -> Watched:
        manager = desk_for(tmp_path / str(len(made)), imap, **{"daemon": {"backoff_most": "1 second"}, **keys})  # type: ignore[arg-type]
        (tmp_path / str(len(made))).mkdir()
        watched = Watched(manager.__enter__())
        made.append((watched, manager))
        return watched

    yield make
    for watched, manager in made:
        watched.end()
        manager.__exit__(None, None, None)  # type: ignore[attr-defined]


def test_mail_is_seen_at_once_kept_and_filed_after_its_commit(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = open_desk(dovecot.imap(user)).start()
    (watcher,) = running.watchers
    until(lambda: watcher.status.last_ok)
    began = time.monotonic()
    dovecot.deliver(user, mail(1), mail(2))
    until(lambda: len(running.desk.announced) == 2)
    assert time.monotonic() - began < 5
    running.commit()
    until(lambda: [r.filing for r in running.desk.rows()] == [Filing.DONE] * 2)
    assert dovecot.uids(user) == []
    passes: list[str] = []
    monkeypatch.setattr(points, "hook", lambda name: passes.append(name) if name == "imap.idle" else None)
    time.sleep(1)
    assert len(passes) <= 2                 # and then it rests
    assert watcher.status.error == ""
    assert (watcher.status.backlog, watcher.status.failures) == (0, 0)


def test_without_idle_the_folder_is_polled(dovecot: Dovecot, user: str, open_desk: Callable[..., Watched]) -> None:
    running = open_desk(dovecot.imap(user, idle=False), daemon={"poll": "1 second"}).start()
    until(lambda: running.watchers[0].status.last_ok)
    dovecot.deliver(user, mail(1))
    until(lambda: running.desk.announced)


@pytest.mark.parametrize("state", ["idle", "polling", "backing off", "connecting", "hanging"])
def test_stop_ends_a_watcher_within_a_second(
    dovecot: Dovecot, user: str, relay: Relay, open_desk: Callable[..., Watched], state: str
) -> None:
    if state == "backing off":
        imap = dovecot.imap(user, port=1)
    elif state == "connecting":
        relay.freeze()
        imap = dovecot.imap(user, port=relay.port)
    else:
        imap = dovecot.imap(user, port=relay.port, idle=state != "polling")
    running = open_desk(imap, daemon={"backoff_most": "10 minutes", "poll": "1 second"})
    running.start()
    if state == "hanging":
        until(lambda: running.watchers[0].status.last_ok)
        relay.freeze()
        running.watchers[0].wake()          # it asks, and nobody answers
    time.sleep(0.6)
    assert running.end() < 1


def test_a_broken_line_is_mended_and_no_mail_is_missed(
    dovecot: Dovecot, user: str, relay: Relay, open_desk: Callable[..., Watched]
) -> None:
    running = open_desk(dovecot.imap(user, port=relay.port)).start()
    (watcher,) = running.watchers
    until(lambda: watcher.status.last_ok)
    for number in range(3):
        relay.cut()
        dovecot.deliver(user, mail(number))
        until(lambda number=number: len(running.desk.announced) == number + 1)  # type: ignore[misc]
    assert relay.connections > 3
    until(lambda: watcher.status.failures == 0)


def test_a_dead_mailbox_shows_what_is_wrong_and_delays_no_other(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched]
) -> None:
    dead = open_desk(dovecot.imap(user, port=1)).start()
    well = open_desk(dovecot.imap(user)).start()
    until(lambda: well.watchers[0].status.last_ok, 2)
    until(lambda: dead.watchers[0].status.failures >= 3)
    status = dead.watchers[0].status
    assert status.kind == "connect"
    assert "127.0.0.1:1" in status.error
    assert status.last_ok is None
    assert status.next_try is not None


def test_back_off_doubles_with_jitter_up_to_its_most(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "FIRST_RETRY", 2.0)
    running = open_desk(dovecot.imap(user), daemon={"backoff_most": "15 minutes"})
    (watcher,) = watchers(running.desk.desk, running.announce, running.stop)
    running.desk.desk.rng = random.Random(7)
    delays = []
    for _ in range(14):
        watcher._failed("lost", "gone")
        delays.append(watcher._delay())
    for n, delay in enumerate(delays):
        longest = min(2.0 * 2**n, 900)
        assert longest / 2 <= delay <= longest
    assert len({round(d / min(2.0 * 2**n, 900), 3) for n, d in enumerate(delays)}) > 5
    watcher._failures, watcher._trouble = 0, ("", "")
    watcher._failed("login", "no")
    assert watcher._delay() >= 30           # a refused log-in waits for a poll at least: many of them lock accounts


def test_a_server_that_ends_each_connection_after_a_good_pass_is_asked_as_often_as_poll_says(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "FIRST_RETRY", 2.0)
    running = open_desk(dovecot.imap(user), daemon={"poll": "30 seconds", "backoff_most": "15 minutes"})
    (watcher,) = watchers(running.desk.desk, running.announce, running.stop)
    delays = []
    for _ in range(8):
        assert watcher.fetch_once()
        watcher._guarded(lambda: (_ for _ in ()).throw(ImapTrouble("lost", "the server said BYE")))
        delays.append(watcher._delay())
    assert max(delays[:2]) <= 4 and min(delays[5:]) >= 15 and max(delays) <= 30
    assert watcher.fetch_once()
    monkeypatch.setattr(watch, "SETTLED", 0.0)      # one that lasted: its end is no habit
    watcher._guarded(lambda: (_ for _ in ()).throw(ImapTrouble("lost", "the server said BYE")))
    assert watcher._delay() <= watch.FIRST_RETRY


def test_a_target_that_cannot_be_made_does_not_stop_fetching(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched]
) -> None:
    running = open_desk(dovecot.imap(user), mailbox_file_to="../../x", daemon={"poll": "1 second"}).start()
    (watcher,) = running.watchers
    until(lambda: watcher.status.last_ok)
    dovecot.deliver(user, mail(1))
    until(lambda: running.desk.announced)
    running.commit()
    until(lambda: "cannot be made" in watcher.status.error)
    dovecot.deliver(user, mail(2))
    until(lambda: running.desk.announced)
    assert watcher.status.unfiled == 1
    assert watcher.status.failures == 0


def test_a_store_that_fails_is_waited_out(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = open_desk(dovecot.imap(user))

    def fails(self: object) -> object:
        raise StoreError("the disk is full; make room")
    whole = type(running.desk.desk.store).unit
    monkeypatch.setattr(type(running.desk.desk.store), "unit", fails)
    running.start()
    until(lambda: running.watchers[0].status.error == "the disk is full; make room")
    monkeypatch.setattr(type(running.desk.desk.store), "unit", whole)
    until(lambda: running.watchers[0].status.last_ok)


def test_a_missing_password_is_said_and_read_again(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAILTRIAGE_TEST_PASSWORD")
    running = open_desk(dovecot.imap(user)).start()
    until(lambda: "MAILTRIAGE_TEST_PASSWORD is not set" in running.watchers[0].status.error)
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    until(lambda: running.watchers[0].status.last_ok)


def test_once_is_a_pass_over_all_folders_side_by_side_and_then_the_filing(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched]
) -> None:
    running = open_desk(dovecot.imap(user), mailbox_folders=["INBOX", "Junk"])
    dovecot.client(user, "Junk").logout()
    for delivered in (False, True):
        if delivered:
            dovecot.deliver(user, mail(1))
            dovecot.deliver(user, mail(2), folder="Junk")
        found = watchers(running.desk.desk, running.announce, running.stop)
        each(found, FolderWatcher.fetch_once)
        assert all(w.status.last_ok and not w.status.failures for w in found)
        running.desk.receive()
        each(found, FolderWatcher.file_once)
    assert {r.filing for r in running.desk.rows()} == {Filing.DONE}
    assert len(dovecot.uids(user, "Processed")) == 2


def test_once_tells_of_a_dead_server_and_does_not_raise(
    dovecot: Dovecot, user: str, open_desk: Callable[..., Watched]
) -> None:
    running = open_desk(dovecot.imap(user, port=1))
    (watcher,) = watchers(running.desk.desk, running.announce, running.stop)
    assert watcher.fetch_once() is False
    assert watcher.file_once() is True      # nothing waits
    assert watcher.status.failures == 1
