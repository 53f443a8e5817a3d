"""Content transfer encodings, whole and damaged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import random

import pytest

from mailtriage.intake.transfer import decoded, known
from tests.unit.intake.mailkit import mail, multipart

DATA = random.Random(7).randbytes(1000)
LINES = base64.encodebytes(DATA)


def undone(data: bytes, encoding: str = "base64", text: bool = False) -> bytes:
    return decoded(b"before" + data + b"after", 6, 6 + len(data), encoding, text)


@pytest.mark.parametrize(
    "damaged",
    [
        LINES,
        LINES.replace(b"\n", b"\r\n"),
        LINES.replace(b"\n", b" \r\n"),
        LINES.replace(b"\n", b"\r\n\r\n"),
        LINES.rstrip(b"=\n"),
        base64.b64encode(DATA),
        b"".join(base64.b64encode(DATA[i : i + 50]) + b"\n" for i in range(0, 1000, 50)),   # padding on every line
        base64.b64encode(DATA[:500]) + base64.b64encode(DATA[500:]),
        LINES + b"\n-- \nYou get this because you are on a list.\nhttp://list.example/unsubscribe\nUnsubscribe\n",
        base64.encodebytes(DATA[:999]).replace(b"\n", b"\n", 3) + b"______________\nSent to a list of people\n",
    ],
)
def test_damaged_base64_is_what_was_encoded(damaged: bytes) -> None:
    assert undone(damaged) in (DATA, DATA[:999])


def test_a_text_that_is_wrongly_called_base64_stays_readable() -> None:
    seen = mail("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "Hello, the printer is broken.\nPlease help me.\n")
    assert seen.text == "Hello, the printer is broken.\nPlease help me."


def test_a_lone_last_character_of_base64_is_dropped() -> None:
    assert undone(b"Q2F0cwA") == b"Cats\0"
    assert undone(b"Q2F0c") == b"Cat"


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        (b"a=3D=C3=A5", "a=å".encode()),
        (b"soft=\r\nbreak", b"softbreak"),
        (b"soft= \t\r\nbreak", b"softbreak"),
        (b"blanks at the end  \r\nnext", b"blanks at the end\r\nnext"),
        (b"kept=20\r\nnext", b"kept \r\nnext"),
        (b"=c3=a5", "å".encode()),
        (b"50 = 50 and =GG", b"50 = 50 and =GG"),
        (b"ends in =", b"ends in "),
    ],
)
def test_quoted_printable(raw: bytes, whole: bytes) -> None:
    assert undone(raw, "quoted-printable") == whole


@pytest.mark.parametrize(
    ("written", "meant"),
    [("BASE64", "base64"), ('"base64"', "base64"), ("base64;", "base64"), ("Base-64", "base64"), ("base64 (RFC 2045)", "base64"),
     ("Quoted-Printable", "quoted-printable"), ("quoted printable", "quoted-printable"), ("8bit", "8bit"), ("x-uue", "x-uuencode")],
)
def test_the_encoding_is_known_by_any_spelling(written: str, meant: str) -> None:
    assert known(written) == meant


def uuencoded(name: str, data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[i : i + 45]) for i in range(0, len(data), 45))
    return f"begin 644 {name}\n".encode() + lines + b"`\nend\n"


def yencoded(name: str, data: bytes) -> bytes:
    out = bytearray()
    for byte in data:
        value = (byte + 42) % 256
        out += bytes((0x3D, (value + 64) % 256)) if value in (0, 10, 13, 61) else bytes((value,))
    return b"=ybegin line=9999 size=%d name=%s\r\n" % (len(data), name.encode()) + out + b"\r\n=yend size=%d\r\n" % len(data)


@pytest.mark.parametrize("pasted", [uuencoded("a file.bin", DATA), yencoded("a file.bin", DATA)])
def test_a_file_pasted_into_the_text_is_an_attachment_and_leaves_the_text(pasted: bytes) -> None:
    seen = mail(body=b"See this:\r\n\r\n" + pasted + b"\r\nBye\r\n")
    assert seen.text == "See this:\n\n\nBye"
    assert [(a.name, a.size, a.sha256) for a in seen.attachments] == [("a file.bin", 1000, hashlib.sha256(DATA).hexdigest())]


def test_several_pasted_files_keep_their_order_and_one_may_stand_in_base64_text() -> None:
    text = base64.encodebytes(b"Two files\n" + uuencoded("one.txt", b"1") + uuencoded("two.txt", b"22") + b"the end\n")
    seen = mail("Content-Type: text/plain\nContent-Transfer-Encoding: base64", text)
    assert [(a.name, a.size) for a in seen.attachments] == [("one.txt", 1), ("two.txt", 2)]
    assert seen.text == "Two files\nthe end"


@pytest.mark.parametrize("text", ["begin 644 work on this\nThen we start.", "begin 2026 with us!", "=ybegin is a word"])
def test_words_that_look_like_the_beginning_of_a_file_stay_text(text: str) -> None:
    seen = mail(body=text)
    assert (seen.text, seen.attachments) == (text, ())


def test_a_uuencoded_file_that_is_cut_off_gives_what_there_is() -> None:
    seen = mail(body=uuencoded("cut.bin", DATA)[:300])
    assert [a.name for a in seen.attachments] == ["cut.bin"]
    assert seen.attachments[0].size > 100


def test_an_attachment_with_an_own_encoding_header_of_uuencode_is_decoded() -> None:
    headers, body = multipart(
        "mixed", "Content-Type: text/plain\n\nhi",
        b"Content-Type: application/x-b; name=f\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n" + uuencoded("f", DATA))
    assert mail(headers, body).attachments[0].sha256 == hashlib.sha256(DATA).hexdigest()
