"""Delivery reports of several MTAs, written after their formats (no corpus), and what we make of them."""

from __future__ import annotations

import pytest

from mailtriage.intake.bounce_reasons import REASONS, reason
from mailtriage.intake.parse import parse
from mailtriage.model.mail import Kind, Mail
from tests.unit.intake.mailkit import crlf, multipart

OURS = "<mt1.r.k1.abc.def@desk.example>"
RETURNED = f"Content-Type: message/rfc822\n\nFrom: support@desk.example\nSubject: [MEZ-1] x\nMessage-ID: {OURS}\n\nhi"
HEADERS_ONLY = f"Content-Type: text/rfc822-headers\n\nFrom: support@desk.example\nMessage-ID: {OURS}\n"


def report(
    status: str,
    returned: str = RETURNED,
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Undelivered Mail",
    words: str = "I could not deliver your message.",
) -> Mail:
    headers, body = multipart(
        "report; report-type=delivery-status",
        f"Content-Type: text/plain\n\n{words}",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}",
        returned,
    )
    return parse(crlf(f"Return-Path: <>\nFrom: {sender}\nSubject: {subject}\n{headers}\n\n") + body)


def group(
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    to: str = "bob@customer.example",
) -> str:
    return f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"


def test_postfix() -> None:
    seen = report(group())
    assert seen.kind is Kind.BOUNCE
    assert seen.bounce is not None
    assert seen.bounce.recipients == ("bob@customer.example",)
    assert seen.bounce.status == "5.1.1"
    assert seen.bounce.permanent
    assert seen.bounce.reason == "no-such-user"
    assert seen.bounce.original_message_id == OURS
    assert seen.must_not_acknowledge


def test_exchange_says_it_in_the_diagnostic_code() -> None:
    seen = report(
        "Final-Recipient: rfc822;bob@customer.example\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp;550 5.2.2 STOREDRV.Deliver; mailbox full. The recipient's mailbox is full",
        HEADERS_ONLY,
    )
    assert seen.bounce is not None
    assert (seen.bounce.status, seen.bounce.reason, seen.bounce.original_message_id) == ("5.2.2", "mailbox-full", OURS)


def test_several_recipients_and_an_original_recipient() -> None:
    seen = report(
        group() + "\n" + "Original-Recipient: rfc822;carol@customer.example\n" + group(to="c2@forward.example")
    )
    assert seen.bounce is not None
    assert seen.bounce.recipients == ("bob@customer.example", "carol@customer.example", "c2@forward.example")


def test_fields_without_a_blank_line_between_message_and_recipient() -> None:
    seen = report(group()).bounce
    headers, body = multipart(
        "report; report-type=delivery-status",
        "Content-Type: text/plain\n\nx",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n{group()}",
        RETURNED,
    )
    assert parse(crlf(f"From: postmaster@mx.example\nSubject: x\n{headers}\n\n") + body).bounce == seen


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", Kind.BOUNCE),
        ("failed", "4.4.7", Kind.BOUNCE),
        ("delayed", "4.4.1", Kind.DELIVERY_NOTICE),
        ("delivered", "2.1.5", Kind.DELIVERY_NOTICE),
        ("relayed", "2.1.9", Kind.DELIVERY_NOTICE),
        ("expanded", "2.0.0", Kind.DELIVERY_NOTICE),
        ("Delayed (will retry)", "4.4.1", Kind.DELIVERY_NOTICE),
        ("FAILED", "5.0.0", Kind.BOUNCE),
    ],
)
def test_the_action_decides_between_bounce_and_notice(action: str, status: str, kind: Kind) -> None:
    seen = report(group(status, action, f"smtp; {status[0]}50 {status} text"))
    assert seen.kind is kind
    assert seen.bounce is not None
    assert seen.bounce.permanent is (status[0] == "5")
    assert seen.must_not_acknowledge


def test_one_failure_among_delays_is_a_bounce() -> None:
    assert report(group("4.4.1", "delayed", "smtp; 451 later") + "\n" + group()).kind is Kind.BOUNCE


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bob@customer.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <support@desk.example>
From: support@desk.example
Message-ID: {OURS}
Subject: [MEZ-1] x

