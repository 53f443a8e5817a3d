"""What a server tells at an unexpected moment, or offers and does not do: mail is seen at once all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailtriage.intake.imap import ImapTrouble, Session
from tests.faults.imap_desk import ImapDesk, mail
from tests.faults.scripted_imap import ScriptedImap

SOON = 5.0      # seconds; IDLE would sleep for 240


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    made = ScriptedImap().start()
    yield made
    made.stop()


@pytest.fixture
def desk(server: ScriptedImap, tmp_path: Path) -> Iterator[ImapDesk]:
    with ImapDesk.on(tmp_path, server) as made:
        made.meet()
        yield made


def session(desk: ImapDesk) -> Session:
    imap = desk.desk.config.mailbox[0].imap
    assert imap is not None
    return Session(imap, desk.server.password, "INBOX")


def test_mail_that_comes_while_we_file_is_not_slept_over(desk: ImapDesk, server: ScriptedImap) -> None:
    """The server tells of it once, in the answer to the SELECT after the MOVE, and never again."""
    raws = [mail(1), mail(2)]
    server.deliver("INBOX", raws[0])
    server.before["MOVE"] = lambda: server.deliver("INBOX", raws[1])
    assert desk.run(lambda: desk.filed(raws)) < SOON
    assert desk.faults(raws) == [] and desk.troubles == []


def test_mail_told_of_in_the_answer_to_a_fetch_is_not_slept_over(desk: ImapDesk, server: ScriptedImap) -> None:
    raws = [mail(1), mail(2)]
    server.deliver("INBOX", raws[0])

    def tells(step: str, answer: bytes) -> bytes:
        if step == "FETCH" and len(server.folders["INBOX"].mails) == 1:
            server.deliver("INBOX", raws[1])
            return b"* 2 EXISTS\r\n" + answer
        return answer

    server.edit = tells
    with session(desk) as open_one:
        seen = [(open_one.uids(), open_one.news)]
        open_one.bodies([1], 1000)
        assert open_one.news
        seen.append((open_one.uids(), open_one.news))
    assert seen == [({1}, False), ({1, 2}, False)]


def test_an_exists_before_the_idle_answer_is_news_and_no_refusal(desk: ImapDesk, server: ScriptedImap) -> None:
    server.edit = lambda step, answer: b"* 1 EXISTS\r\n" + answer if step == "IDLE" else answer
    with session(desk) as open_one:
        open_one.uids()
        began = time.monotonic()
        assert open_one.wait(SOON, threading.Event()) and time.monotonic() - began < 1
        assert "IDLE" in open_one.capabilities


@pytest.mark.parametrize("how", ["no", "bad"])
def test_a_server_that_offers_idle_and_refuses_it_is_polled_on_the_same_connection(
    desk: ImapDesk, server: ScriptedImap, how: str
) -> None:
    before = server.connections
    server.arm("IDLE", how, times=1000)
    raws = [mail(1)]
    server.deliver("INBOX", raws[0])

    def then_another() -> bool:
        if desk.filed(raws) and len(raws) < 3:
            raws.append(mail(len(raws) + 1))
            server.deliver("INBOX", raws[-1])
        return desk.filed(raws)

    desk.run(then_another)
    assert desk.faults(raws) == [] and desk.troubles == []
    assert server.connections == before + 1


@pytest.mark.parametrize(("how", "kind"), [("bye", "lost"), ("garbage", "protocol"), ("no", "login")])
def test_only_a_refused_log_in_is_a_log_in_trouble(desk: ImapDesk, server: ScriptedImap, how: str, kind: str) -> None:
    """It waits longer than a lost line, and tells people to look at the password."""
    server.arm("LOGIN", how)
    with pytest.raises(ImapTrouble) as trouble:
        session(desk)
    assert trouble.value.kind == kind and ("password" in trouble.value.text) == (kind == "login")
