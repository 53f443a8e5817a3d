"""program/people.py: persons, user names and places in running text, and in lists of them. Pure.

Promises   a person is two or three capitalised words with something beside them that people have: a telephone number,
           a title, a verb, a user name, a place in a list. A user name is small letters that hold a name of the mail
           ("pdube" for Dube). A place stands behind a preposition or before a word for one ("Motswedi clinic"). What
           is a product, a customer, a partner, a day or the sender is none.
Does not   know who is registered; a list of names of the world is not kept.
Reads next program/fields.py, program/not_names.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from mailtriage.program.maybe import Begins, Maybe
from mailtriage.program.not_names import FACILITIES, HERE, NO_NAME, NO_PLACE, NO_USER, ROLES, TITLES, VERBS
from mailtriage.program.numbers import devices
from mailtriage.program.patterns import fold

MOST_NUMBERS = 50
_CAP = r"[A-Z\u00c0-\u00dd][a-z\u00df-\u00ff]+(?:['\u2019-][A-Z\u00c0-\u00dd][a-z\u00df-\u00ff]+)*(?![A-Z])"
_NAME = r"[A-Z][A-Za-z'-]+"  # of ASCII; a name, or more
_PERSON = Begins(
    rf"(?<![\w'\u2019@./-]){_CAP}(?: (?:van der|van den|van|de|von|wa|bin|du|le))? {_CAP}(?: {_CAP})?(?![\w@])",
    rf"{_NAME} (?:(?:van der|van den|van|de|von|wa|bin|du|le) )?[A-Z][a-z]",
)
_ROLE = re.compile(rf"(?i)(?:^|[^\w])(?:{ROLES})[,:.]?\s*(?:\d+[.)]\s*)?$")
_AFTER = re.compile(rf"(?:'s|\u2019s)?[ ,]*(?:{VERBS})\b|(?:'s|\u2019s) |\s*\([a-z]|, [a-z]{{4,14}}[,.]")
_ROW = re.compile(r"(?:^|\n)[ \t>]*(?:\d{1,2}[.)]|[-*\u2022])[ \t]*$")
_SMALL = re.compile(r"(?<![\w@./-])[a-z][a-z0-9._]{2,19}(?![\w@/-])")
_TITLED = re.compile(
    rf"\b(?:Sr|Sister|Suster|Matron|Nurse|Mr|Mrs|Ms|Dr|Miss|Prof|Agent|Mme|Mnr|Mev|Juffrou|juffrou|Dada|Bi"
    rf"|Bwana)\.? ({_CAP})"
)
_SAID_USER = Maybe(
    r"(?i)\b(?:user ?name|user id|log-?in(?: name)?|(?:logs?|signs?|logged) in as|user)"
    r"(?: is| was| should be| must be| to be| would be|:| =)?"
    r" ?[\"']?((?-i:[a-z][a-z0-9]*[._]?[a-z0-9]{2,18}))\b",
    r"(?i)\b(?:user|log-?in|logs? in as|signs? in as|logged in as)",
)
_AT = Begins(
    rf"(?:^|[^\w])(?i:{HERE})\s({_CAP}(?:[ -]{_CAP}){{0,2}})(?![\w@]|['\u2019]s)",
    rf"(?:^|[^\w])(?i:{HERE})\s[A-Z][a-z]",
)
_FACILITY = Begins(
    rf"(?<![\w@])((?:{_CAP} ){{1,3}})({FACILITIES})\b", rf"(?:{_NAME} ){{1,3}}(?:{FACILITIES})\b"
)
_BEFORE = Maybe(
    rf"\b({FACILITIES}) (?:of |at |in |op |ya |de )?((?:{_CAP})(?: {_CAP}){{0,2}})(?![\w@])",
    rf"\b(?:{FACILITIES}) (?:of |at |in |op |ya |de )?[A-Z][a-z]",
)
_ONE = rf"{_CAP}(?: {_CAP})?"
_LISTED = Maybe(  # "four of our clinics, namely Tsime, Pitseng and Lower Moyeni"
    rf"\b(?:{FACILITIES})s?\b[^.\n]{{0,24}}?[,:(]? ?((?:{_ONE}, )+{_ONE}(?:,? (?:and|en|na|et|&) {_ONE})?)",
    r"[a-z], [A-Z][a-z]",
)
_DIGITS = r"[\d +()/-]{9,18}"
_ROW_OF_ONE = re.compile(
    rf"(?:\d{{1,2}}[.)]|[-*\u2022])?\s*(?:({_ONE})[\s,:;()\u2013-]+{_DIGITS}|{_DIGITS}[\s,:;()\u2013-]+({_ONE}))\W*"
)
_OF_PEOPLE = re.compile(
    r"\b(?:users?|nurses?|sisters?|teachers?|agents?|volunteers?|people|persons?|colleagues?|staff|workers?|officers?"
    r"|names?|wauguzi|watumiaji|verpleegsters)\b"
)
_OF_THINGS = re.compile(
    r"\b(?:tablets?|phones?|handsets?|devices?|sims?|lines?|clinics?|facilit\w+|sites?|shops?|stores?|depots?"
    r"|schools?|tabs?|simu|fone|places|villages|kliniek\w*)\b"
)
_A_HEAD = re.compile(  # of a table with a column of places
    r"(?i)(?:^|[|\t]|  )\s*(?:sites?|clinics?|facilit(?:y|ies)|locations?|places?|towns?|villages?|shops?|schools?"
    r"|depots?)"
    r"\s*(?:$|[|\t]|  )"
)
_COMPASS = frozenset(("North", "South", "East", "West", "Central"))
_PARTED = Maybe(rf"\b({_CAP} (?:North|South|East|West|Central))\b", r"[a-z] (?:North|South|East|West|Central)\b")
_WITH_ITS = Begins(
    rf"\b(?:[Tt]he|[Oo]ur) ({_CAP}) (?:deliver(?:y|ies)|orders?|stock|counts?|figures|numbers|visits|team|staff)\b",
    r"\b(?:[Tt]he|[Oo]ur) [A-Z][a-z]",
)
_USER = r"[a-z][a-z0-9._]{2,19}"
_USERS = re.compile(  # "on their own logins (ann and bdube)"
    rf"\b(?:[Ll]og-?ins?|[Aa]ccounts?|[Uu]sers?|usernames?|[Pp]rofiles?) "
    rf"\(({_USER}(?:(?:, and|, ?| and |/| & ){_USER}){{0,4}})\)"
)
_A_NUMBER = Maybe(r"[\d +()/-]{9}", r"[\d +()/-]{9}")  # without one no row has a telephone number
_TAIL = re.compile(r"[ \t]{2,}|\t|\s[-\u2013|,]\s|, ")


def people(text: str, not_these: Iterable[str] = (), writer: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(name, the words around it) of persons, then user names; those of the `writer` too, who is no person told of."""
    known = _words(not_these)
    found: list[str] = []
    numbers = [at for _, at in islice(devices(text), MOST_NUMBERS)]
    sites = {place for _, place in _rows_of_places(text, known)}
    for hit in _PERSON.finditer(text):
        name = _without_title(hit.group(), known)
        titled = _TITLED.match(text, hit.start()) is not None
        if name and name not in sites and (titled or _has_a_person_beside(text, hit.start(), hit.end(), numbers)):
            found.append(name)
            yield name, _around(text, hit.start(), hit.end())
    with_title = [t[1] for t in _TITLED.finditer(text)]
    yield from _user_names(text, (*found, *with_title, *writer))


