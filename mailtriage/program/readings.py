"""program/readings.py: how the fields of a program are read in a mail, made ready once. Data of program/fields.py.

Reads next program/fields.py, program/labels.py
"""

from __future__ import annotations

from collections.abc import Mapping

from mailtriage.program.patterns import value_expression
from mailtriage.program.rule import Field, Way
from mailtriage.program.together import Together
from mailtriage.program.when import EVERYWHERE


class Readings:
    """`labels` are all labels, folded -> field, and `many_lines` the fields whose value may go on below its label.
    `ways` are, of each field that is no secret, the other ways of finding, each with the expression of `values` without
    which it finds nothing, "" for none."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        ways = [(f, way) for f in fields.values() for way in f.found_by]
        self.labels = {label: f.id for f, way in ways if way.kind == "label" for label in way.words}
        self.many_lines = frozenset(f.id for f in fields.values() if f.multiline)
        self.values = Together({w.words[0]: value_expression(w.words[0]) for _, w in ways if w.kind == "pattern"})
        self.ways = tuple((f, _besides_labels(f)) for f in fields.values() if not f.secret)


def _besides_labels(field: Field) -> tuple[tuple[Way, str], ...]:
    ways = (way for way in field.found_by if way.kind != "label")
    return tuple((w, w.words[0] if w.kind == "pattern" and w.where == EVERYWHERE else "") for w in ways)
