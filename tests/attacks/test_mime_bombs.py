"""Attack 8, MIME bombs: RT CVE-2014-9472; Postfix stops at 100 levels; Python's email package recurses and allocates.

Each mail is a Mail or in quarantine within 2 s of CPU and 64 MiB more than its own bytes.
"""

from __future__ import annotations

import ast
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import mailtriage.intake
from mailtriage.intake.parse import must_quarantine, parse
from tests.unit.intake.mailkit import BASE, nested

H = BASE
FULL = os.environ.get("MAILTRIAGE_FULL") == "1"
MB = 1024 * 1024


def html(body: bytes) -> bytes:
    return H + b"Content-Type: text/html\r\n\r\n" + body


def mixed(body: bytes) -> bytes:
    return H + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + body


def many(sort: bytes, unit: bytes) -> bytes:
    """25 parts of 1 MB."""
    part = b"--x\r\nContent-Type: " + sort + b"\r\n\r\n" + unit * (1_000_000 // len(unit)) + b"\r\n"
    return mixed(part * 25 + b"--x--\r\n")


BOMBS: dict[str, Callable[[], bytes]] = {
    "25 MB of line ends": lambda: H + b"\r\n" + b"\n" * 25_000_000,
    "25 MB of text": lambda: H + b"\r\n" + b"hello world foo bar\r\n" * 1_200_000,
    "25 MB of base64": lambda: (
        H
        + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + (b"QUJD" * 19 + b"\r\n") * 330_000
    ),
    "25 MB of damaged base64": lambda: (
        H
        + b"Content-Transfer-Encoding: base64\r\nContent-Type: a/b\r\n\r\n"
        + (b"QUJD" * 19 + b"\r\n") * 330_000
        + b"Q"
    ),
    "20 MB of uuencode": lambda: (
        H + b"Content-Type: a/b\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6 a\n" + b"#0V%T\n" * 3_400_000
    ),
    "text over 4 MB": lambda: H + b"\r\n" + "hei å ø 日本\r\n".encode() * 400_000,
    "almost boundaries": lambda: mixed(b"--xx\n" * 5_000_000),
    "dashes": lambda: H + b'Content-Type: multipart/mixed; boundary="-"\r\n\r\n' + b"----\n" * 4_000_000,
    "the parent's boundary": lambda: mixed((b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n") * 299),
    "300 parts of one container each": lambda: mixed(
        b"".join(b"--x\r\nContent-Type: multipart/mixed; boundary=y%d\r\n\r\n" % i for i in range(299))
        + b"\n" * 9_000_000
    ),
    "25 parts of line breaks in HTML": lambda: many(b"text/html", b"<br>"),
    "25 parts of paragraphs in HTML": lambda: many(b"text/html", b"<p>"),
    "25 parts of empty flowed lines": lambda: many(b"text/plain; format=flowed", b"\n"),
    "html: <": lambda: html(b"<" * MB),
    "html: < spaced": lambda: html(b"< " * (MB // 2)),
    "html: <a": lambda: html(b"<a " * (MB // 3)),
    "html: comments": lambda: html(b"<!--" * (MB // 4)),
    "html: quotes": lambda: html(b'<a "' * (MB // 4)),
    "html: mixed quotes": lambda: html(b"<a '<b' " * (MB // 8)),
    "html: 200,000 deep": lambda: html(b"<div>" * 200_000),
    "html: quotes in quotes": lambda: html(b"<blockquote>a<br>" * 60_000),
    "html: styles": lambda: html((b'<p style="' + b"width:0;" * 200 + b'">x') * 600),
    "html: one style": lambda: html(b'<p style="width:0;' + b"width:0 " * 900_000),
    "html: scripts": lambda: html(b"<script>" * 120_000),
    "html: cells": lambda: html(b"<td>x" * 200_000),
    "html: attributes": lambda: html((b"<a " + b"a='" * 2600 + b">") * 120),
    "html: entities": lambda: html(b"&#" * (MB // 2)),
    "html: links": lambda: html(b"<a href=http://x.example>t</a>" * 5_000 + b"<a href=http://x.example>" * 40_000),
    "reply: attributions": lambda: H + b"\r\n" + b"On 1 wrote:\r\n" * 70_000,
    "reply: attributions and quotes": lambda: H + b"\r\n" + b"On 1 Nov x\r\n> q\r\n" * 50_000,
    "reply: long lines": lambda: H + b"\r\n" + (b"On 1 " + b"wrote " * 160 + b"\r\n") * 1000,
    "reply: header blocks": lambda: H + b"\r\n" + b"From: a\r\nTo: b\r\n\r\n" * 50_000,
    "reply: dashes": lambda: H + b"\r\n" + b"--\r\n\r\n" * 100_000,
    "flowed": lambda: H + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 300_000,
    "soft line ends": lambda: H + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 1_000_000,
    "a bounce of 2 MB": lambda: (
        b"From: mailer-daemon@b.example\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\n"
        + b"mailbox user account a@b.example " * 60_000
    ),
    "a report of 5,000 recipients": lambda: (
        H
        + (
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n--x\r\n"
            b"Content-Type: message/delivery-status\r\n\r\n"
        )
        + b"Final-Recipient: rfc822; a@b.example\r\nStatus: 5.1.1\r\n\r\n" * 5000
        + b"--x--"
    ),
    "results in comments": lambda: (
        H + b"Authentication-Results: mx; " + b"(" * 4000 + b"dmarc=pass;" * 300 + b"\r\n\r\nx"
    ),
    "seven address headers": lambda: H + b"".join(b"Cc: " + b"a@b," * 2000 + b"\r\n" for _ in range(7)) + b"\r\nx",
    "combining characters": lambda: (
        H + b"Content-Disposition: attachment; filename*=utf-8''a" + b"%CC%81" * 1300 + b"\r\n\r\nx"
    ),
    "300 parts with 8 KiB headers": lambda: mixed(
        b"".join(
            b"--x\r\nContent-Type: a/b" + b"".join(b"; n*%d=a" % i for i in range(700)) + b"\r\n\r\nx\r\n"
            for _ in range(299)
        )
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_at_most_two_seconds_of_cpu(name: str) -> None:
    raw = BOMBS[name]()
    start = time.process_time()
    mail = parse(raw)
    assert time.process_time() - start < 2
    assert mail.size == len(raw)


@pytest.mark.parametrize(
    "name",
    ["25 MB of base64", "25 MB of damaged base64", "20 MB of uuencode", "reply: dashes"]
    + FULL * ["25 MB of text", "text over 4 MB", "html: cells"],
)
def test_a_bomb_costs_at_most_64_mib_above_its_own_bytes(name: str) -> None:
    raw = BOMBS[name]()
    tracemalloc.start()
    try:
        parse(raw)
        assert tracemalloc.get_traced_memory()[1] < 64 * MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "kind", [b"multipart/mixed", b"multipart/alternative", b"multipart/related", b"multipart/signed"]
)
@pytest.mark.parametrize("depth", [1, 10, 29, 30, 31, 100, 1000, 10_000])
def test_containers_are_read_to_thirty_levels_and_quarantined_beyond(kind: bytes, depth: int) -> None:
    mail = parse(nested(depth, kind))
    assert bool(must_quarantine(mail)) is (depth > 30)
    assert depth > 30 or mail.text == "inner"


@pytest.mark.parametrize("parts", [1, 10, 299, 300, 1000])
def test_parts_are_counted(parts: int) -> None:
    raw = mixed(b"".join(b"--x\r\nContent-Type: image/png\r\n\r\n%d\r\n" % i for i in range(parts)) + b"--x--\r\n")
    mail = parse(raw)
    assert bool(must_quarantine(mail)) is (parts >= 300)
    assert parts >= 300 or len(mail.attachments) == parts


def test_a_mail_in_a_mail_a_thousand_deep_is_one_attachment() -> None:
    raw = BASE + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"text"
    mail = parse(raw)
    assert [a.type for a in mail.attachments] == ["message/rfc822"]
    assert mail.text == ""


def test_archives_are_never_opened() -> None:
    for file in Path(mailtriage.intake.__path__[0]).glob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert not imported & {"zipfile", "tarfile", "gzip", "bz2", "lzma"}, file
