"""intake/reports.py: what mail systems report: failures, delays, receipts, complaints; in a standard form or not.

Promises   multipart/report says itself what it is. Without that form a report needs the words of one *and* something
           that people do not write: a daemon's address, an empty return path, a server's code beside the address that
           failed, the returned mail. A person who writes about a failure, or forwards a report, stays a person.
Source     RFC 3464 (delivery), RFC 6522 (the container), RFC 8098 (receipts), RFC 5965 (complaints).
Reads next intake/kind.py
"""

from __future__ import annotations

import re
from dataclasses import replace

from mailtriage.intake import bounce_words
from mailtriage.intake import machine_words as words
from mailtriage.intake.alternatives import either
from mailtriage.intake.bounce import RETURNED, STATUS_PARTS, delivery_status, read_report, text_of
from mailtriage.intake.bounce_text import answers, begun, copies, named
from mailtriage.intake.headers import plain, raw_text
from mailtriage.intake.verdict import (
    Question,
    Verdict,
    by_machine,
    is_daemon,
    null_return_path,
    precedence,
    takes_no_answers,
)
from mailtriage.model.mail import Bounce, Kind

REPORT_PARTS = (*STATUS_PARTS, "message/disposition-notification", "message/feedback-report")
_DAEMON_OR_PERSON = re.compile(rf"(?:{either(words.DAEMON_OR_PERSON)})\Z")
_SENDER_NAME = re.compile(rf"\W*(?:{either(bounce_words.SENDER_NAME)})", re.I)
SUBJECT = re.compile(rf"\W{{0,5}}(?:{either(bounce_words.SUBJECT)})", re.I)
_SUBJECT_ANYWHERE = re.compile(either(bounce_words.SUBJECT), re.I)
TEXT = re.compile(either(bounce_words.TEXT), re.I)
_RECEIPT_SUBJECT = re.compile(rf"(?:{either(words.RECEIPT_SUBJECT)})\s?(?:[:\uff1a-]|\Z)", re.I)
_RECEIPT_TEXT = re.compile(either(words.RECEIPT_TEXT), re.I)
_COMPLAINT_SENDER = re.compile(rf"(?:{either(words.COMPLAINT_SENDER)})\Z")
_COMPLAINT_SUBJECT = re.compile(rf"\W*(?:{either(words.COMPLAINT_SUBJECT)})", re.I)
_PERSON = re.compile(
    r"\?(?:\s|$)|\bI\b|(?i:^[ \t]{0,20}(?:hi|hello|hei|hej|hallo|dear|bonjour|hola|ciao|ol[áa])\b(?!\S*@).{0,40}$)"
    r"|(?i:(?<!=)\b(?:please help|thanks|regards|we|our|my|us|ich|wir|mein\w*|unser\w*|jeg|min|mitt|vår\w*|jag|je|nous"
    r"|mon|notre|nos|yo|mi|nuestr\w+|io|mio|noi|ik|wij|mijn|eu|meu|nós|minä|minun|ja|mój|já|můj|я|мы|мой|ben|benim|hilsen|mvh"
    r"|grüße|gruß|cordialement|saludos)\b)", re.M
)
_DROPPED = re.compile(r"automatic-action\b[^;\n]{0,80};\s*deleted\b", re.I)
_REJECTED = re.compile(either(bounce_words.REJECTED), re.I)
_ORIGINAL_ID = re.compile(r"(?im)^original-message-id:\s*(<[^<>\s]{3,300}>)")
_NOBODY = re.compile(r"<>\s*\Z")
_QMAIL = re.compile(rb"\(qmail \d+ invoked for bounce\)")


def report(q: Question) -> Verdict | None:
    """multipart/report says itself what it is (RFC 6522). Without that container the part counts when a machine sent
    it: people forward reports, and Apple Mail then writes multipart/mixed."""
    if q.root.type != "multipart/report" and not (q.root.type.startswith("multipart/") and by_machine(q)):
        return None
    sort = q.root.parameters.get("report-type", "").lower() if q.root.type == "multipart/report" else ""
    types = {part.type: part for part in q.root.leaves()}
    if sort in ("disposition-notification", "") and "message/disposition-notification" in types:
        part = types["message/disposition-notification"]
        said = re.search(r"(?im)^disposition:\s*(.{1,200})$", text_of(part))
        evidence = "disposition notification: " + (plain(said[1], 100) if said else "unspecified")
        if said and _DROPPED.match(said[1]) and _REJECTED.search(begun(q.text)):
            return Verdict(Kind.BOUNCE, f"{evidence}, and the words of a rejection", _rejected(q, text_of(part)))
        return Verdict(Kind.RECEIPT, evidence)
    if sort == "delivery-status" or delivery_status(q.root):
        return _by_action(*read_report(q.root, q.text, q.subject), "multipart/report; report-type=delivery-status")
    if sort == "disposition-notification":
        return Verdict(Kind.RECEIPT, "disposition notification: unspecified")
    if sort == "feedback-report" or "message/feedback-report" in types:
        return Verdict(Kind.COMPLAINT, "feedback report (ARF)", _complained_of(q))
    return None


