"""Numbers and dates a server cannot mean: the mail comes in all the same, or the server is named; never "a bug"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.intake import uidset
from mailtriage.intake.imap import ImapTrouble, Session
from mailtriage.work.folders import met
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImapDesk]:
    server = ScriptedImap().start()
    with ImapDesk.on(tmp_path, server) as made:
        yield made
    server.stop()


def session(desk: ImapDesk) -> Session:
    imap = desk.desk.config.mailbox[0].imap
    assert imap is not None
    return Session(imap, desk.server.password, "INBOX")


def says(desk: ImapDesk, at: str, pattern: bytes, instead: bytes) -> None:
    desk.server.edit = lambda step, answer: re.sub(pattern, instead, answer) if step == at else answer


@pytest.mark.parametrize("size", [b"NIL", b'"x"', b"-5", b"9" * 30])
def test_a_size_that_is_none_is_unknown_and_the_mail_is_fetched(desk: ImapDesk, size: bytes) -> None:
    desk.server.deliver("INBOX", mail(1))
    says(desk, "DESCRIBE", rb"RFC822\.SIZE \d+", b"RFC822.SIZE " + size)
    with session(desk) as open_one:
        assert open_one.describe([1])[1].size == 0
        assert open_one.bodies([1], 0) == {1: mail(1)}


def test_a_uidvalidity_of_two_hundred_digits_is_the_servers_nonsense(desk: ImapDesk) -> None:
    says(desk, "SELECT", rb"UIDVALIDITY \d+", b"UIDVALIDITY " + b"9" * 200)
    with pytest.raises(ImapTrouble) as caught, session(desk):
        pass
    assert caught.value.kind == "protocol"


@pytest.mark.parametrize("uid", [b"9" * 20, b"0"])
def test_a_uid_that_is_none_is_the_servers_nonsense(desk: ImapDesk, uid: bytes) -> None:
    desk.server.deliver("INBOX", mail(1))
    says(desk, "SEARCH", rb"\* SEARCH", b"* SEARCH " + uid)
    with session(desk) as open_one, pytest.raises(ImapTrouble) as caught:
        open_one.uids()
    assert caught.value.kind == "protocol"


@pytest.mark.parametrize("when", [b"01-Jan-1900 00:00:00 +0000", b"junk"])
def test_with_a_first_day_a_mail_without_a_date_of_arrival_is_new(desk: ImapDesk, when: bytes) -> None:
    desk.server.deliver("INBOX", mail(1))
    says(desk, "DESCRIBE", rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "' + when + b'"')
    config = desk.desk.config.model_copy(update={"start_from": "2020-01-01"})
    with session(desk) as open_one:
        record = met(replace(desk.desk, config=config), config.mailbox[0], open_one)
    assert uidset.parse(record.baseline) == set()
