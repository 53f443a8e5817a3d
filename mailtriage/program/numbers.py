"""program/numbers.py: telephone numbers in a mail: those of devices, and those to call somebody on. Pure.

Promises   a number is taken as it was written; one that stands behind "ring me on", beside "Tel", in a signature or
           alone under a name is one to call, every other one is a device's; "my number is" may be both. Case
           numbers, dates and IMEIs are none.
Does not   know which device is registered: that is the platform's to say.
Reads next program/fields.py, program/people.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(
    r"(?<![\w.,:/+-])(?:\+?(?:27|2[2-6]\d)[ -]?\(?0?\)?[ -]?\d{2,3}[ -]?\d{3}[ -]?\d{3,4}"
    r"|\+\d{1,3}[ -]?(?:\(0?\d{0,4}\)[ -]?)?\d{1,4}(?:[ -]?\d{2,4}){2,4}"
    r"|\(0\d{1,3}\)[ -]?\d{3}[ -]?\d{3,4}|0\d(?: \d\d){4}"
    r"|0\d{2}[ -]?\d{3}[ -]?\d{4}|0\d{3}[ -]?\d{3}[ -]?\d{3,4}|0\d{2}[ -]?\d{3}[ -]?\d{3})(?![\d/])"
)
# What stands before a number to call, in the same sentence.
_CALL = re.compile(
    r"(?i)(?:\b(?:ring|call|phone|reach(?:ed|able)?|telephone|whats ?app|sms|text|contact(?:ed)?|bel|skakel|nipigie"
    r"|mpigie|appele[rz]|rappele[rz]|joindre)\b(?: (?:me|us|him|her|my|back|moi)\b|-moi| \w+ \w+ (?:on|at)\b"
    r"| (?:on|at)\b)"
    r"|\b(?:can|may|pls|please|just|better|could|to) (?:ring|call|phone|whats ?app|sms)\b"
    r"|\b[A-Z]\w+ (?:is|will be) (?:there|on site|on duty)\b"
    r"|\bstand ?by\b|\bland ?line\b|\bcall ?back\b|\bswitchboard\b|\b(?:e-?mail|me|us) (?:on|or)\b)[^.!?\n]{0,50}$"
)
# What makes a number the writer's own: a device's perhaps, and one to reach them on.
_OWN = re.compile(
    r"(?i)(?:\b(?:my|our) (?:direct |own |private |personal |office |work )?(?:line|number|nr|no|cell(?:phone)?|mobile"
    r"|phone|tel(?:ephone)?|whats ?app|nommer|selfoon)(?: number| nr| no)?(?: (?:here|there|today))?"
    r"(?: is|:|-| on)?"
    r"|\b(?:namba|simu) (?:yangu|yetu)(?: ni)?|\bmon num[e\u00e9]ro(?: est)?(?: le)?"
    r"|\b(?:o )?meu n[u\u00fa]mero(?: [e\u00e9])?"
    r"|\b(?:my|our) extension(?: is)?|\bon whats ?app(?: too| also)?"
    r"|\b(?:reachable|available|get (?:hold of )?me|find me|reach me|i am|i'm) (?:on|at|under))[ :]*$"
)
_READY = re.compile(
    r"(?i)[, (-]{0,3}(?:i am|i'm|any ?time|day or night|all day|day and night|ask for|speak to|call|ring|phone)\b"
)
_LABEL = re.compile(
    r"(?im)(?:^|[|,;])[ \t]*(?:t[e\u00e9]l|t[e\u00e9]l[e\u00e9](?:phone|fon[eo]?|fono)"
    r"|t|office|land ?line|w|o|fax|kantoor|ofisi)\b[ .:()]*$"
)
_SIGNED = re.compile(  # a name, before the number that ends the mail
    r"[A-Z][\w'-]+(?: (?:van |de )?[A-Z][\w'-]+){0,2}[ ,:-]*(?:(?:cell(?:phone)?|mobile|mob|tel|phone|selfoon)[ .:]*)?$"
)
_ALONE = re.compile(r"[\W\d]*(?:[a-z]{1,5}[ .:]{1,2})?[\W\d]*", re.I)  # a number, and at most a short label


def devices(text: str) -> Iterator[tuple[str, int]]:
    """(number, where it begins) of those that are a device's."""
    for hit in _NUMBER.finditer(text):
        if not _is_to_call(text, hit.start(), hit.end()):
            yield hit.group(), hit.start()


def to_call(text: str, signature: str) -> Iterator[tuple[str, str]]:
    """(number, the words around it) of those to call: in the text, then in the signature."""
    for hit in _NUMBER.finditer(text):
        if _is_to_call(text, hit.start(), hit.end()) or _OWN.search(text, max(0, hit.start() - 60), hit.start()):
            yield hit.group(), _line(text, hit.start(), hit.end())
    for hit in _NUMBER.finditer(signature):
        yield hit.group(), _line(signature, hit.start(), hit.end())


def asked_to_call(text: str) -> Iterator[tuple[str, str]]:
    """(number, the words before it) of those that somebody asks to be called on."""
    for hit in _NUMBER.finditer(text):
        asked = _CALL.search(text, max(0, hit.start() - 80), hit.start())
        if asked is not None and re.search(r"(?i)\b(?:ring|call|phone|bel|skakel|pig|appele|rappele)", asked.group()):
            yield hit.group(), text[asked.start() : hit.end()]


def _is_to_call(text: str, start: int, end: int) -> bool:
    near = max(0, start - 80)
    begin = text.rfind("\n", 0, start) + 1
    if _CALL.search(text, near, start) or _LABEL.search(text, max(begin, near), start):
        return True
    if not text[begin:start].strip() and _READY.match(text, end):
        return True
    line = _line(text, start, end)
    before = text[max(begin, near) : start]
    if before.rstrip()[-1:] in (".", "!", "?") and not text[end : end + 80].strip(" \n.!"):
        return True  # a sentence of its own, the last one
    signed = begin > 0 and _SIGNED.match(before) is not None
    if "|" in line or signed or (begin > 0 and _ALONE.fullmatch(line) is not None and _under_a_name(text, begin)):
        below = text[end:].strip().strip(".!")
        if any(c in below for c in "\n.!?"):
            return False
        return not signed or not any(map(str.isdigit, _above(text, begin)))
    return False


def _above(text: str, begin: int) -> str:
    """The line above the one that begins there."""
    return text[max(0, begin - 300) : begin].rstrip("\n").rpartition("\n")[2]


def _under_a_name(text: str, begin: int) -> bool:
    """Whether the line above reads as who signs: three words at most, and no number."""
    above = text[:begin].rstrip("\n").rpartition("\n")[2].strip()
    return bool(above) and len(above.split()) <= 3 and not any(c.isdigit() for c in above) and above[-1] not in ":?!"


def _line(text: str, start: int, end: int) -> str:
    stop = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : stop if stop >= 0 else len(text)].strip()
