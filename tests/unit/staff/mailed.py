"""unit/staff/mailed.py: a desk whose people get drafts by mail, and what they answer.

    post = Post(tmp_path)
    post.asks()                              a customer's mail, with a draft that waits
    sent = post.offered("thandi")            the mails thandi got about drafts
    row = post.answers(sent[0], "ok")        her answer, as her mail server lets it through
"""

from __future__ import annotations

import email.message
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage.model.case import Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.model.staff import MailPace, Role
from mailtriage.staff import people
from mailtriage.staff.approval_mail import take
from mailtriage.staff.tell import tell
from mailtriage.work.approve import reject
from tests.scenarios.story import World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOP = "mx.cadents.example"


class Post:
    def __init__(self, folder: Path, *logins: str) -> None:
        self.world = World(folder, NOW, hop=HOP)
        self.desk = self.world.desk
        self.desk.staff_mail = take
        self._mails = 0
        for login in logins or ("thandi",):
            self.person(login)

    def person(self, login: str, pace: MailPace = MailPace.DRAFTS, programs: tuple[str, ...] = ()) -> None:
        people.add(self.desk.store, login, name=login.title(), address=f"{login}@cadents.example", role=Role.AGENT,
                   programs=programs, now=self.world.now)
        people.set_mail(self.desk.store, login, pace)

    def asks(self, text: str = "I forgot my password. How can I reset it?") -> Draft:
        self._mails += 1
        raw = (f"From: Customer <c{self._mails}@s{self._mails}.example>\r\nTo: support@cadents.example\r\n"
               f"Message-ID: <{self._mails}@s.example>\r\nSubject: Locked out {self._mails}\r\n\r\n{text}\r\n")
        draft, *others = self.world.drafts(self.world.arrives(raw.encode(), "support").case)
        for other in others:
            reject(self.desk, other.id, "nobody", "one is enough here")
        return draft

    def tell(self) -> int:
        return tell(self.desk)

    def offered(self, login: str, purpose: str = "approval") -> list[email.message.EmailMessage]:
        return [self.world.letter(r) for r in self.rows(purpose) if r.recipients[0].address.startswith(f"{login}@")]

    def rows(self, purpose: str) -> list[Outgoing]:
        return [row for row in self.world.outgoing_rows() if row.purpose == purpose]

    def answers(
        self, to: email.message.EmailMessage | str, text: str, *, by: str = "thandi@cadents.example",
        dmarc: str = "pass", extra: str = "", name: str = "",
    ) -> LedgerRow:
        self._mails += 1
        answered = to if isinstance(to, str) else str(to["Message-ID"])
        verdict = f"Authentication-Results: {HOP}; dmarc={dmarc} header.from={by.partition('@')[2]}\r\n" if dmarc else ""
        raw = (f"{verdict}From: {name or 'Thandi'} <{by}>\r\nTo: support@cadents.example\r\n"
               f"Message-ID: <a{self._mails}@cadents.example>\r\nIn-Reply-To: {answered}\r\nReferences: {answered}\r\n"
               f"Subject: Re: Draft\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n{extra}\r\n{text}\r\n\r\n"
               "On Mon, 23 Nov 2026 Cadents Support desk wrote:\r\n> Draft waits for approval.\r\n> ok sends it\r\n")
        return self.world.arrives(raw.encode(), "support")

    def draft(self, id: int) -> Draft:
        with self.desk.store.view() as view:
            found = view.get(Draft, id)
        assert found is not None
        return found

    def waits(self, draft: Draft) -> bool:
        return self.draft(draft.id) == draft and draft.state is DraftState.PROPOSED

    def events(self, number: str) -> list[Event]:
        with self.desk.store.view() as view:
            return list(view.find(Event, "case", number))

    def events_of_staff(self, number: str) -> int:
        """How many answers of staff the case has on record."""
        return [event.kind for event in self.events(number)].count("staff-command")

    def passes(self, **time: float) -> None:
        self.world.now += timedelta(**time)

    def left(self, case: str) -> list[Outgoing]:
        """What goes to the customer as an approved draft."""
        return [row for row in self.world.outgoing_rows() if row.case == case and row.draft]
