"""intake/html_elements.py: what HTML says of each element, as far as it decides what is seen and where lines end.

BLOCK begins and ends a line, PARAGRAPH an empty one beside it; UNSHOWN holds no words of the sender
(<noscript> does: mail programs run no scripts, so they show it); ENDS and BOUNDARY
are the end tags that may be left out; State is what an element passes on to what stands in it.
Source     HTML 13.1.2.4 (optional tags), 13.2.4.2, 13.2.6.4.7, 15.3 (rendering).
Reads next intake/html_text.py
"""

from __future__ import annotations

from typing import NamedTuple

from mailtriage.intake.html_style import WHITE, Colour

BLOCK = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul", "xmp", "caption", "frameset", "noframes",
}
PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "table", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
UNSHOWN = {
    "head", "template", "object", "applet", "audio", "video", "canvas", "svg", "math", "select", "option",
    "script", "style", "title", "noembed", "iframe",
}
IN_HEAD = {"meta", "link", "title", "style", "script", "base", "noscript", "template", "head", "bgsound", "object"}
LISTS = {"ul", "ol", "menu", "dir"}
# What an opening tag ends, and the elements that such an end does not cross (HTML 13.2.6.4.7, 13.2.4.2).
_ROW = ("td", "th", "tr")
ENDS = {"li": ("li",), "td": ("td", "th"), "th": ("td", "th"), "tr": _ROW, "tbody": _ROW, "thead": _ROW,
         "tfoot": _ROW, "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",)}
BOUNDARY = {"li": LISTS, "td": {"table"}, "th": {"table"}, "tr": {"table"}, "tbody": {"table"}, "thead": {"table"},
             "tfoot": {"table"}, "dt": {"dl"}, "dd": {"dl"}, "option": {"select"}}
CELL = {"td", "th", "table", "caption"}
PRE = {"pre", "listing", "xmp"}


class State(NamedTuple):
    """What holds inside an element. `silent`: its text is nobody's (a script); `hard`: it is hidden whatever is said
    further inside; `unnamed`: in blockquotes that do not say whether they quote."""

    silent: bool = False
    hard: bool = False
    tiny: bool = False
    colour: Colour | None = None
    ground: Colour | None = WHITE
    pre: bool = False
    quotes: int = 0
    old: bool = False
    unnamed: bool = False
