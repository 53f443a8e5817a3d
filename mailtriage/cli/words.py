"""cli/words.py: what people wrote, as a terminal shows it. Reads next work/reading.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mailtriage.cli.output import clean, local, say

if TYPE_CHECKING:
    from mailtriage.model.case import CaseMail
    from mailtriage.work.desk import Desk


def size(octets: int) -> str:
    """The size of a file for people."""
    return f"{octets:,} bytes" if octets < 10_000 else f"{octets / 1000:,.0f} kB"


def wrote(desk: Desk, mails: Iterable[CaseMail]) -> None:
    """The new words of each mail, under who wrote it and when, and the names of its attachments."""
    from mailtriage.work.reading import read

    for n, mail in enumerate(mails):
        reading = read(desk, mail)
        if n:
            say()
        say(f"{clean(mail.sender)} wrote {local(mail.at)}:")
        say()
        say(reading.new or "(no words)")
        for a in reading.attachments:
            say(f"  [attached: {clean(a.name)}, {clean(a.type)}, {size(a.size)}]")
