"""model/subject.py: what stands in a subject besides what a person wrote: our case numbers, and Re: in any language.

Promises   a number of ours is found in any dress: lower case, without brackets or dashes, folded, with typographic
           dashes, full-width or other digits, invisible characters in between. A foreign prefix or a wrong check digit
           is none.
Does not   know cases: a number proves nothing about who quotes it (triage/which_case.py).
Why not    the text of a mail: people quote numbers of other cases there, and other desks theirs.
Source     RFC 5322 3.6.5; the marks are those mail programs write, collected by language.
Reads next model/ids.py
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

from mailtriage.model.ids import check_digit

# What mail programs put before a subject when people answer or forward. To add a language, add its entry.
MARKS = {
    "en": "re|fw|fwd|fyi", "de": "aw|wg|antwort|weitergeleitet", "da nb nn sv": "sv|vs|vb|vid", "fi": "vs|vl",
    "nl": "antw|betr|doorst", "fr": "re|tr|rép|réf", "es": "re|rv|res|reenv", "pt": "res|enc|ref",
    "it": "r|i|rif|ris|inoltro", "pl": "odp|pd|podaj dalej", "cs sk": "re|odp|fwd|přep",
    "hu": "vá|válasz|továbbítás|tov", "ro": "răsp|redir",
    "tr": "ynt|ilt", "el": "απ|πρθ|σχετ", "ru": "отв|ответ|на|пересл|ha", "uk": "відп|пер",
    "hr sr sl": "odg|prosl|odgovor",
    "lt": "ats|atsakymas|persiųsta", "lv": "atb|pārs", "et": "vs|edasi", "is": "sv|fs",
    "id ms": "bls|balas|trs|bls_ttg",
    "cy": "atb|yml", "sw": "jibu", "af": "antw|aw", "he": "השב|תשובה|תגובה|הועבר", "ar": "رد|إعادة توجيه|فا",
    "vi": "trả lời|chuyển tiếp",
    "zh": "回复|回覆|答复|答覆|回信|转发|轉寄|轉發", "ja": "返信|転送", "ko": "답장|회신|전달", "th": "ตอบ|ส่งต่อ",
}
_WORDS = sorted({word for words in MARKS.values() for word in words.split("|")}, key=len, reverse=True)
_COUNT = r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})?"
_MARK = re.compile(rf"(?:{'|'.join(map(re.escape, _WORDS))})\s*{_COUNT}\s*[:：]\s*", re.I)
_CALLED = (
    r"(?:(?:case|ticket|reference|ref|sak|saksnr|ärende|sag|fall|vorgang|dossier|zaak|caso|tapaus|sprawa|případ)"
    r"\s*(?:no\.?|nr\.?|number|nummer)?\s*[#:.]?\s*)?"
)
_BETWEEN = r"[\s\-_./#:]{0,3}"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
_WIDE = {0xFF01 + n: 0x21 + n for n in range(0x5E)} | dict.fromkeys(map(ord, _DASHES), "-")
_MOST = 20_000          # characters


@lru_cache(maxsize=64)
def _numbers(prefixes: frozenset[str]) -> re.Pattern[str]:
    prefix = "|".join(map(re.escape, sorted(prefixes, key=len, reverse=True)))
    return re.compile(rf"(?<![a-z0-9])({prefix}){_BETWEEN}([0-9]{{6,12}}){_BETWEEN}([0-9])(?![0-9])", re.I)


@lru_cache(maxsize=64)
def _dressed(prefixes: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"[\[({{【（]?\s*(?<!\w){_CALLED}({_numbers(prefixes).pattern})\s*[\])}}】）]?", re.I)


def find_numbers(text: str, prefixes: Set[str]) -> tuple[str, ...]:
    """Case numbers of ours in `text`, canonical, in order, each once."""
    if not prefixes:
        return ()
    found = _numbers(frozenset(prefixes)).findall(_narrow(_visible(text[:_MOST])))
    good = (f"{p.upper()}-{digits}-{check}" for p, digits, check in found if check_digit(digits) == check)
    return tuple(dict.fromkeys(good))


def strip_numbers(subject: str, prefixes: Set[str]) -> str:
    """The subject without our numbers, with the brackets and the word `case` before them, and without stacked reply
    marks: what a person wrote."""
    text = _visible(subject)
    if prefixes and find_numbers(subject, prefixes):
        out, at = [], 0
        for match in _dressed(frozenset(prefixes)).finditer(_narrow(text)):
            if check_digit(match[3]) == match[4]:
                out.append(text[at : match.start()])
                at = match.end()
        text = " ".join((*out, text[at:]))
    return without_marks(" ".join(text.split())).strip(" :-")


def without_marks(subject: str) -> str:
    """The subject without the reply and forward marks it begins with."""
    at = 0
    while match := _MARK.match(subject, at):
        at = match.end()
    return subject[at:]


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def _narrow(text: str) -> str:
    """The same text, character by character, with ASCII digits, letters and dashes where there are others."""
    text = text.translate(_WIDE)
    if text.isascii():
        return text
    return "".join(c if c.isascii() or (d := unicodedata.decimal(c, None)) is None else str(d) for c in text)
