"""intake/bounce.py: what a delivery status notification says, and why in one word.

Promises   recipients, RFC 3463 status, permanent or temporary, a reason of `bounce_reasons`, and the Message-ID of
           the mail that was returned; each empty when the report does not say it. The fields of RFC 3464 come first,
           the words of the report fill what they leave open.
Does not   decide that the report is genuine: a forged one quotes no Message-ID of ours (`triage` checks that).
Source     RFC 3464, RFC 3463, RFC 6522.
Reads next intake/bounce_text.py, intake/bounce_reasons.py, intake/reports.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from mailtriage.intake import bounce_words, limits
from mailtriage.intake.addresses import canonical, read_addresses
from mailtriage.intake.alternatives import either
from mailtriage.intake.bounce_reasons import reason
from mailtriage.intake.bounce_text import answers, begun, named, short_names
from mailtriage.intake.charset import decode
from mailtriage.intake.headers import Headers, message_ids, raw_text, read_block
from mailtriage.intake.structure import Part, split
from mailtriage.intake.verdict import is_daemon
from mailtriage.model import mark
from mailtriage.model.mail import Bounce

RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial",
            "message/rfc822-headers", "text/rfc822")
STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status", "message/x-delivery-status")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_FAILURE = re.compile(r"(?<![\d.])([45])\.(\d)\.(\d{1,3})(?![\d.])")         # in prose, where 2.0.13 is a version
_SMTP = re.compile(r"(?<![\d.-])([45])([0-5])\d(?:[ -](?!\d{3}-)|[\])]|$)")
_DELAY = re.compile(either(bounce_words.DELAY), re.I)
_GIVEN_UP = re.compile(either(bounce_words.GIVEN_UP), re.I)
_TRIES_ON = re.compile(either(bounce_words.TRIES_ON), re.I)
_LAST = re.compile(either(bounce_words.LAST), re.I)
_DELIVERED = re.compile(either(bounce_words.DELIVERED), re.I)
_PASTED_ID = re.compile(r"(?im)^[>*\s]{0,9}Message-ID:\s*(<[^<>\s]{3,300}>)")
_PASTED_MARK = re.compile(rf"(?im)^[>*\s]{{0,9}}{mark.HEADER}:\s*\S+\s+(<[^<>\s]{{3,300}}>)")


@dataclass(slots=True)
class _Fields:
    """What the groups of a delivery-status part hold, in their order."""

    recipients: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    said: str = ""
    actions: list[str] = field(default_factory=list)

    @property
    def action(self) -> str:
        return "failed" if "failed" in self.actions else next((a for a in self.actions if a), "")


def delivery_status(root: Part) -> Part | None:
    """The message/delivery-status part (or the global one of RFC 6533), wherever it stands outside attached mail."""
    return next((part for part in root.leaves() if part.type in STATUS_PARTS), None)


def read_report(root: Part, text: str, subject: str = "") -> tuple[Bounce, str]:
    """(what it says, the action): action is `failed`, `delayed`, `delivered`, `relayed`, `expanded` or "". """
    root = _inner(root)
    fields, words = _fields(delivery_status(root)), begun(text)
    answered = answers(words)
    status = _status(fields, answered or words)
    to = {a.address for name in ("to", "from", "reply-to", "sender") for a in read_addresses(root.headers, name)}
    failed = _header_recipients(root.headers)
    recipients = fields.recipients or failed or _in_words(root, words, to) or named(subject, to)[0]
    action = fields.action or _action(status, f"{subject}\n{words}", bool(failed))
    return Bounce(
        recipients=tuple(dict.fromkeys(recipients))[: limits.ADDRESSES],
        status=status,
        permanent=_permanent(status, action, f"{fields.said} {answered or words}"),
        reason=_reason(status, (fields.said, answered, " ".join(f"{subject} {words}".split()))),
        original_message_id=_original_message_id(root, text),
    ), action


def _inner(root: Part) -> Part:
    """A gateway may have wrapped the report whole: then the report is what the mail holds."""
    if delivery_status(root):
        return root
    wrapped = [part for part in root.leaves() if part.type == "message/rfc822"]
    if len(wrapped) != 1:
        return root
    raw = wrapped[0].content()[: limits.REPORT]
    try:
        inside = split(raw, read_block(raw, 0, len(raw), limits.HEADER_BLOCK, limits.HEADERS))
    except limits.TooMuch:
        return root
    return inside if delivery_status(inside) else root


def _fields(part: Part | None) -> _Fields:
    found = _Fields()
    said = []
    groups = _groups(part)
    failed = [g for g in groups if _action_of(g) == "failed"]
    # Of a report on many, those that failed are what there is to know; an Action in the wrong block names nobody.
    for group in failed if any(any(_recipients(g)) for g in failed) else groups:
        found.recipients.extend(_recipients(group))
        found.actions.append(_action_of(group))
        status = raw_text(group.first("status"))
        codes = [".".join(m.groups()) for m in _STATUS.finditer(status)]
        found.statuses.extend(codes)
        diagnostic = raw_text(group.first("diagnostic-code")) or raw_text(group.first("x-display-name"))
        said.append(diagnostic if codes else f"{diagnostic} {status}")
    found.said = " ".join(" ".join(said).split())[:4_000]
    return found


def _action_of(group: Headers) -> str:
    action = next(iter(raw_text(group.first("action")).lower().split()), "")
    return "failed" if action.startswith("fail") else action


def _status(fields: _Fields, words: str) -> str:
    """The field, or what the server said when the field says no more than "other" (5.0.0)."""
    status = next(iter(fields.statuses), "")
    inner = _STATUS.search(fields.said)
    if inner and (not status or status.endswith(".0.0")):
        return ".".join(inner.groups())
    if not status and (found := _FAILURE.search(words)):
        return ".".join(found.groups())
    return status


def _reason(status: str, said: tuple[str, ...]) -> str:
    """By the nearest words that say it: the diagnostic field, the server's answer in the text, the whole text."""
    found = "other"
    for words in said:
        if words and (found := reason(status, words)) not in ("other", "policy", "system", "network"):
            return found
    return next((r for words in said if words and (r := reason(status, words)) != "other"), reason(status, ""))


