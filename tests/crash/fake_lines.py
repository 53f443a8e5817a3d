"""A submission server in a file, in the place of deliver/loop.py: takes every mail, and what it took outlives us.

The points are those of deliver/smtp.py, in its order: between `smtp.dot` and `smtp.answered` the mail is taken and
nobody here knows it."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from mailtriage.deliver.outcome import Envelope, Outcome, Result
from mailtriage.model.outgoing import Recipient, Verdict
from mailtriage.points import point


@dataclass(frozen=True)
class Taken:
    """One 250 after a final dot."""

    message_id: str
    sha256: str
    recipients: tuple[str, ...]


def _log(truth: Path) -> Path:
    return truth / "smtp.log"


def taken(truth: Path) -> list[Taken]:
    """Every mail the server ever took, in order."""
    if not _log(truth).exists():
        return []
    lines = [json.loads(line) for line in _log(truth).read_text().splitlines()]
    return [Taken(d["message_id"], d["sha256"], tuple(d["recipients"])) for d in lines]


def _message_id(data: bytes) -> str:
    head = data.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    found = [x.partition(b":")[2].strip() for x in head.split(b"\r\n") if x.lower().startswith(b"message-id:")]
    return found[0].decode() if len(found) == 1 else ""


class Lines:
    """What work/send.py asks of a SendLoop."""

    def __init__(self, truth: Path) -> None:
        self._truth = truth

    def ready(self, mailbox: str, patience: float = 0.0) -> Future[Outcome | None]:
        future: Future[Outcome | None] = Future()
        point("smtp.connect")
        future.set_result(None)
        return future

    def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        point("smtp.mail")
        for _ in envelope.recipients:
            point("smtp.rcpt")
        for step in ("smtp.data", "smtp.body", "smtp.dot"):
            point(step)
        record = {"message_id": _message_id(data), "sha256": hashlib.sha256(data).hexdigest(),
                  "recipients": envelope.recipients}
        fd = os.open(_log(self._truth), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(fd, json.dumps(record).encode() + b"\n")
        os.close(fd)
        point("smtp.answered")
        accepted = tuple(Recipient(a, Verdict.ACCEPTED, "250 2.0.0 taken") for a in envelope.recipients)
        future.set_result(Outcome(Result.SENT, "dot", 250, "2.0.0 taken", accepted))
        return future

    def stop(self) -> None:
        """There is no connection to close."""
