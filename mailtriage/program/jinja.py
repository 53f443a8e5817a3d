"""program/jinja.py: the one Jinja every text is compiled, checked and rendered in.

Promises   a text is words, `{% if %}`, `{% for %}` and `{% set x = … %}` over the values it is given: no
           files, no calls, no attributes of ours, no loops but over those values, no output made out of
           nothing.
Does not   know which variables a purpose has (`program/variables.py`) or escape values
           (`compose/render.py`).
Reads next compose/render.py
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Not: format, center, indent, replace, tojson … They make much out of little, or HTML out of text.
FILTERS = frozenset({
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "first", "groupby", "int",
    "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr",
    "round", "select", "selectattr", "slice", "sort", "string", "sum", "title", "trim", "truncate",
    "unique", "upper", "wordcount",
})
# Macros and block assignments would escape their values twice; the others read files.
FORBIDDEN: tuple[type[nodes.Node], ...] = (
    nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock, nodes.Include, nodes.Import,
    nodes.FromImport, nodes.Extends, nodes.Block,
)
_DICT_METHODS = ("items", "keys", "values", "get")


class TextEnvironment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "%"})       # {{ "a" * 10**9 }}: 10 s and 1 GB, measured

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        small = isinstance(left, int) and isinstance(right, int) and abs(left) < 10**9 and abs(right) < 10**9
        if operator == "**" or not small:
            raise SecurityError(f"a text cannot calculate with {operator}")
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Only what a dictionary of values offers to read it."""
        name = getattr(obj, "__name__", "")
        return isinstance(getattr(obj, "__self__", None), dict) and name in _DICT_METHODS


def environment(
    finalize: Callable[[Any], Any] | None = None, undefined: type[Undefined] = StrictUndefined
) -> TextEnvironment:
    """The Jinja of all texts. `finalize` sees every value on its way into the output."""
    env = TextEnvironment(undefined=undefined, trim_blocks=True, lstrip_blocks=True, finalize=finalize)
    env.filters = {name: f for name, f in env.filters.items() if name in FILTERS}
    env.globals.clear()
    return env


def parse(env: TextEnvironment, source: str) -> nodes.Template:
    """The tree of a text. TemplateSyntaxError (with `lineno`) when it does not parse or uses too much."""
    tree = env.parse(source)
    for node in tree.find_all(FORBIDDEN):
        kind = type(node).__name__.lower()
        raise TemplateSyntaxError(f"{kind} has no place in a text: only if, for, set and values", node.lineno)
    return tree
