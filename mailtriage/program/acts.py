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
from functools import lru_cache
from typing import Any

from mailtriage.program import speech, speech_abroad, speech_faults, speech_sellers  # noqa: F401 - they fill the lists
from mailtriage.program.patterns import encode, word_search
from mailtriage.program.speech_parts import of

ACTS = ("offer", "application", "complaint", "fault", "wish", "news", "request", "question")
ACT = "act:"  # begins a pattern that asks for one: "act:fault"
MOST_SENTENCES = 60
AT_ONCE = 150  # characters in which who only wants news has asked for it
SHORT = 500  # characters of a mail that does nothing but ask how a case stands
ENOUGH_TO_SELL = 2  # different ways of selling, in one mail; what only sellers write counts twice

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n|\n(?=\s*(?:[-*\u2022]|\d{1,2}[.)])\s)")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?=\S)[^.!?]*)*[.!?]*")
_BULLET = re.compile(rb"\s*(?:[-*]|\xe2\x80\xa2|\(?\d{1,2}[.):]|\(?[a-h][.)])\s+")
# In a list of questions the mark is often forgotten.
_ASKS_IN_A_LIST = re.compile(
    rb"(?:is|are|does|do|can|could|may|will|would|should|must|have|has|which|what|how|whether|where|when|who)"
    rb" \w+ \w+"
)
# A sentence that only asks; unless it asks why, or for help.
_ONLY_ASKS = re.compile(
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
    if words := _first("applies", whole):
        return "application", words
    fails, denies = _fails(subject, text)
    plainly = {_words(m) for m in _expression("sells_plainly").finditer(whole)}
    selling = {_words(m) for m in _expression("sells").finditer(whole)} - plainly
    if len(selling) + 2 * len(plainly) >= (2 if any(map(_HARD.search, fails)) else 1) * ENOUGH_TO_SELL:
        return "offer", b", ".join(sorted(selling | plainly))
    if words := _first("complains", whole):
        return "complaint", words
    if words := _asks_first_for_news(text):
        return "news", words
    if words := _first("orders", whole):
        return "wish", words
    wishes = _first("wishes", whole)
    if wishes and len(fails) < 2 and not any(_HARD.search(f) for f in fails):
        return "wish", wishes
    if fails and not _asks_how(whole, fails):
        return "fault", fails[0]
    if (words := _first("displeased", whole)) and not _first("looks_wrong", whole):
        return "complaint", words
    if len(whole) < SHORT and (words := _first("news", whole)):
        return "news", words
    if (words := _first("asks_for", whole)) and not _first("asks_to_know", whole):
        return "request", words
    if denies and _HOW.search(whole) is None:
        return "fault", denies[0]
    if words := _first("asks", whole) or (b"?" if _QUESTION_MARK.search(whole) else _asks_in_a_list(text)):
        return "question", words
    if len(whole) < SHORT and _first("hands_over", whole):
        return "", b""
    words = _first("tells", whole)  # nobody writes that it is so since Monday when all is well
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


def _asks_first_for_news(text: str) -> bytes:
    """The words in which a mail asks for news before it says anything else."""
    begins = encode(text[:AT_ONCE])
    hit = _expression("news").search(begins)
    if hit is None or any(_fails("", begins[: hit.end()].decode("utf-8", "replace"))):
        return b""
    return _words(hit)


def _fails(subject: str, text: str) -> tuple[list[bytes], list[bytes]]:
    """The words that say that something fails, and those that only deny something: one for each sentence that says so
    and does not only ask."""
    fails, abroad, denies, harmless = map(_expression, ("fails", "fails_abroad", "denies", "harmless"))
    found: tuple[list[bytes], list[bytes]] = [], []
    for sentence in _sentences(subject, text):
        hit, weak = fails.search(sentence) or abroad.search(sentence), denies.search(sentence)
        if hit is None and weak is None or _ONLY_ASKS.match(sentence) and not _WHY.search(sentence):
            continue
        if _expression("money").search(sentence) and not _expression("screens").search(sentence):
            continue  # an invoice that is wrong is no fault of a program
        if harmless.search(sentence) is not None:
            left = harmless.sub(b"  ", sentence)
            hit, weak = fails.search(left) or abroad.search(left), denies.search(left)
        if hit is not None:
            found[0].append(_words(hit))
        elif weak is not None:
            found[1].append(_words(weak))
    return found


def _first(name: str, folded: bytes) -> bytes:
    hit = _expression(name).search(folded)
    return _words(hit) if hit is not None else b""


def _words(hit: Any) -> bytes:
    words: bytes = hit.group()
    return words.strip(b" .,;:!?()\"'-")


@lru_cache(maxsize=32)
def _expression(name: str) -> Any:
    return word_search(of(name))


def _sentences(subject: str, text: str) -> list[bytes]:
    parts = [subject, *(s for p in _PARAGRAPH.split(text) for s in _SENTENCE.findall(p))]
    return [folded for p in parts[:MOST_SENTENCES] if (folded := _without_bullet(encode(p)))]


def _without_bullet(sentence: bytes) -> bytes:
    return sentence[hit.end() :] if (hit := _BULLET.match(sentence)) else sentence
