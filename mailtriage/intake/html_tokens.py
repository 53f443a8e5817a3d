"""intake/html_tokens.py: HTML as a flat list of tags and texts, in time linear in its length.

Why not    `html.parser` of the standard library: on Python 3.11 an unclosed tag or comment, repeated, is quadratic
           (CVE-2025-6069), so that a 1 MB mail would cost minutes. This reader looks at every byte a bounded number
           of times: an end that was not found once is not looked for again.
Does not   build a tree, so depth cannot hurt it; does not judge what is shown (`html_text.py` does).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG_MOST = 8_000           # characters of a tag in which attributes are read; a data: URL is longer and of no use here
_TAGS = 100_000             # a newsletter of 600 kB has 40,000
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>?")
_STYLE_MOST = 50_000        # characters of a style sheet that are looked at
_OPENING = re.compile(r"<(?:(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:_-]{0,30})|(?P<other>!--|[!?]))")
_STOP = re.compile(r"[\"'<>]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:@][^\s=>/"']{0,60})(?:\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_RAW = frozenset(("script", "style", "title", "noembed", "iframe"))


@dataclass(slots=True)
class Tag:
    """`content` is that of a `style` element; of other raw-text elements it is skipped."""

    name: str
    closing: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    content: str = ""


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags and unescaped texts in order. What cannot be read as a tag is text. After `_TAGS` tags, which no honest mail
    has, the rest is one text without its tags: time is bounded, and nothing said there is lost."""
    at, size, count = 0, len(source), 0
    gone: dict[str, bool] = {}          # ends that do not come any more
    while at < size:
        match = _OPENING.search(source, at)
        if match is None:
            break
        count += 1
        if count > _TAGS:
            yield _unescaped(_ANY_TAG.sub(" ", source[at:]))
            return
        if match.start() > at:
            yield _unescaped(source[at : match.start()])
        at = match.end()
        if match["other"]:
            at = _after(source, "-->" if match["other"] == "!--" else ">", at, gone)
            continue
        end = _tag_end(source, at, gone)
        if end < 0:
            yield match[0]
            continue
        name = match["name"].lower()
        if match["slash"]:
            yield Tag(name, True)
            at = min(end + 1, size)
            continue
        attributes = _attributes(source[at : min(end, at + _TAG_MOST)]) if end > at + 1 else {}
        at = min(end + 1, size)
        if name in _RAW:
            start, at = at, _raw_end(source, name, at, gone)
            yield Tag(name, False, attributes, source[start : min(at, start + _STYLE_MOST)] if name == "style" else "")
        else:
            yield Tag(name, False, attributes)
    if at < size:
        yield _unescaped(source[at:])


def _after(source: str, end: str, at: int, gone: dict[str, bool]) -> int:
    """The position after `end`; when it never comes, the construct is only the two characters it began with, so
    that an unclosed comment hides nothing."""
    if not gone.get(end):
        found = source.find(end, at)
        if found >= 0:
            return found + len(end)
        gone[end] = True
    return at


def _tag_end(source: str, at: int, gone: dict[str, bool]) -> int:
    """The index of the `>` that ends a tag, quotes respected, or of the character before the next `<`; -1 when the
    source ends first."""
    while match := _STOP.search(source, at):
        char, index = match[0], match.start()
        if char == ">":
            return index
        if char == "<":
            return index - 1
        at = index + 1
        if source[index - 1] in "= \t\n\r" and not gone.get(char):
            found = source.find(char, at)
            gone[char] = found < 0
            at = found + 1 if found >= 0 else at
    return -1


def _raw_end(source: str, name: str, at: int, gone: dict[str, bool]) -> int:
    """The start of the closing tag of a raw-text element (HTML 13.2.5.1), so that its content is skipped."""
    if not gone.get(name):
        found = re.compile(f"</{name}", re.I).search(source, at)
        if found:
            return found.start()
        gone[name] = True
    return at


def _attributes(inner: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inner):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    return found


def _unescaped(text: str) -> str:
    return html.unescape(text) if "&" in text else text