def _action(status: str, words: str, failed: bool) -> str:
    """What became of it, of a report without the field."""
    if status.startswith("2."):
        return "delivered"
    if _TRIES_ON.search(words) and not (status.startswith("5.") or failed or _LAST.search(words)):
        return "delayed"
    if _GIVEN_UP.search(words) or (failed and not _DELAY.search(words)):
        return ""
    if not status.startswith("5.") and _DELAY.search(words):
        return "delayed"
    return "delivered" if not status and _DELIVERED.search(words) else ""


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
    found: list[Headers] = []
    at = 0
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
        if any(block.first(name) for name in ("final-recipient", "original-recipient", "status", "action")):
            found.append(block)
    return found


def _recipients(group: Headers) -> Iterator[str]:
    """Whom we wrote to, then where that went (RFC 3464 2.3.1, 2.3.2): a forward that fails names both."""
    for name in ("original-recipient", "final-recipient"):
        for raw in group.all(name):
            kind, semicolon, value = raw_text(raw).partition(";")
            if found := canonical((value if semicolon else kind).strip().strip("<>")):
                yield found


def _header_recipients(headers: Headers) -> list[str]:
    found = (canonical(a.strip(" <>")) for raw in headers.all("x-failed-recipients") for a in raw_text(raw).split(","))
    return [address for address in found if address]


def _in_words(root: Part, words: str, not_these: set[str]) -> list[str]:
    """Whom the words of a report name; in a daemon's own house it may leave out the domain. Where only
    its prose has addresses, the one that the returned mail went to is the better."""
    found, shown = named(words, not_these)
    if shown and not not_these.issuperset(found):
        return found
    senders = read_addresses(root.headers, "from")
    daemon = next((a.address for a in senders if is_daemon(a.address.partition("@")[0])), "")
    house = [canonical(f"{name}@{daemon.partition('@')[2]}") for name in short_names(words)] if daemon else []
    return [address for address in house if address] or (found and _went_to(root)) or found


def _went_to(root: Part) -> list[str]:
    """The only address that the returned mail was sent to; with more, which failed is not said."""
    for headers in _returned(root):
        went_to = [a.address for name in ("to", "cc") for a in read_addresses(headers, name)]
        return went_to if len(went_to) == 1 else []
    return []


def _returned(root: Part) -> Iterator[Headers]:
    """The headers of the mails that the report gives back."""
    for part in root.leaves():
        if part.type in RETURNED:
            data = part.content()[: limits.HEADER_BLOCK_RAW]
            with suppress(limits.TooMuch):
                yield read_block(data, 0, len(data), limits.HEADER_BLOCK, limits.HEADERS)
        elif part is not root and part.headers.first("received") and part.headers.first("message-id"):
            yield part.headers              # the mail itself, without a part around it


def _original_message_id(root: Part, text: str) -> str:
    """From the returned mail or its headers, by our own mark where the provider rewrote the id; qmail and others paste
    them into the text, some attach them as a file, and what answers a mail names it in In-Reply-To."""
    for headers in _returned(root):
        marked = message_ids(headers.first(mark.HEADER.lower()), 1)
        if ids := marked or message_ids(headers.first("message-id"), 1):
            return ids[0]
    named = [part for part in root.leaves() if part.name]
    files = (text_of(part) for part in named if part.type.startswith(("text/", "application/octet")))
    for words in (text[:64_000], *files):
        if pasted := _PASTED_MARK.search(words) or _PASTED_ID.search(words):
            return pasted[1]
    answered = message_ids(root.headers.first("in-reply-to"), 1)
    return answered[0] if answered else ""


def text_of(part: Part) -> str:
    """A report part as text, for the readers of receipts and complaints."""
    return decode(part.content()[: limits.REPORT])[0]
