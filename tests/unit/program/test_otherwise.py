"""A mail that no rule's words fit is sorted by what it does, where the program says how."""

from __future__ import annotations

from dataclasses import replace

from mailtriage.program.match import categorise
from mailtriage.program.otherwise import otherwise
from mailtriage.program.when import words_only
from tests.unit.program.test_match import category, program

RULES = replace(program(category("a", "screen"), category("b", "ink")), default_by_act={"fault": "b"})


def test_a_fault_of_a_thing_no_rule_names_is_still_one() -> None:
    mail = words_only(RULES.index, "", "The gizmo crashes since Monday.")
    found = otherwise(RULES, categorise(RULES, "", "The gizmo crashes since Monday.", mail), mail)
    assert found.winner is not None and found.winner.id == "b"
    assert found.words == ("crashes",) and "no rule fits" in found.why


def test_a_rule_that_fits_goes_before_what_the_mail_does() -> None:
    mail = words_only(RULES.index, "", "The screen crashes.")
    found = otherwise(RULES, categorise(RULES, "", "The screen crashes.", mail), mail)
    assert found.winner is not None and found.winner.id == "a"


def test_what_does_nothing_of_the_sort_stays_with_a_person() -> None:
    mail = words_only(RULES.index, "", "Lunch on Friday.")
    assert otherwise(RULES, categorise(RULES, "", "Lunch on Friday.", mail), mail).winner is None


STOPS = replace(
    program(category("a", strong=("no ink",), none=("paper",)), category("b", "cup")), default_by_act={"fault": "b"},
)


def test_words_of_another_sentence_take_no_plain_matter_out_of_the_running() -> None:
    text = "There is no ink left since Monday. Nobody touched the paper."
    mail = words_only(STOPS.index, "", text)
    found = otherwise(STOPS, categorise(STOPS, "", text, mail), mail)
    assert found.winner is not None and found.winner.id == "a" and found.hits[0].score == 0  # a guess, so no text
    assert "in another sentence" in found.why


def test_words_of_the_same_sentence_do() -> None:
    text = "It crashes, and there is no ink on the paper."
    mail = words_only(STOPS.index, "", text)
    found = otherwise(STOPS, categorise(STOPS, "", text, mail), mail)
    assert found.winner is not None and found.winner.id == "b"
