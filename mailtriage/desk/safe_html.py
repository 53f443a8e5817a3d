"""desk/safe_html.py: the HTML of a mail as a document of ours: nothing in it runs, loads, leads away or hides.

    bytes ── intake/html_part.py ──► nh3 (a tree as browsers build it, allowed elements only) ──► _Writer ──► document

Promises   every tag of the result is written here, from a list of elements and attributes; what nh3 left is only read.
           Pictures are those the mail carries, as data:; any other is counted and not fetched, by nobody. Behind a link
           stands where it leads. What the sender hides is shown and marked. Passwords are masked as in the text.
Does not   bound its own time: nh3 is quadratic in depth. desk/safe_process.py runs it where it can be ended.
Source     OWASP XSS prevention; CSP 3; securitum's research on mutation XSS (why nothing is passed through as it came).
Reads next desk/safe_pictures.py, desk/safe_process.py, desk/original.py
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import nh3

from mailtriage.desk.safe_links import target_of
from mailtriage.desk.safe_pictures import Pictures
from mailtriage.desk.safe_style import safe_style
from mailtriage.intake.html_part import Original
from mailtriage.intake.html_style import WHITE, Colour, Sheet, alike, colour_of, style_of
from mailtriage.intake.html_text import html_to_text
from mailtriage.intake.html_tokens import Tag, tokens
from mailtriage.program.secrets import mask, secrets_in

_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_TAGS = frozenset(re.findall(
    r"\w+", "a abbr address article aside b bdi big blockquote caption center cite code dd del dfn div dl dt em "
    "figcaption figure font footer h1 h2 h3 h4 h5 h6 header i ins kbd li main mark nav ol p pre q s samp section small "
    "span strike strong sub sup table tbody td tfoot th thead tr tt u ul var colgroup",
)) | _VOID
_UNSHOWN = frozenset({"script", "style", "title", "template", "noembed", "noframes", "iframe"})
_READ = frozenset({"style", "class", "id", "hidden", "bgcolor", "background", "align", "valign"})
# Attributes that are kept as they are, and what they may say.
_KEPT: dict[str, re.Pattern[str]] = {
    "align": re.compile("left|right|center|justify"), "valign": re.compile("top|middle|bottom|baseline"),
    "colspan": re.compile("[1-9][0-9]?"), "rowspan": re.compile("[1-9][0-9]?"), "dir": re.compile("ltr|rtl|auto"),
    "start": re.compile("[0-9]{1,5}"), "border": re.compile("[0-9]"), "cellpadding": re.compile("[0-9]{1,2}"),
    "cellspacing": re.compile("[0-9]{1,2}"), "width": re.compile("[0-9]{1,4}%?"),
}  # fmt: skip
_OF = {"a": {"href"}, "img": {"src", "srcset", "alt", "width", "height"}, "font": {"color"}, "ol": {"start"},
       "table": {"border", "cellpadding", "cellspacing", "width"}, "td": {"colspan", "rowspan", "width"},
       "th": {"colspan", "rowspan", "width"}, "col": {"width"}, "p": {"dir"}, "div": {"dir"}}  # fmt: skip
_ONLY_OF = {"width": {"table", "td", "th", "col"}}
_SCHEMES = {"http", "https", "mailto", "tel", "ftp", "cid", "data"}
_TOKEN = re.compile(r'<(?P<end>/?)(?P<name>[a-z0-9]+)(?P<rest>(?:\s[^\s=>"/]+="[^"]*")*)\s?/?>|[^<]+|<')
_ATTRIBUTE = re.compile(r'\s([^\s=>"/]+)="([^"]*)"')
_LOADS = re.compile(r"url\s{0,9}\(\s{0,9}[\"']?\s{0,9}(?!data:|[\"')])", re.I)
_DIM: Colour = (70, 70, 70)     # how far a colour must be from white where a picture under it is gone


@dataclass(slots=True)
class Safe:
    """The body of the document, and what to tell beside it."""

    body: str = ""
    remote: int = 0         # pictures, style sheets and fonts of other hosts that were not loaded
    odd: int = 0            # pictures that are none, are too large, or that the mail does not carry
    elsewhere: int = 0      # links whose words show another address
    hidden: int = 0         # passages that the sender's reader would not see
    height: int = 0         # a guess, in pixels


def safe_html(mail: Original) -> Safe:
    """The mail's HTML, cleaned. Time grows with the square of its depth."""
    found = Safe()
    texts = [html_to_text(p.source) if p.html else (p.source, "") for p in mail.pieces]
    secrets = tuple({s for shown, unseen in texts for s in secrets_in(f"{shown}\n{unseen}")})
    pictures = Pictures(mail)
    writer = _Writer(pictures, found, secrets)
    for piece in mail.pieces:
        if piece.html:
            writer.sheet = _sheet(piece.source, found)
            writer.write(_tree(piece.source))
        else:
            writer.out.append(f'<div class="text">{html.escape(mask(piece.source))}</div>')
    found.body = "".join(writer.out)
    lines = sum(1 + len(line) // 110 for shown, _ in texts for line in shown.split("\n"))
    found.height = 60 + 22 * lines + 120 * pictures.shown
    found.remote += pictures.remote
    found.odd = pictures.odd
    return found


def _tree(source: str) -> str:
    """The source as browsers build it, with no element and no attribute that is not read below."""
    return nh3.clean(
        source, tags=set(_TAGS), clean_content_tags=set(_UNSHOWN), url_schemes=_SCHEMES, link_rel=None,
        attributes={"*": set(_READ), **{tag: set(names) for tag, names in _OF.items()}},
    )


def _sheet(source: str, found: Safe) -> Sheet:
    """What the style elements hide; that they load is counted."""
    sheet = Sheet()
    if "<style" in source.lower() or "<link" in source.lower():
        for token in tokens(source):
            if isinstance(token, Tag) and token.name == "style":
                sheet.read(token.content)
                found.remote += len(_LOADS.findall(token.content)) + token.content.lower().count("@import")
            elif isinstance(token, Tag) and token.name == "link" and "href" in token.attributes:
                found.remote += 1
    return sheet


@dataclass(slots=True)
class _Open:
    name: str
    hidden: bool
    colour: Colour | None
    ground: Colour | None
    href: str = ""
    written: bool = True


@dataclass(slots=True)
class _Writer:
    """Reads the tree token by token and writes it anew."""

    pictures: Pictures
    found: Safe
    secrets: tuple[str, ...]
    sheet: Sheet = field(default_factory=Sheet)
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    words: list[str] | None = None      # of the open link

    def write(self, tree: str) -> None:
        self.stack = [_Open("", False, None, WHITE)]
        for match in _TOKEN.finditer(tree):
            name = match["name"]
            if name is None or name not in _TAGS:
                self._text(html.unescape(match[0]) if name is None else "")
            elif match["end"]:
                self._close(name)
            else:
                given = {n: html.unescape(value) for n, value in _ATTRIBUTE.findall(match["rest"])}
                self._open(name, given)
        while len(self.stack) > 1:
            self._close(self.stack[-1].name)

    # --- elements ---------------------------------------------------------------------------------------------------

    def _open(self, name: str, given: dict[str, str]) -> None:
        outer = self.stack[-1]
        style = style_of(given.get("style", ""))
        hidden = outer.hidden or style.hides or style.size is False or "hidden" in given or self.sheet.hides(given)
        colour = style.colour or (colour_of(given["color"]) if "color" in given else None) or outer.colour
        ground = outer.ground
        if "bgcolor" in given:
            ground = colour_of(given["bgcolor"]) or ground
        loads = len(_LOADS.findall(given.get("style", ""))) + bool(given.get("background"))
        self.found.remote += loads
        ground = style.ground or (None if style.unknown or "background" in given else ground)
        if name == "img":
            alt = self._masked(given.get("alt", "")[:200])
            self.out.append(self.pictures.html(given, alt, hidden))
            if self.words is not None:
                self.words.append(alt)
            return
        self.out.append(f"<{name}{self._attributes(name, given, ground)}>")
        if name in _VOID:
            return
        self.stack.append(_Open(name, hidden, colour, ground, given.get("href", "") if name == "a" else ""))
        if name == "a":
            self.words = []

    def _attributes(self, name: str, given: dict[str, str], ground: Colour | None) -> str:
        kept = {n: value.strip().lower() for n, value in given.items()
                if n in _KEPT and name in _ONLY_OF.get(n, {name}) and _KEPT[n].fullmatch(value.strip().lower())}
        style = safe_style(given.get("style", ""))
        for attribute, wanted in (("color", "color"), ("bgcolor", "background-color")):
            if attribute in given and wanted not in style:
                style |= safe_style(f"{wanted}:{given[attribute]}")
        shown = colour_of(style.get("color", ""))
        if shown is not None and ground is None and min(shown) > 255 - min(_DIM):
            del style["color"]          # it stood on a picture that is not there
        if style:
            kept["style"] = ";".join(f"{n}:{value}" for n, value in style.items())
        if name == "a" and "href" in given:
            target = target_of(given["href"], "")
            if target is not None and target.href and self._masked(target.href) == target.href:
                kept |= {"href": target.href, "rel": "noopener noreferrer nofollow", "target": "_blank"}
        return "".join(f' {n}="{html.escape(value)}"' for n, value in kept.items())

    def _close(self, name: str) -> None:
        if name in _VOID or not any(o.name == name for o in self.stack):
            return
        while len(self.stack) > 1:
            done = self.stack.pop()
            self.out.append(f"</{done.name}>")
            if done.name == "a":
                self._goes(done.href)
            if done.name == name:
                break

    def _goes(self, href: str) -> None:
        """Behind a link: where it leads."""
        words, self.words = " ".join("".join(self.words or []).split()), None
        target = target_of(self._masked(href), words)
        if target is None or _bare(target.shown) == _bare(words):
            return
        told = f"{html.escape(target.before)}<b>{html.escape(target.host)}</b>{html.escape(target.after)}"
        if target.elsewhere:
            self.found.elsewhere += 1
            self.out.append(f'<bdi class="goes wrong">leads elsewhere: {told}</bdi>')
        else:
            self.out.append(f'<bdi class="goes">{told}</bdi>')

    # --- text -------------------------------------------------------------------------------------------------------

    def _text(self, value: str) -> None:
        state = self.stack[-1]
        value = self._masked(value)
        if self.words is not None:
            self.words.append(value)
        same = state.colour is not None and state.ground is not None and alike(state.colour, state.ground)
        if (state.hidden or same) and any(c.isprintable() and not c.isspace() for c in value):
            self.found.hidden += 1
            self.out.append(f'<span class="unseen">{html.escape(value)}</span>')
        else:
            self.out.append(html.escape(value))

    def _masked(self, value: str) -> str:
        if not value.strip():
            return value
        for secret in self.secrets:
            if secret in value:
                value = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "[masked]", value)
        return mask(value)


def _bare(text: str) -> str:
    return re.sub(r"^(?:https?://|mailto:|tel:)?(?:www\.)?", "", text.strip().lower()).rstrip("/")
