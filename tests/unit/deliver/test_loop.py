"""deliver/loop.py and smtp.py against real servers: one connection, TLS or nothing, the rate, and a quick stop."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailtriage.compose.message import freeze
from mailtriage.config import Smtp
from mailtriage.deliver.account import Account
from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Outcome, Result
from mailtriage.deliver.smtp import Connection, probe
from mailtriage.model.outgoing import Verdict
from tests.faults.scripted_smtp import ScriptedSmtp
from tests.servers.certificates import Certificates
from tests.servers.smtp_sink import PASSWORD, SmtpSink

ENVELOPE = Envelope("support@mez.example", ("naledi@thaba.example",))


def mail(number: int = 1, to: str = "naledi@thaba.example") -> bytes:
    return freeze(
        from_address="support@mez.example",
        to=[to],
        subject=f"Blåbær {number}",
        markdown=".\n\nHello.\n",
        date=datetime(2026, 11, 23, tzinfo=UTC),
        message_id=f"<{number}@mez.example>",
        keys={"k": b"k"},
        key_id="k",
    )


def account(sink: SmtpSink, **changes: object) -> Account:
    return replace(Account.of(sink.smtp(), PASSWORD, "mez.example"), **changes)  # type: ignore[arg-type]


@contextmanager
def lines(use: Account, **keys: float) -> Iterator[SendLoop]:
    loop = SendLoop(lambda _: use, **keys)
    try:
        yield loop
    finally:
        loop.stop()


@contextmanager
def scripted(server: ScriptedSmtp) -> Iterator[ScriptedSmtp]:
    """The scripted server in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(5)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def send(loop: SendLoop, data: bytes, envelope: Envelope = ENVELOPE) -> Outcome:
    assert loop.ready("support").result(10) is None
    return loop.submit("support", envelope, data).result(30)


def test_twenty_mails_leave_over_one_secured_connection_as_they_were_frozen(smtp_sink: SmtpSink) -> None:
    with lines(account(smtp_sink)) as loop:
        mails = [mail(i) for i in range(20)]
        assert {send(loop, m).result for m in mails} == {Result.SENT}
    assert [m.content for m in smtp_sink.mails] == mails
    assert {m.sender for m in smtp_sink.mails} == {"support@mez.example"}


def test_one_refused_among_three_is_told_of_and_the_others_get_it(smtp_sink: SmtpSink) -> None:
    smtp_sink.script["gone@x.example"] = "550 5.1.1 no such user"
    smtp_sink.script["later@x.example"] = "451 4.3.0 later"
    three = Envelope("support@mez.example", ("a@x.example", "gone@x.example", "later@x.example"))
    with lines(account(smtp_sink)) as loop:
        outcome = send(loop, mail(), three)
    assert outcome.result is Result.PARTIAL
    assert [(r.verdict, r.answer) for r in outcome.recipients] == [
        (Verdict.ACCEPTED, "250 2.0.0 queued as 1"),
        (Verdict.REFUSED, "550 5.1.1 no such user"),
        (Verdict.DEFERRED, "451 4.3.0 later"),
    ]
    assert smtp_sink.mails[0].recipients == ("a@x.example",)


def test_a_wrong_password_is_tried_once_and_named_without_the_password(smtp_sink: SmtpSink) -> None:
    with lines(account(smtp_sink, password="wrong-secret")) as loop:
        outcome = loop.ready("support").result(10)
    assert outcome is not None and (outcome.phase, outcome.code, outcome.trouble) == ("auth", 535, True)
    assert "wrong-secret" not in repr(outcome) and "wrong-secret" not in repr(
        account(smtp_sink, password="wrong-secret")
    )


def test_one_attempt_to_log_in_a_connection() -> None:
    with scripted(ScriptedSmtp("auth", "5xx", auth=False, extensions=("AUTH PLAIN LOGIN CRAM-MD5",))) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "u", "secret", timeout=5)) as loop:
            outcome = loop.ready("support").result(10)
        assert outcome is not None and outcome.phase == "auth"
        assert server.commands.count("AUTH") == 1


