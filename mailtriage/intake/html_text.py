"""intake/html_text.py: what a reader of an HTML mail would see, as plain text.

Promises   linear time; nothing raises; links keep their target as `text <url>`, quotes become `> `, table cells are
           two spaces apart, a nested table a million deep is as cheap as a flat one.
Does not   show what a sender hides (display:none, zero size, `hidden`, comments, script, style): rules must not match
           text the recipient did not see, and staff must not miss text they do.
Reads next intake/body.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.html_tokens import Tag, tokens

_BLOCK = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
}
_PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "table", "pre"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_UNSHOWN = {
    "head", "template", "noscript", "object", "applet", "audio", "video", "canvas", "svg", "math", "select", "option",
    "script", "style", "title",
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|mso-hide\s*:\s*all"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$).{0,200}overflow\s*:\s*hidden", re.I | re.S
)
_DEPTH_MOST = 50            # of quotes; deeper is shown at this depth


def html_to_text(source: str) -> str:
    """The visible text, at most `limits.TEXT` characters."""
    page = _Page()
    for token in tokens(source):
        if isinstance(token, str):
            page.text(token)
        elif token.closing:
            page.close(token.name)
        else:
            page.open(token)
        if page.size > limits.TEXT:
            break
    return page.finish()


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.size = 0
        self.quotes = 0
        self.pre = 0
        self.space = False
        self.hidden = ""            # the element that hides, and how deep it is nested in itself
        self.hidden_depth = 0
        self.link: tuple[str, int] | None = None

    def text(self, value: str) -> None:
        if self.hidden:
            return
        if self.pre:
            first, *rest = value.split("\n")
            self._put(first)
            for line in rest:
                self._break()
                self._put(line)
            return
        words = value.split()
        if not words:
            self.space = self.space or bool(value)
            return
        lead = " " if (self.space or value[0].isspace()) and self.line else ""
        self._put(lead + " ".join(words))
        self.space = value[-1].isspace()

    def open(self, tag: Tag) -> None:
        name = tag.name
        if self.hidden:
            self.hidden_depth += name == self.hidden
            return
        if name in _UNSHOWN or _hides(tag):
            if name not in _VOID:
                self.hidden, self.hidden_depth = name, 1
            return
        if name == "br":
            self._break()
        elif name == "img":
            alt = tag.attributes.get("alt", "").strip()
            if alt:
                self.text(f" [{alt[:200]}] ")
        elif name in ("td", "th"):
            if self.line:
                self._put("  ")
            self.space = False
        elif name in _BLOCK:
            self._block(name)
            if name == "blockquote":
                self.quotes += 1
            elif name == "pre":
                self.pre += 1
            elif name == "li":
                self._put("- ")
        elif name == "a":
            self.link = (tag.attributes.get("href", "").strip(), len(self.line))

    def close(self, name: str) -> None:
        if self.hidden:
            if name == self.hidden:
                self.hidden_depth -= 1
                if not self.hidden_depth:
                    self.hidden = ""
            elif name in ("body", "html"):      # an unclosed <head> or <div hidden> ends with the page at the latest
                self.hidden = ""
            return
        if name == "a" and self.link:
            self._target(*self.link)
            self.link = None
        elif name in _BLOCK:
            if "".join(self.line).strip():
                self._break()
            if name == "blockquote":
                self.quotes = max(0, self.quotes - 1)
            elif name == "pre":
                self.pre = max(0, self.pre - 1)
            self._block(name)

    def _target(self, href: str, start: int) -> None:
        shown = "".join(self.line[start:]).strip()
        if re.match(r"(?:https?|ftp|tel):", href, re.I) and href.rstrip("/") not in (shown, shown.rstrip("/")):
            self._put(f" <{' '.join(href.split())[:2000]}>")
        elif re.match(r"mailto:", href, re.I) and "@" not in shown:
            self._put(f" <{href[7:].partition('?')[0][:300]}>")

    def _put(self, value: str) -> None:
        if value:
            self.line.append(value)
            self.size += len(value)

    def _break(self) -> None:
        prefix = "> " * min(self.quotes, _DEPTH_MOST)
        self.lines.append((prefix + "".join(self.line).rstrip()).rstrip(" ") if self.line else prefix.rstrip())
        self.size += len(prefix) + 1
        self.line, self.space = [], False

    def _block(self, name: str) -> None:
        if self.line and "".join(self.line).strip():
            self._break()
        self.line, self.space = [], False
        if name in _PARAGRAPH and self.lines and self.lines[-1].strip("> "):
            self._break()

    def finish(self) -> str:
        if self.line:
            self._break()
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _hides(tag: Tag) -> bool:
    if not tag.attributes:
        return False
    if "hidden" in tag.attributes:
        return True
    style = tag.attributes.get("style", "")
    return bool(style) and _HIDING.search(style[:2000]) is not None
