"""intake/language.py: the language of a text by its function words, or by its script.

Promises   a language of `WORDS`, or "" when unsure: a wrong guess sends a wrong text, with no guess the customer's
           record is asked.
           Japanese, Korean and Chinese are told by their letters; Cyrillic is Russian or Ukrainian, so that less tells
           them apart than languages of one script.
Does not   tell Norwegian forms apart (nynorsk reads as nb), nor guess a language that is not in the table.
Measured   tests/unit/intake/test_identity_and_language.py, tests/corpus
"""

from __future__ import annotations

import re

from mailtriage.intake.language_words import (
    LETTERS,
    OTHER_CYRILLIC_LETTERS,
    OTHER_CYRILLIC_WORDS,
    SCRIPTS,
    WORDS,
)


def _languages_of_words() -> dict[str, list[tuple[str, float]]]:
    """word -> (language, weight). A word that few languages share says more."""
    sets = {language: frozenset(words.split()) for language, words in WORDS.items()}
    found: dict[str, list[str]] = {}
    for language, words in sets.items():
        for word in words:
            found.setdefault(word, []).append(language)
    return {word: [(language, 1.0 / len(names)) for language in names] for word, names in found.items()}


_OF_WORD = _languages_of_words()
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = [(language, re.compile(f"[{letters}]")) for language, letters in SCRIPTS]
_TELLING = 15           # letters of Cyrillic in which Ukrainian would show itself
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ANY_SCRIPT = re.compile("[" + "".join(letters for _, letters in SCRIPTS) + "]")


def language_of(text: str) -> str:
    """ISO 639-1 of the text, or ""."""
    lower = text[:2_000].lower()
    words = _WORD.findall(lower)[:200]
    if script := _by_script(lower, words):
        return script
    if len(words) < 2:
        return ""
    scores = dict.fromkeys(WORDS, 0.0)
    for word in words:
        for language, weight in _OF_WORD.get(word, ()):
            scores[language] += weight
    for letter, names in LETTERS.items():
        count = min(lower.count(letter), 4)
        for name in names:
            scores[name] += 0.4 * count
    if len(_CYRILLIC.findall(lower)) * 2 > sum(map(len, words)):
        return _cyrillic(lower, words, scores["ru"], scores["uk"])
    if len(words) < 3:
        return ""
    first, second = sorted(scores, key=lambda name: scores[name], reverse=True)[:2]
    return first if scores[first] >= 1.2 and scores[first] >= 1.25 * scores[second] else ""


def _cyrillic(lower: str, words: list[str], russian: float, ukrainian: float) -> str:
    """Russian or Ukrainian, by what one of them has and the other has not."""
    if any(c in lower for c in OTHER_CYRILLIC_LETTERS) or not OTHER_CYRILLIC_WORDS.isdisjoint(words):
        return ""
    if abs(russian - ukrainian) < 0.4:
        # One letter in fourteen of Ukrainian is one that Russian does not have.
        return "ru" if len(_CYRILLIC.findall(lower)) >= _TELLING and not any(c in lower for c in "іїєґ") else ""
    return "ru" if russian > ukrainian else "uk"


def _by_script(lower: str, words: list[str]) -> str:
    """Japanese, Korean or Chinese when most of the letters are of their scripts."""
    theirs = len(_ANY_SCRIPT.findall(lower))
    if theirs < 4 or theirs * 2 < sum(map(len, words)):
        return ""
    return next(language for language, letters in _SCRIPTS if len(letters.findall(lower)) * 10 >= theirs)
