"""triage/same.py: is this the mail we have, come by another route? Lists add footers, gateways banners and tags. Pure.

Promises   two mails are the same only when author, Message-ID, Date and what they answer are equal, the subject differs
           at most by tags in front, nothing new is attached, and the text at most by a footer below or a banner above.
           In doubt they are two: to read a mail twice costs a minute, to swallow one costs a request.
Does not   compare the bytes, or `identity` (equal but for white space): work/facts.py asks those first.
Reads next work/facts.py
"""

from __future__ import annotations

import re

from mailtriage.model.mail import Mail

_TAGS = re.compile(r"\A(?:\s*(?:\[[^\]]{1,40}\]|\{[^}]{1,40}\}|\*{2,}[^*]{1,30}\*{2,}|<[^>]{1,40}>))+\s*")
_RULE = re.compile(r"\A(?:[-_=*#~+\u2014\u2500]\s?){2,}\s*\Z")
# What gateways and lists say of themselves; the languages of those that are common.
_BANNER = re.compile(
    r"\b(?:caution|attention|warning|external|originated|outside|unknown sender|suspicious|spam|virus|advarsel|ekstern"
    r"|varning|extern|externe|achtung|vorsicht|außerhalb|avertissement|prudence|attenzione|atención|precaución|cuidado"
    r"|let op|waarschuwing|uwaga|zewnętrzn\w*|pozor|vigyázat|dikkat|внимание|увага|外部|注意)\b", re.I)
_MOST_ADDED = 3_000         # characters: a legal footer is long
_MOST_BANNER = 600
_MOST_LINES_ABOVE = 20


def same_by_another_route(new: Mail, had: Mail) -> bool:
    """Whether `new` is `had` with what a hop has added or taken away."""
    if not new.message_id or new.message_id != had.message_id or new.sender is None or had.sender is None:
        return False
    if new.sender.address != had.sender.address or new.date != had.date or new.date is None:
        return False
    if set(new.threading) != set(had.threading) or _bare(new.subject) != _bare(had.subject):
        return False
    if not {a.sha256 for a in new.attachments} <= {a.sha256 for a in had.attachments}:
        return False
    return _only_dressed(new.text, had.text)


def _bare(subject: str) -> str:
    return " ".join(_TAGS.sub("", subject).split()).casefold()


def _only_dressed(a: str, b: str) -> bool:
    """Whether the longer text is the shorter with a banner above, a footer below, or both."""
    short, long = sorted((_lines(a), _lines(b)), key=len)
    if not short:
        return not long
    for at in range(min(len(long) - len(short), _MOST_LINES_ABOVE) + 1):
        if long[at : at + len(short)] == short:
            above, below = long[:at], long[at + len(short) :]
            if (not above or _is_banner(above)) and (not below or _is_footer(below)):
                return True
    return False


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _is_banner(lines: list[str]) -> bool:
    said = " ".join(line for line in lines if not _RULE.match(line))
    return len(said) <= _MOST_BANNER and bool(_BANNER.search(said))


def _is_footer(lines: list[str]) -> bool:
    return sum(map(len, lines)) <= _MOST_ADDED and bool(_RULE.match(lines[0]))