def test_a_certificate_nobody_vouches_for_gets_no_login(smtp_sink: SmtpSink) -> None:
    with lines(account(smtp_sink, ca_file="")) as loop:
        outcome = loop.ready("support").result(10)
    assert outcome is not None and outcome.phase == "starttls" and "ca_file" in outcome.text and outcome.trouble


def test_a_certificate_of_another_name_gets_no_login(
    smtp_sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Certificates.issue(tmp_path_factory.mktemp("other"), "elsewhere.example")
    sink = SmtpSink(other)
    sink.start()
    try:
        with lines(account(sink)) as loop:
            outcome = loop.ready("support").result(10)
    finally:
        sink.stop()
    assert outcome is not None and outcome.phase == "starttls" and "not trusted" in outcome.text


def test_a_server_stripped_of_starttls_gets_neither_password_nor_mail() -> None:
    with scripted(ScriptedSmtp(auth=True)) as server:
        with lines(Account("127.0.0.1", server.port, "starttls", "u", "secret", timeout=5)) as loop:
            outcome = loop.ready("support").result(10)
        assert outcome is not None and (outcome.phase, outcome.trouble) == ("starttls", True)
        assert server.commands == ["EHLO localhost"]


@pytest.mark.parametrize("host", ["smtp.mez.example", "192.0.2.1", "localhost.evil.example", "0.0.0.0"])
def test_plain_is_for_loopback_only(host: str) -> None:
    with lines(Account(host, 25, "plain", "", "")) as loop:
        outcome = loop.ready("support").result(10)
    assert outcome is not None and outcome.phase == "config" and "loopback" in outcome.text


def test_a_server_that_is_not_there_is_trouble_and_says_where() -> None:
    with lines(Account("127.0.0.1", 1, "plain", "", "")) as loop:
        outcome = loop.ready("support").result(10)
        submitted = loop.submit("support", ENVELOPE, mail()).result(10)
    assert outcome is not None and outcome.trouble and outcome.phase == "connect" and "port 1" in outcome.text
    assert submitted.result is Result.DEFERRED and submitted.trouble


def test_an_account_that_cannot_be_read_is_trouble_with_its_reason() -> None:
    def missing(name: str) -> Account:
        raise LookupError(f"mailbox {name} has no password")

    loop = SendLoop(missing)
    outcome = loop.ready("support").result(10)
    loop.stop()
    assert outcome is not None and outcome.line == "config: mailbox support has no password" and outcome.trouble


def test_a_ca_file_that_is_not_there_is_trouble(smtp_sink: SmtpSink) -> None:
    with lines(account(smtp_sink, ca_file="/nowhere/ca.pem")) as loop:
        outcome = loop.ready("support").result(10)
    assert outcome is not None and outcome.phase == "config" and "/nowhere/ca.pem" in outcome.text


def test_smtputf8_is_used_only_for_an_address_that_needs_it(smtp_sink: SmtpSink) -> None:
    with lines(account(smtp_sink)) as loop:
        send(loop, mail(1))
        assert (
            send(loop, mail(2, "blå@x.example"), Envelope("support@mez.example", ("blå@x.example",))).result
            is Result.SENT
        )
        send(loop, mail(3, "a@blåbær.example"), Envelope("support@mez.example", ("a@blåbær.example",)))
    assert [("SMTPUTF8" in m.options, m.recipients) for m in smtp_sink.mails] == [
        (False, ("naledi@thaba.example",)),
        (True, ("blå@x.example",)),
        (False, ("a@xn--blbr-roah.example",)),
    ]
    assert all(m.content.isascii() for m in smtp_sink.mails)


def test_without_smtputf8_that_recipient_is_refused_and_the_other_is_not() -> None:
    with scripted(ScriptedSmtp()) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "", "", timeout=5)) as loop:
            outcome = send(loop, mail(), Envelope("s@mez.example", ("blå@x.example", "b@x.example")))
        assert [r.verdict for r in outcome.recipients] == [Verdict.REFUSED, Verdict.ACCEPTED]
        assert [r for r, _ in server.kept] == ["b@x.example"]


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_sent() -> None:
    with scripted(ScriptedSmtp(extensions=("SIZE 1000",))) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "", "", timeout=5)) as loop:
            outcome = send(loop, mail())
        assert outcome.result is Result.REFUSED and outcome.code == 552 and "takes 1000" in outcome.text
        assert not any(c.startswith("MAIL") for c in server.commands)


