"""program/index.py: which patterns can hit, by their needles; it may name too many, never too few."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.program.index import Index, Said
from mailtriage.program.pattern_tree import needles
from mailtriage.program.patterns import BadPattern, encode, find
from tests.unit.program.files import shipped

_PIECES = st.sampled_from(["log", "sync", "(red|blue)", "(the )?", " ", "x*", "*", "set ?up", "é", "(a|bc)?", "no", "c++"])
_TEXTS = st.lists(st.sampled_from(["log", "sync", "red", "blue", "the", "xylophone", "set up", "setup", "é", "a", "bc", "no", "c++",
                                   "logsync", "SYNC", "\u201cred\u201d", "\n", "\0"]), max_size=12).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=6), _TEXTS)
def test_a_pattern_that_hits_is_always_possible(patterns: list[str], text: str) -> None:
    good = []
    for pattern in patterns:
        try:
            find(pattern, b"x")
            good.append(pattern)
        except BadPattern:
            continue
    folded = encode(text)
    possible = Index(good).possible(folded)
    assert {p for p in good if find(p, folded)} <= possible


def test_of_the_shipped_patterns_few_are_possible_and_all_that_hit() -> None:
    index = shipped().index
    rng = random.Random(1)
    words = ["the", "gateway", "is", "down", "error", "when", "we", "log", "in", "please", "send", "invoice", "licence", "firewall", "since", "monday"]
    for _ in range(200):
        folded = encode(" ".join(rng.choice(words) for _ in range(40)))
        possible = index.possible(folded)
        assert {p for p in index.patterns if find(p, folded)} <= possible
        assert len(possible) < len(index.patterns) / 3


def test_a_pattern_the_index_does_not_have_is_tried_all_the_same() -> None:
    said = Said(Index(("red",)), {"subject": "", "new text": "a blue screen"})
    assert said.hits(("blue",), ("new text",)) == {"blue": "blue"}
    assert said.hits(("red", "blue"), ("subject", "new text")) == {"blue": "blue"}


def test_needles_are_what_every_hit_contains() -> None:
    assert needles("(lost|no) registration") == ("lost registration", "no registration")
    assert needles("(log|sign) ?in") == ("log in", "login", "sign in", "signin")
    assert needles("updat* (to|from) (the )?new") == (" to the new", " to new", " from the new", " from new")
    assert needles("(the )?gateway") == ("gateway",)
    assert len(needles("(a|b|c|d|e|f|g|h|i)(a|b|c|d|e|f|g|h|i) screen (of|for)? ?(one|two)")) <= 64
    assert needles("re:0x[0-9a-f]+") == () and needles("(a )?(b )?c*") == ("c",)
