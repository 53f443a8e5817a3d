"""compose/markdown.py: one body, twice: plain text a person likes to read, and HTML that says the same.

Promises   no HTML of the writer's, no images, links to http, https and mailto only; nothing in the HTML is
           loaded from anywhere. The text is wrapped at 76 columns, lists and quotes keep their shape, and a
           link shows where it goes. The same Markdown always gives the same bytes.
Does not   escape values (`compose/render.py`) or encode for transport (`compose/message.py`).
Reads next compose/message.py
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from mailtriage.model.wire import body_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

WIDTH = 76
SHORT = 50     # a shorter line was ended on purpose ("Hello Naledi,"), a longer one by an editor's wrap
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.I)
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
    "main{max-width:38em}blockquote{margin:0 0 0 4px;padding-left:12px;border-left:3px solid #8888}"
    "pre{white-space:pre-wrap}pre,code{font-family:ui-monospace,Consolas,monospace}"
)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    parser.core.ruler.push("line_ends", _line_ends)
    return parser


def _line_ends(state: StateCore) -> None:
    """Keep the line ends a person meant: greetings, addresses, signatures. CommonMark would join them all."""
    for token in state.tokens:
        length = 0
        for child in token.children or ():
            if child.type == "softbreak" and length < SHORT:
                child.type, child.tag = "hardbreak", "br"
            length = 0 if child.type.endswith("break") else length + len(child.content)


def to_html(markdown: str, language: str = "en") -> str:
    """A whole HTML document: one column, the reader's own fonts and colours, readable in dark mode."""
    lang = language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<style>{_STYLE}</style></head>\n<body><main>\n'
        f"{_parser().render(body_text(markdown))}</main></body></html>\n"
    )


def to_fragment(markdown: str) -> str:
    """The same HTML without a document around it, to be shown in a page of our own. Headings are two ranks lower, so
    that a page keeps its outline."""
    html: str = _parser().render(body_text(markdown))
    return re.sub(r"(</?)h([1-4])>", lambda m: f"{m[1]}h{int(m[2]) + 2}>", html)


def to_text(markdown: str, width: int = WIDTH) -> str:
    """The same words as plain text, lines of at most `width` unless a single word is longer."""
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_parser().parse(body_text(markdown)))
    return "\n".join(line.rstrip() for line in _blocks(root.children, width)) + "\n"


def _blocks(nodes: list[SyntaxTreeNode], width: int, tight: bool = False) -> list[str]:
    """Lines of sibling blocks, a blank line between them unless they are the parts of a tight list."""
    lines: list[str] = []
    for node in nodes:
        block = _BLOCKS.get(node.type, _paragraph)(node, width)
        if lines and block and not tight:
            lines.append("")
        lines.extend(block)
    return lines


def _paragraph(node: SyntaxTreeNode, width: int) -> list[str]:
    lines: list[str] = []
    for line in _inline(node).split("\n"):
        wrapped = textwrap.wrap(line, max(width, 20), break_long_words=False, break_on_hyphens=False)
        lines.extend(wrapped or [""])
    return lines


def _heading(node: SyntaxTreeNode, width: int) -> list[str]:
    lines = _paragraph(node, width)
    return [*lines, ("=" if node.tag == "h1" else "-") * min(max(map(len, lines)), width)]


def _quote(node: SyntaxTreeNode, width: int) -> list[str]:
    return [f"> {line}".rstrip() for line in _blocks(node.children, width - 2)]


def _code(node: SyntaxTreeNode, width: int) -> list[str]:
    return [f"    {line}" for line in node.content.rstrip("\n").split("\n")]


def _rule(node: SyntaxTreeNode, width: int) -> list[str]:
    return ["-" * min(width, 40)]


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    first = int(node.attrs.get("start", 1))
    # markdown-it hides the paragraphs of a tight list.
    tight = not any(p.type == "paragraph" and not p.hidden for item in node.children for p in item.children)
    lines: list[str] = []
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        body = _blocks(item.children, width - len(mark), tight) or [""]
        if lines and not tight:
            lines.append("")
        lines.append(mark + body[0])
        lines.extend(" " * len(mark) + line if line else "" for line in body[1:])
    return lines


_BLOCKS: dict[str, Callable[[SyntaxTreeNode, int], list[str]]] = {
    "heading": _heading, "blockquote": _quote, "fence": _code, "code_block": _code, "hr": _rule,
    "bullet_list": _list, "ordered_list": _list,
}


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a paragraph; hard breaks are line ends, a link is followed by where it goes."""
    if node.type in ("text", "code_inline", "text_special"):
        return node.content
    if node.type == "hardbreak":
        return "\n"
    if node.type == "softbreak":
        return " "
    words = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        target = str(node.attrs.get("href", ""))
        shown = target.removeprefix("mailto:")
        return words if words.strip() in (target, shown) else f"{words} ({shown})"
    return words
