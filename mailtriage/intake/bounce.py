"""intake/bounce.py: what a delivery status notification says, and why in one word.

Promises   recipients, RFC 3463 status, permanent or temporary, a reason of `REASONS`, and the Message-ID of the mail that
           was returned. Works without any of them.
Does not   decide that the report is genuine: a forged one quotes no Message-ID of ours (`triage` checks that).
Source     RFC 3464, RFC 3463, RFC 6522. Words seen in reports of Postfix, Exim, qmail, Exchange, Gmail, Sendmail.
Reads next intake/kind.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.addresses import canonical
from mailtriage.intake.charset import decode
from mailtriage.intake.headers import Headers, message_ids, raw_text, read_block
from mailtriage.intake.structure import Part
from mailtriage.model.mail import Bounce

# Said in words, the first that fits. Words beat codes: a 5.7.1 may be a blocklist, spam, or a full stop.
_WORDS: tuple[tuple[str, str], ...] = (
    ("virus", r"\bvirus|malware|infected"),
    ("mailbox-full", r"(?:mailbox|inbox|storage|account|mail ?box).{0,30}(?:\bfull|exceed|over)|over ?quota|quota.{0,20}exceed|"
                     r"insufficient (?:system )?storage|out of (?:storage|space)"),
    ("rate-limited", r"rate limit|too many (?:messages|connections|recipients|mails)|receiving (?:mail|email) at a rate|"
                     r"throttl|try(?:ing)? .{0,20}too (?:fast|often)|greylist|grey-list"),
    ("suspended", r"(?:account|mailbox|user).{0,40}(?:disabled|suspended|inactive|deactivated|locked|not active|no longer active)|"
                  r"(?:disabled|suspended|inactive|dormant) (?:account|mailbox|user|recipient)"),
    ("moved", r"\bmoved\b.{0,30}(?:address|to)|has changed (?:his|her|their|its)? ?(?:e-?mail )?address|new (?:e-?mail )?address|"
              r"no longer (?:with|works|employed)|user not local; please try"),
    ("auth-failure", r"\b(?:dmarc|dkim|spf)\b.{0,80}(?:fail|reject|not pass|policy|unauthenticated)|unauthenticated (?:mail|email)|"
                     r"authentication (?:required|checks)|sender policy framework|not authorized to send"),
    ("blocked", r"block ?list|black ?list|blocked|\brbl\b|dnsbl|spamhaus|barracuda|spamcop|poor reputation|bad reputation|"
                r"banned|\bptr\b|reverse dns|access denied.{0,30}\bip\b"),
    ("relay-denied", r"relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|unable to relay|not a gateway|"
                     r"we do not relay"),
    ("spam", r"\bspam\b|unsolicited|\bjunk\b|bulk mail"),
    ("too-large", r"message (?:is )?(?:too (?:large|big|long)|size exceed)|size (?:limit|exceeds)|exceeds.{0,30}size|too large"),
    ("content", r"(?:attachment|content|message|file type).{0,40}(?:not allowed|prohibited|rejected|not accepted|forbidden)|"
                r"invalid (?:header|message)|malformed|line too long|8bit"),
    ("host-unknown", r"host (?:or domain )?(?:name )?(?:unknown|not found)|domain (?:name )?not found|unrouteable|unroutable|"
                     r"no (?:mx|mail exchanger|such domain)|unknown host|bad destination (?:host|mailbox system)|"
                     r"domain.{0,40}(?:does not exist|couldn.t be found)|nxdomain|name service error"),
    ("no-such-user", r"(?:user|recipient|mailbox|address|account|addressee|alias|person).{0,60}"
                     r"(?:unknown|not found|doesn.?t exist|does not exist|not exist|unavailable|invalid|no longer|rejected|"
                     r"not known|undeliverable|couldn.t be found|wasn.t found|not listed)|"
                     r"(?:unknown|no such|invalid|bad|unrouteable|nonexistent) .{0,20}(?:user|recipient|mailbox|address|account|person)|"
                     r"no mailbox here|isn.t in my|not our customer|user doesn|not a valid|sorry, no"),
    ("policy", r"policy|administrative(?:ly)? (?:prohibit|reject)|not permitted|not allowed|refused|prohibited|restricted|denied"),
    ("expired", r"expired|retry time|too long|giving up|delivery time|could not be delivered (?:for|within)|timed? ?out.{0,20}retr|"
                r"queue.{0,20}(?:too long|exceeded)|unable to deliver.{0,40}\bdays?\b"),
    ("network", r"connection (?:refused|timed out|reset|lost|dropped)|timed? ?out|network|no route|unreachable|temporary lookup|"
                r"lost connection|tls|handshake|conversation with"),
    ("system", r"system (?:error|resources|not accepting)|disk full|local error|internal error|configuration|loop|too many hops|"
               r"hop count|resources"),
)
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _WORDS)
# RFC 3463 3: the detail codes that say one thing. Checked before the words.
_CODES = {
    "1.1": "no-such-user", "1.2": "host-unknown", "1.3": "no-such-user", "1.4": "no-such-user", "1.6": "moved",
    "1.10": "host-unknown", "2.1": "suspended", "2.2": "mailbox-full", "2.3": "too-large", "3.1": "system",
    "3.2": "system", "3.4": "too-large", "4.1": "network", "4.2": "network", "4.3": "system", "4.4": "host-unknown",
    "4.5": "system", "4.6": "system", "4.7": "expired", "5.3": "rate-limited", "6.1": "content", "6.2": "content",
    "6.3": "content", "7.20": "auth-failure", "7.21": "auth-failure", "7.22": "auth-failure", "7.23": "auth-failure",
    "7.24": "auth-failure", "7.25": "blocked", "7.26": "auth-failure", "7.27": "host-unknown", "7.28": "rate-limited",
    "7.29": "auth-failure",
}
# Senders put anything into these; what they say in words counts first.
_WORDS_FIRST = frozenset(("0.0", "1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "5.0", "6.0", "7.0", "7.1", "4.7", "4.4", "1.2", "3.2"))
REASONS = tuple(name for name, _ in _WORDS) + ("other",)

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.])([45])(\d)\d[ -]")
_ADDRESS = re.compile(r"<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}[A-Za-z0-9])>?")


def delivery_status(root: Part) -> Part | None:
    """The message/delivery-status part (or the global one of RFC 6533), wherever it stands outside attached mail."""
    return next((p for p in root.leaves() if p.type in ("message/delivery-status", "message/global-delivery-status")), None)


def read_report(root: Part, text: str) -> tuple[Bounce, str]:
    """(what it says, the action): action is `failed`, `delayed`, `delivered`, `relayed`, `expanded` or "". """
    groups = _groups(delivery_status(root))
    recipients, statuses, diagnostics, actions = [], [], [], []
    for group in groups:
        named = _recipient(group)
        if named:
            recipients.append(named)
        actions.append(raw_text(group.first("action")).strip().lower().partition(" ")[0])
        statuses.extend(".".join(m.groups()) for m in _STATUS.finditer(raw_text(group.first("status"))))
        diagnostics.append(raw_text(group.first("diagnostic-code")))
    said = " ".join(" ".join(diagnostics).split())[:4_000]
    inner = _STATUS.search(said)
    status = ".".join(inner.groups()) if inner and (not statuses or statuses[0].endswith(".0.0")) else next(iter(statuses), "")
    human = " ".join(text[:4_000].split())
    if not status and (found := _STATUS.search(human)):
        status = ".".join(found.groups())
    if not recipients:
        recipients = _recipients_in(text, root)
    original = _original_message_id(root, text)
    action = "failed" if "failed" in actions else next((a for a in actions if a), "")
    return Bounce(
        recipients=tuple(dict.fromkeys(recipients))[: limits.ADDRESSES],
        status=status,
        permanent=_permanent(status, action, said or human),
        reason=reason(status, said or human),
        original_message_id=original,
    ), action


def reason(status: str, words: str) -> str:
    """One of `REASONS` for a status and the words beside it."""
    detail = status.partition(".")[2]
    by_code = _CODES.get(detail, "")
    if by_code and detail not in _WORDS_FIRST:
        return by_code
    for name, pattern in _COMPILED:
        if pattern.search(words):
            return name
    if not by_code and detail.startswith("7."):
        return "policy"
    return by_code or "other"


def _permanent(status: str, action: str, words: str) -> bool:
    if action == "delayed":
        return False
    if status:
        return status[0] == "5"
    code = _SMTP.search(words)
    return code[1] == "5" if code else action in ("", "failed")


def _groups(part: Part | None) -> list[Headers]:
    """The per-recipient groups: blocks of fields after blank lines; the first block is about the message. Some MTAs
    write only one block."""
    if part is None:
        return []
    data = part.content()[: limits.REPORT]
    found, at = [], 0
    while at < len(data) and len(found) < limits.ADDRESSES:
        while data[at : at + 1] in (b"\r", b"\n"):
            at += 1
        try:
            block = read_block(data, at, len(data), limits.REPORT, limits.HEADERS)
        except limits.TooMuch:
            break
        if not block.items or block.body_at <= at:
            break
        at = block.body_at
        if block.first("final-recipient") or block.first("original-recipient") or block.first("status") or block.first("action"):
            found.append(block)
    return found


def _recipient(group: Headers) -> str:
    for name in ("original-recipient", "final-recipient"):
        value = raw_text(group.first(name)).partition(";")[2].strip().strip("<>")
        if found := canonical(value):
            return found
    return ""


def _recipients_in(text: str, root: Part) -> list[str]:
    """Of a report without a status part: X-Failed-Recipients, else the first addresses in the words before the copy."""
    named = raw_text(root.headers.first("x-failed-recipients"))
    words = named or re.split(r"(?m)^-{2,}|^(?:Received|Return-Path|From|Subject): ", text[:4_000], maxsplit=1)[0]
    found = [canonical(match[1]) for match in _ADDRESS.finditer(words)]
    return [f for f in found if f and not f.startswith(("mailer-daemon@", "postmaster@"))][:20]


def _original_message_id(root: Part, text: str) -> str:
    """From the returned mail or its headers; qmail and others paste them into the text."""
    for part in root.leaves():
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
            data = part.content()[: limits.HEADER_BLOCK_RAW]
            try:
                block = read_block(data, 0, len(data), limits.HEADER_BLOCK, limits.HEADERS)
            except limits.TooMuch:
                continue
            if ids := message_ids(block.first("message-id"), 1):
                return ids[0]
    pasted = re.search(r"(?im)^[> ]{0,4}Message-ID:\s*(<[^<>\s]{3,300}>)", text[:64_000])
    return pasted[1] if pasted else ""


def text_of(part: Part) -> str:
    """A report part as text, for the readers of receipts and complaints."""
    return decode(part.content()[: limits.REPORT])[0]
