"""work/held.py: what is new in an answer, by the mails it answers, which we hold.

Promises   the texts of at most `_MOST` mails it refers to, nearest first, ours and the customer's; one that cannot be
           read is left out. A mail that answers nothing we hold comes back as it was, at the cost of an index look-up.
Does not   join a case or tell anybody anything: what is compared stands in the mail itself.
Reads next intake/quote_diff.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailtriage.intake.language import language_of
from mailtriage.intake.parse import parse
from mailtriage.intake.quote_diff import proven_by_held
from mailtriage.intake.reply_text import Reply
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.mail import Mail
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.facts import sent_as

_MOST = 3               # mails read: each costs a parse
_LOOKED_AT = 10         # ids looked up
_BYTES_MOST = 2_000_000     # of a mail that is read again for its text


def by_held(view: View, desk: Desk, mail: Mail) -> Mail:
    """`mail` with what is new told by the mails it answers."""
    if not mail.threading or not mail.text:
        return mail
    marks = Reply(mail.reply_text, mail.quoted_text, mail.signature, mail.layout)
    name = mail.sender.name if mail.sender else ""
    found, unproven = proven_by_held(mail.text, marks, mail.unproven, _texts(view, desk, mail), name)
    if found is marks:
        return mail if unproven == mail.unproven else replace(mail, unproven=unproven)
    return replace(
        mail, reply_text=found.new, quoted_text=found.quoted, signature=found.signature, layout=found.layout,
        unproven=unproven, language=language_of(found.new) or mail.language,
    )


def _texts(view: View, desk: Desk, mail: Mail) -> Iterator[str]:
    raws: list[str] = []
    for message_id in mail.threading[:_LOOKED_AT]:
        for row in view.find(CaseMail, "message_id", sent_as(view, message_id))[:2]:
            if row.direction is not Direction.NOTE and row.raw and row.raw not in (*raws, mail.sha256):
                raws.append(row.raw)
    for raw in raws[:_MOST]:
        try:
            data = desk.raw.get(raw)
        except StoreError:
            continue
        if len(data) <= _BYTES_MOST:
            yield parse(data).text
