"""tests/desk/letters.py: mails with HTML, pictures and files, as bytes."""

from __future__ import annotations

import base64
import struct
import zlib


def letter(html: str = "", *, text: str = "I forgot my password. How can I reset it?", sender: str = "c@s.example",
           subject: str = "Locked out", files: tuple[tuple[str, bytes], ...] = (), pictures: tuple[tuple[str, bytes], ...] = (),
           id: str = "h1") -> bytes:
    """`files` are (Content-Disposition parameters, bytes), `pictures` (Content-ID, bytes)."""
    wordings = f"--a\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    if html:
        wordings += f"--a\nContent-Type: text/html; charset=utf-8\n\n{html}\n"
    inner = f"--r\nContent-Type: multipart/alternative; boundary=a\n\n{wordings}--a--\n"
    for cid, data in pictures:
        inner += f"--r\nContent-Type: image/png\nContent-ID: <{cid}>\nContent-Transfer-Encoding: base64\n\n{_b64(data)}"
    outer = f"--m\nContent-Type: multipart/related; boundary=r\n\n{inner}--r--\n"
    for parameters, data in files:
        outer += ("--m\nContent-Type: text/html\nContent-Disposition: attachment; " + parameters
                  + f"\nContent-Transfer-Encoding: base64\n\n{_b64(data)}")
    head = (f"From: {sender}\nTo: support@cadents.example\nMessage-ID: <{id}@s.example>\nSubject: {subject}\n"
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n")
    return f"{head}{outer}--m--\n".replace("\n", "\r\n").encode()


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """A real picture of one colour."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _b64(data: bytes) -> str:
    return base64.encodebytes(data).decode()
