"""program/products.py: the products a desk looks after, as mail names them. Pure.

Promises   a name is found however its words are joined, and without the brand in front where two or more products
           share it ("the Gateway" for Acme Gateway, beside Acme Console). Nobody is refused by a common word: only a
           full name of two words or more says that a mail is about a product that is not theirs.
Does not   read the register; its products come as names (work/register.py).
Reads next program/fields.py, program/entitlement.py
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from mailtriage.program.acts import act_of
from mailtriage.program.patterns import fold
from mailtriage.program.sentences import of_rows

_IN_A_WORD = re.compile(r"\w")
SHORTEST = 4  # letters of a name that stands without its brand


@lru_cache(maxsize=64)
def spellings(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(what may be written, the name it means): each name, then what is left of it without a brand it shares."""
    names = tuple(dict.fromkeys(names))
    brands = Counter(brand for name in names if (brand := _brand(name)))
    short: dict[str, list[str]] = {}
    for name in names:
        rest = name.partition(" ")[2].strip()
        if brands[_brand(name)] > 1 and len(rest) >= SHORTEST and rest[0].isalpha():
            short.setdefault(rest, []).append(name)
    alone = [(rest, whole[0]) for rest, whole in short.items() if len(whole) == 1 and rest not in names]
    return (*((name, name) for name in names), *alone)


def named(names: Sequence[str], text: str) -> tuple[tuple[str, str], ...]:
    """(name, the words in the mail) of each product that is named, in the order of the text; the longer goes before the
    shorter in the same place. Each product once."""
    plain = fold(text)
    hits = []
    for written, name in spellings(tuple(names)):
        if (hit := _first(written, plain) or _many_of(written, text)) is not None:
            hits.append((hit.start(), -len(written), name, fold(hit.group())))
    found: dict[str, str] = {}
    taken: list[tuple[int, int]] = []
    for start, length, name, words in sorted(hits):
        if not any(a <= start < b for a, b in taken):
            taken.append((start, start - length))
            found.setdefault(name, words)
    return tuple(found.items())


def not_theirs(theirs: Sequence[str], names: Sequence[str], text: str, one_word: bool = False) -> str:
    """The product a mail is about that its customer has no contract for, by its full name; "" when the customer's
    contract names no products, when the mail is about one of theirs, or names none at all. Where it names one of theirs
    and another, it is about what its sentences report, ask for or ask about. `one_word`: a name of one word with its
    capital counts too, and what is left of one without the brand it shares."""
    if not theirs:
        return ""
    other = _other(theirs, names, text, one_word)
    if not other or not _names_one(theirs, names, text):
        return other
    does: set[bool] = set()
    about_other = False
    for sentence in of_rows(text):
        one, ours = _other(theirs, names, sentence, one_word), _names_one(theirs, names, sentence)
        about_other = bool(one) and not ours if one or ours else about_other  # "it" is what was named last
        if act_of("", sentence)[0] in ("fault", "request", "question"):
            does.add(about_other)
    return other if does == {True} else ""


def _names_one(theirs: Sequence[str], names: Sequence[str], text: str) -> bool:
    return any(name in theirs for name, _ in named((*theirs, *names), text))


def _other(theirs: Sequence[str], names: Sequence[str], text: str, one_word: bool) -> str:
    """The first of these names that stands in the text and is none of theirs."""
    plain = fold(text)
    names = [n for n in names if n not in theirs]
    full = next((name for name in names if " " in name and _first(name, plain)), "")
    if full or not one_word:
        return full
    short = {name.partition(" ")[2]: name for rest, name in spellings((*theirs, *names)) if rest != name}
    alone = {n: n for n in names if " " not in n} | {n: name for n, name in short.items() if name not in theirs}
    return next((name for n, name in alone.items() if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text)), "")


def _brand(name: str) -> str:
    return fold(name.partition(" ")[0]) if " " in name else ""


def _first(written: str, plain: str) -> re.Match[str] | None:
    """Where a name stands first in folded text, as whole words."""
    name, at = _expression(written), 0
    while (hit := name.search(plain, at)) is not None and hit.start() and _IN_A_WORD.match(plain, hit.start() - 1):
        at = hit.start() + 1
    return hit


def _many_of(written: str, text: str) -> re.Match[str] | None:
    """Several of a product of one word, with its capital: "both Gateways"."""
    if " " in written or f"{written}s" not in text:
        return None
    return re.search(rf"(?<!\w){re.escape(written)}s(?!\w)", text)


@lru_cache(maxsize=4096)
def _expression(written: str) -> re.Pattern[str]:
    words = re.findall(r"[^\W\d_]+|\d+|[^\w\s-]+", fold(written))
    # "Acme Gateways" are the product; "the gateways of the town" are not.
    many = "s?" if len(words) > 1 and words[-1].isalpha() and not words[-1].endswith("s") else ""
    # What stands before it is looked at behind a hit: an expression that begins with letters is found far quicker.
    return re.compile(r"[\s-]?".join(map(re.escape, words)) + rf"{many}(?!\w)")
