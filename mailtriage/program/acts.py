"""program/acts.py: what a mail does: reports a fault, requests, asks, complains, wishes, wants news, sells. Pure.

A category's words say what a mail is about; what it does is said in the same few ways whatever it is about
(program/speech.py). `act = ["fault"]` in a rule's `when` asks for it, so that no program lists those ways itself.

Promises   one act for each mail, the words it was read from, linear time; sentences are looked at one by one: what only
           asks ("what happens when it fails?") is no fault.
Does not   know products, programs or senders.
Reads next program/speech.py, program/when.py
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any

from mailtriage.program import spans, speech, speech_abroad, speech_faults, speech_sellers  # noqa: F401 - they fill the lists
from mailtriage.program.patterns import MOST_CHARACTERS, encode, whole_words, word_search
from mailtriage.program.sentences import of_rows
from mailtriage.program.spans import Spans
from mailtriage.program.speech_parts import of
from mailtriage.program.together import Together

ACTS = ("offer", "application", "complaint", "fault", "wish", "news", "request", "question")
LISTS = ("applies", "asks", "asks_for", "asks_to_know", "complains", "denies", "displeased", "fails", "fails_abroad",
         "hands_over", "harmless", "looks_wrong", "money", "news", "orders", "screens", "sells", "sells_plainly",
         "tells", "wishes")  # fmt: skip
MOST_SENTENCES = 60
AT_ONCE = 150  # characters in which who only wants news has asked for it
SHORT = 500  # characters of a mail that does nothing but ask how a case stands
_BETWEEN = b" . "  # between sentences that are searched as one text
ENOUGH_TO_SELL = 2  # different ways of selling, in one mail; what only sellers write counts twice

_BULLET = re.compile(rb"\s*(?:[-*]|\xe2\x80\xa2|\(?\d{1,2}[.):]|\(?[a-h][.)])\s+")
# In a list of questions the mark is often forgotten.
_ASKS_IN_A_LIST = re.compile(
    rb"(?:is|are|does|do|can|could|may|will|would|should|must|have|has|which|what|how|whether|where|when|who)"
    rb" \w+ \w+"
)
# A sentence that only asks; unless it asks why, or for help.
_ONLY_ASKS = re.compile(
    rb"(?:(?:hi|hello|hey|dear|good|morning|hallo)\b[^,.!?]{0,30}, ?|(?:and|but|so|also|or|then),? )?"
    rb"(?:how|where|which|what|when|who|is|are|does|do|can|could|may|will|would|should|must|am)\b.*\?$"
    rb"|what (?:does|do|is|are)\b|how (?:do|to|can|one|we)\b|whether\b"
)
_WHY = re.compile(rb"\bwhy\b|\bhelp\b|\blook (?:at|into)\b|\bcheck\b|\bfix\b|\bsolve\b|\brepair\b")
_HARD = re.compile(
    rb"error|crash|exception|outage|\bdown\b|\bdead\b|not |n't|cannot|no longer|never|stop|broken|fail"
    rb"|lost|missing|gone|get rid|slow"
)  # certainly a fault: no wish, and no question
_CHANGED = re.compile(rb"\b(?:but now|since|suddenly|after the|any ?more|used to|no longer)\b")
_HOW = re.compile(rb"\b(?:how|where|which way) (?:do|can|could|should|must|would) (?:i|we|one) ")
_QUESTION_MARK = re.compile(rb"\w\s?\?(?:\s|$)")


def act_of(subject: str, text: str) -> tuple[str, str]:
    """(one of ACTS, the words it was read from); ("", "") where a mail does none of these."""
    act, words = _act(subject, text)
    return act, words.decode("utf-8", "replace")


def _act(subject: str, text: str) -> tuple[str, bytes]:
    whole = encode(f"{subject}. {text}")
    said = _Lists(whole)
    if words := said.first("applies"):
        return "application", words
    fails, denies = _fails(subject, text, said)
    plainly = said.every("sells_plainly")
    selling = said.every("sells") - plainly
    if len(selling) + 2 * len(plainly) >= (2 if any(map(_HARD.search, fails)) else 1) * ENOUGH_TO_SELL:
        return "offer", b", ".join(sorted(selling | plainly))
    if words := said.first("complains"):
        return "complaint", words
    if words := _asks_first_for_news(text, said):
        return "news", words
    if words := said.first("orders"):
        return "wish", words
    wishes = said.first("wishes")
    if wishes and len(fails) < 2 and not any(_HARD.search(f) for f in fails):
        return "wish", wishes
    if fails and not _asks_how(whole, fails):
        return "fault", fails[0]
    if (words := said.first("displeased")) and not said.first("looks_wrong"):
        return "complaint", words
    if len(whole) < SHORT and (words := said.first("news")):
        return "news", words
    if (listed := _questions_in_a_list(text)) > 1:
        return "question", b"%d questions in a list" % listed
    if (words := said.first("asks_for")) and not said.first("asks_to_know"):
        return "request", words
    if denies and _HOW.search(whole) is None:
        return "fault", denies[0]
    if words := said.first("asks") or (b"?" if _QUESTION_MARK.search(whole) else _asks_in_a_list(text)):
        return "question", words
    if len(whole) < SHORT and said.first("hands_over"):
        return "", b""
    words = said.first("tells")  # nobody writes that it is so since Monday when all is well
    return ("fault", words) if words else ("", b"")


def _asks_how(whole: bytes, fails: list[bytes]) -> bool:
    """Whether the one weak word of a fault stands in a mail that asks how something is done."""
    if len(fails) > 1 or _HARD.search(fails[0]):
        return False
    return _HOW.search(whole) is not None and _CHANGED.search(whole) is None


def _asks_in_a_list(text: str) -> bytes:
    """The words of a row of a list that begins as questions begin."""
    rows = (encode(line) for line in text.split("\n")[: 2 * MOST_SENTENCES])
    asked = (_ASKS_IN_A_LIST.match(row, m.end()) for row in rows if (m := _BULLET.match(row)))
    return next((hit.group() for hit in asked if hit is not None), b"")


def _questions_in_a_list(text: str) -> int:
    """How many rows of a list end as questions do."""
    rows = [line.strip() for line in text.split("\n")[: 2 * MOST_SENTENCES] if line.rstrip().endswith("?")]
    return sum(_BULLET.match(row.encode("utf-8", "replace")) is not None for row in rows)


def _asks_first_for_news(text: str, said: _Lists) -> bytes:
    """The words in which a mail asks for news before it says anything else."""
    begins = encode(text[:AT_ONCE])
    hit = said.spans("news", begins)
    if hit is None or any(_fails("", begins[: hit[0][1]].decode("utf-8", "replace"), said)):
        return b""
    return _words(begins, hit)


def _fails(subject: str, text: str, said: _Lists) -> tuple[list[bytes], list[bytes]]:
    """The words that say that something fails, and those that only deny something: one for each sentence that says so
    and does not only ask."""
    found: tuple[list[bytes], list[bytes]] = [], []
    sentences = _Sentences(_sentences(subject, text))
    fails = said.first_of_each("fails_abroad", sentences) | said.first_of_each("fails", sentences)
    denies = said.first_of_each("denies", sentences)
    for n in sorted(fails.keys() | denies.keys()):
        sentence, hit, weak = sentences.each[n], fails.get(n), denies.get(n)
        if _ONLY_ASKS.match(sentence) and not _WHY.search(sentence):
            continue
        if said.spans("money", sentence) and not said.spans("screens", sentence):
            continue  # an invoice that is wrong is no fault of a program
        if said.spans("harmless", sentence) is not None:
            left = _expression("harmless").sub(b"  ", sentence)
            hit, other, weak = (said.first_in(name, left) for name in ("fails", "fails_abroad", "denies"))
            hit = other if hit is None else hit
        if hit is not None:
            found[0].append(hit)
        elif weak is not None:
            found[1].append(weak)
    return found


class _Sentences:
    """Sentences, the one text they are searched as, and where each begins in it."""

    def __init__(self, each: list[bytes]) -> None:
        self.each, self.text = each, _BETWEEN.join(each)
        self.begins = [0, *accumulate(len(s) + len(_BETWEEN) for s in each)]


class _Lists:
    """The lists of program/speech.py over one mail: what cannot stand in it is not looked for in its sentences."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        self._likely = _together().likely(whole)

    def spans(self, name: str, text: bytes) -> Spans | None:
        """Where a list hits a piece of the mail first."""
        return spans.first(_expression(name), text) if self._may_hit(name) else None

    def first_of_each(self, name: str, sentences: _Sentences) -> dict[int, bytes]:
        """The first words of a list in each of these sentences, by their numbers. They are searched as one text, and
        one by one where a hit reaches over what is between two."""
        found: dict[int, bytes] = {}
        if not self._may_hit(name):
            return found
        for hit in spans.every(_expression(name), sentences.text):
            start, end = hit[0]
            n = bisect_right(sentences.begins, start + 1) - 1
            if end > sentences.begins[n + 1] - len(_BETWEEN) + 1:  # what bounds its words may be of what is between
                words = ((i, self.first_in(name, s)) for i, s in enumerate(sentences.each))
                return {i: w for i, w in words if w is not None}
            found.setdefault(n, _words(sentences.text, hit))
        return found

    def first(self, name: str) -> bytes:
        """The first words of the mail that are of a list, or none."""
        return self.first_in(name, self._whole) or b""

    def first_in(self, name: str, text: bytes) -> bytes | None:
        """The first words of a list in a piece of the mail."""
        hit = self.spans(name, text)
        return _words(text, hit) if hit is not None else None

    def every(self, name: str) -> set[bytes]:
        """All of them."""
        if not self._may_hit(name):
            return set()
        return {_words(self._whole, hit) for hit in spans.every(_expression(name), self._whole)}

    def _may_hit(self, name: str) -> bool:
        return self._likely is None or name in self._likely or name not in LISTS  # one not named there is looked for


@lru_cache(maxsize=1)
def _together() -> Together:
    return Together({name: whole_words(of(name)) for name in LISTS})


def _words(text: bytes, hit: Spans) -> bytes:
    start, end = hit[0]
    return text[start:end].strip(b" .,;:!?()\"'-")


@lru_cache(maxsize=32)
def _expression(name: str) -> Any:
    return word_search(of(name))


def _sentences(subject: str, text: str) -> list[bytes]:
    parts = (subject, *islice(of_rows(text[:MOST_CHARACTERS]), MOST_SENTENCES - 1))
    return [folded for p in parts if (folded := _without_bullet(encode(p)))]


def _without_bullet(sentence: bytes) -> bytes:
    return sentence[hit.end() :] if (hit := _BULLET.match(sentence)) else sentence
