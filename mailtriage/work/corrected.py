"""work/corrected.py: the mails whose category a person has changed, as they would stand in mails.toml: what the second
reader would learn most from.

Promises   only those that the program by its words would still take for something else. Passwords are masked;
           addresses, telephone numbers and the reporter's name are taken out.
Does not   write the file, nor find other names: a person reads what they paste. It is not erased with its case.
Reads next program/second_reader.py, cli/corrected.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.subject import strip_numbers
from mailtriage.program.program import Program
from mailtriage.program.weighed import by_words
from mailtriage.store.port import View
from mailtriage.work.desk import Desk
from mailtriage.work.reading import read

_CHANGE = re.compile(r"\bcategory[= ]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d ()/-]{6,}\d")
_FEW_DIGITS = 8  # a date or a version has fewer


@dataclass(frozen=True, slots=True)
class Corrected:
    """`category` is what `who` made of it, `by_words` what the program would, "" for nothing."""

    case: str
    category: str
    by_words: str
    who: str
    subject: str
    text: str


def corrected(view: View, desk: Desk, program: Program, since: datetime | None = None) -> Iterator[Corrected]:
    """Cases of a program whose category a person changed, `since` then or ever, oldest first."""
    for case in sorted((c for c in view.all(Case) if c.program == program.id), key=lambda c: c.opened):
        change = next((e for e in reversed(list(view.find(Event, "case", case.number))) if _by_person(e)), None)
        if change is None or (since is not None and change.at < since) or program.category(case.category) is None:
            continue
        first = next((m for m in view.find(CaseMail, "case", case.number) if m.direction is Direction.IN), None)
        if first is None:
            continue
        subject, text = strip_numbers(first.subject, desk.prefixes), read(desk, first).new
        winner = by_words(program, subject, text).winner
        if text.strip() and (winner is None or winner.id != case.category):
            subject, text = (_without_names(words, case.contact) for words in (subject, text))
            yield Corrected(case.number, case.category, winner.id if winner else "", change.actor, subject, text)


def _by_person(event: Event) -> bool:
    return event.kind == "set" and event.actor != "mailtriage" and _CHANGE.search(event.text) is not None


def as_toml(one: Corrected) -> str:
    """The mail as mails.toml would have it."""
    subject = f"subject = {_quoted(one.subject)}\n" if one.subject else ""
    return f"[[mail]]\ncategory = {_quoted(one.category)}\n{subject}text = {_quoted(one.text)}\n"


def _quoted(text: str) -> str:
    """A TOML string, of several lines where the text has them. It is printed and pasted: what no one sees goes."""
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    if "\n" in text and "'''" not in text and not text.endswith("'"):
        return f"'''\n{text}'''"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def _without_names(text: str, contact: str) -> str:
    text = _ADDRESS.sub("someone@customer.example", text)
    text = _NUMBER.sub(lambda m: "000 000 0000" if sum(c.isdigit() for c in m[0]) >= _FEW_DIGITS else m[0], text)
    for name in sorted({contact, *contact.split()}, key=len, reverse=True):
        if len(name) > 2:
            text = re.sub(rf"\b{re.escape(name)}\b", "(name)", text, flags=re.IGNORECASE)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
