"""program/steps.py: what somebody did about a fault, one clause for each thing. Pure.

Promises   a clause begins with a verb of trying, in the past, behind who did it ("I", "we", "the porter"), at the start
           of a sentence or of a row, or joined to a clause before it ("and looked at the disk").
Does not   take what the machine did by itself, or what somebody should do.
Reads next program/fields.py, program/common_words.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from mailtriage.program.common_words import DONE, DONE_FOR_SURE
from mailtriage.program.labels import plain
from mailtriage.program.patterns import value_expression
from mailtriage.program.sentences import of_rows
from mailtriage.program.spans import says

_SAYS = says(value_expression(rf"\b{DONE}\b"))
_BY = re.compile(
    r"(?i)(?:^|[^\w'])((?:i|we|he|she|they|it (?:dept|department)|(?:our|the|my|a) (?:[\w-]+ ){0,2}?[\w-]+)(?:'ve|'d)?"
    r"(?: (?:have|has|had|did|already|also|then|even|both|now|just|only|once|twice|since|myself"
    r"|all|next|later|first))*"
    rf") ({DONE}\b)"
)
_BARE = re.compile(
    r"(?i)\s*(?:[-*\u2022]|\d{1,2}[.)])?\s*(?:so far|also|then|already|after that|next|first|second|just|even)?,? ?"
    rf"({DONE_FOR_SURE}\b)(?! (?:by|itself))"
)
_PASSIVE = re.compile(
    r"(?i)\W*(?:the |our |my )?[\w-]+ (?:(?:was|were|has been|have been) (?:re-?started|rebooted|reset|re-?installed"
    r"|updated|changed|moved)"
    r"|(?:was |were |has been |have been )?(?:swapped|replaced|exchanged|checked|cleared|reseated|unplugged))\b(?! by)"
)
_JOINED = re.compile(
    r"(?i)(?:, (?:and |then |also )*|[ ,](?:and|then|&|or) (?:then |also |even |already )*|; ?)"
    rf"({DONE_FOR_SURE}\b)(?! (?:by|itself))"
)
_ENDS = re.compile(
    r"[;(]|[.!?](?:\s|$)| [-\u2013\u2014] |:$|, (?!(?:our|the|my|his|her|a|an|all|both) \w+ and )"
    r"|,? (?:but|which|without|so that|no change|still|though)\b"
    rf"|,? (?:and|&|then) (?=(?:then |also |even )?{DONE_FOR_SURE}\b)|,? and "
    r"(?=(?:it|there|they|that|this|then|nothing|the same|still|got|she|he|everything)\b)"
)
_OUGHT = re.compile(r"(?i)\b(?:should|could|would|might|must|may|will|can|if|when|whenever|who|that|which) (?:\w+ )?$")
_AND = re.compile(r"\band\b")
_PRONOUN = re.compile(r"(?i)\b(?:i|we|he|she|they)\b")
_MACHINE = re.compile(
    r"(?i)\b(?:the|our|my|a) (?:[\w-]+ )?(?:server|service|client|system|gateway|machine|pc|app|program|software"
    r"|process|box|line|call|screen|phone|node|it)s? \w+$"
)
_OBJECT = re.compile(
    r"(?i)(?:re-?booted|re-?started|re-?installed|un-?installed|cleared|swapped|tried|unplugged|refreshed) [a-z]"
    r"|\w+(?: \w+)? (?:it|the|them|our|my|that|this|everything|all|one|both|a|an|to|off|on|back|\w+ing|\d)\b"
)
_LISTED = re.compile(
    r"(?i)\b(?:i|we) (?:have |'ve )?(?:already )?tried(?: so far)? ?: ?([^\n]+(?:\n(?![ \t]*\n)[^\n]+){0,4})"
)
_NO_STEP = re.compile(
    r"(?i)tried ?:|set up\b|(?:gave|asked|called|took|made|put) (?:me|us|you)\b"
    r"|(?:took|had|made) (?:the|a) (?:day|week|call|break|note)|(?:did|made|set) (?:not|sure|it)\b|\w+ ?\w*:"
    r"|started (?:\d|at|on|in|to|with|from|work|using|off|our|my)"
    r"|did (?:\w+ ){0,3}wrong|done\b(?! (?:a|the|all))|taken (?:the day|a day)"
)
MOST = 60  # sentences that are looked at
LONGEST, FEWEST = 160, 2  # characters and words of a clause
_BEFORE = 120  # characters before a verb that say who did it, or that somebody should


def steps(text: str) -> Iterator[tuple[str, str]]:
    """(the clause, the sentence it stands in)."""
    flat = plain(text)
    if not _SAYS(flat.encode("utf-8", "replace")):
        return
    for hit in _LISTED.finditer(flat) if "tried" in flat.lower() else ():
        yield _trimmed(hit[1]), " ".join(hit.group().split())
    for sentence in islice(of_rows(flat), MOST):
        words = " ".join(sentence.split())
        if not _SAYS(words.encode("utf-8", "replace")):
            continue
        for start, verb in _begins(words):
            clause = _trimmed(words[start : verb + 2 * LONGEST], verb - start)
            if len(clause.split()) >= FEWEST and _NO_STEP.match(words, verb) is None:
                yield clause, words


def _begins(sentence: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence begin, and their verbs; those that are joined need one before them."""
    found = {hit.start(2): _who(hit) for hit in _BY.finditer(sentence) if _done_by_somebody(sentence, hit)}
    bare = _BARE.match(sentence)
    if bare is not None and _OBJECT.match(sentence, bare.start(1)):
        found.setdefault(bare.start(1), bare.start(1))
    if _PASSIVE.match(sentence) is not None:
        found.setdefault(0, 0)
    if found:
        for hit in _JOINED.finditer(sentence, min(found)):
            found.setdefault(hit.start(1), hit.start(1))
    return sorted((start, verb) for verb, start in found.items())


def _who(hit: re.Match[str]) -> int:
    """Where the clause begins: at who did it, or at the verb where the words before it belong to another clause."""
    named = _PRONOUN.search(hit[1])
    return hit.start(1) + named.start() if named else hit.start(2) if _AND.search(hit[1]) else hit.start(1)


def _done_by_somebody(sentence: str, hit: re.Match[str]) -> bool:
    if _OUGHT.search(sentence[max(0, hit.start(2) - _BEFORE) : hit.start(2)]):
        return False
    if _PRONOUN.search(hit[1]):
        return True
    if _MACHINE.search(sentence[max(0, hit.start(2) - _BEFORE) : hit.end(2)]):
        return False
    return _OBJECT.match(sentence, hit.start(2)) is not None


def _trimmed(clause: str, behind: int = 0) -> str:
    end = _ENDS.search(clause, behind + 4)
    return clause[: end.start() if end else len(clause)].strip(" ,.;:!?")[:LONGEST]
