"""intake/html_part.py: the HTML of a mail as it came, and the pictures it carries: for who shows it, after cleaning.

Promises   what `body.py` would read as the sender's words, in its HTML wording, in the order of the mail; texts that
           have no HTML wording stand between. A picture is known by the Content-ID that the HTML calls it by, and by
           its own bytes: only PNG, JPEG, GIF and WebP of a size that a screen shows are pictures.
Does not   clean anything: what `pieces` holds is as hostile as the sender. desk/safe_html.py does.
Source     RFC 2392 (cid:), RFC 2387 (related), RFC 2046 5.1.4.
Reads next intake/raster.py, desk/safe_html.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.opening import open_mail
from mailtriage.intake.raster import raster_type
from mailtriage.intake.structure import Part, split
from mailtriage.intake.undeclared import charset_hint

HTML_MOST = 600_000         # bytes that are shown as HTML; a longer thread is read as text
PICTURE_MOST = 3_000_000    # bytes of one picture
_META = re.compile(rb"<meta\s[^>]{0,300}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """One text part of the mail: HTML source, or plain text."""

    source: str
    html: bool


@dataclass(frozen=True, slots=True)
class Original:
    """`pieces` in the order of the mail; `parts` the pictures by Content-ID, not yet looked at."""

    pieces: tuple[Piece, ...]
    parts: dict[str, Part]

    def picture(self, cid: str) -> tuple[str, bytes] | None:
        """(media type, bytes) of what the HTML calls `cid`; None when that is no picture we show."""
        part = self.parts.get(_id(unquote(cid)))
        if part is None or part.end - part.start > PICTURE_MOST * 2:
            return None
        data = part.content()
        kind = raster_type(data) if len(data) <= PICTURE_MOST else ""
        return (kind, data) if kind else None


class TooLong(Exception):
    """More HTML than is shown; the message says how much there is."""


def has_html(raw: bytes) -> bool:
    """Whether the mail has an HTML wording."""
    return b"html" in raw.lower() and any(p.type == "text/html" for p in _texts(_tree(raw)))


def original(raw: bytes) -> Original | None:
    """The HTML of a mail; None when it has none. Raises TooLong."""
    root = _tree(raw)
    texts = _texts(root)
    if root is None or not any(part.type == "text/html" for part in texts):
        return None
    size = sum(part.end - part.start for part in texts)
    if size > 2 * HTML_MOST:
        raise TooLong(f"{size:,} bytes")
    hint = charset_hint(root)
    pieces = tuple(_piece(part, hint) for part in texts)
    if (size := sum(len(p.source) for p in pieces)) > HTML_MOST:
        raise TooLong(f"{size:,} characters")
    parts: dict[str, Part] = {}
    for leaf in root.leaves():
        if cid := _id((leaf.headers.first("content-id") or b"").decode("utf-8", "replace")):
            parts.setdefault(cid, leaf)
    return Original(pieces, parts)


def _tree(raw: bytes) -> Part | None:
    try:
        return split(*open_mail(raw))
    except limits.TooMuch:
        return None


def _texts(root: Part | None) -> list[Part]:
    """The parts that are the sender's words; of alternatives the one with HTML."""
    found: list[Part] = []
    stack = [root] if root is not None else []
    while stack:
        part = stack.pop()
        if not part.children:
            shown = part is root or not part.name
            if part.type in ("text/html", "text/plain") and part.disposition != "attachment" and shown:
                found.append(part)
        elif part.disposition == "attachment":
            continue
        elif part.type == "multipart/alternative":
            rich = [c for c in part.children if any(leaf.type == "text/html" for leaf in c.leaves())]
            stack.append((rich or part.children)[-1])
        elif part.type in ("multipart/report", "multipart/signed"):
            stack.append(part.children[0])
        else:
            stack.extend(reversed(part.children))
    return found


def _piece(part: Part, hint: str) -> Piece:
    data = part.content()
    html = part.type == "text/html"
    if html and not data.isascii() and (meta := _META.search(data, 0, 4096)):
        hint = meta[1].decode("ascii")
    text, _ = decode(data, part.parameters.get("charset", ""), hint)
    return Piece(text, html)


def _id(value: str) -> str:
    return value.strip().strip("<>").strip()[:300]
