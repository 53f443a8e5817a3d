"""The one file that speaks IMAP, against a real Dovecot, a line that breaks, and servers that lie."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mailtriage.config import Imap
from mailtriage.intake.imap import ImapTrouble, Session
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.intake_desk import mail
from tests.servers.relay import Relay

SOON = 1.2      # a stop event must end any wait within a second


@pytest.fixture
def relay(dovecot: Dovecot) -> Iterator[Relay]:
    made = Relay(dovecot.port).start()
    yield made
    made.stop()


def _impatient(imap: Imap) -> Imap:
    """With a read time-out shorter than a config may have."""
    return imap.model_copy(update={"read_timeout": timedelta(seconds=0.3)})


def trouble(call: Callable[[], object]) -> ImapTrouble:
    with pytest.raises(ImapTrouble) as caught:
        call()
    assert PASSWORD not in str(caught.value)
    return caught.value


# Getting in

@pytest.mark.parametrize("security", ["plain", "starttls", "tls"])
def test_every_kind_of_connection_reads_the_same_mail(dovecot: Dovecot, user: str, security: str) -> None:
    dovecot.deliver(user, mail(1))
    with Session(dovecot.imap(user, security), PASSWORD, "INBOX") as session:
        assert session.bodies([1], 1000) == {1: mail(1)}


@pytest.mark.parametrize(("keys", "password", "folder", "kind", "words"), [
    ({}, "wrong-password", "INBOX", "login", "check username and password"),
    ({}, PASSWORD + "\r\nA1 DELETE INBOX", "INBOX", "login", "control character"),
    ({}, "pässword", "INBOX", "login", "check username and password"),
    ({}, PASSWORD, "Nowhere", "folder", '"Nowhere"'),
    ({"port": 1}, PASSWORD, "INBOX", "connect", "refused"),
    ({"host": "nobody.invalid", "security": "tls"}, PASSWORD, "INBOX", "connect", "nobody.invalid"),
    ({"security": "tls", "ca_file": ""}, PASSWORD, "INBOX", "tls", "the password was not sent"),
    ({"security": "starttls", "ca_file": ""}, PASSWORD, "INBOX", "tls", "the password was not sent"),
    ({"security": "tls", "host": "localhost.localdomain"}, PASSWORD, "INBOX", ("tls", "connect"), "localhost"),
    ({"host": "mail.mezzanine.example"}, PASSWORD, "INBOX", "tls", "this machine only"),
    ({"security": "tls", "ca_file": "/etc/hostname"}, PASSWORD, "INBOX", "tls", "mend ca_file"),
])
def test_a_fault_on_the_way_in_has_a_kind_a_place_and_a_remedy(
    dovecot: Dovecot, user: str, keys: dict[str, object], password: str, folder: str, kind: object, words: str
) -> None:
    imap = dovecot.imap(user, **{"security": "plain", **keys})
    if imap.security == "tls" and "port" not in keys:
        imap = imap.model_copy(update={"port": dovecot.tls_port})
    found = trouble(lambda: Session(imap, password, folder))
    assert found.kind == kind or found.kind in kind  # type: ignore[operator]
    assert words in found.text
    assert password.splitlines()[0] not in found.text or password == PASSWORD
    assert "\n" not in found.text


def test_a_server_whose_starttls_was_stripped_gets_no_password(dovecot: Dovecot, user: str, relay: Relay) -> None:
    seen: list[bytes] = []
    relay.edit = lambda data: (seen.append(data), data.replace(b"STARTTLS", b"XXXXXXXX"))[1]
    found = trouble(lambda: Session(dovecot.imap(user, "starttls", port=relay.port), PASSWORD, "INBOX"))
    assert found.kind == "tls"
    assert "the password was not sent" in found.text
    assert not any(b"Logged in" in data for data in seen)


def test_what_a_server_said_before_tls_is_forgotten(dovecot: Dovecot, user: str, relay: Relay) -> None:
    # A man in the middle adds answers to the clear-text part (STARTTLS injection, CVE-2011-0411 and kin).
    forged = b'* CAPABILITY IMAP4rev1 FORGED\r\n* LIST () "/" forged\r\n'
    relay.edit = lambda data: forged + data if b"Begin TLS" in data else data
    with Session(dovecot.imap(user, "starttls", port=relay.port), PASSWORD) as session:
        assert "FORGED" not in session.capabilities
        assert "IDLE" in session.capabilities
        assert set(session.folders()) == {"INBOX"}


# Reading

def test_reading_changes_nothing_on_the_server(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2))
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        session.bodies([1, 2], 1000)
        session.header(1)
        session.describe([1], ["MESSAGE-ID"])
    with dovecot.client(user) as client:
        assert client.fetch([1, 2], ["FLAGS"])[1][b"FLAGS"] == ()


def test_a_folder_that_is_read_cannot_be_changed_by_mistake(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        session.flag([1], ["\\Seen"])       # a read-only folder: the server refuses, or takes no notice
        session.remove([1])
    assert dovecot.uids(user) == [1]


def test_size_arrival_and_fields_come_before_the_body(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC))
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        about = session.describe([1], ["MESSAGE-ID"])[1]
    assert about.size == len(mail(1))
    assert about.received == datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    assert about.header == b"Message-ID: <m1@thaba.example>\r\n\r\n"


def test_only_uids_above_the_last_come_back_when_nothing_is_new(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2))
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        assert session.uids() == {1, 2}
        assert session.uids(above=1) == {2}
        assert session.uids(above=2) == set()       # `3:*` names mail 2 (RFC 3501)
        dovecot.deliver(user, mail(3))
        assert session.uids(above=2) == {3}


def test_a_mail_that_another_client_expunged_is_simply_missing(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2), mail(3))
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        session.uids()
        with dovecot.client(user) as other:
            other.delete_messages([2])
            other.expunge()
        assert set(session.bodies([1, 3], 1000)) == {1, 3}
        assert session.header(2) == b""
        assert session.present([1, 2, 3]) == {1, 3}


def test_an_answer_for_a_uid_nobody_asked_for_is_ignored(dovecot: Dovecot, user: str, relay: Relay) -> None:
    dovecot.deliver(user, mail(1))
    with Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX") as session:
        relay.edit = lambda data: b"* 9 FETCH (UID 77 BODY[] {3}\r\nabc)\r\n" + data if b"FETCH" in data else data
        assert session.bodies([1], 1000) == {1: mail(1)}


def test_a_header_is_capped(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, b"X-Long: " + b"a" * 5000 + b"\r\n\r\nbody\r\n")
    with Session(dovecot.imap(user), PASSWORD, "INBOX") as session:
        assert len(session.header(1, most=100)) == 100


# A line that breaks, a server that lies

def test_a_literal_of_four_gigabytes_is_refused_before_it_is_read(dovecot: Dovecot, user: str, relay: Relay) -> None:
    dovecot.deliver(user, mail(1))
    session = Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX")
    relay.edit = lambda data: data.replace(f"{{{len(mail(1))}}}".encode(), b"{4000000000}")
    found = trouble(lambda: session.bodies([1], 1000))
    assert found.kind == "protocol"
    assert "4000000000" in found.text
    session.close()


def test_a_flood_of_unasked_answers_ends_the_connection(dovecot: Dovecot, user: str, relay: Relay) -> None:
    session = Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX")
    relay.edit = lambda data: b"* OK still here, and here is some more of it for you\r\n" * 200_000
    assert trouble(session.uids).kind == "protocol"
    session.close()


@pytest.mark.parametrize("said", [b"* 1 FETCH", b"BODY[] {", b"Naledi", b"* SEARCH"])
def test_a_line_cut_anywhere_is_lost_and_never_a_shorter_mail(
    dovecot: Dovecot, user: str, relay: Relay, said: bytes
) -> None:
    dovecot.deliver(user, mail(1))
    session = Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX")
    relay.cut_after(said)
    assert trouble(lambda: (session.uids(), session.bodies([1], 1000))).kind == "lost"
    session.close()


@pytest.mark.parametrize("garbage", [b"\x00\xff\xfe garbage\r\n", b"* 1 FETCH (UID\r\n", b"* SEARCH 1 x 3\r\n",
                                     b"* 1 FETCH (UID 1 BODY[] {5}\r\nabcdefgh\r\n", b"A000 OK what\r\n"])
def test_nonsense_is_a_protocol_trouble_and_nothing_else(
    dovecot: Dovecot, user: str, relay: Relay, garbage: bytes
) -> None:
    dovecot.deliver(user, mail(1))
    session = Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX")
    relay.edit = lambda data: garbage + data
    assert trouble(lambda: (session.uids(), session.bodies([1], 1000))).kind in ("protocol", "lost", "refused")
    session.close()


def test_a_silent_peer_is_given_up_after_the_read_timeout(dovecot: Dovecot, user: str, relay: Relay) -> None:
    session = Session(_impatient(dovecot.imap(user, port=relay.port)), PASSWORD, "INBOX")
    relay.freeze()
    began = time.monotonic()
    found = trouble(session.uids)
    assert found.kind == "lost"
    assert "no answer within" in found.text
    assert time.monotonic() - began < SOON
    session.close()


def test_a_byte_now_and_then_does_not_keep_a_dead_line_alive(dovecot: Dovecot, user: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        client, _ = listener.accept()
        try:
            while True:
                client.sendall(b"*")
                time.sleep(0.1)
        except OSError:
            pass

    threading.Thread(target=drip, daemon=True).start()
    imap = _impatient(dovecot.imap(user, port=listener.getsockname()[1]))
    began = time.monotonic()
    assert trouble(lambda: Session(imap, PASSWORD, "INBOX")).kind == "connect"
    assert time.monotonic() - began < 3             # 4 read time-outs for a whole answer
    listener.close()


# Waiting

def test_idle_wakes_when_mail_comes(dovecot: Dovecot, user: str) -> None:
    with Session(dovecot.imap(user, "tls"), PASSWORD, "INBOX") as session:
        threading.Timer(0.2, dovecot.deliver, (user, mail(1))).start()
        began = time.monotonic()
        assert session.wait(15, threading.Event()) is True
        assert time.monotonic() - began < 5
        assert session.uids() == {1}


def test_an_exists_in_one_packet_with_the_idle_answer_is_news(dovecot: Dovecot, user: str, relay: Relay) -> None:
    with Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX") as session:
        relay.edit = lambda data: data.replace(b"+ idling\r\n", b"+ idling\r\n* 1 EXISTS\r\n")
        began = time.monotonic()
        assert session.wait(10, threading.Event()) is True
        assert time.monotonic() - began < 1


@pytest.mark.parametrize("idle", [True, False])
def test_a_wait_ends_when_it_is_woken_and_when_its_time_is_over(dovecot: Dovecot, user: str, idle: bool) -> None:
    with Session(dovecot.imap(user, idle=idle), PASSWORD, "INBOX") as session:
        wake = threading.Event()
        began = time.monotonic()
        assert session.wait(0.4, wake) is False
        assert time.monotonic() - began < SOON
        threading.Timer(0.1, wake.set).start()
        assert session.wait(30, wake) is False
        assert time.monotonic() - began < SOON + 1
        assert session.uids() == set()              # and the connection is as good as before


def test_a_peer_that_dies_during_idle_is_noticed_at_once(dovecot: Dovecot, user: str, relay: Relay) -> None:
    session = Session(dovecot.imap(user, port=relay.port), PASSWORD, "INBOX")
    threading.Timer(0.2, relay.cut).start()
    began = time.monotonic()
    assert trouble(lambda: session.wait(30, threading.Event())).kind == "lost"
    assert time.monotonic() - began < SOON
    session.close()


@pytest.mark.parametrize("doing", ["connect", "greeting", "search", "idle", "sleep"])
def test_stop_ends_any_wait_within_a_second(dovecot: Dovecot, user: str, relay: Relay, doing: str) -> None:
    stop = threading.Event()
    imap = dovecot.imap(user, port=relay.port, read_timeout="30 seconds", idle=doing != "sleep")
    backlog = socket.create_server(("127.0.0.1", 0), backlog=0)
    if doing == "connect":                          # a full backlog: the kernel answers no SYN
        full = [socket.socket() for _ in range(4)]
        for s in full:
            s.setblocking(False)
            s.connect_ex(backlog.getsockname())
    if doing in ("connect", "greeting"):
        imap = dovecot.imap(user, port=backlog.getsockname()[1], read_timeout="30 seconds")
        call = lambda: Session(imap, PASSWORD, "INBOX", stop)  # noqa: E731
    else:
        session = Session(imap, PASSWORD, "INBOX", stop)
        if doing == "search":
            relay.freeze()
        call = session.uids if doing == "search" else lambda: session.wait(30, threading.Event())
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    try:
        call()
    except ImapTrouble as e:
        assert e.kind in ("lost", "connect")
    assert 0.2 < time.monotonic() - began < 0.3 + SOON
    backlog.close()
