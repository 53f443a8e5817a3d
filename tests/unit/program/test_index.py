"""program/index.py: which patterns can hit; it may name too many, never too few."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.program.index import Index, Said
from mailtriage.program.patterns import MOST_CHARACTERS, BadPattern, compiled, encode, find
from tests.unit.program.files import shipped

_PIECES = st.sampled_from(["re:^log", "re:\\bno\\b", "re:(é|a)$", "re:[0-9é]+ bc", "log", "sync", "(red|blue)", "(the )?", " ", "x*", "*", "set ?up", "é", "(a|bc)?", "no", "c++",
                          "-", "*-", "n't", "e-?mail", "+"])
_TEXTS = st.lists(st.sampled_from(["log", "sync", "red", "blue", "the", "xylophone", "set up", "setup", "é", "a", "bc", "no", "c++",
                                   "logsync", "SYNC", "-", "-no", "don't", "e-mail", "email", "sync-a", "\u201cred\u201d", "\n", "\0"]), max_size=12).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=6), _TEXTS)
def test_a_pattern_that_hits_is_always_possible(patterns: list[str], text: str) -> None:
    good = []
    for pattern in patterns:
        try:
            compiled(pattern)
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


def test_more_patterns_than_one_filter_holds_are_all_looked_for() -> None:
    rng = random.Random(3)
    words = ["".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(14)) for _ in range(6000)]
    index = Index([f"{a} (and|or) {b}" for a, b in zip(words[::2], words[1::2], strict=True)])
    for n in (0, 1499, 2999):
        assert index.possible(encode(f"so {words[2 * n]} OR {words[2 * n + 1]}")) == {f"{words[2 * n]} (and|or) {words[2 * n + 1]}"}


def test_a_pattern_the_index_does_not_have_is_tried_all_the_same() -> None:
    said = Said(Index(("red",)), {"subject": "", "new text": "a blue screen"})
    assert said.hits(("blue",), ("new text",)) == {"blue": "blue"}
    assert said.hits(("red", "blue"), ("subject", "new text")) == {"blue": "blue"}


@given(_TEXTS | st.text(max_size=40), _TEXTS | st.text(max_size=40))
def test_subject_and_text_one_after_the_other_read_as_if_folded_together(subject: str, text: str) -> None:
    assert Said(Index(()), {"subject": subject, "new text": text}).whole == encode(f"{subject}\n\n{text}")


def test_of_a_long_mail_as_much_is_read_as_if_folded_together() -> None:
    subject, text = "ab " * 100, "cd  " * MOST_CHARACTERS
    assert Said(Index(()), {"subject": subject, "new text": text}).whole == encode(f"{subject}\n\n{text}")
