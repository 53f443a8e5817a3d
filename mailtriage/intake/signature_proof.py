"""intake/signature_proof.py: which lines taken for a signature can be nothing else: no words its writer wants read.

Promises   in doubt a line is not among them. What is: closings, names, titles, companies, streets, numbers, addresses,
           links; a phone's or a mail program's line; known legal footers, list footers and banners. "Import fails"
           below a name is few words like a title, but none of the words that titles are made of.
Does not   say where a signature begins: signatures.py does, by where a line stands. This is asked where a mistake would
           silence a customer: is a mail only thanks, is there nothing new in it.
Reads next intake/title_words.py, intake/unproven.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailtriage.intake.signature_lines import (
    CLOSING,
    HEADING,
    LINK,
    POSTSCRIPT,
    THANKS,
    asks,
    is_banner,
    is_device,
    is_footer,
    is_legal,
    is_legal_part,
)
from mailtriage.intake.title_words import ASKING, ITSELF, PARTICLES, TITLES
from mailtriage.program.courtesies import NOT_NAMES

_WORDS_MOST = 10            # of a line: a longer one is a sentence
_LINE_MOST = 300
_PARAGRAPH_MOST = 4_000
_FOOTER_MOST = 400          # characters of a list's or scanner's footer
_DEVICE_MOST = 90
_CONTACTS = re.compile(
    r"<[^<>\s]{1,300}>|(?:https?://|www\.)\S+|\S{1,64}@\S{1,200}|\[(?:cid:)?[^\[\]]{1,100}\]|\b\w[\w-]*(?:\.\w[\w-]*)*\.[a-z]{2,6}\b(?:/\S*)?"
    r"|\w*\d[\w./-]*", re.I
)
_LINES_MOST = 400  # more is no signature, and would be dear to read
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


def plainly_signs(lines: Sequence[str], taken: Sequence[int], name: str = "") -> set[int]:
    """Those of the lines `taken`, in order, that can be nothing but signature. `name` is the sender's display name."""
    if len(taken) > _LINES_MOST:
        return set()
    found: set[int] = set()
    names = {word.casefold() for word in _WORD.findall(name)}
    for paragraph in _paragraphs(lines, taken):
        text = "\n".join(lines[i][:_LINE_MOST * 4] for i in paragraph)[:_PARAGRAPH_MOST]
        if _is_known(text):
            found.update(paragraph)
        else:
            found.update(i for i in paragraph if _signs(lines[i], names))
    return found


def _paragraphs(lines: Sequence[str], taken: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for i in taken:
        if found[-1] and i != found[-1][-1] + 1:
            found.append([])
        if lines[i].strip():
            found[-1].append(i)
    return [paragraph for paragraph in found if paragraph]


def _is_known(text: str) -> bool:
    """Whether a paragraph is one that a company, a list or a gateway adds to every mail."""
    if asks(text):
        return False
    folded = text.casefold()
    if is_legal(text) and any(word in folded for word in ITSELF):
        return True
    if HEADING.match(text):
        return is_legal_part(text) or len(text) <= 60
    return is_banner(text) or (len(text) <= _FOOTER_MOST and is_footer(text))


def _signs(line: str, names: set[str]) -> bool:
    line = line.strip()
    if not re.search(r"\w", line) or THANKS.match(line[:60]):
        return True
    if len(line) > _LINE_MOST or asks(line) or POSTSCRIPT.match(line) or "!" in line:
        return False
    if is_device(line):
        said = line.partition(" ")[2]        # "Get Outlook for iOS" asks nothing of us
        return (len(line) <= _DEVICE_MOST or LINK.search(line) is not None) and _asks_nothing(said)
    if closing := CLOSING.match(line):
        line = closing["rest"]
    words = _WORD.findall(_CONTACTS.sub(" ", line))
    return len(words) <= _WORDS_MOST and _asks_nothing(line) and all(_is_part(word, names) for word in words)


def _asks_nothing(line: str) -> bool:
    said = {word.casefold() for word in _WORD.findall(line)}
    return NOT_NAMES.isdisjoint(said) and ASKING.isdisjoint(said)


def _is_part(word: str, names: set[str]) -> bool:
    """Whether a word may stand in a name, a title, a company's name or an address."""
    folded = word.casefold()
    return word[0].isupper() or folded in names or folded in PARTICLES or folded.endswith(TITLES)
