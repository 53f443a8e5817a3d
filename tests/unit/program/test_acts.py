"""program/acts.py: what a mail does is read in the same few ways, whatever it is about."""

from __future__ import annotations

import pytest

from mailtriage.program.acts import ACTS, act_of
from mailtriage.program.index import Index, Said
from mailtriage.program.rule import Conditions
from mailtriage.program.when import Circumstances, holds

DOES = [
    ("fault", "The label printer in ward 3 won't print since Monday."),
    ("fault", "Nobody at the depot gets past the second page, it just sits there."),
    ("fault", "Why does the list stay empty after I press Refresh?"),
    ("fault", "Hello, could you help? Saving a form takes ages and then everything I typed is gone."),
    ("fault", "Der Export bleibt leer, es kommt eine Fehlermeldung."),
    ("fault", "De scanner werkt niet meer sinds gisteren."),
    ("fault", "Depuis ce matin l'application ne démarre plus."),
    ("fault", "Skriveren virker ikke etter oppdateringen."),
    ("question", "Where can I read how the nightly backup is set up?"),
    ("question", "Is it possible to sort the list by date?"),
    ("question", "What happens when the second line fails, is there a switch-over?"),
    ("question", "Hello team, does it keep the old list? And what happens to a form with the wrong date?"),
    ("news", "Anything to report yet on the lists that come out empty?"),
    ("wish", "Our members asked at the meeting that the form has a place for the rain."),
    ("question", "I cannot find the manual for the scanner. Which page is it on?"),
    ("question", "Hi, not a problem, only a question: how long are reports kept?"),
    ("request", "Please add Nomsa to the list of people who get the weekly report."),
    ("request", "Could you remove the two old handsets from our account by Friday? Thanks."),
    ("request", "We need a new login to be created for our night nurse."),
    ("request", "I cannot get to the screen from here. If somebody can add these three for me, thank you."),
    ("request", "Could you close his login? I don't have the button myself."),
    ("request", "It is a list they stopped using. Take the two lists off please."),
    ("request", "Naomba msimbo mpya wa simu yake. Ule wa zamani ulitumika."),
    ("request", "Stuur vir my die nuwe kode, asseblief."),
    ("fault", "O servidor reinicia-se sozinho todas as noites."),
    ("question", "Our people gave me a list. Can you help?\n- does it sort by name?\n- which order is it in?"),
    ("question", "Here are two questions that I can't answer: which port is it, and who sets it?"),
    ("request", "Could you send us the letter again? Our auditors will not accept it otherwise."),
    ("question", "Nobody captures anything there at night. Is the list sorted by name?"),
    ("fault", "New people no longer turn up in the list."),
    ("fault", "Each figure lands one column too far. It was fine on 7.2."),
    ("complaint", "Nobody has called me back in two weeks and I want to speak to a manager."),
    ("complaint", "Your support is a joke. I only ever get automatic replies."),
    ("wish", "It would be lovely if the player could jump back by ten seconds, maybe in a future version."),
    ("wish", "A small suggestion from our nurses: let us sort the list by name."),
    ("news", "Is there any news on my ticket from last Tuesday?"),
    ("news", "Where are we with the broken-link matter? My boss asks."),
    ("offer", "We help companies like yours to double your sales. Do you have 15 minutes this Thursday?"),
    ("application", "I would like to apply for the position of test engineer, my CV is attached."),
    ("", "As discussed, the list is below."),
]


@pytest.mark.parametrize(("act", "text"), DOES)
def test_a_mail_does_what_its_sentences_do(act: str, text: str) -> None:
    found, words = act_of("", text)
    assert (found, bool(words)) == (act, bool(act)), words


def test_what_only_sounds_like_a_fault_is_none() -> None:
    for text in ("We do not know which version is right for us.", "Please drop me a line when you can.",
                 "The failover test was fine, no errors at all."):
        assert act_of("", text)[0] != "fault", text


def test_a_subject_alone_may_say_it() -> None:
    assert act_of("Portal down", "See above.\n\nAnn")[0] == "fault"


def test_a_rule_asks_for_it_and_says_on_which_words() -> None:
    mail = Circumstances(Said(Index(()), {"subject": "Printer", "new text": "It does not print."}))
    assert holds(Conditions({"act": ("fault", "request")}), mail) == ("fault: not print",) or holds(
        Conditions({"act": ("fault",)}), mail
    )
    assert holds(Conditions({"act": ("question",)}), mail) is None
    assert set(ACTS) == {a for a, _ in DOES if a}


def test_a_long_mail_of_nothing_is_read_in_no_time() -> None:
    assert act_of("", "a b c. " * 20_000) == ("", "")
