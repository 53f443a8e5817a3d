"""intake/quote_diff.py: what is new in a mail, told by the mails it quotes rather than by quote marks.

Promises   what was typed inside our text is new, however the writer's program marked it: as a quote, in another
           colour, not at all. What stands in a mail we hold is old, marked or not, folded otherwise or not. A quote we
           do not hold is judged by its marks (reply_text.py). Time is linear in the mail and the texts held.
How        a word is old when it stands in a run of `_RUN` words that one of the held texts has too. A line is old
           when all its words are; without a mark it takes a run of `_SURE` words: people do repeat a phrase.
Does not   find the texts: work/held.py does, in the store. `inspect` has none.
Reads next intake/reply_text.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mailtriage.intake.attribution import attribution_length
from mailtriage.intake.header_block import block_length
from mailtriage.intake.reply_text import (
    BLANK,
    FORWARDED,
    INTRODUCES,
    NEW,
    QUOTED,
    SIGNED,
    WHOLE,
    Reply,
    is_separator,
    mark_signature,
    reply_of,
)
from mailtriage.intake.unproven import unproven_signature

_RUN = 4            # words in a row that make a match
_SURE = 10          # words in a row that make a match where nothing says that it is a quote
_HELD_MOST = 400_000        # characters of held texts that are read
_TEXT_MOST = 400_000        # of the mail; a longer one is left as its marks say
_ENOUGH = 0.6       # of a section's words known: then it is a quote of ours, and what is not known was typed into it
_LINE_MOST = 1_000
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
# What a mail program writes into a quote: links it shows, addresses, pictures.
_NOISE = re.compile(r"<[^<>]{1,2000}>|\[[^\[\]]{1,200}\]|(?<!\S)(?=\S{0,200}?(?:://|www\.|mailto:|cid:|@))\S+", re.I)


def split_by_held(text: str, found: Reply, held: Iterable[str], name: str = "") -> Reply:
    """`found`, what the marks of `text` say, put right by the texts it may quote."""
    return proven_by_held(text, found, (), held, name)[0]


def proven_by_held(
    text: str, found: Reply, unproven: tuple[int, ...], held: Iterable[str], name: str = ""
) -> tuple[Reply, tuple[int, ...]]:
    """`split_by_held`, and those of the `unproven` lines (intake/unproven.py) that no text held has, either."""
    grams, whole = _known(held)
    if not grams or len(text) > _TEXT_MOST or len(found.layout) != text.count("\n") + 1:
        return found, unproven
    lines = text.split("\n")
    kinds = list(found.layout)
    words = [_WORD.findall(_NOISE.sub(" ", line).casefold()) for line in lines]
    old, sure = _old_words(words, grams)
    if not any(map(any, old)):
        return found, unproven
    inside = _nested(lines, kinds)
    changed = False
    for section in _sections(inside):
        changed = _judge(section, lines, kinds, inside, words, old, sure, whole) or changed
    if changed:
        kinds = [NEW if kind == SIGNED else kind for kind in kinds]
        mark_signature(lines, kinds, name)
        cut = {i for i in unproven if kinds[i] in (QUOTED, FORWARDED)}
        unproven = tuple(sorted(cut | unproven_signature(lines, kinds, name)))
        found = reply_of(lines, kinds)
    return found, tuple(i for i in unproven if words[i] and not (_is_old(words[i], old[i]) or tuple(words[i]) in whole))


def _known(held: Iterable[str]) -> tuple[set[int], set[tuple[str, ...]]]:
    """Hashes of the word runs of the held texts, and their lines."""
    grams: set[int] = set()
    whole: set[tuple[str, ...]] = set()
    room = _HELD_MOST
    for text in held:
        text = text[:room]
        room -= len(text)
        words: list[str] = []
        for line in text.split("\n"):
            said = _WORD.findall(_NOISE.sub(" ", line).casefold())
            whole.add(tuple(said))
            words += said
        grams.update(hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))
        if room <= 0:
            break
    return grams, whole


def _old_words(words: Sequence[list[str]], grams: set[int]) -> tuple[list[list[bool]], list[bool]]:
    """For each word whether it is in a run that is held; for each line whether a word of it is in a run of `_SURE`."""
    flat = [word for line in words for word in line]
    known = [False] * len(flat)
    for i in range(len(flat) - _RUN + 1):
        if hash(tuple(flat[i : i + _RUN])) in grams:
            known[i : i + _RUN] = [True] * _RUN
    long = [False] * len(flat)
    start = 0
    for i in range(len(flat) + 1):
        if i == len(flat) or not known[i]:
            if i - start >= _SURE:
                long[start:i] = [True] * (i - start)
            start = i + 1
    old, sure, at = [], [], 0
    for line in words:
        old.append(known[at : at + len(line)])
        sure.append(any(long[at : at + len(line)]))
        at += len(line)
    return old, sure


def _nested(lines: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """The kinds, with the introductions that stand inside a quote or a forward marked too."""
    found = list(kinds)
    i = 0
    while i < len(lines):
        length = 0
        if found[i] in (QUOTED, FORWARDED, WHOLE) and len(lines[i]) <= _LINE_MOST:
            length = block_length(lines, i) or attribution_length(lines, i) or int(is_separator(lines[i]))
        for k in range(i, i + length):
            found[k] = INTRODUCES if found[k] != BLANK else BLANK
        i += length or 1
    return found


def _sections(kinds: Sequence[str]) -> list[list[int]]:
    """The lines by what introduces them: each attribution or block begins a section, and so does a change between new
    and quoted."""
    found: list[list[int]] = []
    for i, kind in enumerate(kinds):
        if kind == BLANK:
            continue
        before = kinds[found[-1][-1]] if found else ""
        if not found or (kind == INTRODUCES and before != INTRODUCES) or (_plain(kind) != _plain(before)):
            found.append([])
        found[-1].append(i)
    return found


def _plain(kind: str) -> bool:
    return kind in (NEW, SIGNED)


def _judge(
    section: list[int], lines: Sequence[str], kinds: list[str], inside: Sequence[str], words: Sequence[list[str]],
    old: Sequence[list[bool]], sure: Sequence[bool], whole: set[tuple[str, ...]],
) -> bool:
    """Put the kinds of one section right; whether anything changed."""
    body = [i for i in section if inside[i] != INTRODUCES]
    wholly = {i for i in body if _is_old(words[i], old[i])}
    if body and _plain(kinds[body[0]]):
        turned = {i for i in body if words[i] and i in wholly and sure[i]}
        # A short line of ours between two long ones of ours.
        turned |= {
            i for i, above, below in _between(body) if above in turned and below in turned and tuple(words[i]) in whole
        }
        for i in turned:
            kinds[i] = QUOTED
        return bool(turned)
    total = sum(len(words[i]) for i in body)
    if not total or sum(sum(old[i]) for i in body) < _ENOUGH * total:
        return False
    changed = False
    for i in section:
        kind = INTRODUCES if inside[i] == INTRODUCES else QUOTED
        if kind == QUOTED and not (i in wholly or tuple(words[i]) in whole or _is_dress(lines[i])):
            kind = NEW
        kinds[i], changed = kind, changed or kinds[i] != kind
    return changed


def _is_old(words: Sequence[str], old: Sequence[bool]) -> bool:
    """Whether a line is old. The number of a list item may be the mail program's."""
    return all(old) or (len(words) > 3 and all(old[1:]) and len(words[0]) <= 2)


def _between(body: Sequence[int]) -> list[tuple[int, int, int]]:
    return [(body[k], body[k - 1], body[k + 1]) for k in range(1, len(body) - 1)]


def _is_dress(line: str) -> bool:
    """Quote marks, rules and links: nobody types an answer with them alone."""
    return not re.search(r"\w", _NOISE.sub("", line))
