"""Which HTML of a mail is shown, and which bytes are a picture."""

from __future__ import annotations

import struct

import pytest

from mailtriage.intake.html_part import HTML_MOST, TooLong, has_html, original
from mailtriage.intake.raster import raster_type
from tests.unit.intake.mailkit import BASE, multipart, nested

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 3, 2) + b"\x08\x02\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 3, 2) + b"\0\0\0;"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 10 + b"\xff\xc0\0\x11\x08" + struct.pack(">HH", 2, 3) + b"\x03"
WEBP = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x02\0\0" + b"\x01\0\0"


def mail(kind: str, *parts: str) -> bytes:
    headers, body = multipart(kind, *parts)
    return BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def sources(raw: bytes) -> list[tuple[bool, str]]:
    found = original(raw)
    return [(p.html, p.source.strip()) for p in found.pieces] if found else []


def test_of_alternatives_the_html_is_shown() -> None:
    raw = mail("alternative", "Content-Type: text/plain\n\nplain", "Content-Type: text/html\n\n<b>rich</b>")
    assert has_html(raw) and sources(raw) == [(True, "<b>rich</b>")]


def test_parts_in_a_row_are_shown_in_their_order_with_the_plain_ones() -> None:
    raw = mail("mixed", "Content-Type: text/html\n\n<p>1", "Content-Type: image/png; name=a.png\n\nx",
               "Content-Type: text/plain\n\n2", "Content-Type: text/html\n\n<p>3")
    assert sources(raw) == [(True, "<p>1"), (False, "2"), (True, "<p>3")]


@pytest.mark.parametrize("part", [
    "Content-Type: text/html; name=a.html\n\n<p>", "Content-Type: text/html\nContent-Disposition: attachment\n\n<p>",
    "Content-Type: message/rfc822\n\nContent-Type: text/html\n\n<p>", "Content-Type: text/plain\n\n<html>",
])
def test_files_and_mails_inside_are_not_the_senders_words(part: str) -> None:
    raw = mail("mixed", "Content-Type: text/plain\n\nhello", part)
    assert not has_html(raw) and original(raw) is None


def test_a_mail_that_is_one_html_part_is_shown_in_its_charset() -> None:
    raw = BASE + b"Content-Type: text/html; charset=iso-8859-1\r\n\r\n<p>bl\xe5b\xe6r"
    assert sources(raw) == [(True, "<p>bl\xe5b\xe6r")]


def test_too_much_html_and_too_deep_a_mail_are_not_looked_at() -> None:
    with pytest.raises(TooLong):
        original(BASE + b"Content-Type: text/html\r\n\r\n" + b"x" * (HTML_MOST + 1))
    assert original(nested(100)) is None and not has_html(nested(100).replace(b"text/plain", b"text/html"))


@pytest.mark.parametrize(("data", "kind"), [
    (PNG, "image/png"), (GIF, "image/gif"), (JPEG, "image/jpeg"), (WEBP, "image/webp"),
    (b"<svg/>", ""), (b"", ""), (b"BM" + b"\0" * 60, ""), (b"%PDF-", ""), (PNG[:20], ""), (b"GIF89a", ""), (b"\xff\xd8\xff", ""),
    (PNG.replace(struct.pack(">II", 3, 2), struct.pack(">II", 40_000, 40_000)), ""),          # 6 GB when unpacked
    (GIF.replace(struct.pack("<HH", 3, 2), struct.pack("<HH", 65_535, 65_535)), ""),
    (WEBP[:24] + b"\xff" * 6, ""), (b"\xff\xd8" + b"\xff\xe0\0\0" * 1000, ""), (b"\xff\xd8" + b"\xff" * 1000, ""),
])
def test_a_picture_is_known_by_its_bytes_and_has_a_sane_size(data: bytes, kind: str) -> None:
    assert raster_type(data) == kind
