"""intake/file_kinds.py: what an attachment is, by bytes before name before type."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from mailtriage.intake.file_kinds import kind_of
from mailtriage.program.kinds import KINDS

PCAP, PCAPNG = b"\xd4\xc3\xb2\xa1" + b"\0" * 50, b"\x0a\x0d\x0d\x0a" + b"\0" * 50
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40_000
LOG = b"2026-11-23 08:00:01 started\n2026-11-23 08:00:02 bind failed\n"
SYSLOG = b"Nov 23 08:00:01 host app[1]: x\nNov 23 08:00:02 host app[1]: y\n"
HAR = b'{\n  "log": {"version": "1.2", "creator": {"name": "Firefox"}, "entries": []}}'
INI = b"[server]\nport = 5061\nname = a\ntls = yes\n"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name in names:
            z.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(("name", "type", "data", "kind"), [
    ("trace.pcap", "application/octet-stream", PCAP, "pcap"), ("capture", "text/plain", PCAPNG, "pcap"),
    ("trace.pcapng.gz", "application/gzip", b"\x1f\x8b" + b"\0" * 20, "pcap"), ("a.etl", "application/octet-stream", b"x", "pcap"),
    ("page.har", "application/json", HAR, "har"), ("page.json", "application/json", HAR, "har"),
    ("app.log", "text/plain", b"x", "log"), ("out.txt", "text/plain", LOG, "log"), ("messages", "text/plain", SYSLOG, "log"),
    ("app.log.1", "application/octet-stream", b"x", "log"), ("System.evtx", "application/octet-stream", b"ElfFile\0", "log"),
    ("log.zip", "application/zip", zipped("a/app.log", "a/b.log"), "log"),
    ("bundle.zip", "application/zip", zipped("app.log", "net.pcap"), "archive"),
    ("x.zip", "application/zip", b"PK\x03\x04broken", "archive"), ("d.tar", "application/x-tar", b"\0" * 257 + b"ustar", "archive"),
    ("error.png", "image/png", PNG, "screenshot"), ("IMG_1.HEIC", "image/heic", b"\0\0\0\x18ftypheic", "screenshot"),
    ("photo", "application/octet-stream", b"\xff\xd8\xff\xe0", "screenshot"),
    ("sip.cfg", "application/octet-stream", b"x", "config"), ("settings.txt", "text/plain", INI, "config"),
    ("notes.txt", "text/plain", b"please call me\nthanks\n", "text"), ("a.pdf", "application/pdf", b"%PDF-1.7", "document"),
    ("a.docx", "application/octet-stream", zipped("[Content_Types].xml", "word/document.xml"), "document"),
    ("a.xlsx", "application/octet-stream", zipped("[Content_Types].xml", "xl/workbook.xml"), "table"),
    ("m.eml", "message/rfc822", b"From: x", "mail"), ("i.ics", "text/calendar", b"BEGIN", "calendar"),
    ("core.dmp", "application/octet-stream", b"MDMP", "dump"), ("v.mp4", "video/mp4", b"\0\0\0\x18ftypisom", "video"),
    ("empty.pcap", "application/octet-stream", b"", "other"), ("", "", b"\x01\x02", "other"),
    # The bytes are believed before the name.
    ("trace.pcap", "application/octet-stream", PNG, "screenshot"), ("picture.png", "image/png", PCAP, "pcap"),
])  # fmt: skip
def test_the_kind_of_a_file(name: str, type: str, data: bytes, kind: str) -> None:
    assert kind_of(name, type, data) == kind


def test_a_small_picture_in_the_text_is_no_screenshot() -> None:
    assert kind_of("image001.png", "image/png", PNG[:3000], inline=True) == "image"
    assert kind_of("company-logo.png", "image/png", PNG, inline=True) == "image"
    assert kind_of("image001.png", "image/png", PNG, inline=True) == "screenshot"
    assert kind_of("error.png", "image/png", PNG[:3000]) == "screenshot"


def test_any_bytes_have_a_kind() -> None:
    rng = random.Random(3)
    heads = [b"", b"PK\x03\x04", b"{", b"\xff\xfe", b"GIF89a", b"\x1f\x8b"]
    for _ in range(500):
        data = rng.choice(heads) + rng.randbytes(rng.randint(0, 300))
        name = "".join(rng.choice("ab.1 /zip") for _ in range(rng.randint(0, 12)))
        assert kind_of(name, rng.choice(["", "text/plain", "image/png", "x"]), data, rng.random() < 0.5) in KINDS
