"""intake/text_part.py: the bytes of one text part as the words a reader sees.

Promises   HTML, enriched and flowed text become plain text with LF line ends, without control characters, soft
           hyphens and other characters that only hide in words. HTML that is labelled plain is read as HTML.
Source     RFC 3676 (flowed), RFC 1896 (enriched), RFC 5545 (calendar).
Reads next intake/html_text.py, intake/inline_files.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.html_quotes import without_marks
from mailtriage.intake.html_text import html_to_text
from mailtriage.intake.inline_files import take_files
from mailtriage.intake.structure import Part
from mailtriage.intake.twice_encoded import TWICE, mended

_DATA_URL = re.compile(rb"data:[a-zA-Z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]{100,}")
_META = re.compile(rb"<meta\s[^>]{0,300}charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u180e\u200b\u2060\ufeff]")
_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_IS_HTML = re.compile(r"\s{0,20}<(?:!doctype\s+html|html[\s>]|body[\s>])", re.I)


@dataclass(slots=True)
class Words:
    """`text` and, of HTML, what it `hides`; `files` were pasted into the text; `used` bytes were converted."""

    text: str = ""
    hides: str = ""
    used: int = 0
    files: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def words_of(part: Part, allowed: int, hint: str = "") -> Words:
    """What a text part says, of at most `allowed` bytes. `hint` is a charset the mail uses elsewhere."""
    words = Words()
    data = part.content() if allowed else b""
    html = part.type == "text/html"
    if html:
        data = _DATA_URL.sub(b"data:,", data) if b";base64," in data else data  # a picture must not use up the room
    elif part.type == "text/plain":
        data, words.files = take_files(data, part.number)
    if not allowed or len(data) > allowed:
        words.defects.append(f"part {part.number}: more text than is read of one mail, read to {allowed:,} bytes")
        data = data[:allowed]
    words.used = len(data)
    label = part.parameters.get("charset", "")
    if html and not data.isascii() and (meta := _META.search(data, 0, 4096)):
        hint = meta[1].decode("ascii")
    text, defect = decode(data, label, hint)
    if defect:
        words.defects.append(f"part {part.number}: {defect}")
    if (once := mended(text)) != text:
        text = once
        words.defects.append(f"part {part.number}: {TWICE}")
    text = without_marks(clean_text(text if html else text[: limits.TEXT + 1]))
    if html or _IS_HTML.match(text):
        words.text, words.hides = html_to_text(text)
        words.text, words.hides = clean_text(words.text), clean_text(words.hides)   # &shy; and its like
    elif part.type in ("text/enriched", "text/richtext"):
        words.text = enriched(text)
    elif part.type == "text/calendar":
        words.text = calendar(text)
    elif part.parameters.get("format", "").lower() == "flowed":
        words.text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    else:
        words.text = text
    return words


def clean_text(text: str) -> str:
    """Line ends as LF; control characters but tab and newline gone, and what shows nowhere and splits words."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def unflow(text: str, delsp: bool = False) -> str:
    """RFC 3676: lines that end in a space go on in the next line of the same quote depth; `-- ` stays a line."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        content = content[1:] if content.startswith(" ") else content
        soft = content.endswith(" ") and content != "-- "
        if open_depth != depth or content == "-- ":
            out.append(("\n" if out else "") + (">" * depth + " " if depth else ""))
        out.append(content[:-1] if soft and delsp else content)
        open_depth = depth if soft else -1
    return "".join(out)


_COMMAND = re.compile(r"<<|<(/?)([a-zA-Z0-9-]{1,60})>")
_RICH = {"lt": "<", "nl": "\n", "np": "\n\n"}


def enriched(text: str) -> str:
    """RFC 1896: commands out, `<<` is `<`, a single line break is a blank and n are n-1 outside `nofill`, an excerpt
    is a quote. `lt`, `nl`, `np` are those of the older text/richtext."""
    out: list[str] = []
    at, param, nofill, excerpt = 0, 0, 0, 0

    def put(piece: str) -> None:
        if param:
            return
        if not nofill:
            piece = re.sub(r"\n+", lambda m: " " if len(m[0]) == 1 else m[0][1:], piece)
        out.append(piece.replace("\n", "\n" + "> " * min(excerpt, 20)) if excerpt else piece)

    for match in _COMMAND.finditer(text):
        put(text[at : match.start()])
        at = match.end()
        name = (match[2] or "").lower()
        if match[0] == "<<" or name in _RICH:
            put(_RICH.get(name, "<"))
            continue
        step = -1 if match[1] else 1
        if name == "param":
            param = max(0, param + step)
        elif name in ("nofill", "verbatim"):
            nofill = max(0, nofill + step)
        elif name == "excerpt":
            excerpt = max(0, excerpt + step)
            out.append("\n" + "> " * min(excerpt, 20))
    put(text[at:])
    return "".join(out)


_SAID = {
    "SUMMARY": "", "DTSTART": "Start: ", "DTEND": "End: ", "LOCATION": "Location: ", "COMMENT": "", "DESCRIPTION": ""
}
_PROPERTY = re.compile(r"([A-Z-]{3,20})((?:;[^:\"]{0,200}(?:\"[^\"]{0,200}\")?){0,10}):(.*)")
_ESCAPED = re.compile(r"\\([\\;,nN])")


def calendar(text: str) -> str:
    """What the first event of an iCalendar object says to people: summary, times, place, description."""
    said: dict[str, str] = {}
    inside = False
    for line in re.sub(r"\n[ \t]", "", text[:200_000]).split("\n"):
        if line.startswith(("BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VJOURNAL")):
            inside = True
        elif line.startswith(("END:VEVENT", "END:VTODO", "END:VJOURNAL")):
            break
        elif inside and (match := _PROPERTY.fullmatch(line)) and match[1] in _SAID:
            value = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], match[3]).strip()
            zone = re.search(r"TZID=\"?([^;:\"]{1,60})", match[2])
            said.setdefault(match[1], value + (f" ({zone[1]})" if zone else ""))
    return "\n".join(_SAID[name] + said[name] for name in _SAID if said.get(name))
