"""program/examples.py: the examples beside the rules are their tests, run through the whole matcher.

Promises   `fits` must be won by its own category, against all others; `not` must not be; what else an example says of
           fields, priority and other matters must come out too. A program that fails one does not load.
           `mailtriage rules test` prints the same, with the confusion matrix.
Reads next program/load.py, cli/rules.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailtriage.model.mail import Attachment
from mailtriage.program.fields import Read, find_fields
from mailtriage.program.index import Said
from mailtriage.program.kinds import by_name
from mailtriage.program.known import alike
from mailtriage.program.match import Categorised, categorise, prioritise
from mailtriage.program.parts import second_matters
from mailtriage.program.program import Category, Example, Program
from mailtriage.program.rule import FieldExample, KnownProblem, Source
from mailtriage.program.when import Circumstances

NO_CATEGORY = "(none)"


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that came out wrong: `text` says what won instead, on which words, and what to do."""

    category: str
    example: str
    source: Source
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`matrix` counts the `fits` examples: (category it stands under, category that won) -> how many."""

    count: int
    failures: tuple[Failure, ...]
    matrix: Mapping[tuple[str, str], int]


def run(program: Program) -> Outcome:
    """Every example of every category and of every field."""
    failures, matrix, count = [], Counter[tuple[str, str]](), 0
    for i, category in enumerate(program.categories):
        for j, example in enumerate(category.examples):
            count += 1
            mail = _mail(program, example)
            found = categorise(program, example.subject, example.text, mail)
            if example.fits:
                matrix[category.id, found.winner.id if found.winner else NO_CATEGORY] += 1
            if wrong := _wrong(category, example, found) or _wrong_besides(program, example, found, mail):
                failures.append(
                    Failure(
                        category.id,
                        example.text,
                        example.source,
                        f"category[{i}].example[{j}]",
                        wrong,
                    )
                )
    for i, field in enumerate(program.fields.values()):
        for j, told in enumerate(field.examples):
            count += 1
            if wrong := _wrong_field(program, field.id, told):
                failures.append(Failure(field.id, told.mail, told.source, f"field[{i}].example[{j}]", wrong))
    for i, problem in enumerate(program.known_problems):
        for j, example in enumerate(problem.examples):
            count += 1
            if wrong := _wrong_problem(program, problem, example):
                failures.append(
                    Failure(problem.id, example.text, example.source, f"problem[{i}].example[{j}]", wrong)
                )
    return Outcome(count, tuple(failures), dict(matrix))


def _mail(program: Program, example: Example) -> Circumstances:
    """The example as a mail: what is not written of it is not known."""
    attachments = _attached(example.attachments)
    said = Said(program.index, {"subject": example.subject, "new text": example.text})
    found = find_fields(program, Read(said, example.subject, example.text, attachments=attachments))
    return Circumstances(
        said,
        example.sender,
        mailbox=example.mailbox,
        language=example.language,
        attachments=attachments,
        fields={name: f.value for name, f in found.items()},
        roles=(example.role,) if example.role else (),
    )


def _attached(names: Iterable[str]) -> tuple[Attachment, ...]:
    return tuple(Attachment(name, "application/octet-stream", 1, "", kind=by_name(name) or "other") for name in names)


def _wrong_besides(program: Program, example: Example, found: Categorised, mail: Circumstances) -> str:
    """What else must come of an example and does not."""
    said = f'"{_short(example.text)}"'
    for name, value in example.fields.items():
        if mail.fields.get(name, "") != value:
            got = mail.fields.get(name, "")
            return f'{said}: {name} should be "{value}", but {f"is {_short(got)!r}" if got else "nothing was found"}'
    if example.priority:
        priority = prioritise(program, found.winner, example.subject, example.text, mail)
        if priority.id != example.priority:
            return f"{said}: the priority should be {example.priority}, but {priority.why}"
    if example.also:
        others = tuple(h.category.id for h in second_matters(program, found, example.text))
        if others != example.also:
            return f"{said}: the other matter should be {', '.join(example.also)}, but is {', '.join(others) or 'none'}"
    return ""


def _wrong_field(program: Program, field: str, example: FieldExample) -> str:
    said = Said(program.index, {"subject": example.subject, "new text": example.mail})
    found = find_fields(
        program, Read(said, example.subject, example.mail, attachments=_attached(example.attachments))
    ).get(field)
    got = found.value if found else ""
    if got == example.finds:
        return ""
    if not example.finds:
        return f'"{_short(example.mail)}" must give no {field}, but gives "{got}" ({found.by if found else ""})'
    gives = repr(got) if got else "nothing"
    return f'"{_short(example.mail)}" should give {field} "{example.finds}", but gives {gives}'


def _wrong_problem(program: Program, problem: KnownProblem, example: Example) -> str:
    """`fits`: the problem must be the one suggested; `not`: it must not hold at all."""
    mail = _mail(program, example)
    winner = categorise(program, example.subject, example.text, mail).winner
    if winner is not None:
        mail = mail.knowing(category=winner.id, type=winner.type, level=winner.level, team=winner.team)
    found = alike(program, mail)
    own = next((one for one in found if one.problem.id == problem.id), None)
    said = f'"{_short(example.text)}"'
    if not example.fits:
        on = f"on {', '.join(own.words)}; take a word away or add it to none" if own else ""
        return f"{said} must not be {problem.id}, but it is, {on}" if own else ""
    if own is None:
        return f"{said} should be {problem.id}, but its symptoms do not hold"
    if own is not found[0]:
        return f"{said} should be {problem.id} (score {own.score}), but is {found[0].problem.id} ({found[0].score})"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:69] + "…"


def _wrong(category: Category, example: Example, found: Categorised) -> str:
    won = found.winner is not None and found.winner.id == category.id
    if won == example.fits:
        return ""
    said = f'"{_short(example.text)}"'
    if not example.fits:
        return f"{said} must not be {category.id}, but it is: {found.why}; take a word away or add it to none"
    own = next((h for h in found.hits if h.category.id == category.id), None)
    if own is None:
        return f"{said} should be {category.id}, but no word of it hits (result: {found.why}); add one to any"
    if own.stopped_by:
        return f"{said} should be {category.id}, but its none says {', '.join(own.stopped_by)}"
    return f"{said} should be {category.id} ({', '.join(own.words)}), but the result is {found.why}"
