"""program/codes.py: error messages that stand in the text without quotation marks: a code with its words, what a
program printed, a line of a log. Pure.

Promises   "GW-0007 cannot bind control port" is one; the number of an invoice, a change, a model or a cipher is none.
Does not   read what stands in quotation marks (program/fields.py).
Reads next program/fields.py, program/common.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from mailtriage.program.labels import plain
from mailtriage.program.patterns import value_expression
from mailtriage.program.spans import says

MOST = 60  # codes, thrown errors and lines of logs looked at
LONGEST = 300  # characters of a line before and behind a code

_CODE = re.compile(r"(?<![\w/@#-])([A-Z]{1,6}\d{0,2}-\d{2,5}|[A-Z]{2,5}\d{3,5}|[A-Z]{3,12}_[A-Z_]{3,40})\b:?")
_NO_CODE = frozenset((
    "SHA", "AES", "UTF", "RFC", "ISO", "TLS", "SSL", "IPV", "USB", "RTP", "ITU", "MD", "HTTP", "RSA", "WPA", "KB",
    "CVE",
    "CHG", "INC", "REQ", "PO", "INV", "TKT", "SR", "CR", "Q", "H", "P", "L", "COVID", "WS", "VM",
))
# What stands before a number that names a paper, a case or a thing.
_A_NAME = re.compile(
    r"(?i)\b(?:invoice|order|quote|customer|contract|change|ticket|case|ref|reference|request|model|type|number|no|nr|statement|shows|part|serial"
    r"|job|project|release|room|po|our|your|account|licen[cs]e|article|kb)\.?(?: (?:is|no\.?|number|id))?[ :#(\[]*$"
)
_GOES_ON = re.compile(r"[:,]? (?:- )?([a-z][\w'/-]*(?:[ ,:]+[^\s\n\".;()]+){1,14})"
                      r"|: ?([A-Z][\w'/-]*(?: [^\s\n\".;]+){1,14})")
_NO_WORDS = frozenset((
    "is", "are", "was", "were", "and", "or", "for", "on", "in", "at", "with", "has", "have", "please", "as", "to",
    "from", "by", "we", "you", "i", "the", "a", "of", "that", "which", "shows", "says", "it", "its", "but", "so",
    "if", "when", "then", "will", "would", "can", "could", "should", "appears", "came", "comes", "pops", "again",
    "after", "every", "each", "since", "because", "while", "supported", "means", "per",
))
_THROWN = re.compile(r"(?:Uncaught )?\b(?:[A-Z]\w*)?(?:Error|Exception)(?:: | - )[^\n\"]{3,140}")
# "2026-11-23T05:41:07Z ERROR queue", "gw[2214]: fatal: ..."
_LOG_LINE = re.compile(
    r"(?m)^[ \t>]{0,8}(?:[^\s>\[]{1,60}\[\d+\]: |\[?\d{4}-\d\d-\d\d[T ][\d:.,Z+-]+\]? "
    r"|[A-Z][a-z]{2} +\d+ [\d:]+ |\[?\d\d:\d\d:\d\d[\d.,]*\]? )([^\n]{6,200})$"
)
_LEVEL = re.compile(r"(?i)\b(?:fatal|error|err|panic|critical|severe|crit|alert|emerg|warn(?:ing)?)\b[\]: ]+")


@lru_cache(maxsize=1)
def _hint() -> Callable[[bytes], bool]:
    """Pieces of which each message has one; RE2 looks for all of them at once."""
    return says(value_expression(
        r"(?-i:[A-Z]\d{0,2}-\d\d|[A-Z]{2}\d{3}|[A-Z]{3}_|Error|Exception|[A-Z][a-z]{2} +\d+ [\d:])"
        r"|\[\d+\]: |\d{4}-\d\d-\d\d[t ]|\d\d:\d\d:\d\d"
    ))


def messages(text: str) -> Iterator[tuple[str, str]]:
    """(the message, the line it stands in)."""
    flat = plain(text)
    if flat.isascii() and not _hint()(flat.encode()):
        return
    for hit in islice(_CODE.finditer(flat), MOST):
        said = _GOES_ON.match(flat, hit.end() - hit.group().endswith(":"))
        words = (said[1] or said[2]) if said else ""
        if not words or hit[1].partition("-")[0] in _NO_CODE:
            continue
        begin = max(flat.rfind("\n", 0, hit.start()) + 1, hit.start() - LONGEST)
        whole = not flat[begin : hit.start()].strip() or _LOG_LINE.match(flat, begin) is not None
        if not whole and (words.split()[0].lower() in _NO_WORDS or _A_NAME.search(flat[begin : hit.start()])):
            continue
        yield f"{hit[1]} {words}".strip(" ,:"), _line(flat, hit.start())
    for hit in islice(_THROWN.finditer(flat), MOST):
        yield hit.group().strip(" ."), _line(flat, hit.start())
    for hit in islice(_LOG_LINE.finditer(flat), MOST):
        if level := _LEVEL.search(hit[1]):
            yield hit[1][level.end() :].strip(" .") or hit[1], hit.group().strip()


def _line(text: str, at: int) -> str:
    begin, stop = text.rfind("\n", 0, at) + 1, text.find("\n", at, at + LONGEST)
    return text[max(begin, at - LONGEST) : stop if stop >= 0 else at + LONGEST].strip()
