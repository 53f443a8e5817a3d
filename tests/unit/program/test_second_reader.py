"""A second reader beside the rules: what a mail is like by mails that people have sorted, and when that outweighs a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.program.held_out import held_out
from mailtriage.program.match import categorise
from mailtriage.program.program import Program
from mailtriage.program.rule import Conditions, Patterns, Source
from mailtriage.program.second_reader import SecondReader, Sorted
from mailtriage.program.weighed import Weighed, weighed
from mailtriage.program.when import words_only
from tests.unit.program.files import changed, line_of, problems
from tests.unit.program.test_match import category, program

INK = ("The printer prints pale since I changed its cartridge, black comes out grey, yellow is missing, and each page has "
       "stripes from top to bottom although the toner was shaken and its drum cleaned twice with cloth.")
PAPER = ("Sheets jam behind the rear door, three of them crumpled, the tray pulls two at once, rollers slip, and the duplexer "
         "refuses thick envelopes, which worked last winter before somebody moved everything downstairs.")
MAILS = (Sorted(INK, ("ink",), source=Source("mails.toml", 3)), Sorted(PAPER, ("paper",), source=Source("mails.toml", 9)))
RULES = replace(program(category("ink", "screen"), category("paper", "cable"), category("cups", "cup")), mails=MAILS)


def read(rules: Program, text: str, **about: str) -> Weighed:
    mail = replace(words_only(rules.index, "", text), **about)
    return weighed(rules, categorise(rules, "", text, mail), "", text, mail)


def test_a_mail_is_like_those_it_shares_rare_words_with_and_the_words_are_named() -> None:
    reader = SecondReader(MAILS)
    opinion = reader.of("Pale stripes again, and yellow is missing: the toner?")
    assert max(opinion.scores, key=opinion.scores.__getitem__) == "ink"
    assert set(reader.telling(opinion, "ink")) <= {"pale", "stripes", "yellow", "missing", "toner"}
    assert reader.nearest(opinion, "ink") == Source("mails.toml", 3)


def test_words_nobody_has_sorted_are_like_nothing() -> None:
    assert SecondReader(MAILS).of("zebra quagga 4711").scores == {} and SecondReader(()).of(INK).scores == {}


def test_a_mail_that_is_plainly_more_like_another_category_is_of_that_one_and_says_so() -> None:
    both = read(RULES, f"{PAPER} The cup is fine.")
    assert both.found.winner is not None and both.found.winner.id == "paper"
    assert both.by_rules is not None and both.by_rules.id == "cups"
    assert "paper is a guess by what the mail is like (cups by its words)" in both.doubt
    assert both.source == Source("mails.toml", 9) and both.rules_say == 'the rules say cups on "cup"'


def test_a_mail_that_no_rule_fits_has_the_category_of_those_it_is_like() -> None:
    both = read(RULES, PAPER)
    assert both.found.winner is not None and both.found.winner.id == "paper" and "no rule fits" in both.doubt


def test_where_the_two_agree_nothing_is_in_doubt() -> None:
    both = read(RULES, f"{PAPER} The cable is fine.")
    assert both.found.winner is not None and both.found.winner.id == "paper" and not both.doubt


def test_a_few_words_outweigh_no_rule() -> None:
    both = read(RULES, "The cup jams the tray.")
    assert both.found.winner is not None and both.found.winner.id == "cups" and not both.doubt


def test_a_category_whose_conditions_do_not_hold_is_not_taken() -> None:
    here = replace(RULES.categories[1], when=Patterns(("cable",), conditions=Conditions({"mailbox": ("print",)})))
    rules = replace(RULES, categories=(RULES.categories[0], here, RULES.categories[2]))
    text = f"{PAPER} The cup is fine."
    there = read(rules, text, mailbox="print").found.winner
    assert there is not None and there.id == "paper"
    elsewhere = read(rules, text, mailbox="support").found.winner
    assert elsewhere is not None and elsewhere.id == "cups"


def test_without_sorted_mails_the_rules_decide_alone() -> None:
    both = read(replace(RULES, mails=()), f"{PAPER} The cup is fine.")
    assert both.found.winner is not None and both.found.winner.id == "cups" and not both.doubt


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_same_mail_is_like_the_same_in_whatever_order_others_were_read(first: str, second: str) -> None:
    fresh, used = SecondReader(MAILS), SecondReader(MAILS)
    used.of(second)
    assert fresh.of(first) == used.of(first)
    assert all(0 < score <= 1.5001 for score in fresh.of(first).scores.values())


def test_a_held_out_mail_does_not_speak_for_itself() -> None:
    alone = replace(RULES, mails=(Sorted(INK, ("ink",)), Sorted(PAPER, ("paper",))), default_category="cups")
    assert [one.became for one in held_out(alone)] == ["", ""], "each is the only one of its kind"
    twice = replace(alone, mails=(*alone.mails, *alone.mails))
    assert [one.became for one in held_out(twice)] == ["ink", "paper", "ink", "paper"]


@pytest.mark.parametrize(("mails", "words"), [
    ('[[mail]]\ncategory = "softwarefault"\ntext = "It crashes."\n', ('mail[0].category', "softwarefault", "software-fault")),
    ('[[mail]]\ncategory = []\ntext = "It crashes."\n', ("mail[0].category",)),
    ('[[mail]]\ncategory = "billing"\ntext = ""\n', ("mail[0].text",)),
    ('[[mail]]\ncategory = "billing"\nwords = "The invoice."\n', ("mail[0].words: unknown key",)),
])  # fmt: skip
def test_a_mistake_in_the_sorted_mails_is_told_with_its_place(mails: str, words: tuple[str, ...]) -> None:
    said = "\n".join(problems(changed(mails=mails)))
    assert "rules/cadents/mails.toml:" in said
    for word in words:
        assert word in said


def test_a_program_without_sorted_mails_loads() -> None:
    files = changed(mails=None)
    assert problems(files) == [] and line_of(changed(), "rules/mails.toml", "[[mail]]") > 1
