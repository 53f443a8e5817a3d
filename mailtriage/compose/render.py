"""compose/render.py: the words of one mail out of a template and values.

    render(subject_template, body_template, variables, signature="") -> Rendered(subject, markdown)

Promises   a value is a value: escaped for Markdown, it comes out as its writer typed it in text and in
           HTML, and is never a template, a link or a heading. A word nobody has raises MissingWords with
           the names of all that are missing: the caller holds a draft, because a gap ("Dear ,") is worse
           than a wait. An empty value that would be shown counts as missing; `{% if name %}` and `{{ name
           or "…" }}` only ask for it.
Does not   send, or know what a case is.
Reads next program/jinja.py, compose/message.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, meta

from mailtriage.model.wire import body_text, header_text
from mailtriage.program.jinja import TextEnvironment, environment, parse

MOST_OUTPUT = 100_000     # characters of one rendered body: ten times the longest text a person reads
MOST_VALUE = 20_000       # characters of one value
_gaps: ContextVar[list[str]] = ContextVar("gaps")


class MissingWords(Exception):
    """The text cannot be rendered without a gap. `names` are the variables, or one sentence that says what is
    wrong with the template."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"no value for {', '.join(names)}")
        self.names = names


class BadTemplate(MissingWords):
    """The template itself is at fault; `line` is 1-based, 0 when it is not known."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__((why,))
        self.args = (why,)
        self.line = line


@dataclass(frozen=True, slots=True)
class Rendered:
    """`subject` is one plain line, no case number in front yet; `markdown` is the body an agent may edit."""

    subject: str
    markdown: str


class _Gap(StrictUndefined):
    """A variable that is not there. It notes its name and goes on, so that a person hears of all of them at
    once; nothing rendered with a gap is ever used."""

    def _note(self, *_: Any, **__: Any) -> Any:
        _gaps.get().append(self._undefined_name or "a value")
        return ""

    def __iter__(self) -> Any:
        self._note()
        return iter(())

    def __len__(self) -> int:  # type: ignore[override]
        self._note()
        return 0

    def __bool__(self) -> bool:  # type: ignore[override]
        self._note()
        return False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._note()
        return self

    def __getitem__(self, _: Any) -> Any:
        self._note()
        return self

    __str__ = __call__ = __add__ = __radd__ = __lt__ = __le__ = __gt__ = __ge__ = _note
    __eq__ = __ne__ = __contains__ = __hash__ = _note


class _Empty(str):
    """An empty value that knows its name: false in a condition, a gap when shown."""

    __slots__ = ("name",)
    name: str


def _empty(name: str) -> _Empty:
    empty = _Empty("")
    empty.name = name
    return empty


# What could begin Markdown anywhere, and what only where a line or a value begins (CommonMark 0.31, 2.4).
_INLINE = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32}(?:;|$))")
_START = re.compile(r"(?m)^([#+\-=>~:.()])")
_NUMBERED = re.compile(r"(?m)^(\d{1,9})([.)])")


def escape(value: str) -> str:
    """`value` as Markdown that shows exactly these characters. Lines stay lines; space around them goes."""
    lines = [line.strip() for line in body_text(value[:MOST_VALUE]).strip().split("\n")]
    text = _INLINE.sub(r"\\\g<0>", "\n".join(lines))
    text = _NUMBERED.sub(r"\1\\\2", _START.sub(r"\\\1", text))
    return text.replace("\n", "\\\n")


def _shown(value: Any) -> str:
    """A value on its way into the output, as text."""
    if isinstance(value, _Empty):
        _gaps.get().append(value.name)
        return ""
    if not isinstance(value, (str, int, float, date, Undefined)):
        _gaps.get().append("a value that is not text")
        return ""
    return str(value)


@cache
def _body() -> TextEnvironment:
    return environment(lambda value: escape(_shown(value)), _Gap)


@cache
def _subject() -> TextEnvironment:
    # An empty subject is the customer's, not a gap of ours.
    return environment(lambda value: "" if isinstance(value, _Empty) else header_text(_shown(value)), _Gap)


@lru_cache(maxsize=1024)
def _compiled(kind: str, source: str) -> Template:
    env = _body() if kind == "body" else _subject()
    try:
        parse(env, source)
        return env.from_string(source)
    except TemplateSyntaxError as e:
        raise BadTemplate(f"{kind} template, line {e.lineno}: {e.message}", e.lineno) from None
    except (RecursionError, SyntaxError) as e:
        raise BadTemplate(f"{kind} template: {type(e).__name__}") from None


def _fill(kind: str, source: str, values: Mapping[str, Any], gaps: list[str]) -> str:
    template = _compiled(kind, source)
    token = _gaps.set(gaps)
    parts: list[str] = []
    size = 0
    try:
        for part in template.generate(values):
            size += len(part)
            if size > MOST_OUTPUT:
                raise BadTemplate(f"the {kind} grows over {MOST_OUTPUT} characters")
            parts.append(part)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as e:
        if not gaps:                     # with a gap, what follows from it is no news
            raise BadTemplate(f"{kind} template: {' '.join(str(e).split())[:200]}") from None
    finally:
        _gaps.reset(token)
    return "".join(parts)


def render(
    subject_template: str, body_template: str, variables: Mapping[str, Any], *, signature: str = ""
) -> Rendered:
    """Subject and Markdown body. `signature` is Markdown of the program, set under the body as it stands.
    Raises MissingWords (BadTemplate when the template is at fault)."""
    values = {
        name: _empty(name) if isinstance(value, str) and not value.strip() else value
        for name, value in variables.items()
        if value is not None
    }
    gaps: list[str] = []
    subject = _fill("subject", subject_template, values, gaps)
    body = _fill("body", body_template, values, gaps)
    if gaps:
        raise MissingWords(tuple(dict.fromkeys(gaps)))
    body = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", body.replace("\r\n", "\n")).strip("\n")
    if signature.strip():
        body = f"{body}\n\n{signature.strip()}"
    return Rendered(header_text(subject), body + "\n")


def variables_of(template: str) -> set[str]:
    """The variables a template uses. Raises BadTemplate when it does not compile."""
    _compiled("body", template)
    return set(meta.find_undeclared_variables(_body().parse(template)))
