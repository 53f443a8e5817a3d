"""The Sent folder on a real Dovecot: answers typed in a mail program, copies of our own mails, ids that were rewritten."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage import points
from mailtriage.model.case import Event, State
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work.watch import FolderWatcher
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.passes import CUSTOMER, Passes, passes, request
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)


@pytest.fixture
def open_desk(tmp_path: Path, dovecot: Dovecot, user: str, smtp_sink: SmtpSink) -> Iterator[Callable[..., Passes]]:
    opened = []

    def make(**box: object) -> Passes:
        with dovecot.client(user, "Sent Items") as client:
            client.select_folder("INBOX")
        manager = passes(tmp_path, dovecot, user, smtp_sink, **{"sent_folder": "Sent Items", **box})
        opened.append(manager)
        return manager.__enter__()

    yield make
    for manager in opened:
        manager.__exit__(None, None, None)


def with_case(desk: Passes) -> Passes:
    """First contact, then a request that has its case and acknowledgement."""
    desk.once()
    desk.dovecot.deliver(desk.user, request(1))
    desk.once()
    assert len(desk.answers()) == 1
    return desk


def typed(desk: Passes, n: int = 1, *, to: str = CUSTOMER, answers: str = "<q1@thaba.example>", subject: str = "Re: x",
          sender: str = "support@cadents.example", extra: str = "") -> bytes:
    refs = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    return (f"From: Sipho <{sender}>\r\nTo: {to}\r\nMessage-ID: <outlook{n}@cadents.example>\r\n{refs}{extra}"
            f"Subject: {subject}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\nPlease restart it. ({n})\r\n").encode()


def send_by_hand(desk: Passes, *mails: bytes, at: datetime | None = None) -> None:
    desk.dovecot.deliver(desk.user, *mails, folder="Sent Items", at=at)
    desk.once()


def test_an_answer_typed_in_a_mail_program_lands_on_its_case_and_stops_the_first_response_clock(
    open_desk: Callable[..., Passes]
) -> None:
    desk = with_case(open_desk())
    before = desk.case()
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3)
    send_by_hand(desk, typed(desk), at=at)
    case = desk.case()
    assert (case.first_response, case.state) == (at, before.state)
    assert replace(case, first_response=None, updated=before.updated, revision=before.revision) == before
    answer = desk.out()[-1]
    assert (answer.case, answer.sender, answer.to, answer.message_id) == (
        case.number, "support@cadents.example", (CUSTOMER,), "<outlook1@cadents.example>")
    assert {c.state for c in desk.all(Clock) if c.kind == "first-response"} == {ClockState.MET}
    assert [(e.kind, e.actor) for e in desk.all(Event)][-1] == ("staff-reply", "support@cadents.example")
    assert desk.rows() == [("INBOX", "new-case"), ("Sent Items", "staff-reply")]
    assert len(desk.answers()) == 1
    assert len(desk.dovecot.uids(desk.user, "Sent Items")) == 1           # it stays where it is
    desk.verified()


@pytest.mark.parametrize("answers", ["acknowledgement", "number"])
def test_the_case_is_found_by_our_token_and_by_the_number(open_desk: Callable[..., Passes], answers: str) -> None:
    desk = with_case(open_desk())
    number = desk.case().number
    told = str(desk.answers()[0]["Message-ID"])
    mail = typed(desk, answers=told) if answers == "acknowledgement" else typed(desk, answers="", subject=f"[{number}]")
    send_by_hand(desk, mail)
    assert desk.rows()[-1] == ("Sent Items", "staff-reply")
    assert desk.case().first_response is not None


@pytest.mark.parametrize("mail, why", [
    ({"to": "colleague@cadents.example"}, "to nobody who takes part in it"),
    ({"answers": "<other@thaba.example>"}, "it answers no case"),
    ({"sender": "sipho@cadents.example"}, "which is no address of ours"),
    ({"extra": "Auto-Submitted: auto-replied\r\n"}, "by a machine"),
])
def test_what_belongs_to_no_case_is_on_record_and_changes_nothing(
    open_desk: Callable[..., Passes], mail: dict[str, str], why: str
) -> None:
    desk = with_case(open_desk())
    before = desk.case()
    send_by_hand(desk, typed(desk, **mail))
    assert desk.rows()[-1] == ("Sent Items", "noted")
    assert why in desk.all(LedgerRow)[-1].reason
    assert desk.case() == before
    assert len(desk.answers()) == 1
    assert len(desk.out()) == 1
    desk.verified()


def test_an_answer_on_a_closed_case_is_noted_there_and_opens_nothing(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    with desk.desk.store.unit() as unit:
        unit.put(replace(desk.case(), state=State.CLOSED))
    send_by_hand(desk, typed(desk))
    assert desk.case().state is State.CLOSED
    assert desk.out()[-1].message_id == "<outlook1@cadents.example>"


def test_an_answer_that_is_moved_out_and_in_again_is_on_its_case_once(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    send_by_hand(desk, typed(desk))
    with desk.dovecot.client(desk.user, "Elsewhere") as client:
        client.select_folder("Sent Items")
        client.move(client.search(), "Elsewhere")
        client.select_folder("Elsewhere")
        client.move(client.search(), "Sent Items")
    desk.once()
    assert [m.message_id for m in desk.out()].count("<outlook1@cadents.example>") == 1
    assert desk.rows()[-1] == ("Sent Items", "noted")
    desk.verified()


def test_the_customers_reply_to_the_typed_answer_joins(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    send_by_hand(desk, typed(desk))
    reply = request(2).replace(b"Subject:", b"In-Reply-To: <outlook1@cadents.example>\r\nSubject:")
    desk.dovecot.deliver(desk.user, reply)
    desk.once()
    assert desk.rows()[-1] == ("INBOX", "follow-up")
    assert desk.case()


def test_what_lay_there_at_first_contact_is_baseline(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk()
    desk.dovecot.deliver(desk.user, *(typed(desk, n) for n in range(5)), folder="Sent Items")
    with_case(desk)
    assert desk.rows() == [("INBOX", "new-case")]
    sent = next(f for f in desk.verified().folders if f.folder == "Sent Items")
    assert (sent.uids, sent.baseline, sent.explained) == (5, 5, 5)


# Copies of our own mails

def test_our_mails_are_put_there_once_and_known(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk(save_sent=True))
    (uid,) = desk.dovecot.uids(desk.user, "Sent Items")
    with desk.dovecot.client(desk.user, "Sent Items") as client:
        kept = client.fetch([uid], ["BODY[]", "FLAGS"])[uid]
    (row,) = desk.all(Outgoing)
    assert kept[b"BODY[]"] == desk.desk.raw.get(row.raw)
    assert b"\\Seen" in kept[b"FLAGS"]
    for _ in range(3):
        desk.once()
    assert desk.dovecot.uids(desk.user, "Sent Items") == [uid]
    assert desk.rows() == [("INBOX", "new-case"), ("Sent Items", "own-copy")]
    assert desk.all(LedgerRow)[-1].case == desk.case().number
    assert len(desk.out()) == 1
    assert len(desk.answers()) == 1
    assert desk.case().first_response is None       # an acknowledgement is no answer
    desk.verified()


def test_a_server_that_keeps_what_it_sends_gets_no_second_copy(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(save_sent=True)
    desk.once()
    desk.dovecot.deliver(desk.user, request(1))
    said: list[str] = []

    def as_the_server_does(name: str) -> None:
        said.append(name)
        if name == "send.recorded":
            desk.dovecot.deliver(desk.user, desk.sink.mails[0].content, folder="Sent Items")

    points.hook = as_the_server_does
    try:
        desk.once()
    finally:
        points.hook = None
    assert len(desk.dovecot.uids(desk.user, "Sent Items")) == 1
    assert "imap.append" not in said
    assert [r.copy for r in desk.all(Outgoing)] == ["done"]


def test_a_death_around_the_copy_makes_no_second_and_forgets_none(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    (row,) = desk.all(Outgoing)
    box = desk.desk.config.mailbox[0].model_copy(update={"save_sent": True})
    from mailtriage import oauth_tokens
    from mailtriage.intake.imap import Session
    from mailtriage.work.sent import copies_due, save_copies

    with desk.desk.store.unit() as unit:
        unit.put(replace(row, copy="due"))
    seen: list[str] = []
    points.hook = seen.append
    password = oauth_tokens.secret(box, "imap", tmp := desk.desk.data, datetime.now(UTC))
    assert tmp
    with Session(box.imap, password, "Sent Items") as session:      # type: ignore[arg-type]
        save_copies(desk.desk, box, session)
        with desk.desk.store.unit() as unit:
            unit.put(replace(row, copy="due"))
        with desk.dovecot.client(desk.user, "Sent Items") as client:
            client.delete_messages(client.search())
            client.expunge()
        names = list(seen)
        for n in range(len(names)):
            count = iter(range(1000))

            def die(_: str, count: Iterator[int] = count, n: int = n) -> None:
                if next(count) == n:
                    raise KeyboardInterrupt

            points.hook = die
            try:
                with pytest.raises(KeyboardInterrupt), Session(box.imap, password, "Sent Items") as dying:  # type: ignore[arg-type]
                    save_copies(desk.desk, box, dying)
                    raise KeyboardInterrupt
            finally:
                points.hook = None
    with Session(box.imap, password, "Sent Items") as session:      # type: ignore[arg-type]
        while copies_due(desk.desk, box, "Sent Items"):
            save_copies(desk.desk, box, session)
    assert len(desk.dovecot.uids(desk.user, "Sent Items")) == 1
    assert desk.all(Outgoing)[0].copy == "done"


def test_a_folder_that_cannot_be_written_delays_no_sending_and_shows(
    open_desk: Callable[..., Passes], dovecot: Dovecot, user: str
) -> None:
    desk = open_desk(save_sent=True, sent_folder="Nowhere/../x")
    desk.once(code=1)
    dovecot.deliver(user, request(1))
    desk.once(code=1)
    assert len(desk.answers()) == 1
    assert [(r.state, r.copy) for r in desk.all(Outgoing)] == [(OutState.SENT, "due")]


# A provider that gives its own Message-ID

def test_a_rewritten_id_is_remembered_and_a_reply_to_it_joins(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    ours = str(desk.answers()[0]["Message-ID"])
    rewritten = desk.sink.mails[0].content.replace(f"Message-ID: {ours}".encode(),
                                                   b"Message-ID: <0102AB@eu.prod.example>")
    assert b"<0102AB@" in rewritten
    send_by_hand(desk, rewritten)
    row = desk.all(LedgerRow)[-1]
    assert (row.outcome.value, row.alias_of, row.case) == ("own-copy", ours, desk.case().number)
    reply = request(2).replace(b"Subject:", b"References: <0102AB@eu.prod.example>\r\nSubject:")
    desk.dovecot.deliver(desk.user, reply)
    desk.once()
    assert desk.rows()[-1] == ("INBOX", "follow-up")
    assert "token of" in " ".join(_reasons(desk))
    stranger = reply.replace(CUSTOMER.encode(), b"eve@evil.example").replace(b"<q2@", b"<q3@")
    desk.dovecot.deliver(desk.user, stranger)
    desk.once()
    assert desk.rows()[-1] == ("INBOX", "new-case")         # the id proves nothing about who writes
    bounce = (f"From: MAILER-DAEMON@mx.example\r\nTo: support@cadents.example\r\nSubject: Undeliverable\r\n"
              f"Message-ID: <b@mx.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
              f"\r\n--b\r\n\r\nno such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n"
              f"\r\nFinal-Recipient: rfc822; {CUSTOMER}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
              f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <0102AB@eu.prod.example>\r\n\r\n--b--\r\n").encode()
    desk.dovecot.deliver(desk.user, bounce)
    desk.once()
    assert desk.rows()[-1] == ("INBOX", "bounce-noted")
    desk.verified()


def _reasons(desk: Passes) -> list[str]:
    import json

    with desk.desk.store.view() as view:
        row = list(view.all(LedgerRow))[-1]
    blob = json.loads(desk.desk.raw.get_blob(row.decision))
    return [str(reason) for reason in blob["reasons"]]


def test_a_forged_mark_is_no_copy_of_ours(open_desk: Callable[..., Passes]) -> None:
    desk = with_case(open_desk())
    send_by_hand(desk, typed(desk, extra="X-Mailtriage-Loop: k1.aaaaaaaaaaaaaaaaaaaaaaaaaa <x@cadents.example>\r\n"))
    assert desk.rows()[-1][1] != "own-copy"


def test_an_answer_typed_while_the_desk_was_down_waits_for_the_mail_it_answers(
    open_desk: Callable[..., Passes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Sent folder may be read before INBOX; its mail must not be handled before."""
    desk = open_desk()
    desk.once()
    desk.dovecot.deliver(desk.user, typed(desk), folder="Sent Items")
    desk.dovecot.deliver(desk.user, request(1))
    whole = FolderWatcher.fetch_once

    def late(watcher: FolderWatcher) -> bool:
        if watcher.folder == "INBOX":
            time.sleep(0.7)
        return whole(watcher)

    monkeypatch.setattr(FolderWatcher, "fetch_once", late)
    desk.once()
    assert desk.rows() == [("INBOX", "new-case"), ("Sent Items", "staff-reply")], [r.reason for r in desk.all(LedgerRow)]
    assert desk.case().first_response is not None
