"""intake/verdict.py: what one question about a mail found, and the readings of headers that several questions share.

Reads next intake/kind.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailtriage.intake import machine_words as words
from mailtriage.intake.alternatives import either
from mailtriage.intake.headers import Headers, parameterised, plain, raw_text
from mailtriage.intake.structure import Part
from mailtriage.model.mail import Address, Bounce, Kind

BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
BEGUN = 4_000           # characters of a text that are looked at: what a machine is, it says first
_DAEMON = re.compile(rf"(?:{either(words.DAEMON)})\Z")
_NO_REPLY = re.compile(
    rf"(?:.*[-_.+])?(?:{either(words.NO_REPLY)})(?:[-_.+].*)?\Z"
    r"|(?:bounces?[-+=]|prvs=|owner-).*|.*-(?:bounces?|request)\Z"
)
_ANSWER = re.compile(
    r"(?:\[[^\]]{0,40}\]\s*)?(?:re|sv|aw|vs|antw|tr|odp|ref|ynt|vá|rif|fwd?|wg|vb|rv|enc|doorst|pd|i"
    r"|转发|轉寄|回复|回覆)\s*[:\uff1a]", re.I
)


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Kind
    evidence: str
    bounce: Bounce | None = None
    quiet: str = ""         # why a person's mail gets no answer by itself


@dataclass(frozen=True, slots=True)
class Question:
    """A mail as the questions about it see it."""

    headers: Headers
    root: Part
    sender: Address | None
    subject: str
    text: str

    @property
    def local(self) -> str:
        return self.sender.address.partition("@")[0] if self.sender else ""

    @property
    def begun(self) -> str:
        return self.text[:BEGUN]

    def has(self, names: Iterable[str]) -> str:
        """The first header whose name begins with one of these, or ""."""
        wanted = tuple(names)
        return next((name for name, _ in self.headers.items if name.startswith(wanted)), "")

    @property
    def answers(self) -> bool:
        """Whether it says that it answers a mail."""
        return bool(self.headers.first("in-reply-to") or self.headers.first("references"))

    @property
    def re(self) -> bool:
        """Whether its subject begins as what people answer or forward does."""
        return bool(_ANSWER.match(self.subject))

    @property
    def shown(self) -> str:
        """The subject, as evidence shows it."""
        return repr(plain(self.subject, 60))


def auto_submitted(raw: bytes) -> str:
    """The keyword of RFC 3834 5, without parameters and comments, in lower case."""
    return re.sub(r"\([^)]*\)", "", parameterised(raw)[0]).strip()


def says_automatic(headers: Headers) -> str:
    """The keyword of Auto-Submitted when it is one of a machine, or ""."""
    said = (auto_submitted(raw) for raw in headers.all("auto-submitted"))
    return next((keyword for keyword in said if keyword not in ("", "no")), "")


def precedence(headers: Headers) -> str:
    values = [raw_text(v).strip().lower() for name in ("precedence", "x-precedence") for v in headers.all(name)]
    return next((v for v in values if v in BULK), values[0] if values else "")


def null_return_path(headers: Headers) -> bool:
    """Return-Path: <> of the last hop (RFC 5321 4.5.5)."""
    values = headers.all("return-path")
    return bool(values) and raw_text(values[0]).strip() in ("<>", "")


def is_daemon(local: str) -> bool:
    return bool(_DAEMON.match(local))


def takes_no_answers(local: str) -> bool:
    return bool(_NO_REPLY.match(local))


def by_machine(q: Question) -> bool:
    """A sign beside the words that no person sent this."""
    return bool(
        says_automatic(q.headers) or null_return_path(q.headers) or q.headers.first("x-failed-recipients")
        or is_daemon(q.local)
    )
