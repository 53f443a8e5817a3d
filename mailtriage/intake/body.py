"""intake/body.py: which parts of the tree are the words of the sender, and which are attachments.

Promises   text/plain is preferred to its HTML alternative unless it is empty, only says "view this as HTML", or says
           much less, or is short and stands whole in the HTML, which says more (a table, a list that the program left
           out): then nothing is lost by reading the HTML. A forwarded or returned mail is never part of the text;
           every leaf is either text, an unchosen alternative, or an attachment. At most `limits.TEXT` characters, and
           a defect when there was more.
Source     RFC 2046 5.1.4, RFC 2387, RFC 8621 4.1.4 (which parts are shown).
Reads next intake/text_part.py, intake/reply_text.py
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from mailtriage.intake import limits
from mailtriage.intake.html_quotes import without_marks
from mailtriage.intake.packed import open_packed
from mailtriage.intake.structure import Part
from mailtriage.intake.text_part import Words, words_of

_TEXT = {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"}
# Wordings for readers we are not; beside a text they are no files.
_OTHER_WORDING = _TEXT | {"text/x-amp-html", "text/watch-html", "text/x-watch-html"}
# What newsletters and some mail programs put in the plain alternative instead of the text.
_STUB = re.compile(
    r"(?:view|read|see|open|vis|les|zeig|lire|voir)\w*\b.{0,60}(?:html|browser|nettleser|navigat|online)"
    r"|html[- ]?(?:capable|enabled|format|mail|message|e-?mail)|(?:does not|doesn't|not) support html"
    r"|no (?:plain )?text (?:version|content)", re.I | re.S
)
# Blanks at the ends of lines, but for the one after "-- ", which says that a signature follows. A match begins only
# where a run of blanks begins: 200,000 of them inside a line cost 146 s.
_TRAILING = re.compile(r"(?<![ \t])(?<!^--)[ \t]+$|(?<=^-- )[ \t]+$", re.M)
_STUB_MOST = 300            # characters; a longer plain part is a text of its own
_SHORT = 600                # characters; of a longer plain part a program leaves little out
_MORE = 3                   # words that only the HTML has, beside links and names of pictures
_HTML_LOOKED_AT = 60_000    # bytes; converting more for a short mail costs more than it finds
_TAG = re.compile(rb"<[^<>]*>")
_NOT_SAID = re.compile(r"<[^<>\s]{1,2000}>|\[[^\[\]]{1,200}\]|[A-Za-z][A-Za-z0-9+.-]{0,30}://\S+")
_LESS = 20                  # times: HTML so much longer than its plain alternative is looked at


@dataclass(slots=True)
class Body:
    """`marked` is the text with the marks of `html_quotes.py` before the lines that the HTML says are quoted; `hidden`
    is what the HTML holds and does not show."""

    text: str = ""
    marked: str = ""
    hidden: str = ""
    attachments: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    flowed: bool = False        # a text part is format=flowed


@dataclass(slots=True)
class _Reader:
    """Converts text parts within what one mail may cost: twenty-five parts must not cost twenty-five times the time
    of one. What was converted once is kept."""

    hint: str
    html: int = limits.HTML
    plain: int = limits.TEXT * 4
    done: dict[int, Words] = field(default_factory=dict)

    def words(self, part: Part) -> Words:
        found = self.done.get(id(part))
        if found is None:
            html = part.type == "text/html"
            found = self.done[id(part)] = words_of(part, self.html if html else self.plain, self.hint)
            if html:
                self.html -= found.used
            else:
                self.plain -= max(found.used, 4 * len(found.text))
        return found


def read_body(root: Part, hint: str = "") -> Body:
    """The visible text and the attachments of a tree. `hint` is a charset that the mail names somewhere."""
    body, reader = Body(), _Reader(hint)
    texts, spare = _sort(root, body.attachments, reader, body.defects)
    packed = open_packed(body.attachments, body.defects)
    pieces: list[str] = []
    said: set[str] = set()      # senders who do not know multipart/alternative put plain text and HTML in a row
    room = limits.TEXT
    for part in texts or spare[:1]:
        words = reader.words(part)
        body.flowed = body.flowed or part.parameters.get("format", "").lower() == "flowed"
        body.defects.extend(words.defects)
        body.attachments.extend(words.files)
        if words.hides and len(body.hidden) < limits.HIDDEN:
            body.hidden = "\n".join(filter(None, (body.hidden, words.hides)))[: limits.HIDDEN]
        piece = _TRAILING.sub("", words.text[:room])
        words_alone = " ".join(without_marks(piece).split())
        if words_alone and words_alone not in said:
            said.add(words_alone)
            pieces.append(piece.strip("\n"))
            room -= len(piece)
        if room <= 0:
            body.defects.append(f"text cut at {limits.TEXT:,} characters")
            break
    body.marked = "\n\n".join(pieces or packed)[: limits.TEXT]
    body.text = without_marks(body.marked)
    body.attachments.sort(key=lambda part: part.number)
    if body.hidden:
        body.defects.append("the HTML holds text that is not shown")
    return body


def _sort(root: Part, attachments: list[Part], reader: _Reader, defects: list[str]) -> tuple[list[Part], list[Part]]:
    """Walk in the order of the mail, without recursion: (texts, what may be read when there is none). In a report only
    the first part is written for people."""
    texts: list[Part] = []
    spare: list[Part] = []
    stack = [root]
    while stack:
        part = stack.pop()
        if not part.children:
            if _is_text(part) or (part is root and part.type in _TEXT and part.disposition != "attachment"):
                texts.append(part)
                continue
            if part.disposition != "attachment" and (part.type in _TEXT or part.type == "text/calendar"):
                spare.append(part)
            attachments.append(part)
        elif part.disposition == "attachment":
            attachments.extend(part.leaves())
        elif part.type == "multipart/alternative":
            chosen = _choose(part, reader, defects)
            for child in reversed(part.children):
                if child is chosen:
                    stack.append(child)
                else:
                    # An unchosen wording is not an attachment; an invitation, a picture or a file beside it is.
                    beside = [leaf for leaf in child.leaves() if leaf.type not in _OTHER_WORDING or leaf.name]
                    attachments.extend(beside)
                    spare.extend(leaf for leaf in beside if leaf.type == "text/calendar")
        elif part.type == "multipart/report":
            stack.append(part.children[0])
            for child in part.children[1:]:
                attachments.extend(child.leaves())
        else:
            stack.extend(reversed(part.children))
    return texts, spare


def _is_text(part: Part) -> bool:
    return part.type in _TEXT and part.disposition != "attachment" and not part.name


def _choose(alternative: Part, reader: _Reader, defects: list[str]) -> Part | None:
    """The alternative to read: the last plain text that says something (later is better, RFC 2046 5.1.4), else HTML,
    else any that has text."""
    worded = [(child, texts) for child in alternative.children if (texts := [x for x in child.leaves() if _is_text(x)])]
    rich = [(child, texts) for child, texts in worded if any(x.type == "text/html" for x in texts)]
    plain = [(child, texts) for child, texts in worded if (child, texts) not in rich]
    plain.sort(key=lambda one: one[1][0].type == "text/plain")
    html = next((x for _, texts in rich for x in texts if x.type == "text/html"), None)
    for child, texts in reversed(plain):
        said = "\n".join(reader.words(x).text.strip() for x in texts).strip()
        if not said or (html and len(said) <= _STUB_MOST and _STUB.search(said)):
            continue
        if html and _says_less(texts[0], said, html, reader):
            defects.append(f"part {texts[0].number}: the plain text says much less than the HTML, which is read")
            continue
        return child
    best = next((child for child, texts in rich if any(reader.words(x).text.strip() for x in texts)), None)
    return best or next((child for child, _ in (*rich, *plain)), None)


def _says_less(plain: Part, said: str, html: Part, reader: _Reader) -> bool:
    """Whether the HTML says more than twice as much as the plain text beside it, or all that a short one says and more.
    Looked at only when its bytes make it likely: HTML is converted for that."""
    far_longer = html.end - html.start >= _LESS * (plain.end - plain.start) + 400
    if not far_longer and not (len(said) <= _SHORT and _may_say_more(html, said)):
        return False
    shown = reader.words(html).text
    if far_longer and len(shown.split()) > 2 * len(said.split()) + 20:
        return True
    if len(said) > _SHORT:
        return False
    plain_words, html_words = Counter(_said(said)), Counter(_said(shown))
    more = Counter(_said(_NOT_SAID.sub(" ", shown))) - plain_words
    return not plain_words - html_words and more.total() >= _MORE


def _may_say_more(html: Part, said: str) -> bool:
    """Whether there are more letters outside the tags than in the plain text: the cheap look, before a conversion."""
    if html.end - html.start > _HTML_LOOKED_AT:
        return False
    data = html.content()
    seen = _TAG.sub(b"", data[max(0, data.lower().find(b"<body")) :])
    return len(b"".join(seen.split())) > len("".join(said.split()).encode()) + 2 * _MORE


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
