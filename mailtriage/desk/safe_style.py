"""desk/safe_style.py: a style attribute reduced to what cannot load, hide, cover or move anything.

Promises   only the properties of the table below, with values of a few plain forms: no function but colours, so no
           `url()`, nothing outside the place where it stands, no size too small to read. Linear time.
Does not   keep a mail looking as its sender meant: colours, weight, lists and tables stay, lay-out goes.
Source     CSS 2.2; what mail programs write.
Reads next desk/safe_html.py
"""

from __future__ import annotations

import re

_MOST = 4_000               # characters of one attribute that are read
_COLOUR = r"#[0-9a-f]{3,8}|rgba?\([0-9., %/]{3,40}\)|hsla?\([0-9a-z., %/]{3,40}\)|[a-z]{3,24}"
_LENGTH = r"(?:0|[0-9]{1,3}(?:\.[0-9]{1,4})?(?:px|pt|em|ex|rem|in|cm|mm|%))"
_SIDES = rf"{_LENGTH}(?: {_LENGTH}){{0,3}}"
_LINE = r"none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset"
_WIDTH = r"(?:thin|medium|thick|0|[0-9](?:\.[0-9]{1,3})?(?:px|pt))"
_BORDER = rf"(?:(?:{_WIDTH}|{_LINE}|{_COLOUR}|windowtext)(?: |$)){{1,3}}"

_ENDS = ("", "-top", "-right", "-bottom", "-left")

# property -> what its whole value may be, in lower case with single blanks
_ALLOWED: dict[str, str] = {
    "color": _COLOUR,
    "background-color": _COLOUR,
    "background": _COLOUR,
    "font-weight": r"normal|bold|bolder|[1-9]00",
    "font-style": r"normal|italic|oblique",
    "font-size": r"(?:1[0-9]|2[0-9]|3[0-2])(?:\.[0-9]{1,3})?px|(?:[89]|1[0-9]|2[0-4])(?:\.[0-9]{1,3})?pt"
                 r"|small|medium|large|larger|x-large",
    "font-family": r"(?:[a-z\"' ,-]{0,200})?(?:monospace|courier new|consolas|menlo)[a-z\"' ,-]{0,200}",
    "text-align": r"left|right|center|justify|start|end",
    "text-decoration": r"none|underline|line-through",
    "text-decoration-line": r"none|underline|line-through",
    "vertical-align": r"top|middle|bottom|baseline|super|sub",
    "white-space": r"normal|pre-wrap|pre-line",
    "list-style-type": r"disc|circle|square|decimal|lower-alpha|upper-alpha|lower-roman|upper-roman|none",
    "border-collapse": r"collapse|separate",
    **{f"border{side}": _BORDER for side in _ENDS},
    **{f"{name}{side}": _SIDES for name in ("padding", "margin") for side in _ENDS},
}
_RULES = {name: re.compile(value) for name, value in _ALLOWED.items()}
_OWN = frozenset({"inherit", "initial", "unset", "transparent", "currentcolor"})


def safe_style(text: str) -> dict[str, str]:
    """The declarations that may stay, by property."""
    kept: dict[str, str] = {}
    for declaration in text[:_MOST].split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        rule = _RULES.get(name)
        if not colon or rule is None:
            continue
        value = " ".join(value.lower().replace("!important", "").split())
        if len(value) <= 240 and value not in _OWN and rule.fullmatch(value):
            kept["background-color" if name == "background" else name] = value.strip()
    return kept
