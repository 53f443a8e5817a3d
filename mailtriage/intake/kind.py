"""intake/kind.py: is a person speaking, and to us?

Promises   the kind of a mail with its evidence in words, and whether it may be acknowledged. `HUMAN` is what is left
           when nothing says otherwise: a person who writes through a mailing list is human, `Auto-Submitted: no` is
           human, X-Auto-Response-Suppress on a person's mail says nothing. A weak sign (a
           subject alone, a report's part without the report) leaves a mail human and only silences the answer: a
           machine taken for a person costs a case, a person taken for a machine costs a request.
Does not   recognise our own mail (LOOP): `triage` does that by the signed token.
Source     RFC 3834 (auto-replies), RFC 3464 (delivery reports), RFC 8098 (receipts), RFC 5965 (complaints), RFC 2919
           (List-Id); field experience of RT, osTicket, Frappe, FreeScout.
Reads next intake/reports.py, intake/auto_reply.py
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mailtriage.intake import machine_words as words
from mailtriage.intake.alternatives import either
from mailtriage.intake.auto_reply import auto_reply, calendar, mailing, monitor, weak_sign
from mailtriage.intake.headers import Headers
from mailtriage.intake.reports import complaint, other_report, receipt, report, worded_report
from mailtriage.intake.structure import Part
from mailtriage.intake.verdict import (
    BULK,
    Question,
    Verdict,
    is_daemon,
    null_return_path,
    precedence,
    takes_no_answers,
)
from mailtriage.model.mail import Address, Kind

__all__ = ["Verdict", "kind_of", "must_not_acknowledge"]
_DAEMON_OR_PERSON = re.compile(rf"(?:{either(words.DAEMON_OR_PERSON)})\Z")
_ANSWER_MARKS = re.compile(r"(?i)^(?:(?:re|fwd?|sv|vs|aw|tr)\s*:\s*)+")
# The order is that of how sure the sign is.
QUESTIONS: tuple[Callable[[Question], Verdict | None], ...] = (
    report, complaint, worded_report, other_report, calendar, auto_reply, receipt, monitor, mailing,
)


def kind_of(headers: Headers, root: Part, sender: Address | None, subject: str, text: str, attached: int) -> Verdict:
    """The first of the questions that is answered with yes."""
    q = Question(headers, root, sender, subject, text)
    for question in QUESTIONS:
        if verdict := question(q):
            return verdict
    if not text.strip() and not attached and _bare(subject) in words.NO_SUBJECT:
        return Verdict(Kind.EMPTY, "no subject, no text and no attachment")
    return Verdict(Kind.HUMAN, "nothing says that a machine wrote it", quiet=weak_sign(q))


def _bare(subject: str) -> str:
    return _ANSWER_MARKS.sub("", subject).strip(" .-()<>[]").lower()


def must_not_acknowledge(kind: Kind, headers: Headers, sender: Address | None) -> str:
    """Why no answer may go out by itself, or "". Stricter than the kind: a person whose mail bears one of these marks
    is still heard, and staff may answer."""
    local = sender.address.partition("@")[0] if sender else ""
    if kind is not Kind.HUMAN:
        return f"{kind.value} is never answered"
    if sender is None:
        return "nobody to answer"
    if is_daemon(local) or _DAEMON_OR_PERSON.match(local) or takes_no_answers(local):
        return f"{local} takes no answers"
    if null_return_path(headers):
        return "empty Return-Path"
    if precedence(headers) in BULK and not _google_group(headers):
        return f"Precedence: {precedence(headers)}"
    return ""


def _google_group(headers: Headers) -> bool:
    """Google Groups marks what a person writes through it as a list's mail; customers use it as a shared mailbox."""
    return bool(headers.first("x-google-group-id")) and bool(headers.first("list-id"))
