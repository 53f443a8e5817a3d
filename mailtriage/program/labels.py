"""program/labels.py: what people fill in: labelled lines, table cells, "the label is …", answers to numbered questions.

Promises   a value is an exact piece of the text (white space of a value on several lines is folded); linear time.
Does not   guess: a label or a question of ours stands before each value.
Reads next program/fields.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mailtriage.program.patterns import fold

LONGEST, LONGEST_BLOCK = 300, 2_000  # characters of a value on one line, and of one on several
MOST_LINES, MOST_LINE = 400, 2_000
MOST_LABEL = 80  # characters before a separator in which a label is looked for
# One for one, so that a place in the plain text is the same place in the text as written.
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " "),
}
_BULLET = re.compile(r"[\s>*+\u2022\u00b7\u25cf-]*(?:\(?\d{1,2}[.)]\s+)?[*_\s]*")
_SEPARATOR = re.compile(r"[*_]{0,3}\s?[:=\uff1a|\t][*_]{0,3}\s*|\s+-\s+|\s{2,}")
_WIDE = re.compile(r"\s\s|\s-")
_EDGE = re.compile(r"[|\t]\s*|[,;]\s+|\s{2,}|\.\s+")
_ASIDE = re.compile(r"\([^()]*\)|[*_?\"]")
_ARTICLE = re.compile(
    r"^(?:the|our|my|your|an?|vår|vårt|min|der|die|das|unsere?|meine?|notre|mon|ma|le|la|onze|mijn|de|het) "
)
_COPULA = re.compile(r"(?i)\s(?:is|was|are|er|\u00e4r|ist|lautet|est)\s+")
_CLAUSE = re.compile(r"[,;!?]|\.(?=\s|$)|\s(?:and|but|og|och|und|et)\s")
_NUMBERED = re.compile(r"[ \t>]{0,9}[(\[]?(\d{1,2})[.):\]]\s*(.*)")
_NOTHING = re.compile(r"(?i)(?:n/?a|tbd|see (?:above|below|attached)|[\W_]*)")


class Told(NamedTuple):
    """A value somebody wrote for a field. `by` says how: `label "device number"`, `answer 2`."""

    field: str
    value: str
    by: str


class _Cell(NamedTuple):
    """A label on a line: its field, where it begins, and where its value begins."""

    field: str
    label: str
    begins: int
    value: int


def plain(text: str) -> str:
    """`text` with plain quotes, dashes and spaces, character for character."""
    return text.replace("`", "'") if text.isascii() else text.translate(_PLAIN)


def labelled(labels: Mapping[str, str], many_lines: frozenset[str], text: str) -> list[Told]:
    """Every value behind a label. `labels` are folded -> field; `many_lines` are fields whose value may go on below."""
    lines = [line[:MOST_LINE] for line in text.split("\n")[:MOST_LINES]]
    same = plain(text)
    flat = lines if same == text else [line[:MOST_LINE] for line in same.split("\n")[:MOST_LINES]]
    cells = [_cells(labels, line) if line else [] for line in flat]
    found: list[Told] = []
    for at, here in enumerate(cells):
        if not here:
            if flat[at]:
                found += _sentences(labels, flat[at], lines[at])
        elif table := _table(labels, flat, lines, cells, at):
            found += table
            continue
        for n, cell in enumerate(here):
            end = here[n + 1].begins if n + 1 < len(here) else len(lines[at])
            value = _clean(lines[at][cell.value : end])
            if n + 1 == len(here) and (not value or cell.field in many_lines):
                value = _below(lines[at][cell.value :].strip(), cell.field in many_lines, lines, cells, at)
            if value and not _NOTHING.fullmatch(value):
                found.append(Told(cell.field, value, f'label "{cell.label}"'))
    return found


def _cells(labels: Mapping[str, str], line: str) -> list[_Cell]:
    """The labels of a line, each followed by a separator."""
    if line.isascii() and not _may_separate(line):
        return []
    bullet = _BULLET.match(line)
    begins = bullet.end() if bullet else 0
    found = []
    for separator in _SEPARATOR.finditer(line, begins):
        at, label = _label(labels, line, begins, separator.start())
        if label:
            found.append(_Cell(labels[label], label, at, separator.end()))
        if _EDGE.match(separator.group().strip(" ") or separator.group()):
            begins = separator.end()
    return found


def _may_separate(line: str) -> bool:
    """Whether an ASCII line may have a separator: quicker than to look for one."""
    if ":" in line or "=" in line or "|" in line or " -" in line or "  " in line:
        return True
    return not line.isprintable() and ("\t" in line or _WIDE.search(line) is not None)  # blanks besides the space


def _label(labels: Mapping[str, str], line: str, begins: int, ends: int) -> tuple[int, str]:
    """The label that ends at `ends`: all from `begins`, or what follows the last comma, semicolon, bar or stop."""
    begins = max(begins, ends - MOST_LABEL)
    starts = [begins, *(m.end() for m in _EDGE.finditer(line, begins, ends))]
    for start in (starts[-1], starts[0]):
        word = fold(_ASIDE.sub(" ", line[start:ends]))
        word = word if word in labels else _ARTICLE.sub("", word)
        if word in labels:
            return start, word
    return 0, ""


def _clean(value: str) -> str:
    """A value without what stands around it; "" when there is none."""
    value = value.strip().strip("|").strip().rstrip(",;").strip()
    if len(value) > 1 and value[0] in "*_" and value[-1] == value[0]:
        value = value.strip("*_")
    return value[:LONGEST]


def _below(
    value: str, many: bool, lines: Sequence[str], cells: Sequence[Sequence[_Cell]], at: int
) -> str:
    """A value with what stands under it: one line, or all up to a blank line or the next label."""
    parts = [value] if value else []
    for line, labels in zip(lines[at + 1 :], cells[at + 1 :], strict=True):
        if labels or not line.strip():
            break
        parts.append(line.strip() if many else _clean(line))
        if not many:
            break
    return "\n".join(parts)[:LONGEST_BLOCK] if many else " ".join(parts)


def _table(
    labels: Mapping[str, str], flat: Sequence[str], lines: Sequence[str], cells: Sequence[Sequence[_Cell]], at: int
) -> list[Told]:
    """A row of labels over a row of values."""
    heads = [fold(_ASIDE.sub(" ", c)) for c in _columns(flat[at])]
    if len(heads) < 2 or not all(h in labels for h in heads):
        return []
    below = next((i for i in range(at + 1, min(at + 4, len(lines))) if any(c.isalnum() for c in lines[i])), at)
    values = _columns(lines[below])
    if below == at or len(values) != len(heads):
        return []
    pairs = zip(heads, map(_clean, values), strict=True)
    return [Told(labels[h], v, f'label "{h}"') for h, v in pairs if v and not _NOTHING.fullmatch(v)]


def _columns(line: str) -> list[str]:
    return [c.strip() for c in re.split(r"\||\t|\s{2,}", line.strip().strip("|")) if c.strip()]


def _sentences(labels: Mapping[str, str], flat: str, line: str) -> Iterator[Told]:
    """"Our device number is 082…": up to the end of the clause; only what reads as a name or a number."""
    for copula in _COPULA.finditer(flat):
        before = flat[max(0, copula.start() - MOST_LABEL) : copula.start()].rsplit(".", 1)[-1].split()[-4:]
        words = [word for one in before if (word := fold(one))]
        label = next((w for i in range(len(words)) if (w := " ".join(words[i:])) in labels), "")
        if not label:
            continue
        end = _CLAUSE.search(flat, copula.end())
        value = _clean(line[copula.end() : end.start() if end else len(line)])
        if value and (value[0].isupper() or value[0] in "\"'\u201c" or any(c.isdigit() for c in value)):
            yield Told(labels[label], value.strip("\"'\u201c\u201d"), f'"{label} is"')


def answered(questions: Sequence[tuple[str, str]], new_text: str, whole_text: str) -> list[Told]:
    """Answers to our numbered `questions` (field, question): `2. the answer` in the new text, or under the quoted
    question. A list with more numbers than we asked is a list of their own, and no answer."""
    found = _by_number(questions, new_text.split("\n")[:MOST_LINES])
    under = _under_questions(questions, whole_text.split("\n")[:MOST_LINES])
    return [*found, *(t for t in under if t.field not in {f.field for f in found})]


def _by_number(questions: Sequence[tuple[str, str]], lines: Sequence[str]) -> list[Told]:
    marks = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _NUMBERED.match(line)) and line[:1] != ">"]
    numbers = [n for _, n in marks]
    if not numbers or max(numbers) > len(questions) or numbers != sorted(set(numbers)) or numbers[0] < 1:
        return []
    found = []
    for k, (i, number) in enumerate(marks):
        end = marks[k + 1][0] if k + 1 < len(marks) else len(lines)
        block = [_NUMBERED.match(lines[i])[2], *_until_blank(lines[i + 1 : end])]  # type: ignore[index]
        field, question = questions[number - 1]
        value = _clean(" ".join(_without_question(question, block).split()))
        if value and not _NOTHING.fullmatch(value):
            found.append(Told(field, value, f"answer {number}"))
    return found


def _until_blank(lines: Sequence[str]) -> list[str]:
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    return [line.strip() for line in lines[:end]]


def _without_question(question: str, block: list[str]) -> str:
    """An answer without our question, where they copied it in front."""
    text, asked = " ".join(block).strip(), fold(question).rstrip(" ?:.")
    if not fold(text).startswith(asked):
        return text
    rest = text[len(question.rstrip(" ?:.")) :]
    return rest.lstrip(" ?:.-\u2013=").strip()


def _under_questions(questions: Sequence[tuple[str, str]], lines: Sequence[str]) -> list[Told]:
    """Answers between the quoted lines of our mail."""
    asked = {fold(q): (n, field) for n, (field, q) in enumerate(questions, 1)}
    found = []
    for i, line in enumerate(lines):
        mark = _NUMBERED.match(line)
        if mark is None or line[:1] != ">":
            continue
        said = fold(mark[2])
        hit = next((a for q, a in asked.items() if len(said) > 10 and (q.startswith(said) or said.startswith(q))), None)
        value = _clean(" ".join(_own_lines(lines, i + 1))) if hit else ""
        if hit and value and not _NOTHING.fullmatch(value):
            found.append(Told(hit[1], value, f"answer {hit[0]}"))
    return found


def _own_lines(lines: Sequence[str], at: int) -> list[str]:
    """What is written below the quoted question before `at`, which may go on there; [] when the next one follows."""
    while at < len(lines) and lines[at][:1] == ">" and not _NUMBERED.match(lines[at]):
        at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    block = []
    while at < len(lines) and lines[at].strip() and lines[at][:1] != ">":
        block.append(lines[at].strip())
        at += 1
    return block
