"""program/pattern_tree.py: patterns of words as trees: every text a label stands for, and what any hit must contain.

Promises   a pattern that `patterns.compiled` accepts has a tree.
Reads next program/index.py, program/labels.py
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mailtriage.program.patterns import BadPattern, compiled, fold

MOST_EXPANDED = 400  # labels one pattern may stand for
MOST_NEEDLES = 64  # of one pattern

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


@lru_cache(maxsize=8192)
def needles(pattern: str) -> tuple[str, ...]:
    """Texts of which every hit contains at least one, as long as possible; () when nothing is certain."""
    return () if pattern.startswith("re:") else tuple(_needles(_tree(fold(pattern))))


def _needles(nodes: list[Node]) -> list[str]:
    """The best of: a run of letters that may not be missing, one of each choice of a group, and all texts a stretch
    without `*` stands for, where they are few."""
    best = _runs(nodes)
    stretch: list[Node] = []
    for node in [*nodes, ("star", "", False)]:
        if node[0] != "star":
            stretch.append(node)
            continue
        best, stretch = _longer(best, _few(stretch)), []
    return best


def _few(nodes: list[Node]) -> list[str]:
    """The texts a stretch stands for; [] when it has a `*` inside or stands for too many."""
    texts = [""]
    for kind, value, optional in nodes:
        if kind == "star":
            return []
        choices = [[value]] if kind == "char" else [_few(choice) for choice in value]
        if not all(choices):
            return []
        ends = [text for choice in choices for text in choice]
        texts = [a + b for a in texts for b in ([*ends, ""] if optional else ends)]
        if len(texts) > MOST_NEEDLES:
            return []
    return texts


def _runs(nodes: list[Node]) -> list[str]:
    best: list[str] = []
    run = ""
    for kind, value, optional in [*nodes, ("star", "", False)]:
        if kind == "char" and not optional:
            run += value
            continue
        best, run = _longer(best, [run] if run else []), ""
        if kind == "group" and not optional:
            inner = [_runs(choice) for choice in value]
            if all(inner):
                best = _longer(best, [text for one in inner for text in one])
    return best


def _longer(a: list[str], b: list[str]) -> list[str]:
    """Of two lists of needles the one whose shortest is longer."""
    return b if min(map(len, b), default=0) > min(map(len, a), default=0) else a
