"""intake/tnef.py: winmail.dat opened: what Outlook and Exchange pack into one part that no other program reads.

Promises   every file inside with its exact bytes, its long name and its media type, and the body: HTML, RTF or plain.
           Damage costs what is behind it; linear time; at most `_FILES` files. A message inside is one file.
Does not   open a TNEF inside a TNEF, nor read anything but files and body.
Why not    tnefparse: last released in 2021, and it reads every property of a stream before a cap can be set.
Source     MS-OXTNEF 2.1, MS-OXPROPS.
Reads next intake/rtf.py
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.html_text import html_to_text
from mailtriage.intake.rtf import decompressed, rtf_to_text

SIGNATURE = b"\x78\x9f\x3e\x22"
_FILES = 100
_PROPERTIES = 2_000
_BODY, _MESSAGE_PROPERTIES, _CODEPAGE = 0x0002800C, 0x00069003, 0x00069007
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_PLAIN, _RTF, _HTML, _INTERNET_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_CONTENT, _SHORT_NAME, _LONG_NAME, _SHOWN, _TYPE, _ID = 0x3701, 0x3704, 0x3707, 0x3001, 0x370E, 0x3712


@dataclass(slots=True)
class File:
    name: str = ""
    type: str = ""
    content_id: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Opened:
    """`text` is the body in plain text; `whole` is False when the stream broke off."""

    files: list[File] = field(default_factory=list)
    text: str = ""
    whole: bool = True


def is_tnef(type: str, name: str, begins: bytes) -> bool:
    """Whether a part is TNEF, by its signature; a type or name alone is not believed."""
    named = type in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower().endswith((".dat", ".tnef"))
    return begins.startswith(SIGNATURE) and (named or type == "application/octet-stream")


def open_tnef(data: bytes) -> Opened:
    """The files and the body. Never raises for what `data` holds."""
    found, codepage = Opened(), "cp1252"
    body: dict[int, str | bytes | int] = {}
    at = 6
    while at + 9 <= len(data):
        attribute, size = struct.unpack_from("<II", data, at + 1)
        start, at = at + 9, at + 11 + size
        if start + size > len(data):
            found.whole = False
            size = len(data) - start
        value = memoryview(data)[start : start + size]
        if attribute == _CODEPAGE and size >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif attribute == _BODY:
            body[_PLAIN] = _text(bytes(value), codepage)
        elif attribute == _MESSAGE_PROPERTIES:
            body.update(_properties(value, codepage, (_PLAIN, _RTF, _HTML, _INTERNET_CODEPAGE)))
        elif attribute == _NEW_FILE:
            if len(found.files) >= _FILES:
                break
            found.files.append(File())
        elif found.files:
            _add(found.files[-1], attribute, value, codepage)
    found.text = _body(body, codepage)
    found.files = [f for f in found.files if f.data or f.name]
    return found


def _add(file: File, attribute: int, value: memoryview, codepage: str) -> None:
    if attribute == _TITLE:
        file.name = file.name or _text(bytes(value), codepage)
    elif attribute == _DATA:
        file.data = bytes(value)
    elif attribute == _FILE_PROPERTIES:
        said = _properties(value, codepage, (_CONTENT, _SHORT_NAME, _LONG_NAME, _SHOWN, _TYPE, _ID))
        name = said.get(_LONG_NAME) or said.get(_SHOWN) or said.get(_SHORT_NAME)
        file.name = str(name or file.name)
        file.type, file.content_id = str(said.get(_TYPE, "")).lower(), str(said.get(_ID, ""))
        content = said.get(_CONTENT)
        if isinstance(content, bytes) and not file.data:
            if content[16:20] == SIGNATURE:              # a message: an interface id and a TNEF of its own
                content, file.type = content[16:], "application/ms-tnef"
            file.data = content


def _body(said: dict[int, str | bytes | int], codepage: str) -> str:
    """The best wording there is: HTML, RTF, plain."""
    html, rtf, plain = said.get(_HTML), said.get(_RTF), said.get(_PLAIN)
    if html:
        number = said.get(_INTERNET_CODEPAGE)
        label = {65001: "utf-8"}.get(number, f"cp{number}") if isinstance(number, int) else codepage
        text = decode(html[: limits.HTML], label)[0] if isinstance(html, bytes) else str(html)[: limits.HTML]
        return html_to_text(text)[0]
    if isinstance(rtf, bytes) and (text := rtf_to_text(decompressed(rtf))).strip():
        return text
    return plain.replace("\r\n", "\n") if isinstance(plain, str) else ""


def _properties(value: memoryview, codepage: str, wanted: tuple[int, ...]) -> dict[int, str | bytes | int]:
    """The wanted MAPI properties; what comes before a break is kept."""
    found: dict[int, str | bytes | int] = {}
    try:
        for number, kind, data in _each(value):
            if number not in wanted or number in found:
                continue
            if kind == _UNICODE:
                found[number] = bytes(data).decode("utf-16-le", "replace").rstrip("\0")
            elif kind == _STRING8:
                found[number] = _text(bytes(data), codepage)
            elif kind == 3:
                found[number] = int(struct.unpack_from("<I", data)[0])
            else:
                found[number] = bytes(data)
    except (struct.error, ValueError):
        pass                                             # broken off: what was read is all there is
    return found


def _each(value: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """(property id, type, first value) one after the other. struct.error at a break, ValueError at an unknown type."""
    (count,) = struct.unpack_from("<I", value)
    at = 4
    for _ in range(min(count, _PROPERTIES)):
        kind, number = struct.unpack_from("<HH", value, at)
        at += 4
        if number >= 0x8000:                             # a named property
            named, size = struct.unpack_from("<II", value, at + 16)
            at += 24 + (_padded(size) if named else 0)
        several, kind = kind & 0x1000, kind & ~0x1000
        values = 1
        if several or kind in (_STRING8, _UNICODE, _BINARY, _OBJECT):
            (values,) = struct.unpack_from("<I", value, at)
            at += 4
        for index in range(min(values, len(value))):
            if kind in _FIXED:
                size = step = _FIXED[kind]
            elif kind in (_STRING8, _UNICODE, _BINARY, _OBJECT):
                (size,) = struct.unpack_from("<I", value, at)
                at, step = at + 4, _padded(size)
            else:
                raise ValueError(kind)
            if at + size > len(value):
                raise ValueError("cut off")
            if index == 0:
                yield number, kind, value[at : at + size]
            at += step


def _padded(size: int) -> int:
    return (size + 3) & ~3


def _text(data: bytes, codepage: str) -> str:
    return decode(data.split(b"\0", 1)[0], codepage)[0]
