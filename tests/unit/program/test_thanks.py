"""program/thanks.py: a mail that asks for nothing is noted; in doubt it is not one."""

from __future__ import annotations

import pytest

from mailtriage.program.match import is_thanks
from tests.unit.program.files import shipped

PROGRAM = shipped()


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "thx",
        "Ok.",
        "OK, thanks.",
        "Many thanks",
        "Got it, thank you",
        "Thank you very much, Naledi!",
        "Thanks Naledi",
        "Perfect, thanks \U0001f44d",
        "Great, it works now. Thanks a lot",
        "Dear team, thank you.",
        "Thank you so much for your help and have a nice weekend",
        "Hi Sam,\n\nThanks for the quick reply, that solved it.\n\nKind regards,\nNaledi Mokoena\nThaba Health",
        "Takk!",
        "Tusen takk for hjelpen :)",
        "Takk for hjelpen, det fungerer nå. Ha en fin dag!\n\nMvh\nKari Nordmann",
        "Tack så mycket!",
        "Mange tak!",
        "Danke schön!",
        "Vielen Dank für Ihre Hilfe!\nMit freundlichen Grüßen\nHans Müller",
        "Merci beaucoup !",
        "D’accord, merci bien",
        "Hartelijk dank!",
        "Dank u wel",
        "Bedankt voor de hulp!",
    ],
)
def test_this_only_says_thanks(text: str) -> None:
    assert is_thanks(PROGRAM, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Hello",
        "Naledi",
        "Kind regards",
        "Thanks, still broken",
        "Thanks. Still Broken",
        "Thanks, and when?",
        "Not ok",
        "Thanks, but it does not work",
        "Thanks for nothing",
        "No thanks, cancel it",
        "Ok it fails",
        "not perfect",
        "Thanks in advance for your help with the error below",
        "Thanks, please call me on 082 123 4567",
        "ok, please close",
        "Thanks! One more thing: the printer fails too.",
        "Thank you for fixing it. The other one is down now",
        "Thanks, how do I reopen",
        "Thanks, see https://x.example",
        "Thanks, write to jo@x.example",
        "Takk, men det virker ikke",
        "Takk, feilen er der fortsatt",
        "Tack, men det fungerar inte",
        "Danke, geht nicht",
        "Merci mais ça ne marche pas",
        "Dank u, maar het werkt niet",
        "Thanks\n\nOne\nTwo\nThree\nFour",
        "Thanks " + "very " * 80,
    ],
)
def test_this_says_more_or_less_than_thanks(text: str) -> None:
    assert not is_thanks(PROGRAM, text)
