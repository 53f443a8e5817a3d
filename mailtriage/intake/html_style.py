"""intake/html_style.py: what a style does to whether text is seen: hidden, of no size, in the colour of its ground.

Promises   `style_of` reads one `style` attribute in linear time; `Sheet` the simple rules (`.name`, `#name`) of style
           elements outside `@media`. What cannot be read hides nothing.
Does not   know the cascade: a rule with a longer selector is passed over.
Source     CSS 2.2; what spam and newsletters use.
Reads next intake/html_text.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
NEAR = 12                   # of 255, in each channel: no eye tells them apart
_NAMED: dict[str, Colour] = {
    "white": WHITE, "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "yellow": (255, 255, 0),
    "navy": (0, 0, 128), "orange": (255, 165, 0), "ivory": (255, 255, 240), "snow": (255, 250, 250),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "lightyellow": (255, 255, 224), "darkgray": (169, 169, 169),
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?(?:\.0+)?(?=\s*(?:[;!]|$))"
    r"|opacity\s*=\s*0(?!\d)|mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01]?(?:px)?[\s,]+[01]?(?:px)?"
    r"[\s,]+[01]?(?:px)?|clip-path\s*:\s*inset\(\s*(?:100|50)%|transform\s*:[^;]{0,40}scale\(\s*0\s*[,)]"
    r"|(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-(?:\d{4,}|\d{2,}(?:\.\d+)?\s*r?em)"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:!important\s*)?(?:;|$)(?=.{0,300}overflow\s*:\s*hidden)"
    r"|overflow\s*:\s*hidden.{0,300}(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:!important\s*)?(?:;|$)",
    re.I | re.S
)
_SIZE = re.compile(r"font-size\s*:\s*([0-9]*\.?[0-9]+)\s*(px|pt|%|[a-z]*)", re.I)
_TEXT_COLOUR = re.compile(r"(?:^|[;\s])(?:color|-webkit-text-fill-color)\s*:\s*([^;!]{1,60})", re.I)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color)?\s*:\s*([^;!]{1,200})", re.I)
_PICTURE = re.compile(r"url\(|gradient|background-image\s*:\s*(?!none)", re.I)
_PRE = re.compile(r"white-space\s*:\s*(pre|break-spaces|normal|nowrap|initial)", re.I)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})(?:\s*[,/]\s*([\d.]+))?")
_COLOUR_WORD = re.compile(r"#[0-9a-fA-F]{3,8}|rgba?\([^)]{1,40}\)|[a-zA-Z]{3,20}")


@dataclass(frozen=True, slots=True)
class Style:
    """None: nothing said of it. `ground` of `unknown`: a picture or a gradient. `size` False: too small to read."""

    hides: bool = False
    size: bool | None = None
    colour: Colour | None = None
    ground: Colour | None = None
    unknown: bool = False
    pre: bool | None = None


NO_STYLE = Style()


@lru_cache(maxsize=2048)
def style_of(text: str) -> Style:
    """What a style attribute says."""
    text = text[:2000]
    size = colour = ground = pre = None
    if match := _SIZE.search(text):
        number, unit = float(match[1]), match[2].lower()
        size = number > 0 and not (number <= 1 and unit in ("px", "pt", ""))
    if match := _TEXT_COLOUR.search(text):
        colour = colour_of(match[1])
    unknown = _PICTURE.search(text) is not None
    if match := _GROUND.search(text):
        found = (colour_of(word) for word in _COLOUR_WORD.findall(match[1]))
        ground = next((c for c in found if c is not None), None)
    if match := _PRE.search(text):
        pre = match[1].lower() in ("pre", "break-spaces")
    hides = _HIDING.search(text) is not None or _transparent(text)
    return Style(hides, size, colour, ground, unknown, pre)


def colour_of(word: str) -> Colour | None:
    """`#fff`, `#ffffff`, `rgb(255, 255, 255)`, `white`; None for anything else."""
    word = word.strip().lower()
    digits = word.removeprefix("#")
    if len(digits) in (3, 6) and (word[0] == "#" or len(digits) == 6) and not digits.strip("0123456789abcdef"):
        pairs = [d * 2 for d in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
        return int(pairs[0], 16), int(pairs[1], 16), int(pairs[2], 16)
    if match := _RGB.match(word):
        return min(255, int(match[1])), min(255, int(match[2])), min(255, int(match[3]))
    return _NAMED.get(word)


def alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _transparent(text: str) -> bool:
    match = _TEXT_COLOUR.search(text)
    if match is None:
        return False
    word = match[1].strip().lower()
    rgba = _RGB.match(word)
    return word == "transparent" or (rgba is not None and rgba[4] is not None and rgba[4].strip("0.") == "")


class Sheet:
    """The style elements of a page, as far as they hide by a class or an id."""

    def __init__(self) -> None:
        self.hiding: set[str] = set()
        self.grounds = False        # somewhere a background is set: then white text may stand on anything

    def read(self, css: str) -> None:
        if "background" in css:
            self.grounds = True
        css = re.sub(r"/\*.*?\*/|<!--|-->", "", css, flags=re.S) if "*/" in css or "<!--" in css else css
        depth, selector, media, at = 0, "", 0, 0
        for match in re.finditer(r"[{}]", css):
            piece, at = css[at : match.start()], match.end()
            if match[0] == "{":
                if piece.rpartition("}")[2].strip().startswith("@"):
                    media = media or depth + 1
                selector = piece
                depth += 1
            else:
                if depth and not media:
                    self._rule(selector, piece)
                depth = max(0, depth - 1)
                media = 0 if depth < media else media

    def _rule(self, selector: str, declarations: str) -> None:
        if style_of(declarations).hides:
            for one in selector.split(","):
                if match := re.fullmatch(r"[a-z]{0,10}([.#][\w-]{1,60})", one.strip()):
                    self.hiding.add(match[1])

    def hides(self, attributes: dict[str, str]) -> bool:
        if not self.hiding:
            return False
        names = ["." + name for name in attributes.get("class", "").split()[:20]]
        return any(name in self.hiding for name in (*names, "#" + attributes.get("id", "")))
