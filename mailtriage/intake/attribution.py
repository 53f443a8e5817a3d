"""intake/attribution.py: the line a mail program puts above what it quotes: "On <date>, <name> wrote:".

Promises   works on the words of all languages at once (reply_tables.py), folded over up to four lines, with the name
           or the date first, with or without a verb ("вт, 24 нояб. 2026 г. в 10:15, S <s@desk.example>:"). Each
           line is looked at a bounded number of times, at most `_LONGEST` characters of it.
Does not   take "On Monday he wrote to me:" for one: without a quote mark below, a line needs a verb or an address, and
           a date with a year or a time, and must not tell of the writer himself.
Reads next intake/reply_text.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailtriage.intake.alternatives import either
from mailtriage.intake.reply_tables import ALL, every
from mailtriage.intake.reply_words import LANGUAGES

_LONGEST = 400          # characters of an attribution; a longer one is prose
MOST_LINES = 4          # Gmail folds at 78 characters, and long names and addresses exist

_BEGINS = re.compile(
    rf"(?:(?:{every('begins')})(?!\w)|\d|[\w\u0901-\u094d]{{2,14}}[.,]{{0,2}} (?:den |the |le |el |il )?\d"
    r"|\w{2,14}, \w{3,14}\.? \d|\u05d1-\d)", re.I
)
# Folded over lines, the verb or its end is among these.
_VERBS = frozenset(w.casefold() for v in ALL for w in re.findall(r"[^\W\d_]+", v.wrote))
_WROTE = re.compile(rf"(?<![^\W\d_])(?:{every('wrote')})(?![^\W\d_])", re.I)
# Written without spaces around them.
_WROTE_CJK = re.compile(either(*(LANGUAGES[language].wrote for language in ("ja", "zh", "ko"))))
# These say little: only with an address and a date.
_WORD = re.compile(r"[^\W\d_]+")
_SENT = re.compile(r"\b(?:said|says|sent)\s*$", re.I)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,64}@[\w.-]{1,200}\w")
_NAME_FIRST = re.compile(
    r"[\"'\u201c\u2018*(]?[^<>@:;!?]{0,80}[<(\[]{0,2}(?:mailto:)?[^\s<>()\[\]\"',;:@]{1,64}@[\w.-]{1,200}\w[>)\]\"',]{0,3}"
)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d\s?[年月日년월일]")
_TIME = re.compile(
    r"(?<!\d)[0-2]?\d(?:[:.]|\s?h\s?)[0-5]\d(?!\d)|(?<!\d)1?\d\s?[ap]\.?m\b|\d\s?(?:Uhr|[時时点點]|시)", re.I
)
_ENDINGS = (":", "\uff1a", "--", "-")
# Zoho and Windows Mail write no colon.
_UNENDED = tuple(verb for words in ALL for verb in words.wrote.split("|") if len(verb) > 2)
_DASHED = re.compile(r"^\s*-{2,}.*?-{2,}\s*$")
_GMT = re.compile(r"20\d\d-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d [^.!?]{1,60}$")
_CLOSES = (">", ")", "]")
_ADDRESS_ENDS = re.compile(r"@[\w.-]{1,200}\w[>)\]]{1,2}(?:\s*[:\uff1a])?\s*$")
# Yahoo on Android begins the quote on the line of its attribution: "On ..., Desk<s@desk.example> wrote:   Which one?"
_AHEAD = re.compile(r"(\s*\w[^<>:]{8,120}(?::\d\d[^<>:]{1,120})?<[^<>\s]{3,250}>[^:]{0,40}:)[ \u00a0]{2,}\S")
# "Yes. On Wed, Apr 4, 2012 at 3:59 PM, bob@desk.example wrote:": the answer shares the line, so the line is new.
_SHARED = re.compile(rf"\S\s*[-\s](?:{every('begins')}) .{{0,16}}\d", re.I)
# The writer himself, or somebody he tells of: "On 3 May 2026 I wrote:" is a sentence.
_SOMEBODY = re.compile(
    r"\b(?:I|he|she|they|we|it|jeg|eg|jag|han|hun|ho|hon|vi|ich|er|sie|wir|man|je|j'ai|il|elle|nous|ik|hij|wij|yo|él|ella)"
    r"\s+(?:had |has |have |hat |har |nous |vous |lui |m')?\w{4,}\W*$"
    r"|^(?:I|We|He|She|They|You|Jeg|Eg|Jag|Vi|Me|Han|Hun|Ho|De|Ich|Wir|Er|Sie|Ik|Wij)\s"
    r"|\b(?:schrieb|skrev|skreiv|schreef)\s+(?:ich|er|sie|wir|man|jeg|eg|jag|han|hun|ho|hon|vi|de|ik|hij|zij|wij)\b"
)
_TRIM = " \t*_>-\u2013\u2014|"
_TRIM_LINE = " \t*_>|"
_TRIM_RIGHT = " \t*_-\u2013\u2014|"


def attribution_length(lines: Sequence[str], i: int, quoted: bool | None = None) -> int:
    """How many lines from `i` are an attribution, 0 for none. `quoted` tells that marked quotes follow; without it that
    is read from the lines."""
    if (ahead := _AHEAD.match(lines[i][:_LONGEST])) and is_attribution(ahead[1], quoted=False):
        return 1
    pieces: list[str] = []
    room = _LONGEST
    deep = lines[i].lstrip().startswith(">")
    for line in lines[i : i + MOST_LINES]:
        piece = line[: _LONGEST + 12].lstrip(_TRIM_LINE).rstrip(" \t*_|")
        room -= len(piece)
        if not piece or room < 0 or (pieces and line.lstrip().startswith(">") is not deep):
            break
        pieces.append(piece)
        length = len(pieces)
        marked = _quote_follows(lines, i + length) if quoted is None else quoted
        ends = piece.endswith(_ENDINGS)
        unended = not ends and piece.endswith(_UNENDED) and any("@" in p for p in pieces)
        possible = (marked or ends or unended) and (length == 1 or _may_begin(pieces[0]))
        if possible and is_attribution(_join(pieces), marked):
            # A line of prose above one that stands by itself is not part of it.
            alone = length > 1 and is_attribution(_join(pieces[1:]), marked)
            return 0 if alone and not (_BEGINS.match(pieces[0]) or _is_name(pieces[0])) else length
        if ends and piece.count("(") <= piece.count(")"):
            return 0            # what was folded ends only once
    return 0


def is_dated(lines: Sequence[str]) -> bool:
    """Whether these lines of an attribution name a time or an address, as those of mail programs do: "my boss wrote:"
    does not."""
    text = _join([line[:_LONGEST] for line in lines])
    return any(pattern.search(text) is not None for pattern in (_DATE, _TIME, _ADDRESS, _DASHED))


def quoted_address(lines: Sequence[str]) -> str:
    """The last address in these lines of an attribution: that of who is quoted; "" when they have only a name."""
    found = _ADDRESS.findall(_join([line[:_LONGEST].strip(_TRIM_LINE) for line in lines]))
    return found[-1].casefold() if found else ""


def _join(pieces: list[str]) -> str:
    """Folded lines as one; an address is folded without a space."""
    text = pieces[0]
    for piece in pieces[1:]:
        text += piece if text.endswith("<") or piece.startswith((">", ">:")) else f" {piece}"
    return text


def _is_name(line: str) -> bool:
    """Whether a line is a name with its address, and hardly more."""
    match = _NAME_FIRST.match(line)
    return match is not None and len(line) - match.end() <= 16


def _may_begin(line: str) -> bool:
    """Whether a folded attribution may begin with this line."""
    return _BEGINS.match(line) is not None or _NAME_FIRST.match(line) is not None or line.endswith("<")


def _quote_follows(lines: Sequence[str], i: int) -> bool:
    for line in lines[i : i + 4]:
        if line.strip():
            return line.lstrip().startswith(">")
    return False


def is_attribution(text: str, quoted: bool) -> bool:
    """Whether `text`, unfolded, introduces a quote; `quoted` when marked lines follow it."""
    dashed = _DASHED.match(text) is not None
    text = text.lstrip(_TRIM).rstrip(_TRIM_RIGHT)
    ends = dashed or text.endswith((":", "\uff1a"))
    if not (ends or quoted or text.endswith(_UNENDED)) or not 4 <= len(text) <= _LONGEST:
        return False
    wrote = _verb(text)
    if wrote is None and text.rstrip(": \uff1a")[-1:] not in _CLOSES and not _GMT.match(text):
        return False
    address = "@" in text and _ADDRESS.search(text) is not None
    date, time = _DATE.search(text) is not None, _TIME.search(text) is not None
    begins = _BEGINS.match(text) is not None
    if wrote is None:
        # "2026-11-24 10:15 GMT+01:00 Support <s@desk.example>:", and as Gmail has it in Russian and Japanese
        if quoted and _GMT.match(text):
            return True
        return begins and date and (time or quoted) and _ADDRESS_ENDS.search(text) is not None
    if wrote.re is _SENT and not (address and date):
        return False
    if len(text) - wrote.end() > 160 or "?" in text or (_SOMEBODY.search(text.rstrip(": \uff1a")) and not address):
        return False
    if quoted and (ends or wrote.end() == len(text)):
        return begins or _NAME_FIRST.match(text) is not None or (len(text) <= 100 and not _SHARED.search(text))
    if not ends:
        return begins and date and time and address and wrote.end() == len(text)
    if begins and ((date and (time or address or dashed or _short(text, wrote))) or (address and time)):
        return True
    if address and _NAME_FIRST.match(text) is not None and (wrote.end() >= len(text) - 3 or date):
        return True
    return date and time and len(text) <= 90        # "Support kirjoitti 24.11.2026 klo 10.15:"


def _verb(text: str) -> re.Match[str] | None:
    """The last verb that says who wrote."""
    wrote = None
    if not _VERBS.isdisjoint(word.casefold() for word in _WORD.findall(text)):
        wrote = _last(_WROTE, text)
    if wrote is None and not text.isascii():
        wrote = _last(_WROTE_CJK, text)
    return wrote or _SENT.search(text.rstrip(": \uff1a"))


def _short(text: str, wrote: re.Match[str]) -> bool:
    """"On July 28, 2026, Kari Nordmann wrote:": nothing but a date and a name before a verb that ends the line."""
    return wrote.end() >= len(text) - 2 and len(text) <= 90


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None
