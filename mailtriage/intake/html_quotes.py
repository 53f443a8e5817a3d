"""intake/html_quotes.py: by which tags a mail program says that what stands inside, or below, is an old mail.

    Gmail       blockquote.gmail_quote, div.gmail_attr
    Apple, Thunderbird, Roundcube, Lotus Notes    blockquote type=cite, div.moz-cite-prefix
    Outlook     div#divRplyFwdMsg, div#appendonsend, the line above its header block (border-top #E1E1E1, #B5C4DF):
                all below is old. On phones div#mail-editor-reference-message-container and its like
    others      div.yahoo_quoted, div.protonmail_quote, div.zmail_extra, blockquote.tutanota_quote, GMX's name=quote
    nothing     a blockquote that no program has named or bordered: HEY and Yandex quote so, below an attribution;
                people set off with it what they cite or list ("increase indent" of Outlook on the web)
Reads next intake/html_text.py
"""

from __future__ import annotations

import re

from mailtriage.intake.html_tokens import Tag

# Before a line that stands in such a quote. A noncharacter, which text_part.py takes out of what mails bring along.
MARK = "\ufdd0"
# Before a line in a blockquote that says nothing of itself: a quote only where something introduces it.
UNNAMED = "\ufdd1"

_INSIDE = frozenset((
    "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote",
    "ms-outlook-mobile-reference-message", "outlookmessageheader", "front-blockquote",
))  # fmt: skip
_QUOTES = frozenset(("gmail_quote", "protonmail_quote", "tutanota_quote", "yahoo_quoted", "front-blockquote"))
_INSIDE_ID = frozenset((
    "mail-editor-reference-message-container", "isreplycontent", "zimbra-quote", "replyblockquote",
    "olk_src_body_section",
))  # fmt: skip
_BELOW_ID = frozenset(("divrplyfwdmsg", "appendonsend"))
_COLOUR = r"#?(?:e1e1e1|b5c4df)"
_ONE = r"1(?:\.0)?p[tx]"
_LINE = re.compile(rf"border-top\s*:\s*(?:solid {_COLOUR} {_ONE}|{_COLOUR} {_ONE} solid|{_ONE} solid {_COLOUR})", re.I)
_BORDER = re.compile(r"border(?:-left)?\s*:\s*(?!none|0)[^;]*(?:solid|\d)", re.I)
_NO_BORDER = re.compile(r"border\s*:\s*(?:none|0)", re.I)


def without_marks(text: str) -> str:
    return text.replace(MARK, "").replace(UNNAMED, "")


def is_quote(tag: Tag) -> bool:
    """Whether what stands in this element is an old mail, by its program's word."""
    given = tag.attributes
    if not given:
        return False
    if given.get("id", "").lower().removeprefix("x_") in _INSIDE_ID:
        return True
    classes = {name.removeprefix("x_") for name in given.get("class", "").lower().split()}
    if tag.name == "blockquote":
        return given.get("type", "").lower() == "cite" or "cite" in given or not _QUOTES.isdisjoint(classes)
    return given.get("name") == "quote" or not _INSIDE.isdisjoint(classes)


def is_indent(tag: Tag) -> bool:
    """Whether a blockquote is what an indent button makes: a margin, and a border that is expressly none."""
    style = tag.attributes.get("style", "")
    return bool(style) and not is_quote(tag) and _NO_BORDER.search(style) is not None and not _BORDER.search(style)


def is_unnamed(tag: Tag) -> bool:
    """Whether a blockquote says neither by its name nor by a border that it is a quote."""
    given = tag.attributes
    named = any("quot" in value.lower() or "cite" in value.lower()
                for value in (given.get("class", ""), given.get("id", "")))
    return not (named or is_quote(tag) or _BORDER.search(given.get("style", "")))


def begins_old(tag: Tag) -> bool:
    """Whether everything from this element to the end of the page is an old mail."""
    given = tag.attributes
    if tag.name not in ("div", "hr", "p", "span", "table") or not given:
        return False
    if given.get("id", "").lower().removeprefix("x_") in _BELOW_ID:
        return True
    style = given.get("style", "")
    return "padding" in style.lower() and _LINE.search(style[:500]) is not None
