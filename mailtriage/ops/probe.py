"""ops/probe.py: a mail of ours through SMTP to the mailbox itself, found again over IMAP: does mail go round?

Promises   it carries our mark (model/mark.py), so that the daemon knows it for its own: the ledger says `loop`, no case
           is opened, nothing is answered. A server that does not deliver costs `seconds`, no more.
Reads next ops/doctor.py
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import TimeoutError as TooLate
from datetime import timedelta

from mailtriage import oauth, oauth_tokens
from mailtriage.compose.message import freeze
from mailtriage.config import ConfigErrors, Mailbox
from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.intake.imap import ImapTrouble, Session
from mailtriage.ops.doctor import SKEW, Look
from mailtriage.work.desk import Desk
from mailtriage.work.send import account_of

PAUSE = 1.0     # seconds between two looks


def send_round(desk: Desk, box: Mailbox, seconds: float) -> list[Look]:
    """Send the probe and wait for it at most `seconds`."""
    if box.imap is None or box.smtp is None:
        return [Look("probe", box.name, "not sent: it needs [mailbox.imap] and [mailbox.smtp]")]
    sent_at, began = desk.clock(), time.monotonic()
    message_id = f"<probe.{desk.rng.randbytes(12).hex()}@{box.address.rpartition('@')[2]}>"
    data = freeze(
        from_address=box.address, from_name=box.display_name, to=(box.address,), subject="mailtriage doctor: probe",
        markdown="A probe of `mailtriage doctor`. It opens no case.", date=sent_at, message_id=message_id,
        auto_submitted="auto-generated", keys=desk.keys, key_id=desk.key_id)
    lines = SendLoop(account_of(desk))
    try:
        outcome = lines.submit(box.name, Envelope(box.address, (box.address,)), data).result(seconds)
    except TooLate:
        return [Look("probe", box.name, f"the server did not take it within {seconds:.0f} s", "see the mail server")]
    finally:
        lines.stop()
    if outcome.result is not Result.SENT:
        return [Look("probe", box.name, f"not sent: {outcome.line}", "mend what the server says")]
    try:
        return _wait(desk, box, message_id, began, seconds)
    except (ImapTrouble, ConfigErrors, oauth.OAuthTrouble) as trouble:
        return [Look("probe", box.name, f"sent, and then: {trouble}", "mend [mailbox.imap]")]


def _wait(desk: Desk, box: Mailbox, message_id: str, began: float, seconds: float) -> list[Look]:
    assert box.imap is not None
    stop = threading.Event()
    with Session(box.imap, oauth_tokens.secret(box, "imap", desk.data, desk.clock()), box.folders[0], stop) as session:
        # The daemon may have filed it before we look: then it lies in the other folder.
        places = [*box.folders, *([box.file_to] if box.file_to in session.folders() else [])]
        while time.monotonic() - began < seconds:
            for folder in places:
                session.select(folder)
                found = session.describe(session.with_message_id(message_id.strip("<>")))
                if found:
                    received = next(iter(found.values())).received
                    since = desk.clock() - received if received else None
                    return _found(desk, box, folder, time.monotonic() - began, since)
            time.sleep(PAUSE)
    return [Look("probe", box.name, f"sent, and not in {', '.join(places)} after {seconds:.0f} s",
                 f"does mail to {box.address} come to this mailbox? see the mail server's log")]


def _found(desk: Desk, box: Mailbox, folder: str, took: float, since: timedelta | None) -> list[Look]:
    looks = [Look("probe", box.name, f"through SMTP into {folder} in {took:.1f} s")]
    if since is not None:
        skew = abs(since) - timedelta(seconds=took + PAUSE)
        bad = skew > SKEW
        looks.append(Look("clock", box.name, f"the IMAP server's differs by {skew.total_seconds():.0f} s" if bad else
                          "agrees with the IMAP server's", "set the clock of one of the two" if bad else ""))
    return looks
