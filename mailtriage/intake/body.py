"""intake/body.py: which parts of the tree are the words of the sender, and which are attachments.

Promises   text/plain is preferred to its HTML alternative unless it is empty or only says "view this as HTML"; a
           forwarded or returned mail is never part of the text; every leaf is either text, an unchosen alternative,
           or an attachment. At most `limits.TEXT` characters, and a defect when there was more.
Source     RFC 2046 5.1.4, RFC 2387, RFC 3676.
Reads next intake/reply_text.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.charset import decode
from mailtriage.intake.html_text import html_to_text
from mailtriage.intake.structure import Part

_TEXT = {"text/plain", "text/html", "text/enriched", "text/markdown", "text/x-markdown"}
# What newsletters and some mail programs put in the plain alternative instead of the text.
_STUB = re.compile(
    r"(?:view|read|see|open|vis|les|zeig|lire|voir)\w*\b.{0,60}(?:html|browser|nettleser|navigat|online)"
    r"|html[- ]?(?:capable|enabled|format|mail|message|e-?mail)|(?:does not|doesn't|not) support html"
    r"|no (?:plain )?text (?:version|content)", re.I | re.S
)
_STUB_MOST = 300            # characters; a longer plain part is a text of its own
_DATA_URL = re.compile(rb"data:[a-zA-Z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]{100,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


@dataclass(slots=True)
class Body:
    text: str = ""
    attachments: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def read_body(root: Part) -> Body:
    """The visible text and the attachments of a tree."""
    body = Body()
    texts: list[Part] = []
    _sort(root, texts, body.attachments)
    body.attachments.sort(key=lambda part: part.number)
    pieces = []
    room = limits.TEXT
    # Bytes to convert, shared by all parts: twenty-five parts must not cost twenty-five times the time of one.
    html, plain = limits.HTML, limits.TEXT * 4
    for part in texts:
        if part.type == "text/html":
            piece, used = _text_of(part, body.defects, html)
            html -= used
        else:
            piece, used = _text_of(part, body.defects, plain)
            plain -= used
        piece = piece[:room]
        if piece.strip():
            pieces.append(piece.strip("\n"))
            room -= len(piece)
        if room <= 0:
            body.defects.append(f"text cut at {limits.TEXT:,} characters")
            break
    body.text = "\n\n".join(pieces)[: limits.TEXT]
    return body


def _sort(root: Part, texts: list[Part], attachments: list[Part]) -> None:
    """Walk in the order of the mail, without recursion. In a report only the first part is written for people."""
    stack = [root]
    while stack:
        part = stack.pop()
        if not part.children:
            (texts if _is_text(part) else attachments).append(part)
        elif part.disposition == "attachment":
            attachments.extend(part.leaves())
        elif part.type == "multipart/alternative":
            chosen = _choose(part)
            for child in reversed(part.children):
                if child is chosen:
                    stack.append(child)
                else:
                    # An unchosen wording is not an attachment; an invitation, a picture or a file beside it is.
                    attachments.extend(leaf for leaf in child.leaves() if leaf.type not in _TEXT or leaf.name)
        elif part.type == "multipart/report":
            stack.append(part.children[0])
            for child in part.children[1:]:
                attachments.extend(child.leaves())
        else:
            stack.extend(reversed(part.children))


def _is_text(part: Part) -> bool:
    return part.type in _TEXT and part.disposition != "attachment" and not part.name


def _choose(alternative: Part) -> Part | None:
    """The alternative to read: plain text when it says something, else HTML, else the first that has any text."""
    def wording(child: Part) -> Part | None:
        return next((leaf for leaf in child.leaves() if _is_text(leaf)), None)

    worded = [(child, leaf) for child in alternative.children if (leaf := wording(child))]
    html = next((child for child, leaf in worded if leaf.type == "text/html"), None)
    for child, leaf in worded:
        if leaf.type == "text/html":
            continue
        said = decode(leaf.content()[:4_000], leaf.parameters.get("charset", ""))[0].strip()
        if html is None or (said and not (len(said) <= _STUB_MOST and _STUB.search(said))):
            return child
    return html


def _text_of(part: Part, defects: list[str], allowed: int) -> tuple[str, int]:
    """The text of a part and the bytes that were converted, of the `allowed` ones."""
    data = part.content() if allowed else b""
    if part.type == "text/html":
        data = _DATA_URL.sub(b"data:,", data)           # a pasted picture must not use up the room of the text
    if not allowed or len(data) > allowed:
        defects.append(f"part {part.number}: more text than is read of one mail, read to {allowed:,} bytes")
        data = data[:allowed]
    text, defect = decode(data, part.parameters.get("charset", ""))
    if defect:
        defects.append(f"part {part.number}: {defect}")
    text = clean_text(text)
    if part.type == "text/html":
        text = html_to_text(text)
    elif part.type == "text/enriched":
        text = re.sub(r"</?[a-zA-Z]{1,30}>", "", text)
    elif part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    return text, len(data)


def clean_text(text: str) -> str:
    """Line ends as LF; control characters but tab and newline gone, and a byte order mark."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


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
