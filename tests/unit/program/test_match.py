"""program/match.py: who wins, and how it is explained."""

from __future__ import annotations

from dataclasses import replace

from mailtriage.program.match import categorise, prioritise
from mailtriage.program.program import Category, Priority, Program
from mailtriage.program.rule import Patterns
from tests.unit.program.files import shipped


def category(id: str, *any: str, **more: object) -> Category:
    when = Patterns(any=any, **more)  # type: ignore[arg-type]
    return Category(id, id.title(), "fault", "L1", "desk", "P3", "", when)


def program(*categories: Category, priorities: tuple[Priority, ...] = ()) -> Program:
    return replace(shipped(), categories=categories, priorities=priorities, default_priority="P3")


def test_the_category_with_more_distinct_patterns_wins() -> None:
    found = categorise(
        program(category("a", "screen"), category("b", "screen", "flicker*")), "", "My screen flickers, screen!"
    )
    assert found.winner is not None and found.winner.id == "b"
    assert found.words == ("screen", "flickers")
    assert [h.category.id for h in found.losers] == ["a"]
    assert found.why == 'b on "screen", "flickers"; next a on "screen"'


def test_saying_a_word_often_counts_once() -> None:
    found = categorise(
        program(category("a", "screen"), category("b", "red", "blue")), "screen", "screen screen red blue"
    )
    assert found.winner is not None and found.winner.id == "b"


def test_two_patterns_on_one_word_count_twice() -> None:
    found = categorise(program(category("a", "red"), category("b", "screen", "scr*")), "", "a red screen")
    assert found.winner is not None and found.winner.id == "b"
    assert found.words == ("screen",)


def test_among_equals_the_first_in_the_file_wins_and_the_tie_is_recorded() -> None:
    found = categorise(program(category("a", "red"), category("b", "blue")), "", "blue and red")
    assert found.winner is not None and found.winner.id == "a"
    assert found.tied == ("b",)
    assert "as many hits for b, a stands first in the file" in found.why


def test_none_takes_a_category_out_and_that_is_recorded() -> None:
    found = categorise(
        program(category("a", "sync*", none=("calendar",)), category("b", "calendar")), "", "sync my calendar"
    )
    assert found.winner is not None and found.winner.id == "b"
    assert found.losers[0].stopped_by == ("calendar",)
    found = categorise(program(category("a", "sync*", none=("calendar",))), "", "sync my calendar")
    assert found.winner is None
    assert found.why == 'no rule fits; a but it says "calendar"'
    assert found.losers[0].category.id == "a"


def test_every_group_of_all_must_hit() -> None:
    both = category("a", all=(("nobody", "everyone"), ("down",)))
    assert categorise(program(both), "", "nobody can work, it is down").winner is both
    assert categorise(program(both), "", "nobody can work").winner is None
    with_any = category("b", "urgent", all=(("down",),))
    assert categorise(program(with_any), "", "it is down").winner is None
    assert categorise(program(with_any), "urgent", "it is down").winner is with_any


def test_a_rule_looks_only_where_it_says() -> None:
    subject_only = category("a", "urgent", where=("subject",))
    assert categorise(program(subject_only), "", "urgent").winner is None
    assert categorise(program(subject_only), "URGENT", "").winner is subject_only


def test_a_phrase_does_not_reach_from_the_subject_into_the_text() -> None:
    assert categorise(program(category("a", "sync fails")), "sync", "fails").winner is None


def test_a_mail_without_words_fits_nothing() -> None:
    found = categorise(shipped(), "", "")
    assert found.winner is None and found.hits == () and found.why == "no rule fits"


def scale() -> tuple[Priority, ...]:
    return (
        Priority("P1", "Critical", Patterns(all=(("nobody",), ("down",)))),
        Priority("P2", "High", Patterns(any=("urgent",))),
        Priority("P3", "Normal"),
        Priority("P4", "Low"),
    )


def test_words_raise_a_priority_and_never_lower_it() -> None:
    p = program(category("a", "x"), priorities=scale())
    mine = p.categories[0]
    assert prioritise(p, mine, "", "nobody can work, it is down").id == "P1"
    assert prioritise(p, mine, "", "nobody can work").id == "P3"
    assert prioritise(p, mine, "urgent", "x").words == ("urgent",)
    assert prioritise(p, replace(mine, priority="P1"), "urgent", "x").id == "P1"
    assert prioritise(p, None, "", "hello").id == "P3"
    assert prioritise(p, None, "", "hello").why == "uncategorised mail is P3"
