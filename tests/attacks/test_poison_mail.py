"""Attack 9, poison mail: django-helpdesk, Frappe and Zammad stopped whole batches on one bad mail; FreeScout lost it.

Every input that made the standard library's email package raise, loop or recurse (Python 3.11.7) is read here.
"""

from __future__ import annotations

import hashlib
import time

import pytest

from mailtriage.intake.parse import must_quarantine, parse
from mailtriage.model.mail import Kind
from tests.unit.intake.mailkit import safe

GOOD = (
    b"From: ann@customer.example\r\nSubject: printer\r\nMessage-ID: <g@customer.example>\r\n\r\nIt does not print.\r\n"
)
TAIL = b"Subject: s\r\n\r\nbody text\r\n"
A = b"From: ann@customer.example\r\n"

# name: (bytes, may be handled: it must be read; else it must be quarantined)
POISON = {
    "from: one quote": (b'From: "\r\n' + TAIL, False),
    "from: a@": (b"From: a@\r\n" + TAIL, False),
    "from: <": (b"From: <\r\n" + TAIL, False),
    "message-id <>": (A + b"Message-ID: <>\r\n" + TAIL, True),
    "message-id <": (A + b"Message-ID: <\r\n" + TAIL, True),
    "message-id <@>": (A + b"Message-ID: <@>\r\n" + TAIL, True),
    "from: encoded line feed": (b"From: =?x?q?=0A?=\r\n" + TAIL, False),
    "from: line feed in the name": (b"From: =?utf-8?q?a=0Ab?= <ann@customer.example>\r\n" + TAIL, True),
    "from: 300 parentheses": (b"From: " + b"(" * 300 + b"\r\n" + TAIL, False),
    "from: 8,000 parentheses": (b"From: " + b"(" * 8000 + b"\r\n" + TAIL, False),
    **{
        f"charset {name}": (
            A + b'Content-Type: text/plain; charset="' + name.encode() + b'"\r\n\r\nbody \xff text',
            True,
        )
        for name in (
            "nonexist",
            "zlib",
            "rot13",
            "punycode",
            "\0",
            "undefined",
            "idna",
            "unicode_escape",
            "hex",
            "bz2",
            "uu",
            "base64",
            "mbcs",
            "utf-7",
            "a" * 500,
            "../etc",
            "utf-8\nX: y",
        )
    },
    "300 nested multiparts": (
        b"".join([A] + [b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (i, i) for i in range(300)]),
        False,
    ),
    "3,000 nested multiparts": (
        b"".join([A] + [b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (i, i) for i in range(3000)]),
        False,
    ),
    "40,000 encoded words": (A + b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\r\n\r\nbody text", True),
    "9,000 continuations": (
        A + b"Content-Type: text/plain" + b"".join(b"; n*%d=a" % i for i in range(9000)) + b"\r\n\r\nbody text",
        False,
    ),
    "800 continuations": (
        A + b"Content-Type: text/plain" + b"".join(b"; n*%d=a" % i for i in range(700)) + b"\r\n\r\nbody text",
        True,
    ),
    "20,000 addresses": (A + b"To: " + b"bob@customer.example, " * 20_000 + b"\r\n\r\nbody text", True),
    "100,000 empty parts": (A + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 100_000, False),
    "header flood": (b"X: y\r\n" * 100_000 + A + TAIL, False),
    "100 headers of 1 KB": (A + (b"X-Long: " + b"y" * 1000 + b"\r\n") * 100 + TAIL, False),
    "header line of 1 MB": (A + b"X-Long: " + b"y" * 1_000_000 + b"\r\n\r\nbody text", True),
    "subject of 1 MB": (A + b"Subject: " + b"y" * 1_000_000 + b"\r\n\r\nbody text", True),
    "from of 1 MB": (b"From: " + b"y" * 1_000_000 + b"\r\n\r\nbody text", False),
    "two authors": (b"From: a@customer.example, c@customer.example\r\n" + TAIL, False),
    "two From headers": (A + b"From: eve@evil.example\r\n" + TAIL, False),
    "no author": (b"To: x@y.example\r\n" + TAIL, False),
    "no bytes": (b"", False),
    "only line ends": (b"\r\n" * 50, False),
    "only NUL": (b"\0" * 5000, False),
    "NUL everywhere": (A.replace(b"a", b"a\0") + TAIL, False),
    "one line of 20 MB": (b"a" * 20_000_000, False),
    "random high bytes": (bytes(range(128, 256)) * 500, False),
    "boundary of NUL": (A + b'Content-Type: multipart/mixed; boundary="\0"\r\n\r\nbody text', True),
    "empty boundary": (A + b'Content-Type: multipart/mixed; boundary=""\r\n\r\nbody text', True),
    "no boundary": (A + b"Content-Type: multipart/mixed\r\n\r\nbody text", True),
    "bad base64": (A + b"Content-Transfer-Encoding: base64\r\n\r\nYm9keSB0ZXh0=====A", True),
    "bad quoted-printable": (A + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nbody text =G= =", True),
    "date of nonsense": (A + b"Date: 99 Foo 99999 99:99:99 +9999\r\n" + TAIL, True),
    "date year 1": (A + b"Date: Mon, 1 Jan 0001 00:00:00 +1400\r\n" + TAIL, True),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_read_or_quarantined_within_two_seconds_and_the_next_mail_is_unaffected(name: str) -> None:
    raw, readable = POISON[name]
    before = parse(GOOD)
    start = time.process_time()
    mail = parse(raw)
    assert time.process_time() - start < 2
    assert mail.sha256 == hashlib.sha256(raw).hexdigest()
    assert mail.size == len(raw)
    assert bool(must_quarantine(mail)) is not readable, mail
    if readable:
        assert mail.sender is not None
        assert mail.sender.address == "ann@customer.example"
        assert "body" in mail.text
    else:
        assert must_quarantine(mail).startswith("quarantined: ")
        assert mail.must_not_acknowledge
    assert parse(GOOD) == before


def test_what_leaves_the_parser_holds_no_control_character() -> None:
    for raw, _ in POISON.values():
        mail = parse(raw[:200_000])
        values = [
            mail.subject,
            mail.message_id,
            mail.kind_evidence,
            mail.authenticity.evidence,
            *mail.defects,
            *mail.references,
            *(a.name for a in mail.attachments),
            *(x for a in (mail.sender, *mail.to, *mail.cc, *mail.reply_to) if a for x in (a.address, a.name)),
        ]
        for value in values:
            assert safe(value), (value, raw[:60])
        assert "\0" not in mail.text
        mail.text.encode()


def test_a_long_header_of_a_hop_is_left_out_and_the_mail_is_read() -> None:
    for name in (b"References", b"Received", b"DKIM-Signature", b"ARC-Seal", b"X-Spam-Report", b"Organization"):
        mail = parse(A + name + b": " + b"<x@y.example> " * 3_000 + b"\r\n" + TAIL)
        assert mail.kind is Kind.HUMAN, name
        assert name.decode().lower() in " ".join(mail.defects)


def test_the_reason_names_what_was_too_much_and_the_limit() -> None:
    assert must_quarantine(parse(POISON["300 nested multiparts"][0])) == "quarantined: MIME nested more than 30 deep"
    assert must_quarantine(parse(POISON["100,000 empty parts"][0])) == "quarantined: more than 300 MIME parts"
    assert must_quarantine(parse(POISON["header flood"][0])) == "quarantined: more than 500 headers"
    assert (
        must_quarantine(parse(POISON["from of 1 MB"][0])) == "quarantined: header from of 1,000,001 bytes, limit 8,192"
    )


def test_references_of_ten_thousand_ids_cost_under_50_ms_and_keep_the_nearest() -> None:
    ids = [f"<id{n}@customer.example>" for n in range(10_000)]
    raw = A + b"References: " + "\r\n ".join(ids).encode() + b"\r\n" + TAIL
    parse(raw)
    start = time.process_time()
    mail = parse(raw)
    assert time.process_time() - start < 0.05
    assert mail.references == tuple(ids[-100:])
