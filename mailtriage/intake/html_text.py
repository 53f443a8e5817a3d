"""intake/html_text.py: what a reader of an HTML mail would see, as plain text.

Promises   linear time; nothing raises; links keep their target as `text <url>` where it differs, quotes become `> `,
           table cells are two spaces apart, pictures show their `[alt]`; a nested table a million deep is as cheap as
           a flat one. An element that is never closed ends where a browser ends it, so that it hides no more there.
           A line of what the mail program says is an old mail begins with `MARK`, one in a blockquote that says nothing
           of itself with `UNNAMED`.
Does not   show what a sender hides (display:none, zero size, white on white, off the page, comments): rules must not
           match text the recipient did not see, and staff must not miss text they do. It is given apart.
Source     HTML 13.2.6 (implied ends, stack of open elements), as far as it decides what is seen.
Reads next intake/html_elements.py, intake/html_style.py, intake/html_tokens.py
"""

from __future__ import annotations

import html
import re

from mailtriage.intake import limits
from mailtriage.intake.html_elements import (
    BLOCK,
    BOUNDARY,
    CELL,
    ENDS,
    IN_HEAD,
    LISTS,
    PARAGRAPH,
    PRE,
    UNSHOWN,
    VOID,
    State,
)
from mailtriage.intake.html_quotes import MARK, UNNAMED, begins_old, is_indent, is_quote, is_unnamed
from mailtriage.intake.html_style import NO_STYLE, Sheet, alike, colour_of, style_of
from mailtriage.intake.html_tokens import Tag, tokens

_STEPS = 2_000_000          # elements looked at in search of the one that a closing tag closes, in all
_DEPTH_MOST = 50            # of quotes; deeper is shown at this depth
_INDENT_MOST = 10
_DRESS = f"> {MARK}{UNNAMED}"        # of a line that says nothing
_PREFIX = re.compile(r"^(?:https?|ftp|tel):(?://)?(?:www\.)?|^www\.", re.I)


