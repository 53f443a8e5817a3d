"""Attack 13, attachment names: FreeScout's sanitiser was got round again and again; glpi #9600 looped on one name.

Names are display text: whatever was sent, no path, control, direction or invisible character is shown, and nothing is
written under them.
"""

from __future__ import annotations

import itertools
import os
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest

from mailtriage.intake.attachments import attachment_bytes, safe_name
from mailtriage.intake.parse import parse
from tests.unit.intake.mailkit import BASE, multipart

_STEMS = [
    "a.txt",
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\boot.ini",
    "C:\\windows\\x.exe",
    "\\\\host\\share\\x",
    "a\0b.txt",
    "a\u202etxt.exe",
    "a\u200bb.htaccess",
    ".htaccess",
    "..",
    ".",
    "x.",
    "x ",
    "CON",
    "nul.txt",
    "a" * 10_000 + ".pdf",
    "\r\nX-Evil: y",
    "a\u2028b",
    "\x1b[31mred",
    "\u2044etc\u2215passwd",
    "\uff0fetc",
    "~/x",
    "",
    "a\tb.txt",
    "\ufeffa.txt",
    "a\u2066b\u2069.txt",
    "%2e%2e%2fpasswd",
    "\ud83d\ude00.png",
]
_WRAPS = [
    lambda s: s,
    lambda s: s.upper(),
    lambda s: "x/" + s,
    lambda s: s + "/",
    lambda s: "\u202e" + s,
    lambda s: unicodedata.normalize("NFD", "\xe5" + s),
    lambda s: s + "\0",
    lambda s: "\u200f" + s + "\u200f",
]
NAMES = [wrap(stem) for stem, wrap in itertools.product(_STEMS, _WRAPS)]


def _as_sent(name: str) -> list[bytes]:
    """The name as RFC 2231, as an encoded word, and raw in quotes."""
    import base64

    data = name.encode("utf-8", "surrogatepass")[:4000]
    return [
        b"filename*=utf-8''" + quote(data, safe="").encode()[:8000],
        b'filename="=?utf-8?b?' + base64.b64encode(data) + b'?="',
        b'filename="' + data.replace(b"\r\n", b" ").replace(b'"', b"")[:4000] + b'"',
    ]


def test_no_name_shows_a_path_or_an_invisible_character_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seen = 0
    for name in NAMES:
        for sent in _as_sent(name):
            mail = parse(
                BASE
                + b"Content-Type: application/x-thing\r\nContent-Disposition: attachment; "
                + sent
                + b"\r\n\r\ncontent"
            )
            assert len(mail.attachments) == 1, (name, mail.defects)
            shown = mail.attachments[0].name
            assert shown, name
            assert shown.isprintable(), (name, shown)
            assert not set(shown) & set("/\\\u2044\u2215\uff0f\uff3c"), (name, shown)
            assert not shown.startswith("."), (name, shown)
            assert shown not in ("", ".", "..")
            assert len(shown) <= 200
            seen += 1
    assert seen >= 500
    assert os.listdir(tmp_path) == []


def test_honest_names_are_kept() -> None:
    for name in ("Rapport nr 3.pdf", "bilde (2).png", "Ærlig tekst.docx", "a.b.c.tar.gz", "日本語.txt", "résumé.pdf"):
        assert safe_name(name) == name
    assert safe_name("x" * 300 + ".docx").endswith("….docx")


@pytest.mark.parametrize("path", ["a/b/report.pdf", "C:\\a\\report.pdf", "../report.pdf", "/report.pdf", "report.pdf/"])
def test_of_a_path_the_last_component_is_shown(path: str) -> None:
    assert safe_name(path) == "report.pdf"


def test_winmail_dat_is_an_attachment_with_its_bytes() -> None:
    """django-helpdesk and FreeScout lost it; unpacking it is not intake's work."""
    raw = BASE + b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig==\r\n"
    mail = parse(raw)
    assert [a.name for a in mail.attachments] == ["part-1.dat"]
    assert attachment_bytes(raw, mail.attachments[0].sha256) == b'x\x9f>"'


def test_an_unnamed_attachment_has_the_same_name_each_time() -> None:
    headers, body = multipart(
        "mixed",
        "Content-Type: text/plain\n\nhi",
        "Content-Type: application/pdf\n\n%PDF",
        "Content-Type: image/png\n\nPNG",
        "Content-Type: message/rfc822\n\nFrom: x\n\ny",
        "Content-Type: x/unknown\n\nz",
    )
    raw = BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    for _ in range(2):
        assert [a.name for a in parse(raw).attachments] == ["part-2.pdf", "part-3.png", "part-4.eml", "part-5.bin"]


def test_an_attachment_is_fetched_again_by_its_hash() -> None:
    headers, body = multipart(
        "mixed",
        "Content-Type: text/plain\n\nhi",
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==",
        "Content-Type: application/pdf; name=A.PDF\nContent-Transfer-Encoding: quoted-printable\n\n=25PDG",
    )
    raw = BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    first, second = parse(raw).attachments
    assert attachment_bytes(raw, first.sha256) == b"%PDF"
    assert attachment_bytes(raw, second.sha256) == b"%PDG"
    assert attachment_bytes(raw, "0" * 64) is None
    assert attachment_bytes(b"From: a@\r\n" + b"X: y\r\n" * 1000, first.sha256) is None


def test_seventy_attachments_are_seventy() -> None:
    """Zammad #2591: 70 attachments stopped all fetching."""
    parts = [f"Content-Type: image/png; name=n{i}.png\nContent-Transfer-Encoding: base64\n\nAAAA" for i in range(70)]
    headers, body = multipart("mixed", "Content-Type: text/plain\n\nhi", *parts)
    mail = parse(BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    assert [a.name for a in mail.attachments] == [f"n{i}.png" for i in range(70)]
    assert mail.text == "hi"
