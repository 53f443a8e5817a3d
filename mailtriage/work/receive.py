"""work/receive.py: one spooled mail becomes one outcome, in one unit.

Promises   idempotent: the ledger key is unique, so a mail handled before a crash is not handled again.
           What surprises us is quarantined with its bytes and a reason; the mails behind it go on.
Crash      before the commit: the spool has the mail and the next pass begins again; after it: the ledger knows, and the
           spool file is only waiting to be renamed into the raw store.
Reads next work/facts.py, triage/chain.py, work/commit.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.config import Mailbox
from mailtriage.intake.auth_results import Hop, hop_of
from mailtriage.intake.dkim_check import resolver, verified_domain
from mailtriage.intake.forwarded import for_the_customer
from mailtriage.intake.spool import Spooled, SpoolError
from mailtriage.model.decision import Decision, Reason
from mailtriage.model.ids import digest
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Authenticity, Kind, Mail, Tier
from mailtriage.model.tiers import Act, May, may
from mailtriage.model.tokens import looks_like_staff
from mailtriage.points import point
from mailtriage.program.program import Program
from mailtriage.program.standing import mailbox_of
from mailtriage.store.port import Duplicate, StoreError, View
from mailtriage.triage.chain import triage
from mailtriage.triage.facts import Facts
from mailtriage.work.commit import commit
from mailtriage.work.desk import Desk
from mailtriage.work.facts import read_facts
from mailtriage.work.held import by_held
from mailtriage.work.sent import is_sent, keep_sent


def receive(desk: Desk, arrival: Spooled) -> LedgerRow:
    """Handle one mail of the spool; the row says what became of it. StoreError when nothing can be committed."""
    with desk.store.view() as view:
        known = view.one(LedgerRow, "key", arrival.key)
    if known is None:
        raw = desk.spool.read(arrival)
        too_big = _too_big(desk, arrival, len(raw))
        mail = too_big or read_mail(desk, arrival.mailbox, raw, online=True)
        try:
            known = _quarantine(desk, arrival, mail, "") if too_big else _decide_and_commit(desk, arrival, mail)
        except Duplicate as e:
            known = _quarantine(desk, arrival, mail, f"it collides with what is there: {e}"[:300])
        except (StoreError, OSError):
            raise  # the disk or the store, not the mail: it waits in the spool and is tried again
        except Exception as e:  # noqa: BLE001  whatever a mail makes us do wrong, the ten behind it must not wait
            known = _quarantine(desk, arrival, mail, f"{type(e).__name__} while it was handled: {e}"[:300])
    if known.sha256 != arrival.sha256 and known.outcome is not Outcome.HELD:     # of a mail too big, the header is kept
        raise SpoolError(f"{arrival.path}: the ledger has another mail under {arrival.key}; both are kept. Ingest the "
                         "file, then remove it")
    point("receive.committed")
    desk.raw.adopt(arrival.path, arrival.sha256)
    return known


def _too_big(desk: Desk, arrival: Spooled, size: int) -> Mail | None:
    """A mail over the limit, unread: only `ingest` lets one in, IMAP leaves it on the server (work/hold.py)."""
    most = desk.config.limits.mail_bytes
    if size <= most:
        return None
    why = f"{size} bytes, limits.mail_bytes is {most}; release it to read it all the same"
    return Mail(arrival.sha256, size, digest("too big", arrival.sha256), kind=Kind.MALFORMED, kind_evidence=why)


def read_mail(desk: Desk, mailbox: str, raw: bytes, *, online: bool = False) -> Mail:
    """What intake sees in these bytes, with the trusted hop of that mailbox; a customer's mail that a colleague sent on
    as the customer's. Never raises. `online`: the DNS may be asked, where [dkim] says so; never inside a unit."""
    try:
        hop = hop_of(desk.mailbox(mailbox))
    except KeyError:
        hop = Hop()
    mail = desk.parse(raw, hop=hop)
    if online and desk.config.dkim.verify:
        mail = _with_dkim(desk, mail, raw)
    if mail.sender is None or mail.kind is not Kind.HUMAN or mail.sender.address not in (colleagues := desk.colleagues):
        return mail
    if may(mail.authenticity.tier, Act.BEHALF) is May.NO or any(map(looks_like_staff, mail.threading)):
        return mail                     # forged; or it answers a mail of ours to that colleague
    return for_the_customer(mail, raw, {*colleagues, *desk.own_addresses}, desk.parse)


