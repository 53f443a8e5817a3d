"""staff/letters.py: a mail to one person of the desk, through the ordinary outbox.

Promises   it goes to the address in the store and to no other, never to a mailbox of ours, is auto-generated and
           carries our mark: no loop can come of it. It is no part of the case's correspondence: no customer's reply
           finds it, and it stops no clock. Words of customers are shown as they are, never as Markdown or links.
Reads next staff/offers.py
"""

from __future__ import annotations

import re
from datetime import datetime

from mailtriage.compose.message import freeze
from mailtriage.model.ids import digest
from mailtriage.model.outgoing import Outgoing, Policy, Recipient
from mailtriage.model.staff import Person
from mailtriage.store.port import Unit, View
from mailtriage.work import epoch
from mailtriage.work.desk import Desk

NOTICE = "notice"       # the purpose of notifications, which belong to no case
MOST_WORDS = 6_000      # characters of a customer's mail that are repeated


def may_write(view: View, desk: Desk) -> bool:
    """Whether mail to staff is made now: not while nothing may leave, so that none is old when it does."""
    return desk.config.outgoing == "on" and epoch.waiting(view) is None


def reachable(desk: Desk, person: Person) -> bool:
    return not person.disabled and person.address not in desk.own_addresses


def post(
    unit: Unit, desk: Desk, person: Person, *, mailbox: str, case: str = "", purpose: str, subject: str, markdown: str,
    message_id: str, now: datetime, in_reply_to: str = "",
) -> Outgoing:
    """Freeze it into the outbox. What became of it is told on the case with that number, as with any mail."""
    box = desk.mailbox(mailbox)
    raw = freeze(
        from_address=box.address, from_name=f"{box.display_name} desk", to=(person.address,), subject=subject,
        markdown=markdown, date=now, message_id=message_id, in_reply_to=in_reply_to, keys=desk.keys,
        key_id=desk.key_id, auto_submitted="auto-replied" if in_reply_to else "auto-generated",
    )
    return unit.add(Outgoing(
        intent=digest("staff", message_id), case=case, mailbox=box.name, purpose=purpose, text="",
        message_id=message_id, raw=desk.raw.put(raw), envelope_from=box.address,
        recipients=(Recipient(person.address),), created=now, not_before=now, subject=subject, policy=Policy.HOLD,
    ))


def verbatim(words: str, most: int = MOST_WORDS) -> str:
    """A Markdown block that shows these words as they are, whatever stands in them."""
    cut = words[:most] + (f"\n[… {len(words) - most} characters more]" if len(words) > most else "")
    longest = max((len(run) for run in re.findall(r"~+", cut)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}\n{cut.strip()}\n{fence}"


def plain(words: str, most: int = 300) -> str:
    """One line of somebody else's words inside Markdown, with nothing in it that means anything there."""
    line = " ".join(words.split())[:most]
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&-])", r"\\\1", line)
