"""model/mark.py: our own mark on every mail that leaves, so that one that comes back is known as a loop.

    X-Mailtriage-Loop: <key id>.<mac> <message-id>

The id stands in the mark because some providers rewrite Message-ID on sending: the mark proves itself.
The MAC is HMAC-SHA-256 cut to 128 bits. Copying a mark into one's own mail only keeps it from being answered.

Reads next compose/message.py (writes it), intake/parse.py (finds it)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

HEADER = "X-Mailtriage-Loop"


def _mac(key: bytes, key_id: str, message_id: str) -> str:
    mac = hmac.new(key, f"loop1|{key_id}|{message_id}".encode(), hashlib.sha256).digest()[:16]
    return base64.b32encode(mac).decode().rstrip("=").lower()


def mark(keys: Mapping[str, bytes], key_id: str, message_id: str) -> str:
    """The value of HEADER for a mail of ours with that Message-ID (in brackets)."""
    return f"{key_id}.{_mac(keys[key_id], key_id, message_id)} {message_id}"


def is_mark(keys: Mapping[str, bytes], value: str) -> bool:
    """True when `value` was made by `mark` with one of `keys`; a foreign, forged or cut value is False."""
    tag, _, message_id = " ".join(value[:1000].split()).partition(" ")
    key_id, _, mac = tag.partition(".")
    key = keys.get(key_id.lower())
    if key is None or not mac.isascii():
        return False
    return hmac.compare_digest(mac.lower(), _mac(key, key_id.lower(), message_id))


def is_ours(keys: Mapping[str, bytes], headers: Iterable[tuple[str, str]]) -> bool:
    """True when any header of a received mail (name, value as received) carries our mark."""
    return any(name.lower() == HEADER.lower() and is_mark(keys, value) for name, value in headers)
