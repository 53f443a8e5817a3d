"""The servers the other tests stand on: each greets, keeps what it is given, refuses what it should."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.servers import pymap as pymap_server
from tests.servers import smtp_sink as sink_server
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.pymap import Pymap
from tests.servers.smtp_sink import SmtpSink

MAIL = b"From: naledi@thaba.example\r\nTo: support@mezzanine.example\r\nSubject: hello\r\n\r\nhello\r\n"


def test_dovecot_gives_every_user_an_own_mailbox_and_can_change_uidvalidity(
    dovecot: Dovecot, user: str
) -> None:
    assert dovecot.deliver(user, MAIL, MAIL) == [1, 2]
    assert dovecot.uids("someone-else") == []
    with dovecot.client(user) as client:
        before = client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    dovecot.new_uidvalidity(user)
    with dovecot.client(user) as client:
        assert client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"] == before + 1
        uids = client.search()
        assert len(uids) == 2
        assert 1 not in uids
        assert client.fetch(uids, ["BODY.PEEK[]"])[uids[0]][b"BODY[]"] == MAIL


def test_dovecot_speaks_tls_with_our_certificate_and_only_with_it(
    dovecot: Dovecot, certificates: Certificates
) -> None:
    context = ssl.create_default_context(cafile=str(certificates.ca_file))
    with IMAPClient("127.0.0.1", dovecot.tls_port, ssl_context=context, timeout=5) as client:
        assert client.has_capability("IDLE")
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient("127.0.0.1", dovecot.tls_port, timeout=5)


def test_pymap_keeps_a_mail(pymap: Pymap) -> None:
    with IMAPClient("127.0.0.1", pymap.port, ssl=False, timeout=10) as client:
        client.login(pymap_server.USER, pymap_server.PASSWORD)
        client.append("INBOX", MAIL)
        client.select_folder("INBOX")
        assert len(client.search()) == 1


def test_the_sink_wants_tls_and_a_password_and_fails_as_it_is_told(
    smtp_sink: SmtpSink, certificates: Certificates
) -> None:
    context = ssl.create_default_context(cafile=str(certificates.ca_file))
    with smtplib.SMTP("127.0.0.1", smtp_sink.port, timeout=5) as client:
        client.starttls(context=context)
        client.login(sink_server.USER, sink_server.PASSWORD)
        smtp_sink.script["gone@thaba.example"] = "550 5.1.1 no such user"
        refused = client.sendmail("a@mezzanine.example", ["b@thaba.example", "gone@thaba.example"], MAIL)
        assert refused == {"gone@thaba.example": (550, b"5.1.1 no such user")}
        smtp_sink.script["DATA"] = "451 4.3.0 later"
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@mezzanine.example", ["b@thaba.example"], MAIL)
    assert [m.recipients for m in smtp_sink.mails] == [("b@thaba.example",)]
    with smtplib.SMTP("127.0.0.1", smtp_sink.port, timeout=5) as client:
        client.starttls(context=context)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(sink_server.USER, "wrong")


def test_postfix_delivers_into_a_mailbox_dovecot_serves(
    dovecot: Dovecot, user: str, make_postfix: Callable[[Mapping[str, Path]], Postfix]
) -> None:
    postfix = make_postfix({"support@mezzanine.example": dovecot.maildir(user)})
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=5) as client:
        client.sendmail("naledi@thaba.example", ["support@mezzanine.example"], MAIL)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("naledi@thaba.example", ["x@elsewhere.example"], MAIL)
    end = time.monotonic() + 10
    while not dovecot.uids(user) and time.monotonic() < end:
        time.sleep(0.1)
    assert dovecot.uids(user) == [1], postfix.log()
