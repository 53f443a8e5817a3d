"""deliver/limit.py: a server that says "enough for now": the whole mailbox has to wait, and no mail is at fault for it.

A limit may come as 5xx (Google's `550 5.4.5 Daily user sending limit exceeded`): taken for a refusal it would fail
every mail of the day, one by one. What a recipient's own server limits (4.2.1, mailbox full) is no limit of ours.
Source     support.google.com/a/answer/3726730; learn.microsoft.com, "Sending limits" and NDR codes; RFC 3463, 5321.
Reads next deliver/outcome.py, deliver/loop.py
"""

from __future__ import annotations

import re

# Enhanced codes (RFC 3463) that are a sender's limit whatever the words: Google's daily limit and rate; Microsoft's
# daily recipients, tenant thresholds and recipient rates.
_CODES = re.compile(r"^(?:5\.4\.5|5\.1\.90|4\.7\.28|5\.7\.(?:705|708|232|233)|4\.7\.500)\b")
_WORDS = re.compile(
    r"daily (?:user )?(?:sending|message|recipient)\w* (?:limit|quota)|sending (?:limit|quota|rate)|rate.?limit"
    r"|throttl|submission ?quota ?exceeded|(?:thread|concurren\w+|connection|message|hourly|daily) limit"
    r"|reached your (?:daily|hourly|sending) limit|limit exceeded for (?:sender|user|this account)"
    r"|too many (?:messages|mails|e-?mails|connections|concurrent|login|log-?ins|requests|sessions|recipients)"
    r"|^4\.7\.0 too many|^4\.5\.3\b",
    re.I,
)
_DAY = re.compile(r"daily|5\.4\.5|5\.1\.90|5\.7\.705", re.I)
# About the one who is written to, in the same words.
_THEIRS = re.compile(
    r"^[45]\.2\.[0-3]\b(?!.*(?:STOREDRV|submission|throttl))|is receiving mail|recipient'?s? mailbox", re.I)

WAITS = (60.0, 300.0, 900.0, 3600.0)        # seconds of pause: the first time, the second in a row …
DAY_WAITS = (3600.0,)                       # a daily limit is lifted by the hour at best


def is_limit(code: int, text: str) -> bool:
    """Whether this answer says that the sender has sent enough for now."""
    if code // 100 not in (4, 5) or _THEIRS.search(text):
        return False
    return bool(_CODES.search(text) or _WORDS.search(text))


def pause(text: str, times: int) -> float:
    """Seconds to send nothing, after the limit was met `times` times in a row (1 = the first)."""
    waits = DAY_WAITS if _DAY.search(text) else WAITS
    return waits[min(times, len(waits)) - 1]
