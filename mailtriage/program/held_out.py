"""program/held_out.py: how well rules and second reader sort the mails of mails.toml, each read by a second reader that
has not learned from it. Pure.

Promises   a tenth of the mails is left out at a time, and sorted by the rest: so a mail never speaks for itself. The
           rules are those of the program: who wrote them may have seen these mails.
Reads next program/second_reader.py, cli/rules.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailtriage.program.program import Program
from mailtriage.program.second_reader import SecondReader, Sorted
from mailtriage.program.weighed import by_words

TENTHS = 10


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One sorted mail, and what becomes of it; "" for no category."""

    mail: Sorted
    became: str


def held_out(program: Program) -> Iterator[HeldOut]:
    """Every mail of mails.toml, in no order that means anything."""
    for tenth in range(TENTHS):
        reader = SecondReader((*(m for n, m in enumerate(program.mails) if n % TENTHS != tenth), *program.examples))
        for mail in program.mails[tenth::TENTHS]:
            winner = by_words(program, mail.subject, mail.text, reader).winner
            yield HeldOut(mail, winner.id if winner else "")