def _rejected(q: Question, notification: str) -> Bounce:
    """What the filter of a mailbox refused (Sieve's reject, RFC 5429 2.1.1; Dovecot also for a full mailbox): the mail
    did not reach its reader, though the form is that of a receipt."""
    found = read_report(q.root, q.text, q.subject)[0]
    named_id = _ORIGINAL_ID.search(notification)
    return replace(
        found, recipients=tuple(named(notification, ())[0]) or found.recipients,
        original_message_id=named_id[1] if named_id else found.original_message_id,
    )


def other_report(q: Question) -> Verdict | None:
    """A report of a sort we do not read (RFC 8460 on TLS, and what is to come)."""
    if q.root.type != "multipart/report":
        return None
    sort = plain(q.root.parameters.get("report-type", ""), 40)
    return Verdict(Kind.AUTO_REPLY, f"multipart/report; report-type={sort}") if sort else None


def _by_action(bounce: Bounce, action: str, evidence: str) -> Verdict:
    """A failure is a bounce; a delay or a success is a notice, and nothing is permanent about it."""
    if not action and bounce.status.startswith("2."):
        action = "delivered"
    if action in ("delayed", "delivered", "relayed", "expanded"):
        return Verdict(Kind.DELIVERY_NOTICE, f"{evidence}, action {action}", replace(bounce, permanent=False))
    return Verdict(Kind.BOUNCE, f"{evidence}, action {action or 'not given'}", bounce)


def worded_report(q: Question) -> Verdict | None:
    """Reports of MTAs that know no RFC 3464: qmail, old Exim and Exchange, gateways, some providers."""
    why = _reporter(q) or _by_words(q)
    return _by_action(*read_report(q.root, q.text, q.subject), why) if why else None


def _reporter(q: Question) -> str:
    """Who reports, when that alone is proof."""
    if q.headers.first("x-failed-recipients"):
        return "X-Failed-Recipients"
    if is_daemon(q.local):
        return f"from {q.local}" + (", empty Return-Path" if null_return_path(q.headers) else "")
    # No author and no return path: nothing but a mail system sends so.
    return "from <>, empty Return-Path" if null_return_path(q.headers) and _NOBODY.search(_from(q)) else ""


def _from(q: Question) -> str:
    return raw_text(q.headers.first("from"))


def _by_words(q: Question) -> str:
    """The sign that makes a report of these words, or "". The words are read last: few mails come so far."""
    half, said_first = _half_a_reporter(q), bool(SUBJECT.match(q.subject))
    if not (half or said_first or takes_no_answers(q.local)):
        return ""
    said = begun(q.text)
    told = bool(TEXT.search(said))
    if not told and not _SUBJECT_ANYWHERE.search(q.subject):
        return ""
    attached = any(part.type in RETURNED for part in q.root.leaves())
    returned = attached or copies(q.text)
    shown, person = told and bool(named(said, ())[1]), bool(_PERSON.search(said))
    answered = bool(answers(said))
    if half:
        proof = by_machine(q) or returned or (answered or shown) and not person
        if proof and (not q.re or shown and answered and not person):
            return half
    if takes_no_answers(q.local) and shown and (returned or answered):
        return f"from {q.local}, the words of a report"
    # From anybody: a subject that begins like a report's, a report's words, the address that failed on its own or the
    # mail that came back; and nobody who greets, asks, or speaks of himself.
    return "the words of a report" if said_first and told and (shown or attached) and not person else ""


def _half_a_reporter(q: Question) -> str:
    """Signs that a machine reports, each of which a person's mail may bear as well."""
    if _DAEMON_OR_PERSON.match(q.local):
        return f"from {q.local}"
    if q.sender is None and _SENDER_NAME.match(_from(q)):
        return "from a mail system without an address"
    if q.sender and _SENDER_NAME.match(q.sender.name):
        return f"from {plain(q.sender.name, 60)!r}"
    if null_return_path(q.headers):
        return "empty Return-Path"
    if header := q.has(bounce_words.HEADERS):
        return f"{header} is present"
    if any(_QMAIL.search(raw) for raw in q.headers.all("received")):
        return "qmail's bounce"
    return ""


def receipt(q: Question) -> Verdict | None:
    """A receipt that came as ordinary mail: the subject of one, its sentence, and nothing else to speak of."""
    if not _RECEIPT_SUBJECT.match(q.subject) or not (found := _RECEIPT_TEXT.search(q.begun)):
        return None
    short = len(q.text.split()) < 80 and not _PERSON.search(q.begun)
    return Verdict(Kind.RECEIPT, f"the subject {q.shown} and {plain(found[0], 40)!r}") if short else None


def complaint(q: Question) -> Verdict | None:
    """What large providers send instead of ARF: a covering line and the mail complained of."""
    if not any(part.type in RETURNED for part in q.root.leaves()):
        return None
    subject = _COMPLAINT_SUBJECT.match(q.subject)
    if subject and (_COMPLAINT_SENDER.match(q.local) or by_machine(q) or precedence(q.headers) == "bulk"):
        return Verdict(Kind.COMPLAINT, f"from {q.local}, the subject {q.shown}", _complained_of(q))
    return None


def _complained_of(q: Question) -> Bounce:
    """Which mail of ours it is about; nothing came back, so nothing is permanent."""
    found = read_report(q.root, q.text, q.subject)[0]
    return replace(found, status="", permanent=False, reason="spam")
