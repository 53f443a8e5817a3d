"""model/tokens.py: what our own Message-IDs carry, so that a reply finds its case.

A token *selects* a case and proves nothing about the sender: every Cc and every forward carries it.
It binds case, recipient, purpose and key id under HMAC-SHA-256 cut to 128 bits, and is base32 in lower case
because some relays change the case of a local part.

Does not   keep keys (`store/keys.py`) or decide who may join (`triage/which_case.py`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

REPLY = "r"  # purpose: a mail of a case; an approval token is another purpose and never fits here
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Token:
    """`recipient_hash` is the first 8 bytes (hex) of sha256 of the canonical address it was issued to."""

    case_id: int
    recipient_hash: str
    purpose: str
    key_id: str


def recipient_hash(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]


def _b32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _unb32(text: str) -> bytes:
    data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    if _b32(data) != text.lower():  # unused low bits set: not the string we issued
        raise ValueError("not canonical")
    return data


def _mac(key: bytes, purpose: str, key_id: str, payload: bytes) -> bytes:
    return hmac.new(key, b"|".join((b"mt1", purpose.encode(), key_id.encode(), payload)), hashlib.sha256).digest()[
        :_MAC_BYTES
    ]


def issue(keys: Mapping[str, bytes], key_id: str, case_id: int, recipient: str, nonce: bytes, domain: str) -> str:
    """A Message-ID with brackets for a mail of this case to this recipient. `nonce` (6 bytes) makes it unique."""
    payload = case_id.to_bytes(6, "big") + bytes.fromhex(recipient_hash(recipient)) + nonce[:6]
    mac = _mac(keys[key_id], REPLY, key_id, payload)
    return f"<mt1.{REPLY}.{key_id}.{_b32(payload)}.{_b32(mac)}@{domain}>"


def read(keys: Mapping[str, bytes], message_id: str) -> Token | None:
    """The token of a Message-ID of ours, or None: not ours, forged, truncated, of another purpose or key."""
    local = message_id.strip().strip("<>").partition("@")[0]
    parts = local.split(".")
    if not local.isascii():  # lower() would make a k of the Kelvin sign
        return None
    if len(parts) != 5 or parts[0].lower() != "mt1" or parts[1].lower() != REPLY:
        return None
    key = keys.get(parts[2].lower())
    if key is None:
        return None
    try:
        payload, mac = _unb32(parts[3]), _unb32(parts[4])
    except ValueError:
        return None
    if len(payload) != 20 or not hmac.compare_digest(mac, _mac(key, REPLY, parts[2].lower(), payload)):
        return None
    return Token(int.from_bytes(payload[:6], "big"), payload[6:14].hex(), REPLY, parts[2].lower())
