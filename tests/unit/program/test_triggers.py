"""program/rule.py: what holds has one of its triggers, so that a rule without any is not looked at."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.program.index import Index
from mailtriage.program.match import look
from mailtriage.program.rule import Patterns
from mailtriage.program.when import words_only

_WORDS = ("red", "blue", "act:fault", "act:question", "crash*")
_SOME = st.lists(st.sampled_from(_WORDS), max_size=2).map(tuple)
_TEXTS = st.lists(st.sampled_from(("red", "blue", "it crashes", "how do I do it?")), max_size=3).map(". ".join)


@settings(max_examples=300, deadline=None)
@given(_SOME, _SOME, st.lists(_SOME, max_size=3).map(tuple), _TEXTS)
def test_what_holds_has_a_trigger(strong: tuple[str, ...], some: tuple[str, ...], groups: tuple[tuple[str, ...], ...], text: str) -> None:
    when, mail = Patterns(any=some, all=groups, strong=strong), words_only(Index(_WORDS), "", text)
    if look(when, mail)[0]:
        assert mail.said.hits(when.triggers, ("subject", "new text"))


def test_of_groups_that_must_all_hit_the_one_without_an_act_is_the_trigger() -> None:
    assert Patterns(all=(("act:fault",), ("red", "blue"))).triggers == ("red", "blue")
    assert Patterns(any=("act:fault", "red"), all=(("blue",),), strong=("crash*",)).triggers == ("crash*", "blue")
