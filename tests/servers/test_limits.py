"""A provider that limits sending: the mailbox pauses as a whole, no mail fails, and it goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailtriage.deliver.account import Account
from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.model.outgoing import Outgoing, OutState
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.passes import Passes, passes, request
from tests.servers.smtp_sink import SmtpSink

DAILY = "550 5.4.5 Daily user sending limit exceeded"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, user: str, plain_sink: SmtpSink) -> Iterator[Passes]:
    with passes(tmp_path, dovecot, user, plain_sink) as made:
        made.once()
        yield made


@pytest.mark.parametrize("at, reply", [
    ("DATA", DAILY), ("DATA", "454 4.7.0 Too many messages"), ("RCPT", "452 4.5.3 Too many recipients"),
    ("RCPT", "550 5.1.90 You've reached your daily limit for message recipients"),
    ("DATA", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"),
])
def test_one_answer_pauses_the_mailbox_and_no_mail_fails(desk: Passes, at: str, reply: str) -> None:
    # Three customers, or the address budget would hold the answers of one.
    mails = [request(n).replace(b"naledi@", f"p{n}@".encode()) for n in range(3)]
    asked: list[str] = []
    handler = desk.sink._handler

    async def rcpt(server: object, session: object, envelope: object, address: str, options: list[str]) -> str:
        asked.append(address)
        if at == "RCPT":
            return reply
        envelope.rcpt_tos.append(address)       # type: ignore[attr-defined]
        return "250 2.1.5 OK"

    handler.handle_RCPT = rcpt                  # type: ignore[method-assign]
    desk.sink.script["DATA"] = reply
    desk.dovecot.deliver(desk.user, *mails)
    desk.once(code=1)
    rows = desk.all(Outgoing)
    assert [r.state for r in rows] == [OutState.QUEUED] * 3
    assert len(asked) == 1                      # the others did not have to hear it too
    assert sorted(r.attempts for r in rows) == [0, 0, 1]
    assert desk.answers() == []
    (told,) = [box for box in desk.status()["mailboxes"] if box["folder"] == "(sending)"]
    assert reply[4:20] in told["last_error"]
    assert "nothing leaves here for" in told["last_error"]


def test_after_the_pause_everything_leaves_once(desk: Passes) -> None:
    desk.sink.script["DATA"] = DAILY
    desk.dovecot.deliver(desk.user, *(request(n).replace(b"naledi@", f"p{n}@".encode()) for n in range(3)))
    desk.once(code=1)
    from datetime import UTC, datetime, timedelta

    desk.desk.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
    desk.once()
    assert [r.state for r in desk.all(Outgoing)] == [OutState.SENT] * 3
    assert len(desk.answers()) == 3


def test_other_mailboxes_send_and_a_success_starts_the_count_anew(plain_sink: SmtpSink) -> None:
    lines = SendLoop(lambda _: Account.of(plain_sink.smtp(), ""))
    mail = Envelope("a@cadents.example", ("b@thaba.example",)), b"From: a@cadents.example\r\n\r\nhello\r\n"
    try:
        plain_sink.script["DATA"] = "454 4.7.0 Too many messages"
        first = lines.submit("limited", *mail).result(5)
        assert (first.result, first.trouble) == (Result.DEFERRED, True)
        paused = lines.ready("limited").result(5)
        assert paused is not None and paused.phase == "limit" and paused.trouble
        assert lines.ready("other").result(5) is None
        assert lines.submit("other", *mail).result(5).result is Result.SENT
        lane = lines._lanes["limited"]
        lane.paused = 0.0
        plain_sink.script["DATA"] = "454 4.7.0 Too many messages"
        lines.submit("limited", *mail).result(5)
        again = lines.ready("limited").result(5)
        assert again is not None and "for 5 min" in again.text
        lane.paused = 0.0
        assert lines.submit("limited", *mail).result(5).result is Result.SENT
        assert lane.limits == 0
    finally:
        lines.stop()
