"""program/assemble_when.py: the words and conditions of a rule, from its file to memory.

Reads next program/assemble.py
"""

from __future__ import annotations

from mailtriage.program import vocabulary
from mailtriage.program.rule import Conditions, Patterns


def conditions(given: vocabulary.Conditions | None) -> Conditions:
    """The conditions of a rule; none are always true."""
    if given is None:
        return Conditions()
    wants = {}
    for name, info in vocabulary.Conditions.model_fields.items():
        value = getattr(given, name)
        if value is not None and name != "field":
            wants[info.alias or name] = tuple(value)
    unless = given.not_ if isinstance(given, vocabulary.Circumstance) else None
    return Conditions(wants, dict(given.field or {}), conditions(unless) if unless else None)


def patterns(when: vocabulary.When | None) -> Patterns:
    if when is None:
        return Patterns()
    return Patterns(when.any, when.all, when.none, when.where, conditions(when), when.strong, when.more)
