"""intake/bounce.py: what a delivery status notification says, and why in one word.

Promises   recipients, RFC 3463 status, permanent or temporary, a reason of `bounce_reasons`, and the Message-ID of
           the mail that was returned; each empty when the report does not say it.
Does not   decide that the report is genuine: a forged one quotes no Message-ID of ours (`triage` checks that).
Source     RFC 3464, RFC 3463, RFC 6522.
Reads next intake/bounce_reasons.py, intake/kind.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.addresses import canonical
from mailtriage.intake.bounce_reasons import reason
from mailtriage.intake.charset import decode
from mailtriage.intake.headers import Headers, message_ids, raw_text, read_block
from mailtriage.intake.structure import Part
from mailtriage.model.mail import Bounce

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_FAILURE = re.compile(r"(?<![\d.])([45])\.(\d)\.(\d{1,3})(?![\d.])")         # in prose, where 2.0.13 is a version
_SMTP = re.compile(r"(?<![\d.])([45])(\d)\d[ -]")
_ADDRESS = re.compile(
    r"<?([A-Za-z0-9_][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}[A-Za-z0-9])>?"
)


def delivery_status(root: Part) -> Part | None:
    """The message/delivery-status part (or the global one of RFC 6533), wherever it stands outside attached mail."""
    wanted = ("message/delivery-status", "message/global-delivery-status")
    return next((part for part in root.leaves() if part.type in wanted), None)


def read_report(root: Part, text: str) -> tuple[Bounce, str]:
    """(what it says, the action): action is `failed`, `delayed`, `delivered`, `relayed`, `expanded` or "". """
    groups = _groups(delivery_status(root))
    recipients: list[str] = []
    statuses: list[str] = []
    diagnostics: list[str] = []
    actions: list[str] = []
    for group in groups:
        named = _recipient(group)
        if named:
            recipients.append(named)
        actions.append(raw_text(group.first("action")).strip().lower().partition(" ")[0])
        statuses.extend(".".join(m.groups()) for m in _STATUS.finditer(raw_text(group.first("status"))))
        diagnostics.append(raw_text(group.first("diagnostic-code")))
    said = " ".join(" ".join(diagnostics).split())[:4_000]
    inner = _STATUS.search(said)
    status = next(iter(statuses), "")
    if inner and (not status or status.endswith(".0.0")):
        status = ".".join(inner.groups())               # the server said more than the status field
    human = " ".join(text[:4_000].split())
    if not status and (found := _FAILURE.search(human)):
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
