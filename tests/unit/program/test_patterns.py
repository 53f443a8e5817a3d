"""program/patterns.py: words as a manager writes them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.program.patterns import MOST_CHARACTERS, BadPattern, compiled, encode, find, fold


def hits(pattern: str, text: str) -> str:
    return find(pattern, encode(text))


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("sync", "It does not SYNC.", "sync"),
        ("sync", "synchronise", ""),
        ("sync", "resync", ""),
        ("sync", "(sync)", "sync"),
        ("synchron*", "Synchronisation fails", "synchronisation"),
        ("*sync", "It must resync.", "resync"),
        ("error", "error504", ""),
        ("yesterday's (stock|data)", "It shows yesterday’s data", "yesterday's data"),
        ("yesterday’s data", "yesterday's data", "yesterday's data"),
        ("still shows old", "still\u00a0shows\n  old", "still shows old"),
        ("(please )?reset", "reset it", "reset"),
        ("(please )?reset", "please reset it", "please reset"),
        ("set ?up", "a setup", "setup"),
        ("set ?up", "set up", "set up"),
        ("for * days", "waiting for three days", "for three days"),
        ("for * days", "waiting for days", ""),
        ("åpne", "Kan ikke ÅPNE filen", "åpne"),
        ("åpne", "gjenåpne", ""),
        ("blåbær*", "BLÅBÆRSYLTETØY", "blåbærsyltetøy"),
        ("ikke", "ikkje", ""),
        ("strasse", "Straße 1", "strasse"),
        ("c++", "our C++ client", "c++"),
        ("e-mail", "our e\u2011mail", "e-mail"),
        ("passwort", "pass\u00adwort", "passwort"),
        ("file", "ﬁle", "file"),
        ("100 %", "100\u202f% load", "100 %"),
        ("a.b", "axb", ""),
        ("don't", "don`t", "don't"),
        ("re:0x[0-9a-f]{4}", "code 0xBEEF!", "0xbeef"),
        ("re:\\berror\\b", "an ERROR", "error"),
    ],
)
def test_a_pattern_hits_what_its_writer_means(pattern: str, text: str, words: str) -> None:
    assert hits(pattern, text) == words


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("a|b", "outside"),
        ("(a", "without its partner"),
        ("a)", "without its partner"),
        (")a(", "without its partner"),
        ("(a|)", "empty alternative"),
        ("()", "empty alternative"),
        ("?a", "nothing before it"),
        ("[ab]", 'begin it with "re:"'),
        (r"\bword\b", 'begin it with "re:"'),
        ("(?i)a", 'begin it with "re:"'),
        ("(a)?", "matches an empty text"),
        ("re:", "matches an empty text"),
        ("re:a(?=b)", "look-ahead"),
        ("re:x{5000}", "RE2 refuses it"),
        ("x" * 301, "longer than"),
    ],
)
def test_a_pattern_that_cannot_mean_anything_says_why(pattern: str, why: str) -> None:
    with pytest.raises(BadPattern, match=why.replace("(", "\\(")):
        compiled(pattern)


def test_no_pattern_takes_more_than_linear_time() -> None:
    text = encode("a" * MOST_CHARACTERS + "!")
    started = time.perf_counter()
    for pattern in ("re:(a+)+$", "re:(a|a)*b", "(a*|a*|a*)b", "* * * * b"):
        find(pattern, text)
    assert time.perf_counter() - started < 1.0


@given(st.text(max_size=40))
def test_any_pattern_either_compiles_or_says_why(pattern: str) -> None:
    try:
        compiled(pattern)
    except BadPattern as e:
        assert str(e)


@given(st.text(max_size=200))
def test_any_text_can_be_folded_and_searched(text: str) -> None:
    folded = fold(text)
    assert "  " not in folded and folded == folded.strip()
    find("(hello|hei) *", encode(text))


def test_a_letter_of_two_bytes_may_be_missing_as_a_whole() -> None:
    assert find("kø?", encode("k")) == "k" and find("kø?", encode("kø")) == "kø"
    assert find("kø?", encode("kå")) == ""


def test_signs_beyond_ascii_stand_between_words() -> None:
    for text in ("•sync", "sync…", "¿sync?", "同步。sync。", "→ sync ←"):
        assert find("sync", encode(text)) == "sync", text
    assert find("sync", encode("syncø")) == "" and find("sync", encode("øsync")) == ""


def test_letters_that_grow_when_folded_stay_within_the_bound() -> None:
    for letter in ("\ufdfa", "\u0390", "\ufb03"):
        assert len(fold(letter * 330_000)) <= MOST_CHARACTERS
