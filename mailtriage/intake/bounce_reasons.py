"""intake/bounce_reasons.py: from status code and server's words to one word a person can act on.

Words come before codes where senders use a code for anything: a 5.7.1 may be a blocklist, spam, or a full stop. The
order of the table is the order of the questions. Seen in reports of Postfix, Exim, qmail, Exchange, Gmail, Sendmail.
Source     RFC 3463 3, RFC 7372, the IANA registry of enhanced status codes.
"""

from __future__ import annotations

import re

_SAYS: dict[str, tuple[str, ...]] = {
    "virus": (r"\bvirus", r"malware", r"infected"),
    "mailbox-full": (
        r"(?:mailbox|inbox|storage|account|mail ?box).{0,30}(?:\bfull|exceed|over)", r"over ?quota",
        r"quota.{0,20}exceed", r"insufficient (?:system )?storage", r"out of (?:storage|space)",
    ),
    "rate-limited": (
        r"rate limit", r"too many (?:messages|connections|recipients|mails)", r"receiving e?mail at a rate",
        r"throttl", r"try(?:ing)? .{0,20}too (?:fast|often)", r"gr[ea]y-?list",
    ),
    "suspended": (
        r"(?:account|mailbox|user).{0,40}(?:disabled|suspended|inactive|deactivated|locked|not active)",
        r"no longer active",
        r"(?:disabled|suspended|inactive|dormant) (?:account|mailbox|user|recipient)",
    ),
    "moved": (
        r"\bmoved\b.{0,30}(?:address|to)", r"has changed (?:(?:his|her|their|its) )?(?:e-?mail )?address",
        r"new (?:e-?mail )?address", r"no longer (?:with|works|employed)", r"user not local; please try",
    ),
    "auth-failure": (
        r"\b(?:dmarc|dkim|spf)\b.{0,80}(?:fail|reject|not pass|policy|unauthenticated)", r"unauthenticated e?mail",
        r"authentication (?:required|checks)", r"sender policy framework", r"not authorized to send",
    ),
    "blocked": (
        r"(?:block|black) ?list", r"blocked", r"\brbl\b", r"dnsbl", r"spamhaus", r"barracuda", r"spamcop",
        r"(?:poor|bad|low) reputation", r"banned", r"\bptr\b", r"reverse dns", r"access denied.{0,30}\bip\b",
    ),
    "relay-denied": (
        r"relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)", r"unable to relay",
        r"not a gateway", r"we do not relay",
    ),
    "spam": (r"\bspam\b", r"unsolicited", r"\bjunk\b", r"bulk mail"),
    "too-large": (
        r"message (?:is )?(?:too (?:large|big|long)|size exceed)", r"size (?:limit|exceeds)", r"exceeds.{0,30}size",
        r"too large",
    ),
    "content": (
        r"(?:attachment|content|message|file type).{0,40}(?:not allowed|prohibited|rejected|not accepted|forbidden)",
        r"invalid (?:header|message)", r"malformed", r"line too long", r"8bit",
    ),
    "host-unknown": (
        r"host (?:or domain )?(?:name )?(?:unknown|not found)", r"domain (?:name )?not found", r"unrout(?:e)?able",
        r"no (?:mx|mail exchanger|such domain)", r"unknown host", r"bad destination (?:host|mailbox system)",
        r"domain.{0,40}(?:does not exist|couldn.t be found)", r"nxdomain", r"name service error",
    ),
    "no-such-user": (
        r"(?:user|recipient|mailbox|address|account|addressee|alias|person).{0,60}(?:unknown|not found|doesn.?t exist"
        r"|does not exist|not exist|unavailable|invalid|no longer|rejected|not known|undeliverable|couldn.t be found"
        r"|wasn.t found|not listed)",
        r"(?:unknown|no such|invalid|bad|nonexistent) .{0,20}(?:user|recipient|mailbox|address|account|person)",
        r"no mailbox here", r"isn.t in my", r"not our customer", r"user doesn", r"not a valid", r"sorry, no",
    ),
    "policy": (
        r"policy", r"administrative(?:ly)? (?:prohibit|reject)", r"not permitted", r"not allowed", r"refused",
        r"prohibited", r"restricted", r"denied",
    ),
    "expired": (
        r"expired", r"retry time", r"too long", r"giving up", r"delivery time", r"queue.{0,20}(?:too long|exceeded)",
        r"could not be delivered (?:for|within)", r"unable to deliver.{0,40}\bdays?\b",
    ),
    "network": (
        r"connection (?:refused|timed out|reset|lost|dropped)", r"timed? ?out", r"network", r"no route",
        r"unreachable", r"temporary lookup", r"lost connection", r"\btls\b", r"handshake", r"conversation with",
    ),
    "system": (
        r"system (?:error|resources|not accepting)", r"disk full", r"local error", r"internal error",
        r"configuration", r"loop", r"too many hops", r"hop count", r"resources",
    ),
}
_WORDS = tuple((reason, re.compile("|".join(patterns), re.I)) for reason, patterns in _SAYS.items())
REASONS = (*_SAYS, "other")

# The subject and detail of RFC 3463 that say one thing.
_CODES = {
    "1.1": "no-such-user", "1.2": "host-unknown", "1.3": "no-such-user", "1.4": "no-such-user", "1.6": "moved",
    "1.10": "host-unknown", "2.1": "suspended", "2.2": "mailbox-full", "2.3": "too-large", "3.1": "system",
    "3.2": "system", "3.4": "too-large", "4.1": "network", "4.2": "network", "4.3": "system",
    "4.4": "host-unknown", "4.5": "system", "4.6": "system", "4.7": "expired", "5.3": "rate-limited",
    "6.1": "content", "6.2": "content", "6.3": "content", "7.20": "auth-failure", "7.21": "auth-failure",
    "7.22": "auth-failure", "7.23": "auth-failure", "7.24": "auth-failure", "7.25": "blocked",
    "7.26": "auth-failure", "7.27": "host-unknown", "7.28": "rate-limited", "7.29": "auth-failure",
}
# These senders use for anything, so what they say in words counts first.
_WORDS_FIRST = {"1.1", "1.2", "1.10", "2.1", "3.2", "4.4", "4.7"}


def reason(status: str, words: str) -> str:
    """One of `REASONS` for an RFC 3463 status ("" when there is none) and the words beside it."""
    detail = status.partition(".")[2]
    by_code = _CODES.get(detail, "")
    if by_code and detail not in _WORDS_FIRST:
        return by_code
    for name, pattern in _WORDS:
        if pattern.search(words):
            return name
    if not by_code and detail.startswith("7."):
        return "policy"
    return by_code or "other"
