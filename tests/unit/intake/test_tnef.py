"""winmail.dat: files, names and body, built here byte by byte from MS-OXTNEF, MS-OXRTFCP and MS-OXRTFEX."""

from __future__ import annotations

import base64
import hashlib
import random
import struct
import time

import pytest

from mailtriage.intake.attachments import attachment_bytes
from mailtriage.intake.parse import parse
from mailtriage.intake.rtf import decompressed, rtf_to_text
from mailtriage.intake.tnef import open_tnef
from tests.unit.intake.mailkit import BASE, mail, multipart

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(40))


def attribute(level: int, number: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def prop(number: int, kind: int, data: bytes) -> bytes:
    if kind in (0x1E, 0x1F, 0x102, 0x0D):
        data = struct.pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return struct.pack("<HH", kind, number) + data


def props(*given: bytes) -> bytes:
    return struct.pack("<I", len(given)) + b"".join(given)


def file(title: str, data: bytes, *more: bytes) -> bytes:
    stream = attribute(2, 0x00069002, b"\1\0" + b"\0" * 12) + attribute(2, 0x00018010, title.encode("cp1252") + b"\0")
    return stream + attribute(2, 0x0006800F, data) + (attribute(2, 0x00069005, props(*more)) if more else b"")


def tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069007, struct.pack("<II", 1252, 0)) + b"".join(attributes)


LONG = prop(0x3707, 0x1F, "tegning på skjerm.png\0".encode("utf-16-le"))
NAMED = struct.pack("<HH", 0x1F, 0x8001) + b"G" * 16 + struct.pack("<II", 1, 10) + b"k\0e\0y\0s\0\0\0\0\0" + prop(0, 0x1F, b"v\0")[4:]


def winmail(stream: bytes, kind: str = "application/ms-tnef", text: str | None = "See the file.") -> bytes:
    parts = [f"Content-Type: text/plain\n\n{text}"] if text is not None else []
    headers, body = multipart("mixed", *parts, f"Content-Type: {kind}; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n".encode()
                              + base64.encodebytes(stream))
    return BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"])
def test_the_files_inside_stand_behind_it_with_bytes_and_long_names(kind: str) -> None:
    raw = winmail(tnef(file("TEGNIN~1.PNG", PNG, NAMED, LONG, prop(0x370E, 0x1E, b"image/png\0")), file("logg.txt", b"line")), kind)
    seen = parse(raw)
    assert [(a.name, a.type, a.size) for a in seen.attachments[1:]] == [
        ("tegning på skjerm.png", "image/png", len(PNG)), ("logg.txt", "application/octet-stream", 4)]
    assert seen.attachments[0].name == "winmail.dat"
    assert seen.attachments[1].sha256 == hashlib.sha256(PNG).hexdigest()
    assert attachment_bytes(raw, seen.attachments[1].sha256) == PNG
    assert seen.text == "See the file."


def test_a_picture_with_a_content_id_is_inline() -> None:
    stream = tnef(file("a.png", PNG, prop(0x3712, 0x1E, b"cid1\0"), prop(0x370E, 0x1E, b"image/png\0")))
    assert [a.inline for a in parse(winmail(stream)).attachments] == [False, True]


def test_the_data_may_stand_in_the_properties_and_a_message_inside_is_one_file() -> None:
    inner = b"I" * 16 + tnef(file("deep.txt", b"deep"))
    found = open_tnef(tnef(file("", b"", prop(0x3701, 0x102, b"BYTES"), LONG), file("", b"", prop(0x3001, 0x1E, b"Re: hi\0"), prop(0x3701, 0x0D, inner))))
    assert [(f.name, f.type, f.data[:5]) for f in found.files] == [
        ("tegning på skjerm.png", "", b"BYTES"), ("Re: hi", "application/ms-tnef", b"\x78\x9f\x3e\x22\x01")]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (prop(0x1013, 0x102, "<p>Hei på <b>deg</b></p>".encode()) + b"", "Hei på deg"),
        (prop(0x1000, 0x1F, "plain på\0".encode("utf-16-le")), "plain på"),
    ],
)
def test_the_body_is_read_when_the_mail_has_no_other_text(given: bytes, text: str) -> None:
    stream = tnef(attribute(1, 0x00069003, props(given, prop(0x3FDE, 3, struct.pack("<I", 65001)))))
    assert parse(winmail(stream, text=None)).text == text
    assert parse(winmail(stream, text="own text")).text == "own text"


def stored(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def test_an_rtf_body_is_read() -> None:
    stream = tnef(attribute(1, 0x00069003, props(prop(0x1009, 0x102, stored(rb"{\rtf1\ansi Hei p\'e5\par to}")))))
    assert parse(winmail(stream, text=None)).text == "Hei på\nto"


@pytest.mark.parametrize(
    ("compressed", "rtf"),
    [   # the two examples of MS-OXRTFCP 3.1
        ("2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0",
         b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        ("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)
def test_compressed_rtf_is_that_of_the_standards_examples(compressed: str, rtf: bytes) -> None:
    assert decompressed(bytes.fromhex(compressed)) == rtf


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 Hei p\'e5 deg\par to}", "Hei på deg\nto"),
        (rb"{\rtf1 \u26085?\u-10179?\u-8704? {\b bold}\tab x}", "日😀 bold\tx"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1\uc2 a\u229\'c3\'a5b \{c\}}", "aåb {c}"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag84 <p>}\htmlrtf \par \htmlrtf0 Hi {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 you\htmlrtf }\htmlrtf0"
         rb"{\*\htmltag92 </b>}{\*\htmltag84 <br>}next}", "Hi you\nnext"),
        (b"no rtf at all", "no rtf at all"),
        (b"{\\rtf1 unclosed {\\b group", "unclosed group"),
    ],
)
def test_the_words_of_rtf(rtf: bytes, text: str) -> None:
    assert rtf_to_text(rtf) == text


def test_damage_costs_what_is_behind_it_and_never_raises() -> None:
    whole = tnef(file("one.txt", b"1" * 50, LONG), file("two.txt", b"2" * 50), attribute(1, 0x00069003, props(prop(0x1000, 0x1E, b"text\0"))))
    for end in range(len(whole)):
        open_tnef(whole[:end])
    rng = random.Random(3)
    for _ in range(2_000):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        open_tnef(bytes(damaged))
    assert [f.name for f in open_tnef(whole[:250]).files][:1] == ["tegning på skjerm.png"]


@pytest.mark.parametrize(
    "stream",
    [
        tnef(attribute(1, 0x00069003, props(prop(0x1009, 0x102, struct.pack("<IIII", 0, 2**32 - 1, 0x75465A4C, 0) + b"\xff" + b"\x00\x0f" * 8 + b"\0abcdefgh" * 300_000)))),
        tnef(attribute(1, 0x00069003, struct.pack("<I", 2**32 - 1) + b"\0" * 3_000_000)),
        tnef(*[file("x", b"")] * 50_000),
        tnef(attribute(1, 0x00069003, props(prop(0x1009, 0x102, stored(b"{\\rtf1" + b"{" * 3_000_000))))),
    ],
)
def test_a_bomb_in_tnef_costs_under_two_seconds(stream: bytes) -> None:
    raw = winmail(stream, text=None)
    start = time.process_time()
    parse(raw)
    assert time.process_time() - start < 2


def test_a_file_that_only_has_the_name_stays_what_it_is() -> None:
    seen = mail(*multipart("mixed", "Content-Type: application/ms-tnef; name=winmail.dat\n\nnot tnef"))
    assert [a.name for a in seen.attachments] == ["winmail.dat"]
