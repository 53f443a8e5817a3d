"""What cannot be read is kept for a person, and the mails behind it go on."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.ledger import LedgerRow
from mailtriage.work import receive as receiving
from mailtriage.work.approve import Refused
from mailtriage.work.release import drop, release
from tests.scenarios.story import World

POISON = b"From: a@b.example\r\nSubject: nested\r\n" + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(300)
)


def good(n: int) -> bytes:
    return f"From: p{n}@b.example\r\nSubject: s{n}\r\nMessage-ID: <{n}@b.example>\r\n\r\nthe gateway crashes {n}\r\n".encode()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_a_poison_mail_is_quarantined_with_its_bytes_and_the_ten_behind_it_are_handled(world: World) -> None:
    row = world.arrives(POISON, "support")
    assert row.outcome.value == "quarantined" and "MIME nested more than 30 deep" in row.reason
    assert hashlib.sha256(world.desk.raw.get(row.sha256)).hexdigest() == hashlib.sha256(POISON).hexdigest()
    assert [world.arrives(good(n), "support").outcome.value for n in range(10)] == ["new-case"] * 10


def test_what_surprises_our_own_code_is_quarantined_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(receiving, "triage", bug)
    row = world.arrives(good(1), "support")
    assert row.outcome.value == "quarantined" and "ZeroDivisionError" in row.reason
    monkeypatch.undo()
    again = release(world.desk, row.id, "thandi")
    assert again.outcome.value == "new-case" and again.case
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement"]


def test_released_poison_opens_a_case_in_silence_and_cannot_be_released_twice(world: World) -> None:
    row = world.arrives(POISON, "support")
    again = release(world.desk, row.id, "thandi")
    assert again.outcome.value == "new-case" and again.key == row.key and again.sha256 == row.sha256
    assert world.outgoing_rows() == []
    with pytest.raises(Refused, match="is not in quarantine"):
        release(world.desk, again.id, "thandi")


def test_dropped_mail_becomes_nothing_but_stays_in_the_ledger(world: World) -> None:
    row = world.arrives(POISON, "support")
    assert drop(world.desk, row.id, "thandi", "spam").outcome.value == "dropped"
    with world.desk.store.view() as view:
        kept = view.one(LedgerRow, "key", row.key)
    assert kept is not None and "dropped by thandi: spam" in kept.reason and world.desk.raw.has(row.sha256)
    with pytest.raises(Refused):
        drop(world.desk, 999, "thandi", "no such mail")


def test_handling_the_same_spool_file_twice_changes_nothing(world: World) -> None:
    spooled = world.desk.spool.put("support", "INBOX", 7, 99, world.now, good(1))
    first = receiving.receive(world.desk, spooled)
    second = receiving.receive(world.desk, spooled)
    assert first == second and len(world.outgoing_rows()) == 1


def test_a_mail_over_the_limit_that_was_ingested_waits_unread(world: World) -> None:
    world.desk.config = world.desk.config.model_copy(
        update={"limits": world.desk.config.limits.model_copy(update={"mail_bytes": 50})}
    )
    row = world.arrives(good(1), "support")
    assert row.outcome.value == "quarantined" and "limits.mail_bytes is 50" in row.reason
    assert world.desk.raw.get(row.sha256) == good(1)
    assert release(world.desk, row.id, "thandi").outcome.value == "new-case"
