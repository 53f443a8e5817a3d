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
APPROVE = "a"  # purpose: a draft sent to one person of the desk
ANSWER = "n"  # purpose: a customer's new mail sent to the person who has its case
NOTICE = "i"  # purpose: what needs a person, told to one; an answer to it does nothing
STAFF = frozenset({APPROVE, ANSWER, NOTICE})
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


def _seal(keys: Mapping[str, bytes], key_id: str, purpose: str, payload: bytes, domain: str) -> str:
    return f"<mt1.{purpose}.{key_id}.{_b32(payload)}.{_b32(_mac(keys[key_id], purpose, key_id, payload))}@{domain}>"


def _open(keys: Mapping[str, bytes], message_id: str, purpose: str, size: int) -> tuple[bytes, str] | None:
    """Payload and key id of an id sealed for that purpose, or None."""
    local = message_id.strip().strip("<>").partition("@")[0]
    parts = local.split(".")
    if not local.isascii():  # lower() would make a k of the Kelvin sign
        return None
    if len(parts) != 5 or parts[0].lower() != "mt1" or parts[1].lower() != purpose:
        return None
    key_id = parts[2].lower()
    key = keys.get(key_id)
    if key is None:
        return None
    try:
        payload, mac = _unb32(parts[3]), _unb32(parts[4])
    except ValueError:
        return None
    if len(payload) != size or not hmac.compare_digest(mac, _mac(key, purpose, key_id, payload)):
        return None
    return payload, key_id


def issue(keys: Mapping[str, bytes], key_id: str, case_id: int, recipient: str, nonce: bytes, domain: str) -> str:
    """A Message-ID with brackets for a mail of this case to this recipient. `nonce` (6 bytes) makes it unique."""
    payload = case_id.to_bytes(6, "big") + bytes.fromhex(recipient_hash(recipient)) + nonce[:6]
    return _seal(keys, key_id, REPLY, payload, domain)


def read(keys: Mapping[str, bytes], message_id: str) -> Token | None:
    """The token of a Message-ID of ours, or None: not ours, forged, truncated, of another purpose or key."""
    opened = _open(keys, message_id, REPLY, 20)
    if opened is None:
        return None
    payload, key_id = opened
    return Token(int.from_bytes(payload[:6], "big"), payload[6:14].hex(), REPLY, key_id)


# Mails to staff: what answers them acts, so that their token binds more, and lives for days

@dataclass(frozen=True, slots=True)
class StaffToken:
    """`about` is the id of what the mail was about, `bound` the first 16 bytes (hex) of sha256 of its state then: the
    digest of a draft, the number of a case. `expires` is in seconds since 1970, UTC."""

    purpose: str
    about: int
    recipient_hash: str
    bound: str
    expires: int
    key_id: str


def bound_to(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()[:32]


def issue_to_staff(
    keys: Mapping[str, bytes], key_id: str, purpose: str, about: int, state: str, recipient: str, expires: int,
    nonce: bytes, domain: str,
) -> str:
    """A Message-ID with brackets for a mail to a person of the desk. `nonce` (6 bytes) makes it unique."""
    payload = (about.to_bytes(6, "big") + bytes.fromhex(recipient_hash(recipient)) + bytes.fromhex(bound_to(state))
               + expires.to_bytes(5, "big") + nonce[:6])
    return _seal(keys, key_id, purpose, payload, domain)


def read_of_staff(keys: Mapping[str, bytes], message_id: str, purpose: str) -> StaffToken | None:
    """The token of a mail of ours to staff, for that purpose and no other; None as in `read`."""
    opened = _open(keys, message_id, purpose, 41) if purpose in STAFF else None
    if opened is None:
        return None
    payload, key_id = opened
    return StaffToken(purpose, int.from_bytes(payload[:6], "big"), payload[6:14].hex(), payload[14:30].hex(),
                      int.from_bytes(payload[30:35], "big"), key_id)


def looks_like_staff(message_id: str) -> str:
    """The purpose a Message-ID claims when it has the shape of one of ours to staff, else ""; it proves nothing."""
    parts = message_id.strip().strip("<>").partition("@")[0].lower().split(".")
    return parts[1] if len(parts) == 5 and parts[0] == "mt1" and parts[1] in STAFF else ""
