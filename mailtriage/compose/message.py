"""compose/message.py: from words to the frozen bytes of one mail.

Promises   canonical CRLF, 7-bit, no line over 998 octets; exactly the headers `freeze` lists, whatever a
           customer wrote; the case number in front of the subject exactly once; the same arguments always
           give the same bytes. Every mail carries our mark (model/mark.py).
Does not   choose words or recipients, nor send. Bcc does not exist.
Sources    RFC 5322, 2045-2047, 2231, 3834 (Auto-Submitted), RFC 6854 (a group where an address cannot be
           ASCII).
Reads next deliver/smtp.py
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from mailtriage.compose.markdown import to_html, to_text
from mailtriage.model.ids import digest
from mailtriage.model.mark import HEADER, mark
from mailtriage.model.subject import strip_numbers
from mailtriage.model.wire import flaw, header_text, wire_address
from mailtriage.model.wire import message_id as well_formed

MOST_SUBJECT = 180
MOST_REFERENCES = 12      # the first and the latest: enough for threading, short enough for every filter
_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}")
_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")


class NotCanonical(Exception):
    """A bug of ours: the bytes are not what we promise, and were not kept. The message says why."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: display name, media type, and the bytes as they are."""

    name: str
    type: str
    data: bytes


def freeze(
    *,
    from_address: str,
    to: Sequence[str],
    subject: str,
    markdown: str,
    date: datetime,
    message_id: str,
    keys: Mapping[str, bytes],
    key_id: str,
    from_name: str = "",
    cc: Sequence[str] = (),
    number: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    auto_submitted: str = "",
    reply_to: str = "",
    attachments: Sequence[File] = (),
    language: str = "en",
) -> bytes:
    """The whole mail. `auto_submitted` is auto-replied (an answer to a mail), auto-generated (a notice) or ""
    (a person wrote or approved it: RFC 3834 is about mail without one). Malformed ids of others are left out;
    boundaries come from `message_id`. Raises BadAddress for an address that cannot be written to, ValueError
    for a bad Message-ID of ours or a naive date."""
    if not message_id or well_formed(message_id) != message_id:
        raise ValueError(f"{message_id!r} is not a Message-ID")
    if date.tzinfo is None:
        raise ValueError("a date without a zone")
    if auto_submitted not in ("", "auto-replied", "auto-generated"):
        raise ValueError(f"{auto_submitted!r} is not a word of Auto-Submitted")
    parents = _parents(in_reply_to, references)
    headers = [
        _fold("From", _mailbox(from_name, from_address)),
        _fold("To", _addresses(to) or "undisclosed-recipients:;"),
        _fold("Cc", _addresses(cc)) if cc else "",
        _fold("Reply-To", _mailbox("", reply_to)) if reply_to else "",
        _fold("Subject", _words(subject_line(subject, number))),
        _fold("Date", format_datetime(date.astimezone(UTC).replace(microsecond=0))),
        _fold("Message-ID", message_id),
        _fold("In-Reply-To", well_formed(in_reply_to)),
        _fold("References", " ".join(parents)),
        _fold("Auto-Submitted", auto_submitted),
        _fold("X-Auto-Response-Suppress", "All" if auto_submitted else ""),
        _fold(HEADER, mark(keys, key_id, message_id)),
        _fold("MIME-Version", "1.0"),
    ]
    data = ("".join(headers) + _body(markdown, language, attachments, message_id)).encode("ascii")
    if why := flaw(data):
        raise NotCanonical(f"the mail {message_id} has {why}")
    return data


def subject_line(subject: str, number: str = "") -> str:
    """The subject as it will stand in the mail: the number in front, once, and no other of its program."""
    words = header_text(subject, MOST_SUBJECT)
    if not number:
        return words
    words = strip_numbers(words, {number.partition("-")[0].upper()})
    return f"[{number}] {words}".rstrip()


def _parents(in_reply_to: str, references: Sequence[str]) -> list[str]:
    """References, oldest first, each once, the thread's root kept when the middle is cut."""
    ids = list(dict.fromkeys(good for r in references[-200:] if (good := well_formed(r))))
    if (last := well_formed(in_reply_to)) and last not in ids:
        ids.append(last)
    if len(ids) > MOST_REFERENCES:
        ids = [ids[0], *ids[1 - MOST_REFERENCES:]]
    return ids


