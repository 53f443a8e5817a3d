"""Attack 8, the smallest of its bombs: one sign 100,000 times in a row. 200,000 blanks inside a line cost 146 s of processor
time (a pattern for blanks at line ends), 20,000 blank lines in a report nine, before the fuzz found them.
"""

from __future__ import annotations

import time

import pytest

from mailtriage.intake.parse import parse
from mailtriage.model.mail import Kind

CPU = 1.5       # seconds; an honest mail of this size costs 0.05
LENGTH = 100_000
BASE = b"From: Ann <ann@customer.example>\r\nTo: support@desk.example\r\nMessage-ID: <1@customer.example>\r\n"
DAEMON = BASE.replace(b"Ann <ann@", b"Mail Delivery System <MAILER-DAEMON@") + b"Return-Path: <>\r\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
PLACES = {
    "plain": (BASE + PLAIN + b"8bit\r\n\r\nHello\r\n", b"x\r\nBye\r\n"),
    "quoted-printable": (BASE + PLAIN + b"quoted-printable\r\n\r\nHello\r\n", b"x\r\nBye\r\n"),
    "base64": (BASE + PLAIN + b"base64\r\n\r\nHello\r\n", b"x\r\nBye\r\n"),
    "flowed": (BASE + b"Content-Type: text/plain; format=flowed\r\n\r\nHello\r\n", b"x\r\nBye\r\n"),
    "html": (BASE + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>\r\n", b"<p>Bye</p>\r\n"),
    "an answer": (BASE + b"Subject: Re: Tablet\r\n\r\nHello\r\n\r\nOn 1/1/2026 10:00, Desk wrote:\r\n> ", b"\r\n-- \r\nAnn\r\n"),
    "a report": (DAEMON + b"Subject: Undelivered Mail Returned to Sender\r\n\r\nHello\r\n", b"\r\nBye\r\n"),
    "a header": (BASE + b"References: ", b"\r\n\r\nHello\r\n"),
    "a subject": (BASE + b"Subject: Out of office ", b"\r\n\r\nHello\r\n"),
    "a parameter": (BASE + b"Content-Type: text/plain; name=", b"\r\n\r\nHello\r\n"),
}
SIGNS = [
    b" ", b"\t", b"\xc2\xa0", b"\xe3\x80\x80", b"\r\n", b"\n", b"\r", b"\0", b">", b"> ", b">\r\n", b"-", b"- ", b"-- \r\n", b"_",
    b"=", b"*", b"a", b"a ", b"a\r\n", b"1", b"1:1 ", b"<", b"<b>", b"</b>", b"<!--", b"(", b")", b"[", b":", b".", b",", b"@", b"/",
    b"|", b"&", b"&#1", b";", b'"', b"\\", b"=20", b"=C3=A5", b"=?", b"?=", b"=?utf-8?q?", b"a@b.example ", b"http://a.example/ ",
    b"On ", b"On 1/1/2026 ", b"wrote: ", b"From: ", b"From: a\r\n", b"begin 644 a\r\n", b"M" * 60 + b"\r\n", b"--b\r\n",
    b"550 5.1.1 ", b"Message-ID: <a@b.example>\r\n", b"\xf0\x9f\x98\x80", b"Ann\r\n", b"Tlf: 22 00 00 00\r\n", b"*0*=a; x",
]


@pytest.mark.parametrize("place", PLACES)
def test_one_sign_many_times_costs_little(place: str) -> None:
    before, after = PLACES[place]
    for sign in SIGNS:
        start = time.process_time()
        mail = parse(before + sign * (LENGTH // len(sign)) + after)
        cost = time.process_time() - start
        assert cost < CPU, (place, sign, cost)
        assert "the parser failed" not in mail.kind_evidence, (place, sign, mail.kind_evidence)
        assert mail.kind in Kind
