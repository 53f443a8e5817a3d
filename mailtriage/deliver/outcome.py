"""deliver/outcome.py: what became of one attempt to hand over a mail, as a value. Nothing here talks to anybody.

Reads next deliver/smtp.py (makes them), deliver/outbox.py (acts on them)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailtriage.deliver.limit import is_limit
from mailtriage.model.outgoing import Recipient, Verdict


class Result(StrEnum):
    SENT = "sent"              # the server took it for every recipient
    PARTIAL = "partial"        # taken for some; the others were refused or must be tried again
    DEFERRED = "deferred"      # not taken, may be tried again
    REFUSED = "refused"        # refused for good, for every recipient
    UNKNOWN = "unknown"        # the final dot was written and no answer came: RFC 1047


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who it is from and for (RFC 5321 2.3.1), as canonical addresses."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`phase` is how far it came: config, rate, connect, greeting, ehlo, starttls, auth, mail, rcpt, data, body,
    dot. `code` is the server's, 0 without an answer; `text` one line. `recipients` are all that were asked for.
    `trouble`: the server or the config is at fault, not this mail, so it never counts against the mail."""

    result: Result
    phase: str
    code: int = 0
    text: str = ""
    recipients: tuple[Recipient, ...] = ()
    trouble: bool = False

    @property
    def limited(self) -> bool:
        """Nothing was taken, and the server says that this sender has sent enough for now."""
        return self.result is Result.DEFERRED and is_limit(self.code, self.text)

    @property
    def line(self) -> str:
        """One line for people: `rcpt: 550 5.1.1 no such user`."""
        where = self.phase
        if where == "dot":
            where = "accepted" if self.result is Result.SENT else "after the final dot"
        return f"{where}: {f'{self.code} ' if self.code else ''}{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; code 0: there was none (lost, timed out, not SMTP), and the connection is gone."""

    code: int
    text: str

    @property
    def kind(self) -> int:
        """The first digit (RFC 5321 4.2.1), 0 without an answer; 4 for a sender's limit, which passes."""
        return 4 if is_limit(self.code, self.text) else self.code // 100


def line_of(reply: Reply) -> str:
    return f"{reply.code} {reply.text}".strip() if reply.code else reply.text


def trouble(phase: str, reply: Reply) -> Outcome:
    """No mail was tried: the server or the config is in the way."""
    return Outcome(Result.DEFERRED, phase, reply.code, reply.text, trouble=True)


def deferred(envelope: Envelope, phase: str, reply: Reply, *, trouble: bool = False) -> Outcome:
    """Not taken for anyone; may be tried again."""
    waiting = tuple(Recipient(a, Verdict.DEFERRED, line_of(reply)) for a in envelope.recipients)
    return Outcome(Result.DEFERRED, phase, reply.code, reply.text, waiting, trouble)


def refused(envelope: Envelope, phase: str, reply: Reply) -> Outcome:
    """Refused for everyone, for good."""
    fates = tuple(Recipient(a, Verdict.REFUSED, line_of(reply)) for a in envelope.recipients)
    return Outcome(Result.REFUSED, phase, reply.code, reply.text, fates)


def settled(envelope: Envelope, fates: dict[str, Recipient], whole: Outcome) -> Outcome:
    """`whole`, with the recipients it does not speak of in their own fates, in the order of the envelope."""
    known = {r.address: r for r in whole.recipients} | {a: f for a, f in fates.items() if f.verdict is Verdict.REFUSED}
    known |= {a: f for a, f in fates.items() if a not in known}
    recipients = tuple(known[a] for a in envelope.recipients)
    verdicts = {r.verdict for r in recipients}
    result = whole.result
    if result is Result.SENT and verdicts != {Verdict.ACCEPTED}:
        result = Result.PARTIAL
    elif result is Result.REFUSED and verdicts != {Verdict.REFUSED}:
        result = Result.DEFERRED
    return Outcome(result, whole.phase, whole.code, whole.text, recipients, whole.trouble)
