"""tests/desk/office.py: a desk with people and waiting drafts, and browsers of theirs without a browser.

    office = Office(tmp_path)                  a World, and the web desk over it
    office.mail("c1@one.example", "Subject", "Text")
    thandi = office.sign_in("thandi")          a starlette TestClient that holds her session
    thandi.post(f"/drafts/{id}/approve", data=office.form(thandi, digest=...))
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from mailtriage.desk.app import build
from mailtriage.model.draft import Draft
from mailtriage.model.staff import Role
from mailtriage.staff import people
from tests.scenarios.story import World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# Whoever asks for a password has two drafts here, a stranger, too: the shipped rule has an answer for customers alone.
ANSWERED = ("rules/cadents/prescribed.toml",
            'entitlement = ["entitled", "unverified"], said', "said")


class Office:
    def __init__(self, folder: Path, *, program: str = "cadents") -> None:
        self.world = World(folder, NOW, edits=(ANSWERED,))
        self.desk = self.world.desk
        self.program = program
        self.app = build(self.desk)
        self._mails = 0

    def person(self, login: str, role: Role = Role.AGENT, programs: tuple[str, ...] = ()) -> None:
        people.add(self.desk.store, login, name=login.title(), address=f"{login}@cadents.example", role=role,
                   programs=programs, now=self.world.now)
        people.set_password(self.desk.store, login, PASSWORD)

    def browser(self) -> TestClient:
        return TestClient(self.app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})

    def sign_in(self, login: str, role: Role = Role.AGENT, programs: tuple[str, ...] = ()) -> TestClient:
        with self.desk.store.view() as view:
            known = people.person(view, login)
        if known is None:
            self.person(login, role, programs)
        client = self.browser()
        assert client.post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 303
        return client

    def mail(self, sender: str = "", subject: str = "Locked out", text: str = "I forgot my password. How can I reset it?"
             ) -> str:
        self._mails += 1
        sender = sender or f"c{self._mails}@s{self._mails}.example"
        raw = (f"From: Customer {self._mails} <{sender}>\r\nTo: support@cadents.example\r\n"
               f"Message-ID: <{self._mails}@s.example>\r\nSubject: {subject}\r\n\r\n{text}\r\n").encode()
        return self.world.arrives(raw, "support").case

    def waiting(self) -> list[Draft]:
        with self.desk.store.view() as view:
            return list(view.find(Draft, "state", "proposed"))

    def draft(self, id: int) -> Draft:
        with self.desk.store.view() as view:
            found = view.get(Draft, id)
        assert found is not None
        return found

    def passes(self, **time: float) -> None:
        self.world.now += timedelta(**time)


def form(client: TestClient, **fields: str) -> dict[str, str]:
    """What a form of this person carries, with the token of their session."""
    page = client.get("/keys").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, page[:300]
    return {"token": token[1], **fields}
