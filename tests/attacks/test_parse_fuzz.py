"""Scorecard row 7: no bytes make the parser raise, and none cost it 2 seconds. Two kinds of bytes: any, and mails
whose structure was changed. MAILTRIAGE_FULL=1 runs 100 times as many.
"""

from __future__ import annotations

import hashlib
import os
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailtriage.intake.attachments import attachment_bytes
from mailtriage.intake.html_text import html_to_text
from mailtriage.intake.parse import must_quarantine, parse
from mailtriage.intake.reply_text import split_reply
from mailtriage.model.mail import Kind, Mail
from tests.unit.intake.mailkit import safe

FULL = os.environ.get("MAILTRIAGE_FULL") == "1"
TIMES = 100 if FULL else 1
_settings = settings(max_examples=200 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))

SEEDS = [
    b'From: "Ann" <ann@customer.example>\r\nTo: a@desk.example, B <b@desk.example>\r\nSubject: =?utf-8?q?p=C3=A5?=\r\n'
    b"Message-ID: <1@x.example>\r\nReferences: <0@x.example> <9@x.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0200\r\n"
    b"Authentication-Results: mx.desk.example; dmarc=pass (x) header.from=customer.example\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\npre\r\n--b1\r\n'
    b"Content-Type: multipart/alternative; boundary=b2\r\n\r\n"
    b"--b2\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Hei p=C3=A5 deg \r\nog\r\n\r\n-- \r\nAnn\r\n\r\n"
    b"On Tue, Nov 24, 2026 at 10 Desk <d@desk.example> wrote:\r\n> old\r\n"
    b"--b2\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
    b"<p style='display:none'>x</p><a href=http://y.example>y</a>\r\n"
    b"--b2--\r\n--b1\r\nContent-Type: image/png; name*0*=utf-8''a%C3; name*1*=%A5.png\r\n"
    b"Content-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="=?utf-8?b?w6U=?="\r\n\r\niVBORw0KGgo=\r\n--b1--\r\n',
    b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\nfailed\r\n--r\r\n"
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    b"Final-Recipient: rfc822; b@c.example\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n--r\r\n"
    b"Content-Type: message/rfc822\r\n\r\n"
    b"Message-ID: <o@desk.example>\r\nFrom: d@desk.example\r\n\r\nhello\r\n--r--\r\n",
    b"From: x@customer.example\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"<html><head><style>a{}</style></head><body><table><tr><td>1<td>2</table>"
    b"<blockquote>q<br>&aring;&#x41;</blockquote>",
]
PIECES = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b"--b1",
    b"--b1--",
    b"--b2\r\n",
    b": ",
    b";",
    b'"',
    b"<",
    b">",
    b"(",
    b")",
    b"=?",
    b"?=",
    b"=?utf-8?q?",
    b"Content-Type: multipart/mixed; boundary=b1\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"From: ",
    b"charset=",
    b"*0*=",
    b"%",
    b"\xff\xfe",
    b"\xf0\x9f\x98\x80",
    b"message/rfc822",
    b"\r\n\r\n",
    b" " * 50,
    b"a" * 200,
    b"<!--",
    b"<script>",
    b"&#",
    b"> ",
    b"utf-7",
    b"punycode",
    b"\xe2\x80\xae",
    b"@",
    b"xn--",
    b"[",
    b"]",
    b"\\",
    b",",
    b":;",
]


