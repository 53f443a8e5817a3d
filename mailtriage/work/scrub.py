"""work/scrub.py: does this speak of a person, in whatever encoding; and a record without what names them. Pure.

Promises   an address or name is found in plain bytes, base64, quoted-printable, UTF-16 and encoded words (RFC 2047),
           in any part of a mail at any depth. `scrub` leaves no field of a record that has it.
Does not   find a name that is written otherwise, or in a picture.
Reads next work/erase.py
"""

from __future__ import annotations

import email
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from email.header import decode_header
from email.utils import parseaddr
from typing import Any

ERASED = "erased on request"
_DEPTH = 30


def mentions(data: bytes, needles: Iterable[str]) -> bool:
    """Whether one of the needles stands in these bytes, read as they are and as a mail."""
    wanted = [n.lower() for n in needles if n]
    return any(n in text for text in _readings(data) for n in wanted)


def _readings(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "replace").lower()
    if b"\0" in data:
        yield from _wide(data)
    try:
        message = email.message_from_bytes(data)
    except Exception:  # noqa: BLE001  whatever a mail does to the parser: its bytes were looked at
        return
    yield from _parts(message, 0)


def _wide(data: bytes) -> Iterator[str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        for offset in (0, 1):
            yield data[offset:].decode(encoding, "ignore").lower()


def _parts(message: Any, depth: int) -> Iterator[str]:
    """The headers, decoded, and the decoded body of every part."""
    for _, value in message.raw_items():
        yield _words(str(value)).lower()
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload if depth < _DEPTH else ():
            yield from _parts(part, depth + 1)
        return
    try:
        body = message.get_payload(decode=True)
    except Exception:  # noqa: BLE001  as above
        return
    if isinstance(body, bytes) and body:
        yield body.decode("utf-8", "replace").lower()
        yield body.decode("latin-1").lower()
        if b"\0" in body:
            yield from _wide(body)


def _words(value: str) -> str:
    try:
        pairs = decode_header(value)
        return "".join(w.decode(c or "latin-1", "replace") if isinstance(w, bytes) else w for w, c in pairs)
    except Exception:  # noqa: BLE001  an unknown charset or a broken word: the bytes were looked at
        return value


def names_in(raw: bytes) -> set[str]:
    """The display names of the author."""
    try:
        found = email.message_from_bytes(raw).get_all("From", [])
    except Exception:  # noqa: BLE001  no name is an answer
        return set()
    return {name for value in found if (name := parseaddr(_words(str(value)))[0].strip())}


def scrub(record: Any, needles: Iterable[str]) -> Any:
    """The record with every text that has a needle replaced, and every such member of a list left out."""
    wanted = [n.lower() for n in needles if n]
    changes = {f.name: new for f in fields(record) if (new := _clean(old := getattr(record, f.name), wanted)) != old}
    return replace(record, **changes) if changes else record


def _clean(value: Any, wanted: list[str]) -> Any:
    if isinstance(value, str) and type(value) is str:
        return ERASED if _has(value, wanted) else value
    if isinstance(value, tuple):
        return tuple(_clean(v, wanted) for v in value if not (isinstance(v, str) and _has(v, wanted)))
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if not _has(f"{k}\n{v}", wanted)}
    if is_dataclass(value) and not isinstance(value, type):
        return scrub(value, wanted)
    return value


def _has(text: str, wanted: list[str]) -> bool:
    return any(n in text.lower() for n in wanted)
