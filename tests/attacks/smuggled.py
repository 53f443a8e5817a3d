"""Attack 11 on a whole desk: a customer's mail holds an almost-end of data and a second mail; whatever of it an answer of
ours repeats goes through work/send and deliver/smtp to receivers that take too much for a line end."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage.deliver.account import Account
from mailtriage.deliver.loop import SendLoop
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.outgoing import OutState
from mailtriage.program.load import load_programs
from mailtriage.work import cases, reading
from mailtriage.work.approve import approve, edit
from mailtriage.work.send import Sender
from tests.scenarios.story import World
from tests.servers.tolerant import MODES, Tolerant

ENDS = ("\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\n", "\r.\n", "\n.\r")
SECOND = ("MAIL FROM:<ceo@cadents.example>\r\nRCPT TO:<victim@elsewhere.example>\r\nDATA\r\n"
          "From: ceo@cadents.example\r\n\r\npay now\r\n.\r\n")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Wrapped = Callable[[str], tuple[str, bytes]]        # payload -> header lines, body


def _base64(text: bytes) -> bytes:
    return base64.encodebytes(text).replace(b"\n", b"\r\n")


def _plain(payload: str) -> tuple[str, bytes]:
    return "", f"How do I reset my password? {payload}".encode()


def _eight_bit(payload: str) -> tuple[str, bytes]:
    head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    return head, f"How do I reset my password? Grüße \u2028 {payload}".encode()


def _raw_eight_bit(payload: str) -> tuple[str, bytes]:
    return "", f"How do I reset my password? Gr\xfc\xdfe \x85 {payload}".encode("latin-1")


def _in_base64(payload: str) -> tuple[str, bytes]:
    head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    return head, _base64(f"How do I reset my password? {payload}".encode())


def _quoted(payload: str) -> tuple[str, bytes]:
    head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    words = payload.replace("\r", "=0D").replace("\n", "=0A")
    return head, f"How do I reset my password? {words}".encode()


def _html(payload: str) -> tuple[str, bytes]:
    head = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
    words = payload.replace("\r", "&#13;").replace("\n", "&#10;")
    return head, f"<p>How do I reset my password?</p><pre>{words}</pre>".encode()


def _attached(payload: str) -> tuple[str, bytes]:
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    body = b"--b\r\nContent-Type: text/plain\r\n\r\nHow do I reset my password?\r\n--b\r\n"
    body += b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n' + payload.encode()
    body += b"\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    return head, body + b'Content-Disposition: attachment; filename="b.txt"\r\n\r\n' + _base64(payload.encode()) + b"--b--\r\n"


def _word(text: str) -> str:
    """One encoded word (RFC 2047), however long."""
    return "=?utf-8?q?" + "".join(chr(c) if chr(c).isalnum() and c < 128 else f"={c:02X}" for c in text.encode()) + "?="


def _in_subject(payload: str) -> tuple[str, bytes]:
    return f"Subject: {_word('password ' + payload)}\r\n", b"How do I reset my password?"


def _in_name(payload: str) -> tuple[str, bytes]:
    words = _word(payload.replace("@", " at "))       # with addresses in it, nobody knows who wrote: quarantine
    return f"X-From: {words}\r\n", b"How do I reset my password?"


WRAPPED: dict[str, Wrapped] = {
    "body": _plain, "8bit": _eight_bit, "raw 8-bit": _raw_eight_bit, "base64": _in_base64, "quoted-printable": _quoted,
    "html": _html, "attachments": _attached, "subject": _in_subject, "name": _in_name,
}


@dataclass(frozen=True)
class Cell:
    """One mail of a customer: which end it holds, where, and who the receivers of our answers are."""

    end: str
    where: str
    mode: str
    eight_bit: bool = True

    @property
    def name(self) -> str:
        return f"{self.end!r} in {self.where}, {self.mode}{'' if self.eight_bit else ' without 8BITMIME'}"


def cells() -> list[Cell]:
    """Every end x place x way to read; and once more for a receiver that takes 7 bits only."""
    found = [Cell(*c) for c in itertools.product(ENDS, WRAPPED, MODES)]
    return found + [Cell(end, where, mode, False) for end in ENDS for where in ("8bit", "attachments") for mode in MODES]


def mail(n: int, cell: Cell) -> bytes:
    head, body = WRAPPED[cell.where](f"{cell.end}{SECOND}")
    name = head.removeprefix("X-From: ").rstrip() if head.startswith("X-From") else "Naledi"
    head = "" if head.startswith("X-From") else head
    subject = "" if head.startswith("Subject") else "Subject: password\r\n"
    return (f"From: {name} <p{n}@thaba{n}.example>\r\nTo: support@cadents.example\r\nMessage-ID: <{n}@thaba{n}.example>\r\n"
            f"{subject}{head}\r\n").encode() + body


def _world(folder: Path) -> World:
    """A desk whose prescribed answer carries a file that holds every end, as somebody might have made it."""
    world = World(folder, NOW)
    files = folder / "templates" / "cadents" / "files"
    files.mkdir()
    (files / "guide.txt").write_bytes("".join(f"see{end}{SECOND}" for end in ENDS).encode())
    (files / "guide.pdf").write_bytes(b"%PDF-1.4 \xff\x80" + "".join(f"{end}{SECOND}" for end in ENDS).encode())
    prescribed = folder / "rules" / "cadents" / "prescribed.toml"
    text = prescribed.read_text("utf-8")
    assert text.count('id = "not-registered"\n') == 1
    prescribed.write_text(text.replace(
        'id = "not-registered"\n', 'id = "not-registered"\nattach = ["guide.txt", "guide.pdf"]\n'), "utf-8")
    config = world.desk.config
    world.desk.programs = load_programs(config.rules, config.templates, config.programs)
    # Hundreds of strangers write in one hour, and each is to be answered.
    limits = config.limits.model_copy(update={"answers_per_hour": 1_000_000})
    world.desk.config = config.model_copy(update={"limits": limits})
    return world


class SmuggledDesk:
    """A desk, and a receiver for each way to read. `try_cell` sends it one mail and judges what became of the answers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.world, self.n = _world(folder), 0
        self.receivers = {(m, e): Tolerant(m, e) for m in MODES for e in (True, False)}
        self.senders = {}
        for key, receiver in self.receivers.items():
            stack.callback(receiver.stop)
            account = Account("127.0.0.1", receiver.port, "plain", "", "", timeout=5, rate_per_minute=100_000)
            loop = SendLoop(lambda _, account=account: account)  # type: ignore[misc]
            stack.callback(loop.stop)
            self.senders[key] = Sender(self.world.desk, loop)

    def try_cell(self, cell: Cell) -> str:
        """What is wrong, "" when each receiver took each answer as one mail."""
        receiver, sender = self.receivers[cell.mode, cell.eight_bit], self.senders[cell.mode, cell.eight_bit]
        receiver.mails.clear(), receiver.commands.clear()
        self.n += 1
        before = {row.id for row in self.world.outgoing_rows()}
        row = self.world.arrives(mail(self.n, cell), "support")
        if not row.case:
            return f"it opened no case: {row.outcome.value}"
        self._answer_all(row.case, cell)
        self.world.now += timedelta(minutes=1)
        sender.deliver_due(self.world.now, 20)
        rows = [r for r in self.world.outgoing_rows() if r.id not in before]
        if any(r.state is not OutState.SENT for r in rows) or len(rows) < 2:
            return f"not sent: {[(r.text or r.purpose, r.state.value, r.last_answer) for r in rows]}"
        return self._judge(receiver, len(rows))

    def _answer_all(self, number: str, cell: Cell) -> None:
        """A draft that a person edits to quote everything the customer wrote, and a reply that does the same."""
        desk = self.world.desk
        with desk.store.view() as view:
            theirs = [m for m in view.find(CaseMail, "case", number) if m.direction is Direction.IN][0]
        words = reading.read(desk, theirs)
        quote = f"You wrote:\n\n> {words.text}\n\n{words.text}\n\n```\n{words.text}\n```\n{theirs.subject}\n{cell.end}{SECOND}"
        for draft in self.world.drafts(number)[:1]:
            edit(desk, draft.id, "thandi", subject=f"Re: {theirs.subject}", body=quote)
            approve(desk, draft.id, "thandi")
        cases.reply(desk, number, "thandi", quote)

    @staticmethod
    def _judge(receiver: Tolerant, sent: int) -> str:
        if len(receiver.mails) != sent:
            return f"{sent} answers were sent, the receiver saw {len(receiver.mails)} mails"
        strange = [c for c in receiver.commands if b"victim" in c or b"ceo@" in c]
        if strange:
            return f"taken for a command: {strange[0]!r}"
        senders = {c for c in receiver.commands if c.upper().startswith(b"MAIL")}
        if any(b"<support@cadents.example>" not in c for c in senders):
            return f"in whose name: {senders}"
        return ""


@contextmanager
def smuggled_desk(folder: Path) -> Iterator[SmuggledDesk]:
    with ExitStack() as stack:
        yield SmuggledDesk(folder, stack)
