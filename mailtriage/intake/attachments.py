"""intake/attachments.py: every attachment with its exact bytes hashed and a name that is only ever shown.

Promises   all of them, in the order of the mail, with the same names each time. A display name has no path, no control,
           zero-width or direction character, and at most `limits.NAME` characters.
Does not   write files or unpack anything. Attachments are stored and fetched by sha256; the name is not a path.
Source     RFC 2183; names of the past that got through: FreeScout's sanitiser history.
Reads next intake/file_kinds.py, intake/unnamed.py, intake/parse.py
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from mailtriage.intake import limits
from mailtriage.intake.body import read_body
from mailtriage.intake.file_kinds import kind_of
from mailtriage.intake.headers import decode_words
from mailtriage.intake.opening import open_mail
from mailtriage.intake.structure import Part, split
from mailtriage.intake.unnamed import name_for
from mailtriage.model.mail import Attachment


def attachment(part: Part) -> Attachment:
    """What the ledger and the desk show of a part."""
    data = part.content()
    shown = part.disposition == "inline" or bool(part.headers.first("content-id"))
    inline = shown and part.disposition != "attachment"
    name = display_name(part)
    kind = kind_of(name, part.type, data, inline)
    return Attachment(name, part.type, len(data), hashlib.sha256(data).hexdigest(), inline, kind)


def display_name(part: Part) -> str:
    """The name of a file made safe to show: the sender's, or one of unnamed.py."""
    return safe_name(decode_words(part.name)) or safe_name(name_for(part))


def safe_name(name: str) -> str:
    """The last component of a path, NFC, without characters that do not show; "" when nothing is left."""
    name = unicodedata.normalize("NFC", name[: limits.NAME * 5])
    name = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in name)
    name = re.split(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]", name.rstrip("/\\"))[-1]
    name = " ".join(re.sub(r"^[A-Za-z]:", "", name).split()).strip(". ")
    if len(name) > limits.NAME:
        stem, dot, extension = name.rpartition(".")
        tail = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: limits.NAME - len(tail) - 1] + "\u2026" + tail
    return name


def attachment_bytes(raw: bytes, sha256: str) -> bytes | None:
    """The decoded bytes of the attachment with this hash, from the raw mail; None when there is none."""
    try:
        wire, headers = open_mail(raw)
        root = split(wire, headers)
    except limits.TooMuch:
        return None
    # The leaves first: most attachments are one, and the files inside a text or a winmail.dat cost more to find.
    for parts in (root.leaves(), read_body(root).attachments):
        for part in parts:
            data = part.content()
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
    return None