def test_a_connection_the_server_tired_of_is_opened_anew_once() -> None:
    with scripted(ScriptedSmtp("after250", "421")) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "", "", timeout=5)) as loop:
            first = send(loop, mail(1))
            second = loop.submit("support", ENVELOPE, mail(2)).result(10)  # without asking: the line is dead
        assert (first.result, second.result) == (Result.SENT, Result.SENT)
        assert [m for _, m in server.kept] == ["<1@mez.example>", "<2@mez.example>"] and server.connections == 2


def test_an_idle_connection_is_closed_and_opened_again() -> None:
    with scripted(ScriptedSmtp()) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "", "", timeout=5), idle=0.05) as loop:
            send(loop, mail(1))
            until = time.monotonic() + 5
            while "QUIT" not in server.commands and time.monotonic() < until:
                time.sleep(0.01)
            send(loop, mail(2))
        assert server.commands.count("QUIT") >= 1 and server.connections == 2 and len(server.kept) == 2


def test_no_more_than_the_rate_in_a_minute() -> None:
    with scripted(ScriptedSmtp()) as server:
        with lines(Account("127.0.0.1", server.port, "plain", "", "", timeout=5, rate_per_minute=3)) as loop:
            for i in range(3):
                send(loop, mail(i))
            stopped = loop.ready("support").result(5)
        assert stopped is not None and stopped.phase == "rate" and not stopped.trouble and "3 a minute" in stopped.text


def test_one_hanging_server_does_not_stop_another_mailbox(smtp_sink: SmtpSink) -> None:
    with scripted(ScriptedSmtp("greeting", "timeout")) as server:
        slow = Account("127.0.0.1", server.port, "plain", "", "", timeout=30)
        loop = SendLoop(lambda name: slow if name == "slow" else account(smtp_sink))
        waiting = loop.ready("slow")
        assert send(loop, mail()).result is Result.SENT
        assert not waiting.done()
        loop.stop()


@pytest.mark.parametrize(
    ("phase", "result"),
    [("greeting", Result.DEFERRED), ("mail", Result.DEFERRED), ("data", Result.DEFERRED), ("dot", Result.UNKNOWN)],
)
def test_stop_is_quick_and_honest_about_what_was_on_its_way(phase: str, result: Result) -> None:
    with scripted(ScriptedSmtp(phase, "timeout")) as server:
        loop = SendLoop(lambda _: Account("127.0.0.1", server.port, "plain", "", "", timeout=60))
        future = loop.submit("support", ENVELOPE, mail())
        until = time.monotonic() + 5
        while server.faults_left and time.monotonic() < until:
            time.sleep(0.005)
        began = time.monotonic()
        loop.stop()
        assert time.monotonic() - began < 1.5
        assert future.result(0.1).result is result
        late = loop.submit("support", ENVELOPE, mail()).result(0.1)
        assert late.result is Result.DEFERRED and "stopping" in late.text


def test_probe_looks_and_sends_nothing(smtp_sink: SmtpSink) -> None:
    found = asyncio.run(probe(account(smtp_sink)))
    assert found.outcome is None and "size" in found.extensions and smtp_sink.mails == []
    refused = asyncio.run(probe(account(smtp_sink, password="no")))
    assert refused.outcome is not None and refused.outcome.phase == "auth"


def test_a_connection_that_was_never_opened_sends_nothing() -> None:
    outcome = asyncio.run(Connection(Account("127.0.0.1", 1, "plain", "", "")).send(ENVELOPE, mail()))
    assert outcome.result is Result.DEFERRED and outcome.trouble


def test_a_server_that_cannot_be_reached_is_told_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stopped = asyncio.run(probe(Account.of(Smtp(host="127.0.0.1", port=port, security="plain"), "", "us.example"))).outcome
    assert stopped is not None and stopped.phase == "connect" and "nothing listens there" in stopped.text, stopped