def check(raw: bytes) -> Mail:
    start = time.process_time()
    mail = parse(raw, trusted_authserv_id="mx.desk.example")
    assert time.process_time() - start < 2, raw
    assert mail.sha256 == hashlib.sha256(raw).hexdigest()
    assert mail.size == len(raw)
    assert mail.identity
    if mail.kind is Kind.MALFORMED:
        assert "the parser failed" not in must_quarantine(mail), (mail.defects, raw)  # no net was needed
    values = [
        mail.subject,
        mail.message_id,
        mail.kind_evidence,
        *mail.defects,
        *mail.references,
        *mail.in_reply_to,
        *(a.name for a in mail.attachments),
        *(a.type for a in mail.attachments),
        *(x for a in (mail.sender, *mail.to, *mail.cc, *mail.reply_to) if a for x in (a.address, a.name)),
    ]
    assert all(safe(value) for value in values), (values, raw)
    for text in (mail.text, mail.reply_text, mail.quoted_text, mail.signature):
        text.encode()
        assert "\0" not in text
    assert mail.kind is Kind.HUMAN or mail.must_not_acknowledge
    assert _lines(mail.text) == _lines(mail.reply_text, mail.quoted_text, mail.signature), raw   # nothing lost or twice
    for attachment in mail.attachments[:3]:
        assert attachment_bytes(raw, attachment.sha256) is not None
    return mail


def _lines(*texts: str) -> list[str]:
    """All lines with words, sorted."""
    return sorted(line.strip() for text in texts for line in text.split("\n") if line.strip())


@_settings
@given(st.binary(max_size=3000))
def test_any_bytes(raw: bytes) -> None:
    check(raw)


@_settings
@given(
    st.sampled_from(
        [
            "From",
            "To",
            "Subject",
            "Message-ID",
            "References",
            "Date",
            "Content-Type",
            "Content-Disposition",
            "Content-Transfer-Encoding",
            "Authentication-Results",
            "Auto-Submitted",
            "Precedence",
            "Return-Path",
            "Reply-To",
        ]
    ),
    st.binary(max_size=300) | st.text(max_size=200).map(lambda s: s.encode("utf-8", "surrogatepass")),
)
def test_any_value_of_any_header(name: str, value: bytes) -> None:
    check(b"From: ann@customer.example\r\n" + name.encode() + b": " + value + b"\r\n\r\nbody\r\n")


def mutate(rng: random.Random, raw: bytes) -> bytes:
    """Some changes: a piece put in or put over, a span cut, doubled or moved, a bit turned."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.randint(0, 60))
        change = rng.randrange(6)
        if change == 0:
            data[at:at] = rng.choice(PIECES)
        elif change == 1:
            data[at:to] = rng.choice(PIECES)
        elif change == 2:
            del data[at:to]
        elif change == 3:
            data[at:at] = data[at:to] * rng.randint(1, 5)
        elif change == 4:
            other = rng.choice(SEEDS)
            start = rng.randrange(len(other))
            data[at:to] = other[start : start + rng.randint(0, 200)]
        elif data and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


@pytest.mark.parametrize("seed", range(3))
def test_mails_with_a_changed_structure(seed: int) -> None:
    rng = random.Random(seed)
    raw = SEEDS[seed]
    for _ in range(500 * TIMES):
        changed = mutate(rng, raw)
        check(changed)
        raw = changed if rng.random() < 0.5 and len(changed) < 20_000 else SEEDS[seed]


@_settings
@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "</",
                "<!--",
                "-->",
                "<a ",
                "href=",
                '"',
                "'",
                "<div style='display:none'>",
                "</div>",
                "<script>",
                "</script>",
                "&",
                "&amp;",
                "&#",
                "x ",
                "<td>",
                "<blockquote>",
                "<pre>",
                "\n",
            ]
        ),
        max_size=80,
    )
)
def test_any_tag_soup(pieces: list[str]) -> None:
    html_to_text("".join(pieces))[0].encode()


@_settings
@given(st.text(max_size=400))
def test_any_text_splits_without_loss(text: str) -> None:
    reply = split_reply(text)
    assert _lines(text) == _lines(reply.new, reply.quoted, reply.signature)


def test_the_seeds_are_mails_that_are_understood() -> None:
    assert [check(seed).kind for seed in SEEDS] == [Kind.HUMAN, Kind.BOUNCE, Kind.HUMAN]
