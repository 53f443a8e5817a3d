"""staff/unwritten.py: what a draft names as a fact and nobody wrote: numbers, versions, dates, products. Pure.

    unwritten(words, products, sources)     as the draft says them, in its order; empty for nearly every draft

Promises   `sources` are asked one after the other, and only while something is left to be found: mostly the mail that
           is answered has all, and the dear ones are never made. A number is the same however it is written: a
           telephone number in other groups, a date in another order, the version 4.2 where the mail has 4.2.1.
Does not   look at numbers of one or two digits unless they stand behind a name ("Windows 7"): people count steps,
           minutes and pictures. Nor at links and case numbers (staff/danger.py), money in words, or years.
Reads next staff/around.py (the sources), staff/danger.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
          r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?")
_DATE = re.compile(
    rf"(?i)\b(?:(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)[./](?P<m2>\d\d?)[./]\d{{4}}"
    rf"|(?P<d3>\d\d?)(?:st|nd|rd|th|\.)? (?:of )?(?P<m3>{_MONTH})(?![a-z])(?:,? \d{{4}})?"
    rf"|(?P<m4>{_MONTH}) (?P<d4>\d\d?)(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?!\w)")
# Links, addresses, case numbers.
_APART = re.compile(r"(?i)(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@\S+|\b[A-Z]{2,5}-\d{4,}-\d\b")
_PHONE = re.compile(r"(?<![\w.-])\+?\(?\d[\d ()/-]{6,30}\d(?!\w)")
_VERSION = re.compile(r"(?i)(?<![\w.])v?(\d+(?:\.\d+)+)(?!\w|[.]\w)")
_NUMBER = re.compile(r"(?<![\w.:/-])[\w:/-]*\d[\w:/-]*(?!\w)")
_NAMED = re.compile(r"(?P<before>^|[.!?:>*] |\n[-*># ]*)?\b(?P<name>[A-Z][A-Za-z]{2,}) (?P<n>\d{1,2})"
                    r"(?![\w:/%]|[.,]\d| ?%)", re.M)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIZE = re.compile(r" ?(?:[kMGT]i?B|%)")
_COUNTED = frozenset({
    "step", "option", "section", "page", "level", "part", "point", "item", "chapter", "line", "tier", "phase", "day",
    "week", "case", "priority", "question", "answer", "room", "schritt", "punkt", "seite", "stufe", "teil", "tag",
    "side", "trinn", "steg"})


@dataclass(frozen=True, slots=True)
class Claim:
    """`said` as the draft has it; `stands` tells whether a text has it too."""

    said: str
    stands: Callable[[str], bool]


def unwritten(words: str, products: Collection[str], sources: Iterable[str]) -> tuple[str, ...]:
    """The facts of `words` that stand in none of the sources. `products` are all names a register may use."""
    open_claims = claims(words, products)
    for source in sources if open_claims else ():
        open_claims = [c for c in open_claims if not c.stands(source)]
        if not open_claims:
            break
    return tuple(dict.fromkeys(c.said for c in open_claims))


def claims(words: str, products: Collection[str]) -> list[Claim]:
    """What `words` name as facts."""
    rest, found = _APART.sub(" ", words), list[Claim]()
    for pattern, make in ((_DATE, _date), (_PHONE, _phone), (_VERSION, _version), (_NAMED, _named), (_NUMBER, _number)):
        kept = []
        for hit in pattern.finditer(rest):
            claim = make(hit)
            if claim is not None:
                kept.append(hit)
                found.append(claim)
        for hit in kept:
            rest = rest[:hit.start()] + " " * (hit.end() - hit.start()) + rest[hit.end():]
    for product in products:
        if product in words and re.search(rf"(?<!\w){re.escape(product)}(?!\w)", words):
            found.append(Claim(product, partial(_has, re.compile(rf"(?i)(?<!\w){re.escape(product)}(?!\w)"))))
    return sorted(found, key=lambda claim: words.find(claim.said))


def _has(pattern: re.Pattern[str], source: str) -> bool:
    return pattern.search(source) is not None


def _date(hit: re.Match[str]) -> Claim | None:
    wanted = _day(hit)
    return Claim(hit[0], lambda source: any(wanted & _day(h) for h in _DATE.finditer(source))) if wanted else None


def _day(hit: re.Match[str]) -> set[tuple[int, int]]:
    """(month, day); both readings of 3/4/2026, for nobody knows which it is."""
    for n in ("3", "4"):
        if hit[f"m{n}"]:
            return {(_MONTHS.index(hit[f"m{n}"][:3].lower()) + 1, int(hit[f"d{n}"]))}
    month, day = (int(hit["m"] or hit["m2"]), int(hit["d"] or hit["d2"]))
    both = {(month, day)} if hit["m"] else {(month, day), (day, month)}
    return {(m, d) for m, d in both if 1 <= m <= 12 and 1 <= d <= 31}


def _phone(hit: re.Match[str]) -> Claim | None:
    """By its last nine digits: what stands before them is a country's or a trunk's."""
    digits = "".join(c for c in hit[0] if c.isdigit())
    if len(digits) < 7:
        return None
    pattern = re.compile(r"[ ()./-]{0,3}".join(digits[-9:]) + r"(?!\d)")
    return Claim(hit[0].strip(), partial(_has, pattern))


def _version(hit: re.Match[str]) -> Claim | None:
    if _SIZE.match(hit.string, hit.end()):
        return None
    return Claim(hit[1], partial(_has, re.compile(rf"(?<![\d.]){re.escape(hit[1])}(?!\d)")))


def _named(hit: re.Match[str]) -> Claim | None:
    """A name with a small number behind it; not at the beginning of a sentence, where every word is written large."""
    name = hit["name"].lower()
    if hit["before"] is not None or name in _COUNTED or re.fullmatch(_MONTH, name):
        return None
    number = rf"(?<![\d.]){hit['n']}(?!\d)"
    near = re.compile(rf"(?i)(?<!\w){name}\W{{0,3}}(?:\w{{1,12}} )?v?{number}|{number}(?=[^\n]{{0,40}}(?<!\w){name})")
    return Claim(f"{hit['name']} {hit['n']}", partial(_has, near))


def _number(hit: re.Match[str]) -> Claim | None:
    said = hit[0].strip("-/:_")
    if _YEAR.fullmatch(said) or _SIZE.match(hit.string, hit.end()) or sum(c.isdigit() for c in said) < 3:
        return None
    return Claim(said, partial(_has, re.compile(rf"(?i)(?<!\w){re.escape(said)}(?!\w)")))