def _fold(name: str, value: str) -> str:
    """A header line, folded between words at 76 columns; "" when there is no value."""
    if not value:
        return ""
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > 76 and line.strip() and line != f"{name}:":
            lines.append(line)
            line = ""
        line += " " + word
    return "\r\n".join((*lines, line)) + "\r\n"


def _words(text: str) -> str:
    """Unstructured text; from the first word that is not plain ASCII on, encoded words (RFC 2047)."""
    words = text.split(" ")
    plain = 0
    while plain < len(words) and words[plain].isascii() and "=?" not in words[plain] and len(words[plain]) < 70:
        plain += 1
    return " ".join((*words[:plain], *_encoded_words(" ".join(words[plain:]))))


def _encoded_words(text: str) -> Iterator[str]:
    chunk = b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(chunk) + len(octets) > 42:              # 56 characters of base64 and 12 around them
            yield f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    if chunk:
        yield f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="


def _phrase(text: str) -> str:
    """A display name (RFC 5322 3.2.5)."""
    if text.isascii() and "=?" not in text and len(text) < 60:
        if _PHRASE.fullmatch(text):
            return text
        return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
    return " ".join(_encoded_words(text))


def _mailbox(name: str, address: str) -> str:
    spec = wire_address(address)
    name = header_text(name, 100)
    if not spec.isascii():
        # The bytes stay 7-bit for every server: a group without members shows whom, the envelope says where.
        return f"{_phrase(name or spec)} :;"
    return f"{_phrase(name)} <{spec}>" if name else spec


def _addresses(addresses: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(_mailbox("", a) for a in addresses))


def _body(markdown: str, language: str, attachments: Sequence[File], message_id: str) -> str:
    text, html = to_text(markdown), to_html(markdown, language)
    parts = [_text_part("plain", text), _text_part("html", html)]
    body = _multipart("alternative", parts, message_id)
    if attachments:
        body = _multipart("mixed", [body, *(_file_part(f) for f in attachments)], message_id)
    return body


def _multipart(kind: str, parts: Sequence[str], seed: str) -> str:
    # "=_" stands in no line of quoted-printable or base64: no part can hold its boundary (RFC 2045 6.7).
    boundary = f"=_{kind[:3]}_{digest('boundary', kind, seed)[:32]}"
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n{inside}--{boundary}--\r\n'


def _text_part(kind: str, text: str) -> str:
    data = text.replace("\n", "\r\n").encode("utf-8")
    printable = binascii.b2a_qp(data, istext=True)
    if len(printable) <= len(data) * 4 // 3:
        return _part(f'text/{kind}; charset="utf-8"', "quoted-printable", printable)
    return _part(f'text/{kind}; charset="utf-8"', "base64", _base64(data))


def _file_part(file: File) -> str:
    name = header_text(file.name, 100).replace("/", "_").replace("\\", "_") or "attachment"
    kind = file.type.lower()
    # message/* and multipart/* may not be base64 (RFC 2045 6.4); the bytes matter more than the label.
    if not _TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    disposition = f"Content-Disposition: attachment;\r\n{_filename(name)}\r\n"
    return _part(kind, "base64", _base64(file.data), disposition)


def _filename(name: str) -> str:
    """The parameter, cut in pieces where it is long or not ASCII (RFC 2231 3)."""
    if name.isascii() and len(name) < 60:
        return ' filename="' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    encoded = quote(name, safe="")
    pieces: list[str] = []
    while encoded:
        cut = 50
        while "%" in encoded[cut - 2 : cut]:           # not inside %XX
            cut += 1
        pieces.append(encoded[:cut])
        encoded = encoded[cut:]
    pieces[0] = "utf-8''" + pieces[0]
    return ";\r\n".join(f" filename*{i}*={piece}" for i, piece in enumerate(pieces))


def _part(kind: str, encoding: str, data: bytes, more: str = "") -> str:
    head = f"Content-Type: {kind}\r\n{more}Content-Transfer-Encoding: {encoding}\r\n"
    return f"{head}\r\n{data.decode('ascii')}"


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
