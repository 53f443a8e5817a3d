"""program/readings.py: how the fields of a program are read in a mail, made ready once. Data of program/fields.py.

Reads next program/fields.py, program/labels.py
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from mailtriage.program.patterns import value_expression
from mailtriage.program.rule import Field, Way
from mailtriage.program.together import Together
from mailtriage.program.when import EVERYWHERE


class Readings:
    """`labels` are all labels, folded -> field, and `many_lines` the fields whose value may go on below its label.
    `fields` are those that are no secret; `ways` says which other ways may find them."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        labels = [(f, way) for f in fields.values() for way in f.found_by if way.kind == "label"]
        self.labels = {label: f.id for f, way in labels for label in way.words}
        self.many_lines = frozenset(f.id for f in fields.values() if f.multiline)
        self.fields = tuple(f for f in fields.values() if not f.secret)
        self._ways = [(f.id, way) for f in self.fields for way in _besides_labels(f)]
        self._with: dict[str, list[int]] = {}  # the ways that find nothing where an expression does not hit
        self._saying: dict[str, list[int]] = {}  # or where none of its patterns does
        self._attached: list[int] = []  # or without an attachment
        for n, (_, way) in enumerate(self._ways):
            if way.kind == "pattern" and way.where == EVERYWHERE:
                self._with.setdefault(way.words[0], []).append(n)
            elif way.kind == "attachment":
                self._attached.append(n)
            for pattern in needed_by(way):
                self._saying.setdefault(pattern, []).append(n)
        needing = [n for some in (*self._with.values(), *self._saying.values()) for n in some]
        self._always = frozenset(range(len(self._ways))).difference(needing, self._attached)
        self._expressions = Together({expression: value_expression(expression) for expression in self._with})

    def ways(self, text: bytes, possible: Set[str], attached: bool) -> dict[str, list[Way]]:
        """Field -> the ways that may find it in a text, in the order of the file. `possible` are the patterns that may
        hit it (program/index.py); `attached` says whether there are attachments."""
        hit = self._expressions.hits(text)
        numbers = set(self._always).union(*[self._with[e] for e in (self._with if hit is None else hit)])
        numbers.update(*[self._saying[p] for p in self._saying.keys() & possible], self._attached if attached else ())
        found: dict[str, list[Way]] = {}
        for n in sorted(numbers):
            name, way = self._ways[n]
            found.setdefault(name, []).append(way)
        return found


def needed_by(way: Way) -> tuple[str, ...]:
    """Patterns of words of which the mail must say one, none where a way needs none (program.py has all in its
    index)."""
    if way.kind in ("time", "sentence"):
        return way.words
    return tuple(p for some in way.values.values() for p in some) if way.kind == "words" else ()


def _besides_labels(field: Field) -> list[Way]:
    ways = list[Way]()
    for way in field.found_by:  # a second time the same way finds the same
        if way.kind != "label" and not any(replace(way, source=one.source) == one for one in ways):
            ways.append(way)
    return ways