def _without_title(name: str, known: frozenset[str]) -> str:
    """A name without the title, or the word that begins the sentence, before it; "" when a word of it is none of a
    name's."""
    parts = name.split()
    while parts and (fold(parts[0]) in TITLES or (len(parts) > 2 and fold(parts[0]) in NO_NAME)):
        parts = parts[1:]
    if parts and parts[-1] in _COMPASS:
        return ""
    bad = [p for p in parts if fold(p) in NO_NAME or fold(p) in known]
    return " ".join(parts) if len(parts) > 1 and not bad else ""


def _has_a_person_beside(text: str, start: int, end: int, numbers: list[int]) -> bool:
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    stop = stop if stop >= 0 else len(text)
    for at in numbers:      # the nearest name of the row
        if begin <= at < stop and -45 < at - start < 90 and not _PERSON.search(text, min(at, end), max(at, start)):
            return True
    before = text[max(0, start - 40) : start]
    return bool(_AFTER.match(text, end) or _ROLE.search(before) or _ROW.search(before))


def _user_names(text: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    parts = {p for name in names for w in name.split() if len(p := fold(w).replace("'", "")) > 2 and p not in TITLES}
    seen = set()
    for hit in _SAID_USER.finditer(text):
        if hit[1] not in seen and hit[1] not in NO_USER:
            seen.add(hit[1])
            yield hit[1], hit.group()
    for hit in _USERS.finditer(text):
        for user in re.findall(_USER, hit[1]):
            if user not in seen and user not in NO_USER:
                seen.add(user)
                yield user, hit.group()
    for hit in _SMALL.finditer(text):
        word = hit.group().rstrip(".")
        own = any(p in word and p != word and len(word) - len(p) < 12 for p in parts)
        if own and word not in seen and not any(word in (f"{p}s", f"{p}'s") for p in parts):
            seen.add(word)
            yield word, _around(text, hit.start(), hit.end())


def user_names(text: str, writer: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(user name, the words around it): what is called one, and what is made of a name of the mail or the writer's as
    user names are: "pdube", "paul.dube", "dubep" for Paul Dube."""
    names = dict.fromkeys((*(h.group() for h in _PERSON.finditer(text)), *writer))
    pairs = [w for name in names if len(w := fold(name).split()) > 1]
    made = {one for w in pairs for one in _made_of(w[0], w[-1])}
    small = _SMALL.finditer(text) if any(map(text.__contains__, made)) else ()
    seen = set()
    for hit in sorted((*_SAID_USER.finditer(text), *small), key=lambda h: h.end()):
        word = (hit.group() if hit.re is _SMALL else hit[1]).rstrip(".")
        if word not in seen and (word in made if hit.re is _SMALL else word not in NO_USER):
            seen.add(word)
            yield word, _around(text, hit.start(), hit.end())


def _made_of(first: str, last: str) -> Iterator[str]:
    yield from (first[0] + last, last + first[0], first + last[0], first[:2] + last, first + last, last + first)
    yield from (f"{a}{sign}{b}" for a, b in ((first, last), (last, first), (first[0], last)) for sign in "._")


def places(text: str, not_these: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(place, the words around it), in the order of the text; each once."""
    known = _words(not_these)
    hits: list[tuple[int, str]] = []
    for hit in _FACILITY.finditer(text):
        named = _from_its_name(hit[1].split(), known)
        if named and not (_begins(text, hit.start(1)) and _is_common(named[0])):
            hits.append((hit.start(1), f"{' '.join(named)} {hit[2]}"))
    for hit in (*_AT.finditer(text), *_BEFORE.finditer(text), *_PARTED.finditer(text), *_WITH_ITS.finditer(text)):
        words = " ".join(hit[hit.lastindex or 1].split())
        if _may_be_a_place(words, known):
            hits.append((hit.start(hit.lastindex or 1), words))
    for hit in _LISTED.finditer(text):
        listed = re.split(r",? (?:and|en|na|et|&) |, ", hit[1])
        hits += [(text.find(one, hit.start(1)), one) for one in listed if one and _may_be_a_place(one, known)]
    if next(iter(_A_NUMBER.finditer(text)), None) is not None:
        hits += _ends_of_rows(text, known)
        hits += _rows_of_places(text, known)
    found = {place for _, place in hits}
    left = {place for place in found if not any(place != one and place in one for one in found)}  # the longer
    for at, place in sorted(hits):
        if place in left:
            left.remove(place)
            yield place, _around(text, at, at + len(place))


def _ends_of_rows(text: str, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """What stands last in a row with a number and a name: "0722 555 0171  Akinyi Odhiambo  Siaya"."""
    at, of_places = 0, False
    for line in text.split("\n"):
        cells = _TAIL.split(line.strip())
        row = len(cells) > 2 and next(devices(line), None) is not None
        for cell in (cells if of_places else cells[-1:]) if row else ():
            if re.fullmatch(_ONE, cell) and _may_be_a_place(cell, known):
                yield at + line.rfind(cell), cell
        of_places = (of_places and bool(line.strip())) or (len(cells) > 2 and _A_HEAD.search(line) is not None)
        at += len(line) + 1


def _rows_of_places(text: str, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Names that share their row with a number alone: "2. Kosele - 0700 555 054". Persons stand there too: they are
    places where most are one word, or the line above speaks of things; never below a line that ends on people."""
    at, above, block = 0, "", list[tuple[int, str]]()
    for line in (*text.split("\n"), "."):
        row = _ROW_OF_ONE.fullmatch(line.strip()) if any(map(str.isdigit, line)) else None
        if row and (place := row[1] or row[2]):
            block.append((at + line.find(place), place))
        elif line.strip():
            single = 2 * sum(" " not in place for _, place in block) >= max(len(block), 1)
            if not _OF_PEOPLE.search(above[-60:] if single else above) and (single or _OF_THINGS.search(above)):
                yield from ((n, place) for n, place in block if _may_be_a_place(place, known))
            above, block = fold(line), []
        at += len(line) + 1


def _from_its_name(words: list[str], known: frozenset[str]) -> list[str]:
    """The words of a place from the first that is a name: "Mbita Health" of "Our Mbita Health"."""
    at = next((n for n, w in enumerate(words) if fold(w) not in NO_PLACE and fold(w) not in known), len(words))
    return words[at:]


def _begins(text: str, at: int) -> bool:
    """Whether a sentence or a line begins there, so that a capital says nothing."""
    before = text[:at].rstrip(" \t")
    return not before or before[-1] in ".!?:\n"


def _is_common(word: str) -> bool:
    return word.endswith(("ing", "ed", "ate", "able", "ful", "less", "ous", "ive"))


def _may_be_a_place(words: str, known: frozenset[str]) -> bool:
    return not any(fold(w) in NO_PLACE or fold(w) in known for w in words.split())


def _words(names: Iterable[str]) -> frozenset[str]:
    words = [w for name in names for w in name.split() if len(w) > 1]
    return frozenset(fold(" ".join(words)).split() if all(map(str.isascii, words)) else map(fold, words))


def _around(text: str, start: int, end: int) -> str:
    begin = max(text.rfind("\n", 0, start) + 1, start - 40)
    stop = text.find("\n", end)
    return text[begin : min(stop if stop >= 0 else len(text), end + 40)].strip()