quoted words
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bob@customer.example
    host mx.customer.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<bob@customer.example>:
    550 5.7.1 Message rejected as spam by content filter

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
From: support@desk.example
"""


def test_qmail_knows_no_rfc_3464() -> None:
    seen = parse(crlf("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n" + QMAIL))
    assert seen.kind is Kind.BOUNCE
    assert seen.bounce is not None
    assert seen.bounce.recipients == ("bob@customer.example",)
    assert (seen.bounce.status, seen.bounce.permanent, seen.bounce.reason) == ("5.1.1", True, "no-such-user")
    assert seen.bounce.original_message_id == OURS


def test_exim_names_the_failed_recipient_in_a_header() -> None:
    seen = parse(
        crlf(
            "Return-Path: <>\nX-Failed-Recipients: bob@customer.example\nAuto-Submitted: auto-replied\n"
            "From: Mail Delivery System <Mailer-Daemon@mx.example>\n"
            "Subject: Mail delivery failed: returning message to sender\n\n" + EXIM
        )
    )
    assert seen.kind is Kind.BOUNCE
    assert seen.bounce is not None
    assert seen.bounce.recipients == ("bob@customer.example",)
    assert seen.bounce.reason == "spam"
    assert seen.bounce.original_message_id == OURS


def test_a_warning_of_exim_is_a_notice() -> None:
    seen = parse(
        crlf(
            "Return-Path: <>\nFrom: Mailer-Daemon@mx.example\nSubject: Warning: message 1abc delayed 24 hours\n\n"
            "A message that you sent has not yet been delivered to bob@customer.example"
        )
    )
    assert seen.kind is Kind.DELIVERY_NOTICE
    assert seen.bounce is not None
    assert not seen.bounce.permanent


def test_an_out_of_office_with_an_empty_return_path_is_no_bounce() -> None:
    seen = parse(
        crlf(
            "Return-Path: <>\nFrom: bob@customer.example\nAuto-Submitted: auto-replied\n"
            "Subject: Automatic reply: x\n\nAway."
        )
    )
    assert seen.kind is Kind.AUTO_REPLY
    assert seen.bounce is None


def test_a_person_who_forwards_a_bounce_is_a_person() -> None:
    inner = (
        "Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=q; "
        "report-type=delivery-status\n\n--q\nContent-Type: message/delivery-status\n\n" + group() + "--q--"
    )
    headers, body = multipart("mixed", "Content-Type: text/plain\n\nWhy do I get this?", inner)
    seen = parse(crlf(f"From: ann@customer.example\nSubject: Fwd: Undelivered Mail\n{headers}\n\n") + body)
    assert seen.kind is Kind.HUMAN
    assert seen.text == "Why do I get this?"


def test_a_report_without_anything_is_a_bounce_of_nothing() -> None:
    headers, body = multipart("report; report-type=delivery-status", "Content-Type: text/plain\n\nno.")
    seen = parse(crlf(f"From: postmaster@mx.example\nSubject: x\n{headers}\n\n") + body)
    assert seen.kind is Kind.BOUNCE
    assert seen.bounce is not None
    assert seen.bounce == type(seen.bounce)(permanent=True)


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        (
            "5.1.1",
            "550 5.1.1 <bob@x.example>: Recipient address rejected: User unknown in virtual mailbox table",
            "no-such-user",
        ),
        (
            "5.1.10",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            "no-such-user",
        ),
        ("5.2.2", "452 4.2.2 The email account that you tried to reach is over quota", "mailbox-full"),
        ("", "552 Mailbox full", "mailbox-full"),
        ("5.2.1", "The email account is disabled", "suspended"),
        ("5.7.1", "550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using zen.spamhaus.org", "blocked"),
        ("5.7.1", "550 5.7.1 This message was classified as SPAM and may not be delivered", "spam"),
        ("5.7.1", "550 5.7.1 Unable to relay", "relay-denied"),
        ("5.7.1", "550 5.7.1 Delivery not authorized, message refused", "policy"),
        (
            "5.7.26",
            "550-5.7.26 Unauthenticated email from desk.example is not accepted due to domain's DMARC policy",
            "auth-failure",
        ),
        ("5.7.1", "550 5.7.1 SPF check failed: mail rejected", "auth-failure"),
        ("4.7.28", "421-4.7.28 Our system has detected an unusual rate of mail", "rate-limited"),
        ("4.2.1", "450 4.2.1 The user you are trying to contact is receiving mail at a rate that", "rate-limited"),
        ("4.7.1", "451 4.7.1 Greylisted, please try again", "rate-limited"),
        ("5.3.4", "552 5.3.4 Message size exceeds fixed limit", "too-large"),
        ("5.2.3", "", "too-large"),
        ("5.7.1", "552 5.7.0 virus detected: Eicar-Test", "virus"),
        (
            "5.7.0",
            "552-5.7.0 This message was blocked because its content presents a potential security issue",
            "content",
        ),
        ("5.6.0", "550 5.6.0 attachment of this file type is not allowed", "content"),
        ("4.4.7", "delivery temporarily suspended: retry time not reached; message expired", "expired"),
        ("5.4.4", "Host or domain name not found. Name service error for name=x.example", "host-unknown"),
        ("5.1.2", "", "host-unknown"),
        ("4.4.1", "connect to mx.x.example[192.0.2.1]:25: Connection timed out", "network"),
        ("5.4.6", "too many hops", "network"),
        ("5.1.1", "550 5.1.1 Requested action not taken: mailbox unavailable", "no-such-user"),
        ("5.1.8", "553 5.1.8 Sender address rejected: Domain not found", "policy"),
        ("", "550 IP address 192.0.2.1 is listed in our block list", "blocked"),
        ("", "550 message size exceeds the limit of 10 MB", "too-large"),
        ("", "452 4.3.1 Insufficient system storage", "system"),
        ("5.3.0", "local configuration error", "system"),
        ("5.1.6", "", "moved"),
        ("", "551 User not local; please try <bob@new.example>", "moved"),
        ("5.7.1", "", "policy"),
        ("", "", "other"),
        ("5.0.0", "it did not work", "other"),
    ],
)
def test_reasons(status: str, words: str, expected: str) -> None:
    assert reason(status, words) == expected
    assert expected in REASONS


def test_the_reasons_are_those_of_the_contract() -> None:
    contract = (
        "no-such-user mailbox-full suspended blocked spam policy auth-failure rate-limited too-large content virus "
        "expired host-unknown network relay-denied moved system other"
    )
    assert " ".join(sorted(REASONS)) == " ".join(sorted(contract.split()))
