"""program/pattern_tree.py: patterns of words as trees: every text a label stands for.

Promises   a pattern that `patterns.compiled` accepts has a tree.
Reads next program/labels.py
"""

from __future__ import annotations

from typing import Any

from mailtriage.program.patterns import BadPattern, compiled, fold

MOST_EXPANDED = 400  # labels one pattern may stand for

Node = tuple[str, Any, bool]  # ("char", c, may be missing) · ("group", alternatives, may be missing) · ("star", "", …)


def _tree(pattern: str) -> list[Node]:
    """A folded pattern of words, which `compiled` accepts, as a sequence of nodes."""
    nodes, at = _sequence(pattern, 0)
    if at != len(pattern):
        raise BadPattern('has a "(" or ")" without its partner')
    return nodes


def _sequence(pattern: str, at: int) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while at < len(pattern) and pattern[at] not in "|)":
        char = pattern[at]
        if char == "(":
            choices = []
            while at < len(pattern) and pattern[at] in "(|":
                inner, at = _sequence(pattern, at + 1)
                choices.append(inner)
            nodes.append(("group", choices, False))
            at += 1
        elif char == "?":
            kind, value, _ = nodes.pop()
            nodes.append((kind, value, True))
            at += 1
        else:
            nodes.append(("star", "", False) if char == "*" else ("char", char, False))
            at += 1
    return nodes, at


def expand(pattern: str) -> tuple[str, ...]:
    """Every text a pattern of words without `*` stands for, folded. BadPattern when there are too many."""
    if pattern.startswith("re:") or "*" in pattern:
        raise BadPattern("is a label: write words, with ( | ) and ? where they may vary, without * and re:")
    compiled(pattern)
    found = [" ".join(text.split()) for text in _expanded(_tree(fold(pattern)))]
    return tuple(dict.fromkeys(found))


def _expanded(nodes: list[Node]) -> list[str]:
    texts = [""]
    for kind, value, optional in nodes:
        ends = [value] if kind == "char" else [t for choice in value for t in _expanded(choice)]
        texts = [a + b for a in texts for b in ([*ends, ""] if optional else ends)]
        if len(texts) > MOST_EXPANDED:
            raise BadPattern(f"stands for more than {MOST_EXPANDED} labels; split it")
    return texts
