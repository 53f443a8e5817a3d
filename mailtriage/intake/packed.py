"""intake/packed.py: attachments that hold what a mail program should have sent beside them: winmail.dat.

Promises   the files inside stand behind their container, which stays; its body is read only when the mail has no other
           text. At most `_MOST` containers are opened, `_BYTES` bytes in all.
Does not   open archives: what is in a zip was put there by a person.
Reads next intake/tnef.py
"""

from __future__ import annotations

from mailtriage.intake.headers import Headers
from mailtriage.intake.structure import Part
from mailtriage.intake.text_part import clean_text
from mailtriage.intake.tnef import File, is_tnef, open_tnef

_MOST = 5
_BYTES = 32 * 1024 * 1024
_IN_BASE64 = b"eJ8+I"       # the signature of TNEF


def open_packed(attachments: list[Part], defects: list[str]) -> list[str]:
    """Put the files of TNEF containers behind them; their texts."""
    texts: list[str] = []
    opened = size = 0
    for part in list(attachments):
        if not _may_be(part) or opened >= _MOST or size + part.end - part.start > _BYTES:
            continue
        data = part.content()
        if not is_tnef(part.type, part.name, data[:4]):
            continue
        opened, size = opened + 1, size + len(data)
        found = open_tnef(data)
        at = attachments.index(part) + 1
        attachments[at:at] = [_part(file, part.number) for file in found.files]
        if text := clean_text(found.text).strip("\n"):
            texts.append(text)
        if not found.whole:
            defects.append(f"part {part.number}: the TNEF data breaks off")
    return texts


def _may_be(part: Part) -> bool:
    if part.type in ("application/ms-tnef", "application/vnd.ms-tnef"):
        return True
    if part.type != "application/octet-stream":
        return False
    begins = part.raw[part.start : part.start + 12].lstrip()
    return begins.startswith((b"\x78\x9f\x3e\x22", _IN_BASE64)) or part.name.lower().endswith((".dat", ".tnef"))


def _part(file: File, number: int) -> Part:
    items = [("content-id", file.content_id.encode("utf-8", "replace"))] if file.content_id else []
    kind = file.type if "/" in file.type else "application/octet-stream"
    disposition = "inline" if file.content_id else "attachment"
    return Part(Headers(items), file.data, 0, len(file.data), kind, {}, disposition, {"filename": file.name}, "binary",
                number=number)
