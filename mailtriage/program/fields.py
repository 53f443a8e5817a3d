"""program/fields.py: the facts a mail holds, found by the ways the program declares. Pure.

Promises   every value says how it was found and on which words. What a person filled in goes before what is read out of
           sentences, and that before what the register has. A secret is never returned.
Does not   decide what to do with them (program/checklists.py), nor know the case (triage/reading.py).
Reads next program/labels.py, program/times.py, rules/cadents/fields.toml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from mailtriage.model.mail import Attachment
from mailtriage.program import codes, numbers, people, steps
from mailtriage.program.index import Said
from mailtriage.program.labels import LONGEST, Told, answered, labelled, plain
from mailtriage.program.patterns import MOST_CHARACTERS, compile_value, compiled, encode, find, fold, value_pattern
from mailtriage.program.products import named, spellings
from mailtriage.program.program import Program
from mailtriage.program.rule import Field, Source, Way
from mailtriage.program.secrets import mask, may_have_secrets
from mailtriage.program.sentences import of_paragraphs
from mailtriage.program.spans import every
from mailtriage.program.times import TIME
from mailtriage.program.when import EVERYWHERE, is_file

# How far a value is believed. A later mail replaces what is worth less, and of what was filled in also the same.
REGISTER, GUESSED, TOLD, STAFF = 1, 2, 3, 4
MOST_VALUES = 8  # of a field that keeps many
# What a few words end with that is the next clause's: "some of their ledgers are".
_VERB = re.compile(r"(?i)(?: (?:is|are|was|were|has|have|had|cannot|can|could|do|does|did|who|which|that|and|or))+$")
_A_PHRASE = 60
_AFTER_WORDS = frozenset({"time", "sentence"})  # find nothing where the mail says none of their words
_ON_TEXT = frozenset({"pattern", "time", "quoted"})  # read as it was written: one search for subject and text
MOST_READ = 10_000  # characters in which people, places and numbers are looked for
MOST_QUOTED, NEAR = 50, 300  # quotations looked at, and how far around one its words may stand
# A message may be wrapped in the middle, once.
_QUOTED = re.compile(r"\"([^\"\n]{3,300}|[^\"\n]{2,150}\n[ \t]*[^\"\s][^\"\n]{0,150})\"|(?<!\w)'([^'\n]{3,300})'(?!\w)")


class Found(NamedTuple):
    """`by` says how in words; `words` are what it was read from; `rank` how far it is believed."""

    field: str
    value: str
    by: str
    words: str
    rank: int
    source: Source


@dataclass(frozen=True, slots=True)
class Read:
    """What a mail offers to the ways of finding. `known` are values of the register and the head, by vocabulary.SENDER;
    `questions` are what we asked last, in that order."""

    said: Said
    subject: str
    new_text: str
    whole_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[tuple[str, str], ...] = ()
    products: tuple[str, ...] = ()  # of the register, besides the program's own
    signature: str = ""
    not_names: tuple[str, ...] = ()  # what is written with a capital and is neither a person nor a place


def find_fields(program: Program, mail: Read) -> dict[str, Found]:
    """Field -> what the mail says of it."""
    if len(mail.new_text) > MOST_CHARACTERS or len(mail.whole_text) > 4 * MOST_CHARACTERS:
        whole = mail.whole_text[: 4 * MOST_CHARACTERS]
        mail = replace(mail, new_text=mail.new_text[:MOST_CHARACTERS], whole_text=whole)
    text = f"{mail.subject}\n{mail.new_text}\n{mail.whole_text if mail.questions else ''}\n{mail.signature}"
    shown = fold(mask(text)) if may_have_secrets(text) else None
    told: dict[str, list[Found]] = {}
    for t in _told(program, mail):
        told.setdefault(t.field, []).append(
            Found(t.field, t.value, t.by, t.value, TOLD, program.fields[t.field].source)
        )
    found: dict[str, Found] = {}
    both = f"{mail.subject}\n\n{mail.new_text}"
    ways = program.readings.ways(_octets(both), mail.said.possible, bool(mail.attachments))
    for wanted in program.readings.fields:
        if wanted.id not in told and wanted.id not in ways:
            continue
        values = list(told.get(wanted.id, ()))
        if not values or wanted.many:
            for way in ways.get(wanted.id, ()):
                if way.kind in _AFTER_WORDS and not mail.said.hits(way.words, way.where):
                    continue
                if way.kind == "list" and way.words == program.products:
                    values += _products(wanted, way, mail)
                values += islice(_by(wanted, way, mail, both), None if wanted.many or shown is not None else 1)
                if values and not wanted.many:
                    break
        if shown is not None:
            values = [f for f in values if _is_no_secret(f, shown)]
        if values:
            found[wanted.id] = _joined(values) if wanted.many else values[0]
    return found


def _products(wanted: Field, way: Way, mail: Read) -> Iterator[Found]:
    """The products of the register that the mail names."""
    for name, words in named(mail.products, f"{mail.subject}\n{mail.new_text}") if mail.products else ():
        yield Found(wanted.id, name, "list", words, GUESSED, way.source)


def _is_no_secret(found: Found, shown: str) -> bool:
    """Whether a value still stands in the text once that is masked; names of lists and of files are none of it."""
    exempt = found.by in ("list", "words") or found.by.startswith("attachment") or found.rank == REGISTER
    return exempt or fold(found.value) in shown


def _joined(values: Sequence[Found]) -> Found:
    if len(values) == 1:
        return values[0]
    once: dict[str, Found] = {}
    for v in values:
        once.setdefault(fold(v.value), v)  # of the same words the first way counts
    # What stands whole in another value says nothing more.
    whole = (v for words, v in once.items() if not any(words in other and words != other for other in once))
    kept = list(islice(whole, MOST_VALUES))
    if len(kept) == 1:
        return kept[0]
    best = max(kept, key=lambda v: v.rank)
    return Found(
        best.field, "; ".join(v.value for v in kept), best.by, "; ".join(v.words for v in kept), best.rank, best.source
    )


def _told(program: Program, mail: Read) -> Iterator[Told]:
    read, text = program.readings, f"{mail.subject}\n\n{mail.new_text}" if mail.subject else mail.new_text
    seen = list(answered(mail.questions, mail.new_text, mail.whole_text)) if mail.questions else []
    yield from seen
    numbered = {t.value for t in seen}
    for told in labelled(read.labels, read.many_lines, text):
        if told.value not in numbered:
            yield told


def _by(wanted: Field, way: Way, mail: Read, both: str) -> Iterator[Found]:
    """What one way finds, in the order of the mail; `both` are its subject and text. Labels are read for all fields at
    once."""
    if way.kind == "attachment":
        for a in mail.attachments:
            if any(is_file(name, a) for name in way.words):
                yield Found(wanted.id, a.name, f"attachment ({a.kind or a.type})", a.name, GUESSED, way.source)
        return
    if way.kind == "from":
        if value := mail.known.get(way.words[0], ""):
            rank = GUESSED if way.words[0] == "subject" else REGISTER
            yield Found(wanted.id, value[:LONGEST], way.words[0], value[:LONGEST], rank, way.source)
        return
    if way.kind == "behind":
        names = (*way.words, *mail.products)
        for value, words in _exact(_behind_a_name(names), both) if names else ():
            yield Found(wanted.id, value, "behind a name", words, GUESSED, way.source)
        return
    if way.kind == "reads":
        for value, words in islice(_reads(way.words[0], mail, both[:MOST_READ]), MOST_VALUES):
            yield Found(wanted.id, value, way.words[0], " ".join(words.split())[:LONGEST], GUESSED, way.source)
        return
    if way.kind in _ON_TEXT and way.where == EVERYWHERE:
        for value, words in _in_text(way, both, "", mail.said):
            yield Found(wanted.id, value, way.kind, words, GUESSED, way.source)
        return
    for part in way.where:
        text = mail.subject if part == "subject" else mail.new_text
        for value, words in _in_text(way, text, part, mail.said):
            yield Found(wanted.id, value, way.kind, words, GUESSED, way.source)


def _reads(what: str, mail: Read, text: str) -> Iterator[tuple[str, str]]:
    """(value, words) of people, places or numbers in the text of a mail."""
    if what == "people":
        own = (mail.known.get("contact.name", ""), mail.known.get("sender.name", ""))
        return people.people(text, (*mail.not_names, *mail.products), own)
    if what == "user names":
        return people.user_names(text, (mail.known.get("contact.name", ""), mail.known.get("sender.name", "")))
    if what == "places":
        return people.places(text, (*mail.not_names, *mail.products))
    if what == "steps":
        return steps.steps(text)
    if what == "error messages":
        return codes.messages(text)
    if what == "devices":
        return ((number, number) for number, _ in numbers.devices(text))
    return numbers.to_call(text, mail.signature) if what == "numbers to call" else numbers.asked_to_call(text)


def _in_text(way: Way, text: str, part: str, said: Said) -> Iterable[tuple[str, str]]:
    """(value, words) of one way in one part of the mail."""
    if way.kind == "words":
        hits = ((value, said.hits(patterns, (part,))) for value, patterns in way.values.items())
        return ((value, next(iter(hit.values()))) for value, hit in hits if hit)
    if way.kind == "list":
        return _listed(way.words, said.parts[part])
    if way.kind == "sentence":
        return _sentences(way.words, text, said.hits(way.words, (part,)))
    if way.kind == "quoted":
        return _quoted(way.words, text)
    expression = _behind(way.words) if way.kind == "time" else value_pattern(way.words[0])
    return _exact(expression, text)


def _exact(expression: Any, text: str) -> Iterator[tuple[str, str]]:
    """What an expression finds, as it was written: the search runs on plain quotes and dashes, in the same places."""
    data = _octets(text)
    for whole, *groups in islice(every(expression, data), MOST_VALUES):
        value = _as_written(text, data, groups[0] if groups else whole).rstrip(".,;")
        value = _VERB.sub("", value) if len(value) < _A_PHRASE else value
        if value:
            yield value[:LONGEST], _as_written(text, data, whole)


@lru_cache(maxsize=4)
def _octets(text: str) -> bytes:
    """The plain text as RE2 reads it. Kept for the other ways that read the same text."""
    return plain(text).encode("utf-8", "replace")


def _as_written(text: str, data: bytes, span: tuple[int, int]) -> str:
    """The piece of `text` at a place of its octets, on one line."""
    start, end = span if len(data) == len(text) else (len(data[:at].decode()) for at in span)
    return " ".join(text[start:end].split())


@lru_cache(maxsize=256)
def _behind(words: tuple[str, ...]) -> Any:
    """A point in time behind one of these words."""
    names = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return compile_value(rf"(?:^|[^\w])(?:{names})[:\s]\s*({TIME})(?:\W|$)")


@lru_cache(maxsize=64)
def _behind_a_name(names: tuple[str, ...]) -> Any:
    """A number with a point behind one of these names, or behind what is left of one without its brand."""
    written = sorted({w for w, _ in spellings(names)}, key=len, reverse=True)
    either = "|".join(r"[ -]?".join(map(re.escape, w.split())) for w in written)
    return compile_value(rf"\b(?:{either})s?[,:]?\s{{1,2}}(?:is |are |runs |has |at |on |= ?|\()?"
                         r"(?:version |release |build |v\.? ?)?"
                         r"(\d{1,3}(?:\.\w{1,6}){1,3}(?:,? \(?build \d+)?)\b")


@lru_cache(maxsize=4096)
def _entry(entry: str) -> Any:
    """A name of a list, however its words are joined: "Gateway 4", "gateway-4", "Gateway4"."""
    words = re.findall(r"[^\W\d_]+|\d+|[^\w\s-]+", fold(entry))
    joined = r"[ -]?".join(re.escape(w) for w in words)
    return compiled(rf"re:(?:^|[^0-9a-z_\x{{80}}-\x{{10ffff}}]){joined}(?:$|[^0-9a-z_\x{{80}}-\x{{10ffff}}])")


@lru_cache(maxsize=4096)
def _begins(entry: str) -> bytes:
    return encode(entry)[:2]


def _listed(entries: tuple[str, ...], folded: bytes) -> Iterator[tuple[str, str]]:
    """The entries that are named, the longer name before the shorter in the same place, else in the order of the
    text."""
    hits = []
    for entry in entries:
        if _begins(entry) in folded and (hit := _entry(entry).search(folded)) is not None:
            words = hit.group(1).decode("utf-8", "replace").strip(" .,;:!?()\"'/")
            hits.append((hit.start(1), -len(entry), entry, words))
    taken: list[tuple[int, int]] = []
    for start, length, entry, words in sorted(hits):
        if not any(a <= start < b for a, b in taken):
            taken.append((start, start - length))
            yield entry, words


def _sentences(patterns: tuple[str, ...], text: str, hits: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    wanted = [words for p in patterns if (words := hits.get(p, ""))]
    for sentence, folded in sentences(text) if wanted else ():
        words = next((w for w in wanted if w in folded), "")
        if words:
            yield sentence[:LONGEST], words


@lru_cache(maxsize=4)
def sentences(text: str) -> tuple[tuple[str, str], ...]:
    """The sentences of a text, each on one line, and folded. Kept for the other ways that read the same text."""
    return tuple((" ".join(s.split()), fold(s)) for s in of_paragraphs(text) if not s.isspace())


def _quoted(patterns: tuple[str, ...], text: str) -> Iterator[tuple[str, str]]:
    """What stands in quotation marks, in a line (or below one) that says one of the words."""
    for value, words, around in _quotations(text):
        if not patterns or any(find(p, around) for p in patterns):
            yield value, words


@lru_cache(maxsize=4)
def _quotations(text: str) -> tuple[tuple[str, str, bytes], ...]:
    """(value, with its marks, the folded lines around it). Kept for the other ways that read the same text."""
    flat, found = plain(text), []
    if '"' not in flat and "'" not in flat:
        return ()
    for hit in islice(_QUOTED.finditer(flat), MOST_QUOTED):
        start, end = hit.span(1 if hit[1] is not None else 2)
        nearest = max(0, start - NEAR)
        begin = flat.rfind("\n", nearest, max(flat.rfind("\n", nearest, start), nearest)) + 1  # and the line before
        stop = flat.find("\n", end, end + NEAR)
        around = encode(flat[max(begin, nearest) : stop if stop >= 0 else end + NEAR])
        found.append((" ".join(text[start:end].split()), hit.group(), around))
    return tuple(found)
