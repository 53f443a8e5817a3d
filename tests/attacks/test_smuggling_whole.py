"""Attack 11 through a whole desk (smuggled.py): however a receiver reads line ends, an answer of ours is one mail.

A seeded sample; all cells with MAILTRIAGE_FULL=1 or `python tests/score.py --full --row smuggling`."""

from __future__ import annotations

import os
import random
import smtplib
from pathlib import Path

import pytest

from tests.attacks.smuggled import ENDS, SECOND, cells, smuggled_desk
from tests.servers.tolerant import MODES, Tolerant

SAMPLE = 40


@pytest.mark.timeout(300)
def test_no_answer_is_two_mails_to_any_receiver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = cells()
    chosen = every if os.environ.get("MAILTRIAGE_FULL") else random.Random(11).sample(every, SAMPLE)
    with smuggled_desk(tmp_path) as desk:
        wrong = [f"{cell.name}: {why}" for cell in chosen if (why := desk.try_cell(cell))]
        answers = len(desk.world.outgoing_rows())
    assert not wrong, "\n".join(wrong)
    assert answers >= 3 * len(chosen)
    with capsys.disabled():
        print(f"\nsmuggling: {len(chosen)} of {len(every)} mails, {answers} answers, each one mail")


@pytest.mark.parametrize("mode", MODES)
def test_the_receivers_are_as_gullible_as_they_say(mode: str) -> None:
    """A sender that does not look at what it sends delivers a second mail to those who take its end for one."""
    fooled = set()
    for end in ENDS:
        receiver = Tolerant(mode)
        smtp = smtplib.SMTP("127.0.0.1", receiver.port, timeout=5)
        smtp.ehlo(), smtp.mail("a@desk.example"), smtp.rcpt("b@x.example")
        smtp.docmd("DATA")
        smtp.send(f"Subject: x\r\n\r\nHello{end}{SECOND}".encode() + b"\r\n.\r\nQUIT\r\n")
        while not receiver.commands or receiver.commands[-1] != b"QUIT":
            smtp.getreply()
        smtp.close(), receiver.stop()
        if len(receiver.mails) > 1 or any(b"victim" in c for c in receiver.commands):
            fooled.add(end)
    expected = {"strict": {"\r\n.\r\n"}, "bare-lf": {"\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r\n"}, "bare-cr": set(ENDS)}
    assert fooled == expected[mode]