def html_to_text(source: str) -> tuple[str, str]:
    """(the visible text, what is hidden), the first at most `limits.TEXT` and the second `limits.HIDDEN` characters."""
    if not re.search(r"<[a-zA-Z/!]", source):
        return html.unescape(source), ""                 # plain text that is called HTML keeps its lines
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
        self.space = False
        self.stack: list[tuple[str, State]] = [("", State())]
        self.count: dict[str, int] = {}
        self.steps = _STEPS
        self.sheet = Sheet()
        self.bullet = ""                # of a list item of which nothing has been written yet
        self.lists: list[int] = []      # the next number of each open list, 0 for one without numbers
        self.href: str | None = None
        self.shown: list[str] = []      # the text of the open link
        self.unseen: list[str] = []
        self.unseen_size = 0
        self.old_below = False

    # --- tokens ---------------------------------------------------------------------------------------------------

    def text(self, value: str) -> None:
        state = self.stack[-1][1]
        if state.silent or state.hard or state.tiny or state.colour is not None:
            if state.silent:
                return
            same = state.colour is not None and state.ground is not None and alike(state.colour, state.ground)
            if state.hard or state.tiny or same:
                self._hide(value)
                return
        if state.pre:
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
        if self.count:
            self._imply_ends(name)
        if name == "style":
            self.sheet.read(tag.content)
        before = self.stack[-1][1]
        state = self._inside(name, tag, before)
        hidden = state.silent or state.hard
        if not hidden:
            self._begin(name, tag)
            self.old_below = self.old_below or begins_old(tag)
        if name in VOID:
            return
        if name in LISTS:
            start = tag.attributes.get("start", "1")
            self.lists.append((int(start) if start.isdecimal() and len(start) < 6 else 1) if name == "ol" else 0)
        self.stack.append((name, state))
        self.count[name] = self.count.get(name, 0) + 1

    def close(self, name: str) -> None:
        if name == "br" or (name == "p" and not self.count.get("p")):
            if not self._hidden():                       # browsers take </br> and a stray </p> for the element
                self._break() if name == "br" else self._block("p")
            return
        if self.count.get(name):
            at = self._find((name,), () if name in BLOCK or name in CELL else CELL)
            if at:
                self._pop(at)

    # --- the stack ------------------------------------------------------------------------------------------------

    def _imply_ends(self, name: str) -> None:
        if name in ENDS and any(self.count.get(ended) for ended in ENDS[name]):
            while at := self._find(ENDS[name], BOUNDARY[name]):
                self._pop(at)
        if self.count.get("p") and name in BLOCK and (at := self._find(("p",), CELL)):
            self._pop(at)
        if self.count.get("head") and name not in IN_HEAD and (at := self._find(("head",), ())):
            self._pop(at)

    def _find(self, names: tuple[str, ...], boundary: set[str] | tuple[str, ...]) -> int:
        """The index of the innermost open element of these names, 0 when there is none before a boundary."""
        for at in range(len(self.stack) - 1, 0, -1):
            found = self.stack[at][0]
            if found in names:
                return at
            self.steps -= 1
            if found in boundary or self.steps < 0:
                return 0
        return 0

    def _pop(self, at: int) -> None:
        """Close the element at `at` and all that stand open in it."""
        while len(self.stack) > at:
            name, state = self.stack[-1]
            visible = not (state.silent or state.hard)
            if visible and name == "a":
                self._target()
            if visible and name in BLOCK and self._filled():
                self._break()
            self.stack.pop()
            self.count[name] -= 1
            if name in LISTS and self.lists:
                self.lists.pop()
            if visible and name in BLOCK:
                self._block(name)

    def _inside(self, name: str, tag: Tag, before: State) -> State:
        """The state within an element. The same object when nothing about it matters, which is the usual case."""
        if name == "blockquote" or name in UNSHOWN or name in PRE:
            before = before._replace(silent=before.silent or name in UNSHOWN, pre=before.pre or name in PRE)
            if name == "blockquote" and not is_indent(tag):
                unnamed = (before.unnamed or not before.quotes) and is_unnamed(tag)
                before = before._replace(quotes=before.quotes + 1, unnamed=unnamed)
        given = tag.attributes
        if not given or before.silent:
            return before
        style = style_of(text) if (text := given.get("style")) else NO_STYLE
        hard = before.hard or style.hides or "hidden" in given or self.sheet.hides(given)
        tiny = before.tiny if style.size is None else not style.size
        colour, ground = before.colour, before.ground
        if name == "font" and "color" in given:
            colour = colour_of(given["color"])
        colour = style.colour or colour
        if "bgcolor" in given:
            ground = colour_of(given["bgcolor"])
        if style.unknown or "background" in given or (self.sheet.grounds and ("class" in given or "id" in given)):
            ground = None
        ground = style.ground or ground
        pre = before.pre if style.pre is None else style.pre
        old = before.old or is_quote(tag)
        after = State(before.silent, hard, tiny, colour, ground, pre, before.quotes, old, before.unnamed)
        return before if after == before else after

    def _hidden(self) -> bool:
        state = self.stack[-1][1]
        return state.silent or state.hard

    def _hide(self, value: str) -> None:
        words = " ".join(value.split())
        if words and self.unseen_size < limits.HIDDEN:
            self.unseen.append(words)
            self.unseen_size += len(words) + 1

    # --- what is written ------------------------------------------------------------------------------------------

    def _begin(self, name: str, tag: Tag) -> None:
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
        elif name == "a":
            self._target()
            self.href, self.shown = tag.attributes.get("href", "").strip(), []
        elif name in BLOCK:
            self._block(name)
            if name == "li":
                number = self.lists[-1] if self.lists else 0
                indent = "  " * min(len(self.lists) - 1, _INDENT_MOST)
                self.bullet = f"{indent}{number}. " if number else f"{indent}- "
                if number:
                    self.lists[-1] += 1

    def _target(self) -> None:
        """Where the link that ends here leads, when its text does not say so."""
        if self.href is None:
            return
        href, shown = self.href, " ".join("".join(self.shown).split())
        self.href, self.shown = None, []
        if re.match(r"(?:https?|ftp|tel):", href, re.I):
            if _bare(href) != _bare(shown):
                self._put(f" <{' '.join(href.split())[:2000]}>")
        elif re.match(r"mailto:", href, re.I) and "@" not in shown:
            self._put(f" <{href[7:].partition('?')[0][:300]}>")

    def _put(self, value: str) -> None:
        if value:
            if self.bullet and not value.isspace():
                self.line.append(self.bullet)
                self.bullet, value = "", value.lstrip()
            self.line.append(value)
            self.size += len(value)
            if self.href is not None:
                self.shown.append(value)

    def _filled(self) -> bool:
        return any(not piece.isspace() for piece in self.line)

    def _break(self) -> None:
        prefix = "> " * min(self.stack[-1][1].quotes, _DEPTH_MOST)
        state = self.stack[-1][1]
        mark = ""
        if self._filled():
            mark = MARK if state.old or self.old_below else UNNAMED if state.unnamed else ""
        self.lines.append(mark + (prefix + "".join(self.line).rstrip()).rstrip(" ") if self.line else prefix.rstrip())
        self.size += len(prefix) + 1
        self.line, self.space = [], False

    def _block(self, name: str) -> None:
        if self._filled():
            self._break()
        self.line, self.space = [], False
        nested = name in LISTS and bool(self.lists)
        if name in PARAGRAPH and not nested and not self.bullet and self.lines and self.lines[-1].strip(_DRESS):
            self._break()

    def finish(self) -> tuple[str, str]:
        self._target()
        if self.line:
            self._break()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")
        return text, " ".join(self.unseen)[: limits.HIDDEN]


def _bare(url: str) -> str:
    """A link without what people leave out when they write it."""
    return _PREFIX.sub("", url.strip().strip("<>()")).rstrip("/").lower()
