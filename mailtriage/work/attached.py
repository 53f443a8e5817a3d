"""work/attached.py: the files a text carries: guides and forms of the program, frozen with the mail.

Promises   what an approval names is what leaves: a file is named with its hash, and one that has changed is not sent.
Reads next work/answer.py, compose/message.py
"""

from __future__ import annotations

import hashlib

from mailtriage.compose.message import File
from mailtriage.program.program import Program, Text
from mailtriage.program.variables import FILES

# Own and short: the system's mime.types differs from machine to machine, and frozen bytes must not.
_TYPES = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "txt": "text/plain", "csv": "text/csv", "zip": "application/zip", "ics": "text/calendar",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


class FileChanged(Exception):
    """A file of the program is no longer what was attached; the message names it and what to do."""


def attached(program: Program, text: Text) -> tuple[str, ...]:
    """The files of a text, as `name sha256`."""
    return tuple(f"{name} {hashlib.sha256(program.files[FILES + name]).hexdigest()}" for name in text.attach)


def files(program: Program, entries: tuple[str, ...]) -> tuple[File, ...]:
    """The files of those entries. Raises FileChanged."""
    found = []
    for entry in entries:
        name, _, sha256 = entry.partition(" ")
        data = program.files.get(FILES + name)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise FileChanged(f"{name} has changed since it was attached; reject the draft and write the answer anew")
        ending = name.rpartition(".")[2].lower()
        found.append(File(name, _TYPES.get(ending, "application/octet-stream"), data))
    return tuple(found)
