"""work/reading.py: a mail or note of a case as people read it: parsed again from its bytes, and its attachments saved.

Promises   a mail whose bytes are gone says so in the place of its words. Passwords are masked. A saved attachment never
           replaces a file: the second of a name gets a number.
Does not   open, run or convert an attachment.
Reads next intake/parse.py, work/dossier.py
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from mailtriage.intake.attachments import attachment_bytes, safe_name
from mailtriage.intake.auth_results import Hop, hop_of
from mailtriage.model.case import Case, CaseMail, Direction
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Address, Attachment, Tier
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.points import point
from mailtriage.program.secrets import mask
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.held import by_held
from mailtriage.work.thread import merged

_NEVER_LEFT = (OutState.CANCELLED, OutState.FAILED)
_MOST_NAME = 180     # octets: a file system takes 255, and a number and an extension come behind


@dataclass(frozen=True, slots=True)
class Reading:
    """`new` is what the writer added, `text` all of it with what was quoted. `headers` are those people ask for.
    `sender` is the real author of a mail that came in, `tier` how sure we are of them (None: nobody here can say),
    `warnings` why to look twice at who seems to write."""

    headers: tuple[tuple[str, str], ...]
    new: str
    text: str
    attachments: tuple[Attachment, ...]
    sender: str = ""
    tier: Tier | None = None
    evidence: str = ""
    warnings: tuple[str, ...] = ()


def read(desk: Desk, mail: CaseMail, mailbox: str = "") -> Reading:
    """One mail or note of a case, whole. `mailbox` is that of its case when it is not given."""
    if mail.direction is Direction.NOTE:
        note = mask(mail.snippet)
        return Reading((("note by", mail.sender),), note, note, ())
    known = (("from", mail.sender), ("to", ", ".join(mail.to)), ("subject", mail.subject))
    try:
        raw = desk.raw.get(mail.raw)
        with desk.store.view() as view:
            hop = _hop(view, desk, mail, mailbox)
            found = by_held(view, desk, desk.parse(raw, hop=hop))
    except StoreError as e:
        return Reading(known, f"{mail.snippet}\n[the mail itself cannot be read: {e}]", mail.snippet, mail.attachments)
    headers = (
        ("from", _shown(found.sender) if found.sender else mail.sender),
        ("to", ", ".join(map(_shown, found.to))),
        ("cc", ", ".join(map(_shown, found.cc))),
        ("reply to", ", ".join(map(_shown, found.reply_to))),
        ("subject", mask(found.subject)),
        ("sent", f"{found.date:%Y-%m-%d %H:%M} UTC" if found.date else ""),
        ("message id", found.message_id),
        ("authenticity", found.authenticity.evidence if mail.direction is Direction.IN else ""),
        ("look twice", "; ".join(found.warnings) if mail.direction is Direction.IN else ""),
    )
    shown = tuple(h for h in headers if h[1])
    if mail.direction is not Direction.IN:
        return Reading(shown, mask(found.reply_text), mask(found.text), found.attachments)
    tier = found.authenticity.tier if hop.authserv_id or found.authenticity.tier is not Tier.UNVERIFIED else None
    return Reading(shown, mask(found.reply_text), mask(found.text), found.attachments,
                   _shown(found.sender) if found.sender else mail.sender, tier, found.authenticity.evidence,
                   found.warnings)


def read_row(desk: Desk, row: LedgerRow) -> Reading:
    """A mail of the ledger that is on no case, such as one in quarantine, as far as it can be read."""
    if not row.sha256:
        return Reading((), "", "", ())
    mail = CaseMail("", Direction.IN, row.message_id, row.received, row.sha256, row.sender, subject=row.subject)
    return read(desk, mail, row.mailbox)


def _hop(view: View, desk: Desk, mail: CaseMail, mailbox: str) -> Hop:
    """Whose word about the sender counts at that mailbox, else at that of the mail's case."""
    case = view.one(Case, "number", mail.case) if not mailbox else None
    try:
        return hop_of(desk.mailbox(case.mailbox if case is not None else mailbox))
    except KeyError:
        return Hop()


def _shown(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address


def unanswered(view: View, case: Case, most: int = 4) -> list[CaseMail]:
    """What people wrote on a case, and on those merged into it, since one of us last answered, newest last: no bounces,
    no automatic replies. When all is answered, their last mail; nothing when no person wrote."""
    cases = [case, *merged(view, case)]
    answers = [(o.case, o.created) for c in cases for o in view.find(Outgoing, "case", c.number)
               if (o.draft or o.purpose == "reply") and o.state not in _NEVER_LEFT]
    mails, waiting = list[CaseMail](), list[CaseMail]()
    for c in cases:
        arrived = [m for m in view.find(CaseMail, "case", c.number) if m.direction is Direction.IN]
        # An answer on the case it went on in is one to its words too, once it was closed.
        ours = [at for number, at in answers if number == c.number or (c.closed is not None and at > c.closed)]
        since = max(ours, default=None)
        mails += arrived
        waiting += [m for m in arrived if (since is None or m.at > since) and not by_machine(view, m)]
    by_time = attrgetter("at")
    if waiting:
        return sorted(waiting, key=by_time)[-most:]
    mails.sort(key=by_time)
    return [m for m in mails if not by_machine(view, m)][-1:] or mails[-1:]


def by_machine(view: View, mail: CaseMail) -> bool:
    """Whether a mail that came in is a bounce or an automatic reply, and no person's word."""
    return _came_to(view, mail, Outcome.BOUNCE_NOTED, Outcome.MACHINE)


def automatic(view: View, mail: CaseMail) -> bool:
    """Whether a mail that came in is an automatic reply (RFC 3834), such as an out-of-office."""
    return _came_to(view, mail, Outcome.MACHINE)


def _came_to(view: View, mail: CaseMail, *outcomes: Outcome) -> bool:
    return any(row.outcome in outcomes for row in view.newest(LedgerRow, "sha256", mail.raw, 10))


def save_attachments(desk: Desk, mail: CaseMail, folder: Path) -> list[Path]:
    """Write the attachments of a mail into `folder`, which is made; the files written. OSError, StoreError."""
    point("reading.folder.mkdir")
    folder.mkdir(parents=True, exist_ok=True)
    raw = desk.raw.get(mail.raw) if mail.raw else b""
    written = []
    for attachment in mail.attachments:
        data = attachment_bytes(raw, attachment.sha256)
        if data is not None:
            written.append(_save(folder, safe_name(attachment.name) or "attachment", data))
    return written


def _save(folder: Path, name: str, data: bytes) -> Path:
    stem, dot, extension = name.rpartition(".")
    stem, tail = (stem, dot + extension) if stem and len(extension) <= 10 else (name, "")
    stem = stem.encode()[:_MOST_NAME].decode("utf-8", "ignore")
    n = 1
    while True:
        path = folder / (f"{stem}{tail}" if n == 1 else f"{stem} ({n}){tail}")
        try:
            with path.open("xb") as file:       # exclusive: an existing file, or a link in its place, is left alone
                point("reading.attachment.write")
                file.write(data)
            return path
        except FileExistsError:
            n += 1
