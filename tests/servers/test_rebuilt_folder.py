"""The server rebuilds the folder (a new UIDVALIDITY): what is known stays known, and nothing old is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.intake import uidset
from mailtriage.intake.parse import parse
from mailtriage.model.ledger import Filing, Outcome
from tests.servers.dovecot import Dovecot
from tests.servers.intake_desk import IntakeDesk, desk_for, mail


@pytest.fixture
def desk(dovecot: Dovecot, user: str, tmp_path: Path) -> Iterator[IntakeDesk]:
    with desk_for(tmp_path, dovecot.imap(user)) as made:
        yield made


def watched_since_yesterday(desk: IntakeDesk, last_pass: timedelta = timedelta()) -> None:
    """The folder was met a day ago; the last pass was `last_pass` ago."""
    now = datetime.now(UTC)
    with desk.desk.store.unit() as unit:
        unit.put(replace(desk.record(), first_seen=now - timedelta(days=1), last_pass=now - last_pass))


def test_after_a_new_uidvalidity_what_is_known_stays_known_and_only_new_mail_is_new(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, mail(1), at=datetime.now(UTC) - timedelta(days=2))     # baseline
    desk.fetch()
    dovecot.deliver(user, mail(2), mail(3))
    desk.fetch()
    watched_since_yesterday(desk)
    before = {r.sha256: r.id for r in desk.receive()}
    old = desk.record().uidvalidity
    # while we were away: the server is restored, and somebody writes
    dovecot.new_uidvalidity(user)
    dovecot.deliver(user, mail(4))
    desk.again()
    assert desk.fetch().new == 1
    (new,) = desk.announced
    assert desk.desk.spool.read(new) == mail(4)
    now = desk.record()
    assert now.uidvalidity != old
    rows = {r.sha256: r for r in desk.rows()}
    assert {s: r.id for s, r in rows.items()} == before
    assert {r.uidvalidity for r in rows.values()} == {now.uidvalidity}
    there = set(dovecot.uids(user))
    explained = uidset.parse(now.baseline) | {r.uid for r in rows.values()} | {new.uid}
    assert explained == there
    assert len(uidset.parse(now.baseline)) == 1
    desk.receive()
    desk.again()
    assert desk.fetch().new == 0


def test_after_a_new_uidvalidity_unknown_old_mail_is_held_and_never_announced(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    watched_since_yesterday(desk, last_pass=timedelta(hours=1))
    # restored from a backup: mails we have no row for, and an old one that the restore stamped with today
    dovecot.deliver(user, mail(1), mail(2), at=datetime.now(UTC) - timedelta(hours=5))
    dovecot.deliver(user, b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n" + mail(3))
    dovecot.new_uidvalidity(user)
    desk.again()
    result = desk.fetch()
    assert (result.new, result.held) == (0, 3)
    assert not desk.announced
    rows = desk.rows()
    assert len(rows) == 3
    assert {r.outcome for r in rows} == {Outcome.HELD}
    assert all("rebuilt" in r.reason for r in rows)
    assert all(parse(desk.desk.raw.get(r.sha256)).message_id == r.message_id for r in rows)
    assert {r.uid for r in rows} == set(dovecot.uids(user))


def test_a_crash_in_the_middle_of_a_rebuilt_folder_is_made_good_by_the_next_pass(
    desk: IntakeDesk, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1))
    desk.fetch()
    desk.receive()
    watched_since_yesterday(desk)
    dovecot.new_uidvalidity(user)
    dovecot.deliver(user, mail(2), mail(3))
    desk.again()
    unit = type(desk.desk.store).unit
    monkeypatch.setattr(type(desk.desk.store), "unit", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.fetch()
    monkeypatch.setattr(type(desk.desk.store), "unit", unit)
    assert len(desk.announced) == 2
    desk.receive()                              # start-up finds the spool and commits
    desk.again()
    desk.fetch()
    desk.receive()
    assert len(desk.rows()) == 3
    assert {r.uid for r in desk.rows()} == set(dovecot.uids(user))


def test_a_mail_that_waits_to_be_filed_is_filed_from_the_rebuilt_folder(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    desk.fetch()
    dovecot.deliver(user, mail(1), mail(2))
    desk.fetch()
    desk.receive()
    with dovecot.client(user) as other:         # and one of them is not in the restored folder
        other.delete_messages([2])
        other.expunge()
    dovecot.new_uidvalidity(user)
    desk.again()
    desk.fetch()
    assert desk.file() == 1
    assert sorted(r.filing for r in desk.rows()) == [Filing.DONE, Filing.GONE]
    assert dovecot.uids(user) == []
    assert len(dovecot.uids(user, "Processed")) == 1
