"""demo/cast.py: the mails of the cast: cast/*.eml with their placeholders filled in.

    {date}          when the mail was written
    {number:ID}     the number of the case that mail ID of the cast is on
    {left:ID}       the Message-ID of the last mail the SMTP receiver got in answer to mail ID
    {nested}        a MIME tree 250 levels deep: too long to write down, and parsers die of it

Promises   bytes with CRLF, as a server would store them. Every address ends in .example.
Reads next demo/story.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

_FOLDER = Path(__file__).with_name("cast")
_DEPTH = 250        # the standard library cannot write such a mail out again (RecursionError); our limit is 30
_PLACEHOLDER = re.compile(r"\{(date|nested|(?:number|left):[a-z-]+)\}")


def mail(id: str, written: datetime, known: Mapping[str, str]) -> bytes:
    """Mail `id` of the cast. `known` maps "number:ID" and "left:ID" to their values; KeyError for one that is not
    known yet."""
    words = {"date": format_datetime(written), "nested": _nested(), **known}
    text = (_FOLDER / f"{id}.eml").read_text("utf-8")
    return _PLACEHOLDER.sub(lambda m: words[m[1]], text).replace("\n", "\r\n").encode()


def register(folder: Path, year: int) -> Path:
    """The customer register as a CSV file in `folder`, with contracts in force from the beginning of `year`, and one
    that ended before."""
    text = (_FOLDER / "customers.csv").read_text("utf-8")
    path = folder / "customers.csv"
    for name, of in (("{last_year}", year - 1), ("{year}", year), ("{next_year}", year + 1)):
        text = text.replace(name, str(of))
    path.write_text(text, "utf-8")
    return path


def _nested() -> str:
    opened = [f'Content-Type: multipart/mixed; boundary="level-{n}"\n\n--level-{n}' for n in range(_DEPTH)]
    closed = [f"--level-{n}--" for n in reversed(range(_DEPTH))]
    return "\n".join([*opened, "Content-Type: text/plain\n\nAnybody there?", *closed])
