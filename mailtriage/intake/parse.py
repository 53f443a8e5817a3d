"""intake/parse.py: raw bytes into a `Mail`, whatever the bytes.

Promises   `parse` never raises: what cannot be used is of kind `malformed` with the reason in `defects`, and its sha256
           and size are always there. Time and memory are bounded by `limits`. The same bytes give the same Mail.
Does not   keep, answer or judge. `must_quarantine` says which mails a person has to look at first.
Reads next triage/chain.py
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from mailparser.dates import parse_mail_date

from mailtriage.intake import limits
from mailtriage.intake.addresses import author, read_addresses
from mailtriage.intake.attachments import attachment
from mailtriage.intake.auth_results import Hop
from mailtriage.intake.authenticity import authenticity
from mailtriage.intake.body import read_body
from mailtriage.intake.headers import Headers, field, message_ids, plain, raw_text, unstructured
from mailtriage.intake.kind import Verdict, kind_of, must_not_acknowledge
from mailtriage.intake.language import language_of
from mailtriage.intake.lookalikes import warnings
from mailtriage.intake.opening import open_mail
from mailtriage.intake.reply_text import is_answer, is_forward, split_reply
from mailtriage.intake.structure import Part, split
from mailtriage.intake.twice_encoded import TWICE, mended
from mailtriage.intake.undeclared import charset_hint, mend_headers
from mailtriage.intake.unproven import unproven
from mailtriage.model import mark
from mailtriage.model.ids import digest
from mailtriage.model.mail import Attachment, Kind, Mail

_DEFECTS_MOST = 50
_QUARANTINE = "quarantined: "
_NO_HEADERS = "no headers"


def parse(raw: bytes, *, trusted_authserv_id: str = "", hop: Hop | None = None) -> Mail:
    """The mail in these bytes. `trusted_authserv_id` names the hop whose Authentication-Results we believe; `hop` does
    so with all that is configured about it."""
    sha256 = hashlib.sha256(raw).hexdigest()
    try:
        return _parse(raw, sha256, hop or Hop(trusted_authserv_id))
    except limits.TooMuch as reason:
        return malformed(raw, f"{_QUARANTINE}{reason}")
    except Exception as trouble:  # noqa: BLE001  the last net: a mail we cannot read must not stop the next one
        what = f"{type(trouble).__name__}: {plain(str(trouble), 200)}"
        return malformed(raw, f"{_QUARANTINE}the parser failed: {what}")


def must_quarantine(mail: Mail) -> str:
    """Why a person must look at this mail before anything is done with it, or "": it is over a limit, it is no mail,
    or nobody can be answered. Of the last, all that could be read is there."""
    return mail.kind_evidence if mail.kind is Kind.MALFORMED else ""


def _why_nobody(defects: list[str]) -> str:
    return next((d for d in defects if d == _NO_HEADERS or "From" in d or " in from" in d), "no author")


def malformed(raw: bytes, reason: str) -> Mail:
    """The Mail of bytes that nobody has read, with the reason why."""
    sha256 = hashlib.sha256(raw).hexdigest()
    return Mail(sha256, len(raw), digest(b"malformed", sha256), kind=Kind.MALFORMED, kind_evidence=reason,
                must_not_acknowledge=True, defects=(reason,))


def _parse(raw: bytes, sha256: str, hop: Hop) -> Mail:
    if not raw.strip():
        return malformed(raw, f"{_QUARANTINE}no bytes")
    wire, headers = open_mail(raw)
    if not headers.items:
        headers.defects.append(_NO_HEADERS)      # what can be read of it is read all the same: a person will look
    root = split(wire, headers)
    hint = charset_hint(root)
    mend_headers(root, hint)
    body = read_body(root, hint)
    sender = author(headers)
    subject = field(headers, "subject", unstructured, "")
    if any(defect.endswith(TWICE) for defect in body.defects):
        subject = mended(subject, 1)
    attachments = tuple(attachment(part) for part in body.attachments)
    verdict = kind_of(headers, root, sender, subject, body.text, len(attachments))
    if sender is None and (verdict.kind in (Kind.HUMAN, Kind.EMPTY) or not headers.items):
        verdict = Verdict(Kind.MALFORMED, f"{_QUARANTINE}{_why_nobody(headers.defects)}")
    quiet = must_not_acknowledge(verdict.kind, headers, sender) or verdict.quiet
    none: tuple[str, ...] = ()
    in_reply_to = field(headers, "in-reply-to", message_ids, none)
    references = field(headers, "references", message_ids, none)
    name, answers = sender.name if sender else "", bool(in_reply_to or references) or is_answer(subject)
    reply = split_reply(body.marked, name, is_forward(subject, body.text), answers, subject, body.flowed)
    to, cc = read_addresses(headers, "to"), read_addresses(headers, "cc")
    people = {person.address for person in (*to, *cc, *([sender] if sender else ()))}
    message_id = field(headers, "message-id", lambda v: next(iter(message_ids(v, 1)), ""), "")
    date = field(headers, "date", _date, None)
    reply_to = read_addresses(headers, "reply-to")
    return Mail(
        sha256=sha256,
        size=len(raw),
        identity=_identity(headers, message_id, sender.address if sender else "", subject, body.text, attachments),
        message_id=message_id,
        in_reply_to=in_reply_to,
        references=references,
        sender=sender,
        reply_to=reply_to,
        to=to,
        cc=cc,
        subject=subject,
        date=date,
        text=body.text,
        hidden_text=body.hidden,
        reply_text=reply.new,
        quoted_text=reply.quoted,
        signature=reply.signature,
        layout=reply.layout,
        unproven=unproven(body.marked, reply.layout, name, answers, people),
        attachments=attachments,
        language=language_of(reply.new) or language_of(f"{subject}\n{reply.new}"),
        kind=verdict.kind,
        kind_evidence=verdict.evidence + (f"; {quiet}" if quiet and verdict.kind is Kind.HUMAN else ""),
        authenticity=authenticity(headers, sender, hop),
        bounce=verdict.bounce,
        must_not_acknowledge=bool(quiet),
        mark=field(headers, mark.HEADER.lower(), unstructured, ""),
        defects=_defects(root, body.defects),
        warnings=warnings(sender, reply_to),
    )


def _date(raw: bytes) -> datetime | None:
    found: datetime | None = parse_mail_date(plain(raw_text(raw), 200)).value
    return found.astimezone(UTC) if found else None


def _identity(
    headers: Headers, message_id: str, sender: str, subject: str, text: str, attachments: tuple[Attachment, ...]
) -> str:
    """Equal for one mail over two routes: nothing a hop writes goes in, and white space, which lists and gateways
    change, is folded. The date as written is in, so that two equal orders on two days are two mails."""
    written = plain(raw_text(headers.first("date")), 200)
    hashes = sorted(a.sha256 for a in attachments)
    # What it answers is in: a copy that lost its References must not swallow the reply that has them.
    none: tuple[str, ...] = ()
    parents = field(headers, "in-reply-to", message_ids, none)
    return digest("mail", message_id, sender, subject, written, " ".join(text.split()), " ".join(parents), *hashes)


def _defects(root: Part, more: list[str]) -> tuple[str, ...]:
    """All defects, each once, in the order of the mail, cleaned for a log."""
    found = list(root.headers.defects)
    stack = list(reversed(root.children))
    while stack:
        part = stack.pop()
        found.extend(part.headers.defects)
        stack.extend(reversed(part.children))
    return tuple(dict.fromkeys(plain(d, 300) for d in [*found, *more]))[:_DEFECTS_MOST]
