"""A person's mail is never swallowed because of a copy somebody else sent (found by a tester of ours; osTicket and FreeScout
drop by Message-ID alone)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenarios.story import World

REQUEST = (
    b"From: naledi@thaba.example\r\nTo: support@cadents.example\r\nSubject: Gateway\r\nMessage-ID: <1@thaba.example>\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0200\r\n%s\r\nThe gateway crashes.\r\n"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.mark.parametrize("copied", [b"Precedence: bulk\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                                    b"List-Unsubscribe: <https://x.example>\r\n", b"Auto-Submitted: auto-replied\r\n", b"MARK"])
def test_a_copy_dressed_as_a_machine_does_not_swallow_the_genuine_mail(world: World, copied: bytes) -> None:
    if copied == b"MARK":
        world.arrives(REQUEST.replace(b"<1@", b"<0@").replace(b"naledi", b"eve") % b"", "support")
        ours = world.desk.raw.get(world.outgoing_rows()[0].raw)
        start = ours.index(b"X-Mailtriage-Loop:")
        copied = ours[start : ours.index(b"MIME-Version", start)]
    before = len(world.cases)
    assert world.arrives(REQUEST % copied, "support").outcome.value in ("machine", "loop")
    assert world.arrives(REQUEST % b"", "support").outcome.value == "new-case"
    assert len(world.cases) == before + 1


def test_a_copy_that_lost_its_thread_does_not_swallow_the_reply(world: World) -> None:
    case = world.arrives(REQUEST % b"", "support").case
    reply = REQUEST.replace(b"<1@", b"<2@")
    world.arrives(reply % b"", "support")
    thread = b"In-Reply-To: %s\r\n" % world.outgoing_rows()[0].message_id.encode()
    row = world.arrives(reply % thread, "support")
    assert (row.outcome.value, row.case) == ("follow-up", case)


def test_the_same_words_to_both_mailboxes_without_an_id_are_one_case(world: World) -> None:
    bare = REQUEST.replace(b"Message-ID: <1@thaba.example>\r\n", b"")
    world.arrives(b"Received: by a\r\n" + bare % b"", "support")
    assert world.arrives(b"Received: by b\r\n" + bare % b"", "easupport").outcome.value == "duplicate"
    assert len(world.outgoing_rows()) == 1


def test_two_mails_without_an_id_on_a_rejected_number_do_not_stop_the_desk(world: World) -> None:
    program = world.folder / "rules" / "cadents" / "program.toml"
    program.write_text(program.read_text().replace('on_closed_reply = "new-case-request"', 'on_closed_reply = "reject"'))
    from mailtriage.work.reload import Reloader

    reloader = Reloader(world.desk)
    reloader._rules = ()
    reloader.look()
    number = world.arrives(REQUEST % b"", "support").case
    world.command(f"case close {number}")
    bare = REQUEST.replace(b"Message-ID: <1@thaba.example>\r\n", b"").replace(b"Gateway", f"Re: [{number}] Gateway".encode())
    assert world.arrives(bare % b"", "support").outcome.value == "noted"
    assert world.arrives(bare % b"X-A: 1\r\n", "support").outcome.value in ("noted", "duplicate")
    assert world.arrives(REQUEST.replace(b"<1@", b"<9@") % b"", "support").outcome.value == "new-case"


def test_thanks_under_a_rewritten_subject_is_read_by_a_person(world: World) -> None:
    number = world.arrives(REQUEST % b"", "support").case
    thanks = REQUEST.replace(b"<1@", b"<3@").replace(b"The gateway crashes.", b"Thanks")
    urgent = thanks.replace(b"Gateway", f"[{number}] URGENT still down, call me".encode())
    assert world.arrives(urgent % b"", "support").outcome.value == "follow-up"
    plain = thanks.replace(b"<3@", b"<4@").replace(b"Gateway", f"Re: [{number}] Gateway".encode())
    assert world.arrives(plain % b"", "support").outcome.value == "noted"
