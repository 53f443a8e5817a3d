"""program/readings.py: how the fields of a program are read in a mail, made ready once. Data of program/fields.py.

Reads next program/fields.py, program/labels.py
"""

from __future__ import annotations

from collections.abc import Mapping
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
        for n, (_, way) in enumerate(self._ways):
            if way.kind == "pattern" and way.where == EVERYWHERE:
                self._with.setdefault(way.words[0], []).append(n)
        self._always = frozenset(range(len(self._ways))).difference(*self._with.values())
        self._expressions = Together({expression: value_expression(expression) for expression in self._with})

    def ways(self, text: bytes) -> dict[str, list[Way]]:
        """Field -> the ways that may find it in a text, in the order of the file."""
        hit = self._expressions.hits(text)
        found: dict[str, list[Way]] = {}
        for n in sorted(self._always.union(*(self._with[e] for e in (self._with if hit is None else hit)))):
            name, way = self._ways[n]
            found.setdefault(name, []).append(way)
        return found


def _besides_labels(field: Field) -> list[Way]:
    ways = list[Way]()
    for way in field.found_by:  # a second time the same way finds the same
        if way.kind != "label" and not any(replace(way, source=one.source) == one for one in ways):
            ways.append(way)
    return ways
