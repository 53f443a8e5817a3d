"""program/spans.py: the places that re2 itself tells."""

from __future__ import annotations

import pytest

from mailtriage.program import spans
from mailtriage.program.patterns import compile_value

TEXTS = (b"", b"a", b"aa b a", b"ab\nab", "é a é".encode(), b"12 3 45")


@pytest.mark.parametrize("expression", ["a", "(a)|(b)", "a*", r"\b", "^a", "a$", r"(\d)(\d)?", "é", "(?:^|[^a])(b)"])
def test_the_places_are_those_of_re2(expression: str) -> None:
    made = compile_value(expression)
    for text in TEXTS:
        told = [[hit.span(n) for n in range(made.groups + 1)] for hit in made.finditer(text)]
        assert list(spans.every(made, text)) == told
        assert spans.first(made, text) == (told[0] if told else None)
