"""desk/safe_pictures.py: a picture of an HTML mail as one the mail carries, or as words; never as something to fetch.

Promises   what is shown is a data: URL of bytes that came with the mail and are a picture, named by what they are. Any
           other is counted: `remote` would have been fetched, `odd` is none, is too large, or is not in the mail.
Reads next intake/raster.py, desk/safe_html.py
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass

from mailtriage.intake.html_part import Original
from mailtriage.intake.raster import raster_type

_DATA = re.compile(r"data:image/[a-z.+-]{1,20};base64,", re.I)
_SIZE = re.compile("[0-9]{1,4}")
_SIZES = ("width", "height")
_PIXEL = 3                  # a remote picture not larger than that, either way, only counts who reads
_MOST = 40                  # shown of one mail
_BYTES = 8_000_000          # of them all


@dataclass(slots=True)
class Pictures:
    """The pictures of one mail."""

    mail: Original
    shown: int = 0
    remote: int = 0
    odd: int = 0
    room: int = _BYTES

    def html(self, given: dict[str, str], alt: str, hidden: bool) -> str:
        """What is written for an `img` with these attributes; `alt` is its text, masked."""
        src, words = given.get("src", "").strip(), html.escape(alt)
        if found := self._data(src):
            self.shown += 1
            size = "".join(f' {n}="{given[n]}"' for n in _SIZES if _SIZE.fullmatch(given.get(n, "")))
            return f'<img src="{found}" alt="{words}"{size}>'
        if src.lower().startswith(("cid:", "data:")):
            self.odd += 1
            return f'<bdi class="gone">picture not shown{": " if alt else ""}{words}</bdi>'
        if src or given.get("srcset"):
            self.remote += 1
            if alt or not (hidden or _tiny(given)):
                return f'<bdi class="gone">{words or "remote picture"}</bdi>'
        return ""

    def _data(self, src: str) -> str:
        """The picture as a data: URL of what its bytes are; "" when the mail has no such picture."""
        if self.shown >= _MOST:
            return ""
        picture: tuple[str, bytes] | None = None
        if src[:4].lower() == "cid:":
            picture = self.mail.picture(src[4:])
        elif match := _DATA.match(src):
            try:
                data = base64.b64decode(re.sub(r"\s", "", src[match.end() :]), validate=True)
            except ValueError:
                return ""
            kind = raster_type(data)
            picture = (kind, data) if kind else None
        if picture is None or len(picture[1]) > self.room:
            return ""
        self.room -= len(picture[1])
        return f"data:{picture[0]};base64,{base64.b64encode(picture[1]).decode()}"


def _tiny(given: dict[str, str]) -> bool:
    sizes = [given.get(n, "").strip().removesuffix("px") for n in _SIZES]
    return any(s.isdecimal() and len(s) < 5 and int(s) <= _PIXEL for s in sizes)
