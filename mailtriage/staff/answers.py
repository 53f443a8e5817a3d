"""staff/answers.py: why nothing was done, told to the person whose token it was, a few times a day and not more.

Reads next staff/letters.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mailtriage.model.case import Case
from mailtriage.model.mail import Mail
from mailtriage.model.staff import Person
from mailtriage.model.told import Told, hour
from mailtriage.staff.letters import may_write, plain, post, reachable
from mailtriage.store.port import Unit
from mailtriage.work.desk import Desk

A_DAY = 5
KIND = "refused"


class NotDone(Exception):
    """Why nothing was done. `tell`: the person whose token it is may be told."""

    def __init__(self, why: str, tell: bool = False) -> None:
        super().__init__(why)
        self.tell = tell


def answer(
    unit: Unit, desk: Desk, person: Person, case: Case | None, mailbox: str, mail: Mail, why: str, now: datetime
) -> None:
    """To the registered address, whoever wrote: it quotes nothing, holds no token, and names the draft's case only."""
    hours = {hour(person.login, KIND, now - timedelta(hours=n)) for n in range(24)}
    if not may_write(unit, desk) or not reachable(desk, person):
        return
    if sum(unit.count(Told, "in_hour", h) for h in hours) >= A_DAY:
        return
    mailbox = case.mailbox if case is not None else mailbox
    domain = desk.mailbox(mailbox).address.rpartition("@")[2]
    message_id = f"<staff.{desk.rng.randbytes(12).hex()}@{domain}>"
    on = f" on {case.number}" if case is not None else ""
    text = (f"Nothing was done with your answer{on}: {plain(why)}.\n\n"
            "`mailtriage draft list` and the web desk show what waits.")
    post(unit, desk, person, mailbox=mailbox, case=case.number if case is not None else "", purpose="staff-answer",
         subject=f"Nothing was done: {case.subject if case is not None else mail.subject}", markdown=text,
         message_id=message_id, now=now, in_reply_to=mail.message_id)
    unit.add(Told(f"{KIND}/{person.login}/{mail.sha256}", person.login, KIND, now, message_id))
