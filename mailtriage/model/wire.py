"""model/wire.py: what may stand in a header, an envelope and a body on its way out.

Promises   `header_text` gives one printable line; `wire_address` gives an addr-spec that is exactly one
           recipient, with an ASCII domain, or raises; `flaw` finds what would let a receiver see two mails
           in one (SMTP smuggling).
Does not   send, render or fold anything.
Sources    RFC 5321 4.1.2 (addresses), 4.5.3.1.6 (998 octets), RFC 5890 (A-labels), RFC 6531 (UTF-8).
Reads next compose/message.py, deliver/smtp.py
"""

from __future__ import annotations

import re
import unicodedata

# Marks and overrides that turn the reading order of what follows; in a header they make a name lie.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufff9-\ufffb]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u00a0-\U0010ffff]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,240}@[!-;=?A-~]{1,240}>")


class BadAddress(ValueError):
    """Not one mailbox that may be written into an envelope. The message names it and why."""


def header_text(text: str, most: int = 250) -> str:
    """`text` as one line for a header: breaks become spaces, controls and reading-order marks go, at most
    `most` characters (an ellipsis shows the cut). Never raises."""
    text = _SURROGATES.sub("\ufffd", text[: most * 8])
    text = " ".join(_BIDI.sub("", _CONTROLS.sub("", text)).split())      # to split(), every line break is space
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def body_text(text: str) -> str:
    """`text` as lines for a body: line ends become LF, controls and order overrides go. Never raises."""
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n"))
    text = re.sub("[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", _CONTROLS.sub("", text))


def wire_address(address: str) -> str:
    """The addr-spec for the wire: local part as written, domain as A-labels. Raises BadAddress.

    Quoted local parts, comments, display names and address literals are refused: each is a way to make one
    string read as two mailboxes (CVE-2023-27043), and no correspondent of a support desk needs them."""
    local, at, domain = address.rpartition("@")
    bad = not at or not local or len(address) > 254 or len(local.encode("utf-8", "replace")) > 64
    if bad or local[0] == "." or local[-1] == "." or ".." in local or not _ATOM.fullmatch(local):
        raise BadAddress(f"{header_text(address, 80)!r} is not an address that can be written to")
    if local != header_text(local) or not local.isprintable():
        raise BadAddress(f"{header_text(address, 80)!r} holds characters that are not printed")
    labels = [_a_label(label, address) for label in domain.split(".")]
    return f"{local}@{'.'.join(labels)}"


def _a_label(label: str, address: str) -> str:
    """Not the idna codec of the standard library: it follows IDNA 2003 and sends mail for faß to fass."""
    if not label.isascii():
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", label).lower())
        if any(unicodedata.category(c)[0] in "CSPZ" and c != "-" for c in folded):
            raise BadAddress(f"{header_text(address, 80)!r} has a domain that cannot be written in A-labels")
        label = folded if folded.isascii() else "xn--" + folded.encode("punycode").decode()
    if not _LABEL.fullmatch(label):
        raise BadAddress(f"{header_text(address, 80)!r} has no valid domain")
    return label.lower()


def message_id(text: str) -> str:
    """`text` when it is one well-formed msg-id in brackets (RFC 5322 3.6.4), else ""."""
    text = text.strip()
    return text if _MESSAGE_ID.fullmatch(text) else ""


def flaw(data: bytes) -> str:
    """Why `data` is not canonical (CRLF only, no NUL, at most 998 octets a line, CRLF at its end), or ""."""
    if not data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n"):
        return "a CR or LF that stands alone"
    if b"\0" in data:
        return "a NUL"
    if max(map(len, data.split(b"\r\n"))) > 998:
        return "a line over 998 octets"
    return "" if data.endswith(b"\r\n") else "no CRLF at the end"
