"""program/assemble_known.py: known-problems.toml and mails.toml into memory. Reads next program/assemble.py."""

from __future__ import annotations

from collections.abc import Iterator

from mailtriage.program.assemble_when import patterns
from mailtriage.program.parsed import Parsed
from mailtriage.program.program import Example
from mailtriage.program.rule import KnownProblem
from mailtriage.program.second_reader import Sorted


def known_problems(file: Parsed) -> Iterator[KnownProblem]:
    for i, p in enumerate(file.model.problem):
        examples = tuple(
            Example(e.fits or e.not_, bool(e.fits), e.subject, file.source("problem", i, "example", j), e.from_,
                    e.mailbox, e.language, e.attachments)
            for j, e in enumerate(p.example)
        )
        yield KnownProblem(p.id, p.title, patterns(p.symptoms), p.products, p.article, p.text, p.obvious, examples,
                           file.source("problem", i))


def sorted_mails(file: Parsed) -> Iterator[Sorted]:
    for i, m in enumerate(file.model.mail):
        yield Sorted(m.text, m.category, m.subject, file.source("mail", i))
