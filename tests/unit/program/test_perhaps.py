"""program/perhaps.py: words by which a mail perhaps says what no way of finding read: they are many, and say too much."""

from __future__ import annotations

import pytest

from mailtriage.program.index import Index, Said
from mailtriage.program.patterns import word_search
from mailtriage.program.perhaps import perhaps
from mailtriage.program.perhaps_words import BY_NAME
from mailtriage.program.rule import Field

SAYS = [
    ("since", "The lifts have been odd from about half nine.", "half nine"),
    ("since", "De printer doet niets sinds vrijdagmiddag.", "sinds"),
    ("since", "Sedan i lördags händer inget.", "sedan"),
    ("since", "Od včerejška nic nejde.", "včerejška"),
    ("since", "Nic nejde od úterka.", "úterka"),
    ("since", "Desde domingo no hay tono.", "desde"),
    ("since", "Ever since the plumber came it drips.", "ever since"),
    ("since", "Worked fine till the new rack came.", "worked fine till"),
    ("since", "We need it by Friday 4 December.", ""),
    ("since", "Have a good weekend, and good morning.", ""),
    ("since", "It restarts every ten minutes.", ""),
    ("since", "Nothing prints. Please help.", ""),
    ("affected", "Room 7 has no tone.", "room 7"),
    ("affected", "U hovorů z vrátnice není slyšet.", "u hovorů"),
    ("affected", "Extensions 4410 to 4418 do not ring.", "extensions 4410"),
    ("affected", "Het gaat alleen om de crisislijn.", "alleen"),
    ("affected", "Just the monthly list is late.", "just the"),
    ("affected", "Hi all, the scale does not weigh. All the best, Ann", ""),
    ("affected", "It stops every few minutes, for some reason.", ""),
    ("steps_taken", "Tried Opera and Brave, same.", "tried"),
    ("steps_taken", "I have let them sign out and in.", "i have let"),
    ("steps_taken", "I typed it in again, no joy.", "no joy"),
    ("steps_taken", "Wir haben den Rechner schon zweimal neu gestartet.", "neu gestartet"),
    ("steps_taken", "Vi har stängt av servern.", "har stängt"),
    ("steps_taken", "It began after we moved the rack.", ""),
    ("steps_taken", "The belt stops. What shall we do?", ""),
    ("error_text", "A box says Sessionen kunde inte skapas.", "says sessionen"),
    ("error_text", "cgwd[77]: Killed", "cgwd[77]"),
    ("error_text", "The log has ERR_TUNNEL twice.", "err_tunnel"),
    ("error_text", "There is no error message, it just sits there.", "no error"),
    ("error_text", "We get an error when we print.", ""),
    ("version", "We have the latest version.", "latest version"),
    ("version", "It is 7.1 here.", "7.1"),
    ("version", "The client hangs.", ""),
    ("time", "It came at 14:05 again.", "14:05"),
    ("platform", "On my mac it works.", "mac"),
    ("browser", "In Firefox it works.", "firefox"),
    ("device", "It is 082 555 0123.", "082 555 0123"),
    ("person", "It is sister Khumalo.", "sister khumalo"),
    ("files", "The logs are on the share.", "logs are on"),
]  # fmt: skip


def _said(subject: str, text: str) -> Said:
    return Said(Index(()), {"subject": subject, "new text": text})


@pytest.mark.parametrize(("name", "mail", "words"), SAYS)
def test_words_of_a_kind_are_seen_and_what_only_looks_like_them_is_not(name: str, mail: str, words: str) -> None:
    said, _ = perhaps({name: _field(f"common:{name}")}, (), _said("", mail)).get(name, ("", ""))
    assert words in said and bool(words) == bool(said), said


def test_every_list_is_tried_above() -> None:
    assert {name for name, _, words in SAYS if words} == set(BY_NAME)


def test_words_of_a_program_count_too_and_the_sentence_is_told_as_it_was_written() -> None:
    said = perhaps({"since": _field("common:since", "(flood|storm)*")}, (), _said("Lift 3", "Hello.\nThe Storm\ncame. Ann"))
    assert said == {"since": ("storm", "The Storm came.")}


def test_what_is_known_or_secret_is_not_looked_for() -> None:
    field, secret = _field("common:since"), Field("pin", {"": "Pin"}, perhaps=("common:since",), secret=True)
    assert perhaps({"since": field, "pin": secret}, {"since": "x"}, _said("", "Since Monday.")) == {}


@pytest.mark.parametrize("text", ["a " * 25_000, "tried " * 8_000, "'" * 50_000, "\"x" * 20_000, "for a " * 9_000,
                                  "i have " * 8_000, "error: " * 8_000, "é " * 25_000])  # fmt: skip
def test_a_mail_made_to_be_slow_is_read_in_a_moment(text: str, seconds: float = 1.0) -> None:
    from time import process_time

    began = process_time()
    perhaps({name: _field(f"common:{name}", id=name) for name in BY_NAME}, (), _said("", text))
    assert process_time() - began < seconds


def test_every_list_compiles_and_says_one_group() -> None:
    assert all(word_search(words).groups == 1 for words in BY_NAME.values())


def _field(*words: str, id: str = "") -> Field:
    name = id or words[0].removeprefix("common:")
    return Field(name, {"": name}, perhaps=words)
