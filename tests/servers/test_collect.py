"""One pass over a folder of a real server: what is new is kept, what was there is left alone, nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.intake.imap import ImapTrouble
from mailtriage.model.ledger import Filing, LedgerRow, Outcome
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.intake_desk import IntakeDesk, desk_for, mail
from tests.servers.pymap import PASSWORD as PYMAP_PASSWORD
from tests.servers.pymap import Pymap
from tests.servers.relay import Relay


@pytest.fixture
def desk(dovecot: Dovecot, user: str, tmp_path: Path) -> Iterator[IntakeDesk]:
    with desk_for(tmp_path, dovecot.imap(user)) as made:
        yield made


def numbers(desk: IntakeDesk) -> list[int]:
    return [m.uid for m in desk.announced]


# First contact

def test_what_lay_there_at_first_sight_is_baseline_and_what_comes_after_is_mail(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, mail(1), mail(2))
    assert desk.fetch().new == 0
    assert desk.record().baseline == "1:2"
    dovecot.deliver(user, mail(3))
    assert desk.fetch().new == 1
    assert numbers(desk) == [3]
    assert desk.desk.spool.read(desk.announced[0]) == mail(3)
    assert desk.fetch().new == 0


def test_a_start_date_makes_older_mail_baseline_and_younger_mail_mail(
    dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    for number, day in ((1, 9), (2, 10), (3, 11)):
        dovecot.deliver(user, mail(number), at=datetime(2026, 11, day, tzinfo=UTC))
    with desk_for(tmp_path, dovecot.imap(user), start_from="2026-11-10") as desk:
        assert desk.fetch().new == 2
        assert desk.record().baseline == "1"
        assert [m.received.day for m in desk.announced] == [10, 11]


def test_a_baseline_mail_that_is_moved_away_and_back_is_held_and_not_answered(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, mail(1), at=datetime.now(UTC) - timedelta(days=2))
    desk.fetch()
    with dovecot.client(user) as client:
        client.create_folder("Mine")
        client.move(client.search(), "Mine")
        client.select_folder("Mine")
        client.move(client.search(), "INBOX")
    dovecot.deliver(user, mail(2))
    desk.fetch()
    assert numbers(desk) == [3], "a mail from before us was announced as new"
    with desk.desk.store.view() as view:
        held = view.find(LedgerRow, "outcome", Outcome.HELD.value)
    assert [row.uid for row in held] == [2] and "older than our first contact" in held[0].reason


def test_two_folders_are_two_histories(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    dovecot.deliver(user, mail(1), folder="Junk")
    with desk_for(tmp_path, dovecot.imap(user), mailbox_folders=["INBOX", "Junk"]) as desk:
        desk.fetch()
        desk.fetch("Junk")
        dovecot.deliver(user, mail(2))
        dovecot.deliver(user, mail(3), folder="Junk")
        desk.fetch()
        desk.fetch("Junk")
        assert [(m.folder, m.uid) for m in desk.announced] == [("INBOX", 1), ("Junk", 2)]


def test_a_folder_with_a_name_of_its_own_is_read(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    name = "Støtte & hjelp/Ny~post"
    with desk_for(tmp_path, dovecot.imap(user), mailbox_folders=[name]) as desk:
        dovecot.client(user, name).logout()
        desk.fetch(name)
        dovecot.deliver(user, mail(1), folder=name)
        assert desk.fetch(name).new == 1
        desk.receive()
        desk.again()
        assert desk.fetch(name).new == 0


# What is known

def test_a_mail_that_people_read_flag_or_unread_is_fetched_all_the_same(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1), mail(2))
    with dovecot.client(user) as phone:
        phone.add_flags([1, 2], ["\\Seen", "\\Answered"])
    assert desk.fetch().new == 2
    with dovecot.client(user) as phone:
        phone.remove_flags([1, 2], ["\\Seen"])
    assert desk.fetch().new == 0


@pytest.mark.parametrize("committed", [True, False])
def test_after_a_restart_nothing_is_fetched_twice(
    desk: IntakeDesk, dovecot: Dovecot, user: str, committed: bool
) -> None:
    desk.fetch()
    dovecot.deliver(user, *map(mail, range(5)))
    assert desk.fetch().new == 5
    if committed:
        desk.receive()
    desk.again()
    assert desk.fetch().new == 0


def test_a_mail_whose_ledger_row_is_gone_is_found_again(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    desk.fetch()
    dovecot.deliver(user, *map(mail, range(5)))
    desk.fetch()
    rows = desk.receive()
    with desk.desk.store.unit() as unit:
        unit.remove(LedgerRow, rows[2].id)
    desk.again()
    desk.fetch()
    assert numbers(desk) == [3]


def test_mails_come_in_batches_by_number_and_by_bytes(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    with desk_for(tmp_path, dovecot.imap(user, batch=4)) as desk:
        desk.fetch()
        dovecot.deliver(user, *map(mail, range(10)))
        asked: list[list[int]] = []
        with desk.session() as session:
            whole = session.bodies
            session.bodies = lambda uids, expect: (asked.append(list(uids)), whole(uids, expect))[1]  # type: ignore[method-assign]
            assert desk.collector().fetch(session).new == 10
        assert asked == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]


# What goes wrong on the way

def test_a_mail_that_another_client_removes_meanwhile_is_gone_and_no_error(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    dovecot.deliver(user, *map(mail, range(3)))
    with desk.session() as session:
        whole = session.describe

        def expunge_meanwhile(uids, fields=()):  # type: ignore[no-untyped-def]
            found = whole(uids, fields)
            with dovecot.client(user) as other:
                other.delete_messages([2])
                other.expunge()
            return found
        session.describe = expunge_meanwhile  # type: ignore[method-assign]
        result = desk.collector().fetch(session)
    assert (result.new, result.gone, result.left) == (2, 1, 0)


def test_an_oversized_mail_is_held_by_its_header_and_never_fetched_whole(
    dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    with desk_for(tmp_path, dovecot.imap(user), limits={"mail_bytes": 64 * 1024}) as desk:
        desk.fetch()
        dovecot.deliver(user, mail(1, body="x" * 70 + "\r\n" + "y" * 100_000), mail(2))
        with desk.session() as session:
            whole = session.bodies
            session.bodies = lambda uids, expect: (1 / 0 if 1 in uids else None, whole(uids, expect))[1]  # type: ignore[method-assign]
            result = desk.collector().fetch(session)
        assert (result.new, result.held) == (1, 1)
        (row,) = desk.rows()
        assert row.outcome is Outcome.HELD
        assert row.reason.startswith("oversized: 0.1 MiB")
        assert row.size > 100_000
        assert (row.sender, row.subject) == ("naledi@thaba.example", "mail 1")
        assert desk.desk.raw.get(row.sha256).endswith(b"Subject: mail 1\r\n\r\n")
        desk.again()
        assert desk.fetch() .held == 0


def test_a_body_shorter_than_announced_is_asked_for_again_and_kept_when_it_comes_whole(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1))
    with desk.session() as session:
        whole = session.bodies
        session.bodies = lambda uids, expect: {u: b[:20] for u, b in whole(uids, expect).items()}  # type: ignore[method-assign]
        calls = iter([b"short", b"shorter"])
        session.bodies = lambda uids, expect: {1: next(calls)}  # type: ignore[method-assign]
        result = desk.collector().fetch(session)
        assert (result.new, result.left) == (0, 1)
        assert "shorter than announced" in result.trouble
        session.bodies = whole  # type: ignore[method-assign]
        assert desk.collector().fetch(session).new == 1
    assert desk.desk.spool.read(desk.announced[0]) == mail(1)


def test_a_server_that_guesses_sizes_does_not_hide_its_mail(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1))
    with desk.session() as session:
        guessed = session.describe
        session.describe = lambda uids, fields=(): {  # type: ignore[method-assign]
            u: type(a)(a.size + 17, a.received, a.flags) for u, a in guessed(uids, fields).items()}
        assert desk.collector().fetch(session).new == 1


def test_a_mail_the_server_cannot_give_does_not_hide_its_neighbours(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    dovecot.deliver(user, *map(mail, range(4)))
    with desk.session() as session:
        whole = session.bodies

        def refuse_two(uids, expect):  # type: ignore[no-untyped-def]
            if 2 in uids:
                raise ImapTrouble("refused", "FETCH: [SERVERBUG] internal error")
            return whole(uids, expect)
        session.bodies = refuse_two  # type: ignore[method-assign]
        result = desk.collector().fetch(session)
        assert (result.new, result.left) == (3, 1)
        assert "SERVERBUG" in result.trouble
        session.bodies = whole  # type: ignore[method-assign]
        assert desk.collector().fetch(session).new == 1


def test_a_mail_that_breaks_the_line_comes_last_the_next_time(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    relay = Relay(dovecot.port).start()
    with desk_for(tmp_path, dovecot.imap(user, port=relay.port)) as desk:
        desk.fetch()
        dovecot.deliver(user, mail(1), mail(2, body="POISON"), mail(3))
        for _ in range(4):          # each time the server dies in the middle of mail 2
            relay.cut_after(b"POISON")
            with pytest.raises(ImapTrouble):
                desk.fetch()
        assert sorted(numbers(desk)) == [1, 3]
        relay.cut_after(b"")
        desk.fetch()
        assert sorted(numbers(desk)) == [1, 2, 3]
    relay.stop()


def test_a_full_disk_leaves_the_mail_on_the_server(
    desk: IntakeDesk, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(type(desk.desk.spool), "put", full)
    with pytest.raises(OSError, match="No space"):
        desk.fetch()
    monkeypatch.undo()
    assert desk.fetch().new == 1


# A second server

def test_the_basics_hold_on_pymap(pymap: Pymap, tmp_path: Path) -> None:
    with desk_for(tmp_path, pymap.imap(), password=PYMAP_PASSWORD) as desk:
        deliver: Callable[..., None] = lambda *mails: _append(pymap, *mails)  # noqa: E731
        deliver(mail(1))
        desk.fetch()
        deliver(mail(2), mail(3))
        assert desk.fetch().new == 2
        desk.receive()
        assert desk.file() == 2
        assert {r.filing for r in desk.rows()} == {Filing.DONE}
        with desk.session() as session:
            assert len(session.uids()) == 1
            with session.elsewhere("Processed", back_writable=False) as there:
                assert len(there.uids()) == 2
        desk.again()
        assert desk.fetch().new == 0


def _append(pymap: Pymap, *mails: bytes) -> None:
    from imapclient import IMAPClient

    with IMAPClient("127.0.0.1", pymap.port, ssl=False, timeout=10) as client:
        client.login("demouser", PYMAP_PASSWORD)
        for raw in mails:
            client.append("INBOX", raw)


def test_the_password_never_shows(desk: IntakeDesk) -> None:
    with pytest.raises(ImapTrouble) as caught, desk.session("Nowhere"):
        pass
    assert PASSWORD not in repr(caught.value.__dict__) + str(caught.value)