def _with_dkim(desk: Desk, mail: Mail, raw: bytes) -> Mail:
    """The mail with an aligned sender, when a signature says so. What a trusted hop called forged stays forged."""
    if mail.sender is None or mail.authenticity.tier is not Tier.UNVERIFIED:
        return mail
    section = desk.config.dkim
    try:
        txt = desk.txt or resolver(section)
    except ImportError:
        return mail                     # `check` says so
    domain = verified_domain(raw, mail.sender.domain, txt, section.timeout.total_seconds())
    if not domain:
        return mail
    why = f"dkim=pass for {domain}, checked here, aligned with {mail.sender.domain}"
    return replace(mail, authenticity=Authenticity(Tier.ALIGNED, why))


def owner(desk: Desk, delivered_to: str, mail: Mail) -> Mailbox:
    """The mailbox a mail belongs to: one sent to several of ours belongs to the first it names."""
    names = {a.lower(): m for m in desk.config.mailbox for a in (m.address, *m.aliases)}
    for address in (*mail.to, *mail.cc):
        if address.address in names:
            return names[address.address]
    return desk.mailbox(delivered_to)


def _by_region(desk: Desk, program: Program, facts: Facts, mail: Mail) -> str:
    """Of several mailboxes of one program that a mail names, the one of the customer's region; "" for none."""
    to = {a.address for a in (*mail.to, *mail.cc)}
    ours = [m.name for m in desk.config.mailbox if m.program == program.id and to & {m.address.lower(), *m.aliases}]
    return mailbox_of(program, facts.customer, ours) if len(ours) > 1 else ""


def decide(
    view: View,
    desk: Desk,
    mailbox: str,
    mail: Mail,
    key: str,
    received: datetime,
    now: datetime,
    released: bool = False,
) -> tuple[Facts, Decision]:
    """Facts and Decision, nothing stored: what `receive` commits and `mailtriage triage` prints."""
    box = owner(desk, mailbox, mail)
    program = desk.programs[box.program]
    facts = read_facts(view, desk, program, box.name, mail, key, received, now, released)
    facts = replace(facts, mailbox=_by_region(desk, program, facts, mail) or box.name)
    return facts, triage(mail, facts, program, now)


def _decide_and_commit(desk: Desk, arrival: Spooled, mail: Mail) -> LedgerRow:
    now = desk.clock()
    try:
        with desk.store.unit() as unit:
            if is_sent(desk, arrival):
                return keep_sent(unit, desk, arrival, mail, now)
            if desk.staff_mail and (commanded := desk.staff_mail(unit, desk, arrival, mail, now)) is not None:
                return commanded
            mail = by_held(unit, desk, mail)
            _, decision = decide(unit, desk, arrival.mailbox, mail, arrival.key, arrival.received, now)
            return commit(unit, desk, decision, mail, arrival, now).row
    except Duplicate:
        # Not an error: `ingest` and the daemon met on the same spool file, and the other one was faster.
        with desk.store.view() as view:
            row = view.one(LedgerRow, "key", arrival.key)
        if row is None:
            raise
        return row


def _quarantine(desk: Desk, arrival: Spooled, mail: Mail, why: str) -> LedgerRow:
    malformed = mail.kind is Kind.MALFORMED
    reason = (mail.kind_evidence or "it could not be parsed") if malformed else why
    decision = Decision(
        Outcome.QUARANTINED, reason, mailbox=arrival.mailbox, attach=False, reasons=(Reason("surprise", why),)
    )
    with desk.store.unit() as unit:
        return commit(unit, desk, decision, mail, arrival, desk.clock()).row
